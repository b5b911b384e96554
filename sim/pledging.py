"""Responsibility letters of the demo: the district of the pictures has sent them to its heads; most have confirmed, one has a remark."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from anlan.kernel.acting import acting
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people.queries import actor_for, holders_at
from anlan.work.cases import actions as cases
from anlan.work.pledges import actions
from anlan.work.pledges.models import Letter
from anlan.work.pledges.rules import TEXT

DAYS_AGO, EVERY = timedelta(days=2), timedelta(minutes=17)
REMARK = "食堂是承包的，和承包方的责任怎么分，写清楚"


def send_letters(school: str, officer: str, now: datetime) -> int:
    """Letters for the coming year from the district above `school`; its own head has not confirmed yet. -> how many were sent."""
    at = now - DAYS_AGO
    unit = org.supervisor_of(Unit.objects.get(name=school).unit_path, "", at)
    assert unit is not None
    found = holders_at(unit.unit_path, ["safety"], at)
    by = actor_for(next((h for h in found if h.name == officer), found[0]).person_id, at)
    year = at.year + 1
    with acting(by):
        batch = actions.start(
            unit, title=f"{year}年度校园安全责任书", text=TEXT, layers=["school"], addressees={"kinds": ["school"]},
            starts=date(year, 1, 1), ends=date(year, 12, 31), due_at=now + timedelta(days=5), by=by, at=at,
        )  # fmt: skip
        actions.send(batch, by=by, at=at)
    letters = list(Letter.objects.filter(batch=batch, person_id__isnull=False).exclude(unit__name=school).order_by("unit_path"))
    for number, letter in enumerate(letters):
        head, when = actor_for(letter.person_id or 0, at), at + (number + 1) * EVERY
        with acting(head):
            if number:
                cases.advance(letter.pk, "confirm", by=head, at=when)
            else:
                cases.advance(letter.pk, "remark", by=head, at=when, given={"note": REMARK})
    return len(letters) + 1
