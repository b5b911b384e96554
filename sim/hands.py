"""Doing: a person sits down and does what the diary says, as that person, through the product's actions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.action import collecting
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.registers.org.models import Unit
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from sim import people_habits, photos
from sim.deciding import Deciding
from sim.deeds import Deed, Diary
from sim.folk import Folk
from sim.hazard_texts import HazardText
from sim.notices import Demand
from sim.report import Report

Doing = Callable[["Hands", Deed, Actor], None]
VARIANTS = 2  # different drawings of one scene: a rehearsal shows many hazards and keeps few files


class Hands:
    """What the people of the city have at hand: their texts and photos, what was thin, and the list of verbs."""

    def __init__(self, folk: Folk, diary: Diary, deciding: Deciding, report: Report, *, seed: int) -> None:
        from sim import hazard_hands, issuing, tables, task_hands

        self.folk, self.diary, self.deciding, self.report, self.seed = folk, diary, deciding, report, seed
        self.verbs: dict[str, Doing] = {**hazard_hands.VERBS, **task_hands.VERBS, **issuing.VERBS, **tables.VERBS}
        self.texts: dict[int, HazardText] = {}
        self.poor: set[int] = set()
        self.moved: set[tuple[int, int]] = set()  # (case, version) that were done together with another
        self.demands: dict[int, Demand] = {}  # obligation -> the row of the plan
        self.listed = 0
        self._places: dict[str, Place] = {}

    def chance(self, *about: object) -> random.Random:
        return people_habits.chance(self.seed, *about)

    # sitting down ------------------------------------------------------------------------------------------------------

    def work_off(self, deeds: Iterable[Deed]) -> int:
        """Do these deeds, each person's in one sitting, persons in the order of their first moment. -> how many were tried."""
        sittings: dict[int, list[Deed]] = {}
        for deed in deeds:
            sittings.setdefault(deed.person_id, []).append(deed)
        for person, todo in sittings.items():
            self._sit(person, todo)
        return sum(len(todo) for todo in sittings.values())

    def _sit(self, person_id: int, deeds: list[Deed]) -> None:
        by = self.folk.actor(person_id, deeds[0].moment)
        with clock.travel(deeds[-1].moment), acting(by):
            for deed in deeds:
                self._do(deed, by)

    def _do(self, deed: Deed, by: Actor) -> None:
        try:
            with transaction.atomic(), collecting():
                self.verbs[deed.verb](self, deed, by)
            self.report.did(deed)
        except Stale:
            self.report.stale += 1
        except Refused as refusal:
            self.report.refused(deed, refusal, by)
        except ObjectDoesNotExist as missing:
            self.report.blind(deed, by, missing)
        except Exception as crash:  # the city goes on; the report tells it
            self.report.crashed(deed, by, crash)

    def case(self, deed: Deed) -> Case:
        """The case as the person sees it; Stale when somebody was quicker."""
        if (deed.case_id, deed.version) in self.moved:
            raise Stale
        case = Case.objects.get(pk=deed.case_id)
        case.unit = self.folk.unit_by_id[case.unit_id]
        if case.closed_at or (deed.version and case.version != deed.version):
            raise Stale
        return case

    def place(self, code: str) -> Place:
        """The product's row for a place of the plan."""
        if code not in self._places:
            self._places[code] = Place.objects.get(pk=self.folk.places[code])
        return self._places[code]

    def later(self, deed: Deed, *, hours: float) -> None:
        """The same thing again, some working hours later."""
        moment = people_habits.add_work_hours(deed.moment, hours, self.folk.is_workday)
        tries = int(deed.more.get("tries", 0)) + 1
        if tries < 6:
            self.diary.write(Deed(moment, deed.person_id, deed.verb, deed.case_id, deed.version, deed.poor, {**deed.more, "tries": tries}))

    def write(self, after: datetime, hours: float, person_id: int, verb: str, case_id: int = 0, version: int = 0, **more: Any) -> None:
        """Write a deed into the diary, some working hours after a moment."""
        moment = people_habits.add_work_hours(after, hours, self.folk.is_workday)
        self.diary.write(Deed(moment, person_id, verb, case_id, version, more=more))

    @contextmanager
    def refusing(self, deed: Deed, by: Actor, *codes: str) -> Any:
        """Try what must not go: a refusal with one of `codes` is right, anything else is a finding."""
        try:
            with transaction.atomic(), collecting():
                yield
        except Refused as refusal:
            if refusal.code not in codes:
                self.report.refused(deed, refusal, by)
            self.report.expected[refusal.code] += 1
        else:
            self.report.found("must-refuse", f"{deed.verb} by {by.name} on case {deed.case_id} was let through, wanted {codes}")

    # photos ------------------------------------------------------------------------------------------------------------

    def photo(self, kind: str, state: photos.State, case_number: object, unit: Unit, at: datetime) -> tuple[str, bytes]:
        """(name, JPEG) as the product takes photos, taken some minutes before `at` at the unit."""
        variant = self.chance(case_number, kind).randrange(VARIANTS)
        taken = at - timedelta(minutes=self.chance(case_number, kind, state, at).randrange(1, 9))
        data = photos.photo(kind, state, seed=variant, taken_at=taken, lon=unit.longitude or 0.0, lat=unit.latitude or 0.0, small=True)
        return f"IMG_{taken:%m%d_%H%M}.jpg", data


class Stale(Exception):
    """What was meant to be done is done already, or has become something else."""
