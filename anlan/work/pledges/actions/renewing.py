"""Letters are renewed: reminded of before they end, written anew when somebody else answers, sent again for another year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import SYSTEM, Actor
from anlan.kernel.clock import local
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org.models import Unit
from anlan.work.cases.many import close_many
from anlan.work.pledges.actions import sending
from anlan.work.pledges.actions.counting import due, recount
from anlan.work.pledges.actions.drafting import start
from anlan.work.pledges.models import OPEN, Batch, Letter
from anlan.work.pledges.queries.answering import Answers, Draft, Who, answers_at, common, plan
from anlan.work.pledges.rules import ENDING_DAYS, IN_FORCE, WAITING

YEAR = re.compile(r"20\d\d")
CONFIRM_WITHIN = timedelta(days=10)
AT_ONCE = 400  # units of one round of the clockwork


def a_year_on(day: date) -> date:
    """The same day a year later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@action
def renew(batch: Batch, *, by: Actor, at: datetime, nonce: UUID | None = None) -> Batch:
    """A draft like this batch for the year after, with the names of today once it is sent."""
    row = Batch.objects.select_related("unit").get(pk=batch.pk)
    title = YEAR.sub(lambda year: str(int(year[0]) + 1), row.title)
    return start(
        row.unit, title=title, text=row.text, layers=row.layers, addressees=row.addressees, starts=a_year_on(row.starts),
        ends=a_year_on(row.ends), due_at=at + CONFIRM_WITHIN, by=by, at=at, nonce=nonce, previous=row,
    )  # fmt: skip


def job(at: datetime) -> int:
    """The clockwork's part: count what changed, ask whoever took over a post, remind before letters end. -> things done."""
    done = owed(at)
    moved = list(Letter.objects.filter(moved=True).values_list("pk", flat=True))
    units = due(at)
    for begin in range(0, len(units), AT_ONCE):
        part = units[begin : begin + AT_ONCE]
        with transaction.atomic():
            done += replace_holders({u.pk for u in part}, by=SYSTEM, at=at)
            done += recount(part, at)
    if moved:
        Letter.objects.filter(pk__in=moved).update(moved=False)
    return done + remind(by=SYSTEM, at=at)


def owed(at: datetime) -> int:
    """Who sent a batch and answers as well gets their letter from the house: opened by themselves, they could not confirm it."""
    rows = list(Batch.objects.filter(owed=True, state=OPEN).select_related("unit"))
    for batch in rows:
        mine = [draft for draft in plan(batch, at).letters if draft.who[0] == batch.sent_by_id]
        with transaction.atomic():
            if mine:
                hand_over(batch, mine, by=SYSTEM, at=at)
            Batch.objects.filter(pk=batch.pk).update(owed=False)
    return len(rows)


def replace_holders(unit_ids: set[int], *, by: Actor, at: datetime) -> int:
    """Letters of people who no longer answer at any of their units end; who answers there now gets one of the same batch. -> how many
    ended."""
    today = local(at).date()
    running = Letter.objects.filter(state__in=(*IN_FORCE, *WAITING), ended_on__isnull=True, ends__gte=today, batch__state=OPEN)
    rows = [r for r in running.select_related("batch", "batch__unit").defer("text") if unit_ids & set(r.units)]
    if not rows:
        return 0
    units = Unit.objects.in_bulk({u for r in rows for u in r.units})
    answers = answers_at(list(units.values()), at)
    gone = [r for r in rows if not any(_answers(answers, u, r) for u in r.units)]
    if not gone:
        return 0
    held = {(u, r.layer, *who_of(r)) for r in rows if r not in gone for u in r.units}
    _end(gone, by=by, at=at)
    for batch, drafts in _successors(gone, held, units, answers):
        batch.due_at = max(batch.due_at, at + CONFIRM_WITHIN)  # of these letters alone: the row is not kept
        hand_over(batch, drafts, by=by, at=at)
    return len(gone)


def who_of(letter: Letter) -> Who:
    """Whose letter, as the chain names people."""
    return letter.person_id, "" if letter.person_id else letter.name


def _answers(answers: Mapping[int, Mapping[str, Answers]], unit_id: int, letter: Letter) -> bool:
    here = answers.get(unit_id, {}).get(letter.layer)
    return here is not None and who_of(letter) in here.people


def _successors(
    gone: list[Letter], held: set[tuple[Any, ...]], units: Mapping[int, Unit], answers: Mapping[int, Mapping[str, Answers]]
) -> list[tuple[Batch, list[Draft]]]:
    """For each batch the letters of those who answer now where somebody's letter ended, and hold none there."""
    fresh: dict[int, dict[tuple[str, Who], Draft]] = defaultdict(dict)
    for row in gone:
        for unit_id in row.units:
            here = answers.get(unit_id, {}).get(row.layer) or Answers()
            for who, domains in here.people.items():
                if (unit_id, row.layer, *who) in held:
                    continue
                named = here.title[who]
                new = Draft(row.layer, (who[0], named.name), named.title, units[unit_id], [], [])
                draft = fresh[row.batch_id].setdefault((row.layer, who), new)
                if units[unit_id] not in draft.units:
                    draft.units.append(units[unit_id])
                draft.domains = list(dict.fromkeys([*draft.domains, *domains]))
    for drafts in fresh.values():
        for draft in drafts.values():
            draft.unit = common(draft.units)
    batches = {row.batch_id: row.batch for row in gone}
    return [(batches[pk], list(drafts.values())) for pk, drafts in fresh.items()]


def _end(gone: list[Letter], *, by: Actor, at: datetime) -> None:
    waiting = [r.pk for r in gone if r.state in WAITING]
    if waiting:
        close_many("pledge", "replace", waiting, by=by, at=at)
        Letter.objects.filter(pk__in=waiting).update(state="replaced")
    Letter.objects.filter(pk__in=[r.pk for r in gone]).update(ended_on=local(at).date(), moved=True)


@action
def hand_over(batch: Batch, drafts: list[Draft], *, by: Actor, at: datetime) -> list[Letter]:
    """Whoever answers now is asked for a letter of the same text and the same end."""
    letters = sending.lay(batch, drafts, by=by, at=at)
    record("pledge.hand_over", unit_id=batch.unit_id, by=by, at=at, payload={"batch": batch.pk, "letters": len(letters)})
    touched("pledges", batch.unit_path)
    return letters


def remind(*, by: Actor, at: datetime) -> int:
    """Once, before they end: each holder and the office that sent them. -> how many letters."""
    today = local(at).date()
    soon = Letter.objects.filter(
        state__in=IN_FORCE, ended_on__isnull=True, reminded_on__isnull=True, ends__gte=today, ends__lte=today + timedelta(days=ENDING_DAYS)
    )
    rows = list(soon.select_related("batch").defer("text")[:2000])
    if not rows:
        return 0
    ending(rows, by=by, at=at)
    return len(rows)


@quiet
@action
def ending(rows: list[Letter], *, by: Actor, at: datetime) -> None:
    """Tell the holders of these letters that they end, and once for each batch its office, which may have been told already."""
    today = local(at).date()
    tellings: list[Telling] = []
    for row in rows:
        facts: dict[str, Any] = {"title": row.batch.title, "ends": row.ends.isoformat(), "letter": row.pk, "person": True}
        tellings.append(Telling(
            unit_id=row.unit_id, unit_path=row.unit_path, kind="pledges.ending", person_id=row.person_id,
            role="" if row.person_id else "safety", case_id=row.pk, due_at=at, facts=facts,
        ))  # fmt: skip
    for batch in {row.batch_id: row.batch for row in rows if row.batch.reminded_on is None}.values():
        count = sum(row.batch_id == batch.pk for row in rows)
        facts = {"title": batch.title, "ends": batch.ends.isoformat(), "batch": batch.pk, "n": count}
        tellings.append(Telling(unit_id=batch.unit_id, unit_path=batch.unit_path, kind="pledges.ending", role="safety", facts=facts))
        record("pledge.ending", unit_id=batch.unit_id, by=by, at=at, payload={"batch": batch.pk, "title": batch.title, "letters": count})
    tell(tellings, at=at)
    Letter.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
    Batch.objects.filter(pk__in={row.batch_id for row in rows}, reminded_on__isnull=True).update(reminded_on=today)
