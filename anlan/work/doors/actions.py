"""Giving out links, using one, making and taking back a calendar's address."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.keys.actions import digest
from anlan.registers.keys.rules import SIGNS, base36
from anlan.work.cases.models import Case
from anlan.work.doors import rules
from anlan.work.doors.models import Feed, Link


class Spent(Refused):
    """A link that was used or is too old: answered with 410."""

    status = 410


@dataclass(frozen=True)
class Wanted:
    """A link to be made: for whom, about which case, to do what."""

    person_id: int
    case_id: int
    unit_path: str
    key: str


def short_link(case: Case, person_id: int, key: str, *, at: datetime, hours: float | None = None) -> str:
    """The address at which the person may do `key` (an Answer of the case's kind) once, without signing in.

    For whoever writes messages to that person: mail, a card in a chat. hours: how long it lasts, by default ANLAN_LINK_HOURS.
    """
    wanted = Wanted(person_id, case.pk, case.unit_path, key)
    return short_links([wanted], at=at, hours=hours)[wanted]


def short_links(wanted: Iterable[Wanted], *, at: datetime, hours: float | None = None) -> dict[Wanted, str]:
    """short_link() for many at once, with one statement. Sealed cases are not for links: do not ask for them."""
    asked = list(dict.fromkeys(wanted))
    ends = at + timedelta(hours=settings.ANLAN_LINK_HOURS if hours is None else hours)
    rows = Link.objects.bulk_create(
        [Link(person_id=w.person_id, case_id=w.case_id, unit_path=w.unit_path, key=w.key, made_at=at, ends_at=ends) for w in asked],
        batch_size=2000,
    )
    return {w: address(row.pk, w.person_id) for w, row in zip(asked, rows, strict=True)}


def address(link_id: int, person_id: int) -> str:
    """Where a link is opened."""
    return f"{settings.ANLAN_BASE_URL}{reverse('short', args=[rules.write_code(settings.SECRET_KEY, link_id, person_id)])}"


def demand_fresh(link: Link, at: datetime) -> None:
    """Refuses a link that was used or ran out, and says when."""
    if link.used_at is not None:
        raise Spent("E-link-used", _("这个链接 {when} 用过了，一个链接只办一次").format(when=_moment(link.used_at)))
    if link.ends_at <= at:
        raise Spent("E-link-ended", _("这个链接 {when} 到期了，登录后在待办里办").format(when=_moment(link.ends_at)))


def _moment(moment: datetime) -> str:
    there = local(moment)
    return _("{month}月{day}日 {clock}").format(month=there.month, day=there.day, clock=f"{there:%H:%M}")


def offered(case: Case, link: Link, by: Actor, at: datetime) -> tuple[rules.Answer, rules.Offer]:
    """What the link does, as it can be done now; refused where the case went on, or waits for somebody else."""
    answer = rules.ANSWERS.get((case.kind, link.key))
    offer = answer.offer(case, by, at) if answer and not case.sealed and case.state in answer.states else None
    if answer is None or offer is None:
        raise Refused("E-link-moved", _("这件事已经办过，或转给了别人，登录看一下轮到谁"))
    return answer, offer


@action
def use_link(link_id: int, *, value: object, by: Actor, at: datetime) -> Case:
    """Do what the link is for, and once only. `by` is the person it was made for, come by the link: the ledger says so."""
    link = Link.objects.select_for_update().filter(pk=link_id, person_id=by.person_id).first()
    if link is None:
        raise NotYours("E-link", _("链接不对，看一下是不是没复制全"))
    demand_fresh(link, at)
    case = Case.objects.select_related("unit").filter(pk=link.case_id).first()
    if case is None:
        raise Refused("E-link-moved", _("这件事已经办过，或转给了别人，登录看一下轮到谁"))
    answer, _offer = offered(case, link, by, at)
    link.used_at = at
    link.save(update_fields=["used_at"])
    answer.do(case, value, by=by, at=at)
    record("link.use", unit_id=case.unit_id, by=by, at=at, case_id=case.pk, payload={"key": link.key, "made": link.made_at.isoformat()})
    return case


# ── the calendar ───────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def make_feed(*, by: Actor, at: datetime) -> str:
    """A new secret address of one's calendar; the one before opens nothing any more. -> the address, shown once."""
    if by.post is None:
        raise NotYours("E-key-post", _("现在没有岗位，先找本单位管理员"))
    Feed.objects.filter(person_id=by.person_id, revoked_at=None).update(revoked_at=at)
    secret = "".join(secrets.choice(SIGNS) for _n in range(rules.SECRET_LENGTH))
    Feed.objects.create(person_id=by.person_id, digest=digest(secret), made_at=at)
    record("feed.make", unit_id=by.post.unit_id, by=by, at=at)
    return f"{settings.ANLAN_BASE_URL}{reverse('feed', args=[f'{base36(by.person_id)}-{secret}'])}"


@action
def revoke_feed(*, by: Actor, at: datetime) -> None:
    """The address opens nothing any more."""
    if by.post is None:
        raise NotYours("E-key-post", _("现在没有岗位，先找本单位管理员"))
    Feed.objects.filter(person_id=by.person_id, revoked_at=None).update(revoked_at=at)
    record("feed.revoke", unit_id=by.post.unit_id, by=by, at=at)


def remember_fetch(feed: Feed, at: datetime) -> None:
    """The day on which a calendar was last fetched; written once a day."""
    today = local(at).date()
    if feed.used_on != today:
        Feed.objects.filter(pk=feed.pk).update(used_on=today)
