"""Registering a hook, changing its secret, pausing it, sending one again; and what became of a delivery."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.keys.sealing import seal
from anlan.registers.org.models import Unit
from anlan.registers.people.rules import may_staff
from anlan.work.hooks import rules
from anlan.work.hooks.models import Delivery, Hook


def demand_keeper(by: Actor, path: str) -> None:
    """Refuses who does not keep the accounts there: the same people keep what leaves the house."""
    if not may_staff(by, path):
        raise NotYours("E-hook-right", _("推送由管账号的人来管，不能超出自己的范围"))


def _fresh_secret() -> str:
    return rules.KEY_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _checked(name: str, url: str, events: Iterable[str]) -> tuple[str, str, list[str]]:
    name, url, wanted = name.strip()[:80], url.strip(), [e for e in rules.EVENTS if e in set(events)]
    if not name:
        raise Refused("E-hook-name", _("写上推给哪个系统"), fields={"name": _("写上推给哪个系统")})
    if rules.address_trouble(url):
        words = _("地址要以 https:// 开头，里面不带用户名和密码")
        raise Refused("E-hook-url", words, fields={"url": words})
    if not wanted:
        raise Refused("E-hook-events", _("选上推什么"), fields={"events": _("至少选一样")})
    return name, url, wanted


@action
def open_hook(unit: Unit, *, name: str, url: str, events: Iterable[str], by: Actor, at: datetime) -> tuple[Hook, str]:
    """Tell another system of the cases at the unit and below. -> (the hook, its secret: shown once)."""
    demand_keeper(by, unit.unit_path)
    name, url, wanted = _checked(name, url, events)
    if Hook.objects.filter(unit=unit, ended_at=None).count() >= rules.MOST_HOOKS:
        raise Refused("E-hook-many", _("已经有 %(n)d 个，先停掉不用的") % {"n": rules.MOST_HOOKS})
    secret = _fresh_secret()
    hook = Hook.objects.create(
        unit=unit, unit_path=unit.unit_path, name=name, url=url, events=wanted, secret=seal(secret), made_at=at, made_by_id=by.person_id
    )
    record("hook.open", unit_id=unit.pk, by=by, at=at, payload={"hook": hook.pk, "name": name, "url": url, "events": wanted})
    return hook, secret


@action
def change_hook(hook: Hook, *, name: str, url: str, events: Iterable[str], by: Actor, at: datetime) -> Hook:
    """Another name, address or choice of events."""
    demand_keeper(by, hook.unit_path)
    hook.name, hook.url, hook.events = _checked(name, url, events)
    hook.save(update_fields=["name", "url", "events"])
    record("hook.change", unit_id=hook.unit_id, by=by, at=at, payload={"hook": hook.pk, "url": hook.url, "events": hook.events})
    return hook


@action
def change_secret(hook: Hook, *, by: Actor, at: datetime) -> str:
    """A new secret; for a day the one before is signed with as well. -> the secret, shown once."""
    demand_keeper(by, hook.unit_path)
    secret = _fresh_secret()
    hook.old_secret, hook.old_until, hook.secret = hook.secret, at + rules.OLD_SECRET, seal(secret)
    hook.save(update_fields=["old_secret", "old_until", "secret"])
    record("hook.secret", unit_id=hook.unit_id, by=by, at=at, payload={"hook": hook.pk})
    return secret


@action
def pause(hook: Hook, *, live: bool, by: Actor, at: datetime) -> Hook:
    """Pause the hook, or let it go on: what waited is sent then; what happened in between is not told."""
    demand_keeper(by, hook.unit_path)
    hook.live, hook.paused_why, hook.failing_since, hook.rest_until = live, "", None, None
    hook.save(update_fields=["live", "paused_why", "failing_since", "rest_until"])
    record("hook.go_on" if live else "hook.pause", unit_id=hook.unit_id, by=by, at=at, payload={"hook": hook.pk})
    return hook


@action
def end_hook(hook: Hook, *, by: Actor, at: datetime) -> None:
    """The hook is no more; its log stays for a while."""
    demand_keeper(by, hook.unit_path)
    hook.live, hook.ended_at, hook.secret, hook.old_secret = False, at, "", ""
    hook.save(update_fields=["live", "ended_at", "secret", "old_secret"])
    Delivery.objects.filter(hook=hook, state="waiting").update(state="given_up")
    record("hook.end", unit_id=hook.unit_id, by=by, at=at, payload={"hook": hook.pk, "name": hook.name})


@action
def try_hook(hook: Hook, *, by: Actor, at: datetime) -> Delivery:
    """Send a trial without a case."""
    demand_keeper(by, hook.unit_path)
    record("hook.try", unit_id=hook.unit_id, by=by, at=at, payload={"hook": hook.pk})
    Hook.objects.filter(pk=hook.pk).update(rest_until=None)
    return Delivery.objects.create(hook=hook, unit_path=hook.unit_path, event="trial", at=at)


@action
def send_again(delivery: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """Send one once more, under the same id: a receiver that has it drops it."""
    hook = Hook.objects.get(pk=delivery.hook_id)
    demand_keeper(by, hook.unit_path)
    if hook.ended_at is not None:
        raise Refused("E-hook-ended", _("这个推送已经停掉了"))
    Hook.objects.filter(pk=hook.pk).update(rest_until=None)
    delivery.state, delivery.tries, delivery.next_try = "waiting", 0, None
    delivery.save(update_fields=["state", "tries", "next_try"])
    record("hook.again", unit_id=hook.unit_id, by=by, at=at, payload={"delivery": str(delivery.pk)})
    return delivery


# ── the worker's own ───────────────────────────────────────────────────────────────────────────────────────────────────


def note_answer(delivery: Delivery, hook: Hook, *, good: bool, status: int, says: str, at: datetime) -> None:
    """What the other system answered; when it is tried again, or that it is given up."""
    delivery.tries += 1
    delivery.status, delivery.answer = status, says.replace("\0", "")[: rules.LONGEST_ANSWER]
    if good:
        delivery.state, delivery.sent_at, delivery.next_try = "sent", at, None
        hook.failing_since, hook.rest_until = None, None
    else:
        delivery.next_try = rules.next_try(delivery.tries, at)
        delivery.state = "waiting" if delivery.next_try else "given_up"
        hook.failing_since, hook.rest_until = hook.failing_since or at, delivery.next_try or at + rules.RETRY[-1]
    delivery.save(update_fields=["tries", "status", "answer", "state", "sent_at", "next_try"])
    Hook.objects.filter(pk=hook.pk).update(failing_since=hook.failing_since, rest_until=hook.rest_until)


def drop(delivery: Delivery) -> None:
    """Not to be told any more."""
    Delivery.objects.filter(pk=delivery.pk).update(state="given_up", answer="sealed since")


@action
def pause_failing(hook: Hook, *, by: Actor, at: datetime) -> None:
    """Nothing got through for days: the hook rests, and those who keep accounts there are told."""
    hook.live, hook.paused_why = False, "failing"
    Hook.objects.filter(pk=hook.pk).update(live=False, paused_why="failing")
    record("hook.pause", unit_id=hook.unit_id, by=by, at=at, payload={"hook": hook.pk, "why": "failing"})
    facts = {"name": hook.name, "hook": hook.pk}
    tell([Telling(hook.unit_id, hook.unit_path, "hooks.paused", role="admin", due_at=at, facts=facts)], at=at)
