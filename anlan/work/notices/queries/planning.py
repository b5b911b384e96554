"""Who would get what: the plan of a dispatch, the same for the preview and for the sending."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from anlan.registers.calendar import queries as calendar
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries.timing import due_by_unit
from anlan.work.notices.rules import Addressees


@dataclass
class Plan:
    """Obligations to be sent, units by id in path order, and per obligation: unit id -> due."""

    notice: Notice
    obligations: list[Obligation]
    units: dict[int, Unit]
    dues: dict[int, dict[int, datetime]] = field(default_factory=dict)
    undated: list[Obligation] = field(default_factory=list)
    unaddressed: list[Obligation] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return sum(len(d) for d in self.dues.values())

    @property
    def unit_ids(self) -> list[int]:
        """Units that get at least one line, in path order."""
        got = {unit_id for dues in self.dues.values() for unit_id in dues}
        return [pk for pk in self.units if pk in got]

    def of_unit(self, unit_id: int) -> list[tuple[Obligation, datetime]]:
        """The lines of one unit in the order of the notice."""
        return [(o, self.dues[o.pk][unit_id]) for o in self.obligations if unit_id in self.dues.get(o.pk, {})]

    def each(self) -> Iterator[tuple[Unit, list[tuple[Obligation, datetime]]]]:
        for unit_id in self.unit_ids:
            yield self.units[unit_id], self.of_unit(unit_id)


def live(notice: Notice) -> list[Obligation]:
    """Obligations that were not dropped, in order."""
    return list(notice.obligations.exclude(state="dropped").order_by("order", "id"))


def reachable(notice: Notice, at: datetime) -> list[Unit]:
    """Whole units at and below the issuer, in path order."""
    return org.reachable(notice.unit_path, at)


def addressed_units(obligation: Obligation, units: list[Unit]) -> list[Unit]:
    """Those of `units` that the obligation is addressed to."""
    return org.addressed(Addressees.load(obligation.addressees), units)


class Reach:
    """Units that a notice can reach, with what many obligations ask of them again and again worked out once."""

    def __init__(self, notice: Notice, at: datetime) -> None:
        self.notice, self.at = notice, at
        self.units = reachable(notice, at)
        self.calendars = calendar.calendars_for(self.units)
        self._meant: dict[str, list[Unit]] = {}

    def meant(self, obligation: Obligation) -> list[Unit]:
        """Units that the obligation is addressed to."""
        key = json.dumps(obligation.addressees, sort_keys=True)
        if key not in self._meant:
            self._meant[key] = addressed_units(obligation, self.units)
        return self._meant[key]

    def dues(self, obligation: Obligation) -> dict[int, datetime]:
        """Unit id -> when the line is due there."""
        return due_by_unit(obligation, self.meant(obligation), self.calendars, notice=self.notice, at=self.at)


def plan_of(notice: Notice, *, at: datetime, reach: Reach | None = None) -> Plan:
    """What dispatching now would send to whom and until when. Lines without a date or without addressees are named, not sent."""
    reach = reach or Reach(notice, at)
    plan = Plan(notice, [o for o in live(notice) if o.is_sent], {u.pk: u for u in reach.units})
    for obligation in plan.obligations:
        meant, dues = reach.meant(obligation), reach.dues(obligation)
        if not meant:
            plan.unaddressed.append(obligation)
        if len(dues) < len(meant):
            plan.undated.append(obligation)
        plan.dues[obligation.pk] = dues
    return plan
