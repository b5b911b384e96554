"""The rooms of a school at the edges of a break: which are walked, how each stands, which are not in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.wording import N_
from anlan.registers.places import queries as places
from anlan.registers.places.models import Control, Place
from anlan.work.checks.models import Answer, Check
from anlan.work.checks.queries.rounds import answers_of
from anlan.work.checks.rules import CHECKED, CLOSING, FAIL, REOPENING, ROOMS
from anlan.work.checks.wording import bad_words

UNSEEN, ROOM = N_("还没有查"), N_("%(place)s%(bad)s")


def rooms_of(path: str) -> list[Place]:
    """Rooms of a unit that are walked through, by building and name."""
    return list(places.places_of(path).filter(kind__in=ROOMS).select_related("unit"))


@dataclass
class Room:
    """One room of a walk: its answer, and the control that keeps it shut."""

    place: Place
    answer: Answer | None = None
    control: Control | None = None
    sort: str = CLOSING

    @property
    def stopped(self) -> bool:
        """Whether it may not be opened: only of matter when the school opens again."""
        return self.control is not None and self.sort == REOPENING

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do: looked at and in order, reported as a hazard, or kept shut by a control."""
        if self.answer is None:
            return self.stopped
        return self.answer.verdict != FAIL or self.answer.hazard_id is not None

    def said(self, word: Callable[[str], str] = _) -> str:
        """The room and what is not in order: 二号实验室没有锁. "" when it is settled; `word` as in bad_words."""
        if self.settled:
            return ""
        bad = bad_words(self.sort, self.answer.parts, word) if self.answer else word(UNSEEN)
        return word(ROOM) % {"place": self.place, "bad": bad}

    @property
    def words(self) -> str:
        """What is not in order, in the reader's language."""
        return self.said()


def rooms(check: Check, at: datetime, *, answers: Iterable[Answer] | None = None) -> list[Room]:
    """The rooms of a check, as they stand: those of the school now, and those that were answered and closed since."""
    given = {a.place_id: a for a in (answers_of(check.pk) if answers is None else answers) if a.place_id}
    found = {p.pk: p for p in rooms_of(check.unit_path)}
    if check.stage == REOPENING and (sealed := _sealed_before(check)):
        found = {pk: p for pk, p in found.items() if pk in sealed or pk in given}
    found |= {a.place_id: a.place for a in given.values() if a.place is not None and a.place_id not in found}  # type: ignore[misc]
    running = places.stopped(found, at)
    return [
        Room(p, given.get(p.pk), running.get(p.pk), check.stage) for p in sorted(found.values(), key=lambda p: (p.building, p.name, p.pk))
    ]


def _sealed_before(check: Check) -> set[int]:
    """Rooms that were closed at the beginning of this break; none when there was no such walk."""
    last = (
        Check.objects.filter(unit_id=check.unit_id, stage=CLOSING, state__in=CHECKED, round__season=check.round.season,
                             round__school_year=check.round.school_year).order_by("-round_id").first()
    )  # fmt: skip
    if last is None:
        return set()
    rows = Answer.objects.filter(case_id=last.pk, place__isnull=False).exclude(verdict="na")
    return {pk for pk in rows.values_list("place_id", flat=True) if pk}


def unsealed(check: Check, at: datetime, word: Callable[[str], str] = _) -> list[str]:
    """Rooms that are not settled, by name with what is wrong."""
    return [room.said(word) for room in rooms(check, at) if not room.settled]
