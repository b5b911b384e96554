"""The worker's side: what waits is sent, a few hooks side by side; a hook that does not answer costs the others nothing.

A job of the clockwork: one round takes a few seconds at most, whatever the other systems do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from anlan.kernel import clock
from anlan.kernel.actor import SYSTEM
from anlan.registers.keys.sealing import unseal
from anlan.work.cases.models import Case
from anlan.work.hooks import actions, outside, rules
from anlan.work.hooks.models import Delivery, Hook

BATCH, SIDE_BY_SIDE, ROUND_SECONDS = 100, 4, 6.0
FEW = 25  # of one hook in one round


def allowed(number: str) -> bool:
    """Whether a number may be spoken to: one of the open internet, unless the setting allows inner ones."""
    return settings.ANLAN_HOOKS_INNER or not outside.is_private(number)


def send(at: datetime) -> int:
    """Send what is due, oldest first. -> how many got through."""
    due = Delivery.objects.filter(Q(next_try=None) | Q(next_try__lte=at), state="waiting", hook__live=True, hook__ended_at=None)
    due = due.filter(Q(hook__rest_until=None) | Q(hook__rest_until__lte=at))
    waiting = list(due.select_related("hook", "hook__unit").order_by("at", "id")[:BATCH])
    if not waiting:
        return 0
    rows: dict[Hook, list[Delivery]] = {}
    for delivery in waiting:
        rows.setdefault(delivery.hook, []).append(delivery)
    cases = {c.pk: c for c in Case.objects.filter(pk__in=[d.case_id for d in waiting if d.case_id]).select_related("unit")}
    until, got = time.monotonic() + ROUND_SECONDS, 0
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        rounds = [pool.submit(_round, hook, list(_written(hook, mine[:FEW], cases, at)), until) for hook, mine in rows.items()]
        for hook, future in zip(rows, rounds, strict=True):
            got += _keep(hook, future, at)
    return got


Ready = tuple[Delivery, Callable[[], outside.Answer]]


def _written(hook: Hook, mine: list[Delivery], cases: dict[int, Case], at: datetime) -> Iterator[Ready]:
    """Each delivery with the call that sends it; put together here, where the database may be asked, sent in a thread, where not."""
    secrets = [unseal(hook.secret)]
    if hook.old_secret and hook.old_until and hook.old_until > at:
        secrets.append(unseal(hook.old_secret))
    stamp = int(clock.wall().timestamp())
    for delivery in mine:
        case = cases.get(delivery.case_id or 0)
        if delivery.case_id and (case is None or case.sealed):
            actions.drop(delivery)  # sealed since: nothing of it leaves the house
            continue
        text = rules.body(_happened(delivery, case, hook))
        head = rules.headers(secrets, str(delivery.pk), stamp, text)
        yield delivery, lambda text=text, head=head: outside.post(hook.url, text, head, allowed=allowed)  # type: ignore[misc]


def _happened(delivery: Delivery, case: Case | None, hook: Hook) -> rules.Happened:
    if case is None:
        return rules.Happened(delivery.event, 0, "", "", hook.unit_id, str(hook.unit), "", "", delivery.at)
    return rules.Happened(
        delivery.event, case.pk, case.number, case.kind, case.unit_id, str(case.unit), delivery.verb, delivery.state_then, delivery.at
    )


def _round(hook: Hook, ready: list[Ready], until: float) -> list[tuple[Delivery, outside.Answer]]:
    """In a thread, without the database: one hook's deliveries in their order, until one fails or time is up."""
    answers = []
    for delivery, call in ready:
        if time.monotonic() > until:
            break
        answers.append((delivery, call()))
        if not answers[-1][1].good:
            break  # the next would meet the same
    return answers


def _keep(hook: Hook, future: Future[list[tuple[Delivery, outside.Answer]]], at: datetime) -> int:
    got = 0
    for delivery, answer in future.result():
        actions.note_answer(delivery, hook, good=answer.good, status=answer.status, says=answer.says, at=at)
        got += answer.good
    if hook.failing_since and hook.live and at - hook.failing_since > rules.PAUSE_AFTER:
        actions.pause_failing(hook, by=SYSTEM, at=at)
    return got


def tidy(at: datetime) -> int:
    """Take away the log of deliveries that are older than it is kept. -> how many."""
    return Delivery.objects.filter(at__lt=at - rules.KEPT).exclude(state="waiting").delete()[0]
