"""Who would get what: the plan of a dispatch, the same for the preview and for the sending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from anlan.kernel.scope import below
from anlan.registers.calendar import queries as calendar
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.notices.models import Notice, Obligation, Task
from anlan.work.notices.queries.timing import Due, due_by_unit, end_of_day
from anlan.work.notices.rules import Addressees
from anlan.work.notices.rules.machine import RECEIPT


@dataclass
class Plan:
    """Obligations to be sent, units by id in path order, and per obligation: unit id -> due."""

    notice: Notice
    obligations: list[Obligation]
    units: dict[int, Unit]
    dues: dict[int, dict[int, Due]] = field(default_factory=dict)
    meant: dict[int, frozenset[int]] = field(default_factory=dict)
    receipts: dict[int, datetime] = field(default_factory=dict)
    held: dict[int, frozenset[int]] = field(default_factory=dict)  # of a re-issue: units meant that have the clause from above already
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

    def narrow(self, obligation: Obligation, units: Iterable[int]) -> None:
        """Of the units meant only these."""
        only = frozenset(units)
        self.dues[obligation.pk] = {pk: due for pk, due in self.dues[obligation.pk].items() if pk in only}
        self.meant[obligation.pk] &= only
        self.held[obligation.pk] = self.held.get(obligation.pk, frozenset()) & only

    def asked(self) -> Iterator[tuple[Unit, list[tuple[Obligation, Due | None]]]]:
        """Every unit with all lines that are meant for it, also those that still lack a date: what the notice asks when it is settled."""
        for pk, unit in self.units.items():
            if found := [(o, self.dues[o.pk].get(pk)) for o in self.obligations if pk in self.meant.get(o.pk, ())]:
                yield unit, found

    def of_unit(self, unit_id: int) -> list[tuple[Obligation, Due]]:
        """The lines of one unit in the order of the notice."""
        return [(o, self.dues[o.pk][unit_id]) for o in self.obligations if unit_id in self.dues.get(o.pk, {})]

    def each(self) -> Iterator[tuple[Unit, list[tuple[Obligation, Due]]]]:
        for unit_id in self.unit_ids:
            yield self.units[unit_id], self.of_unit(unit_id)


def live(notice: Notice) -> list[Obligation]:
    """Obligations that were not dropped, in order."""
    return list(notice.obligations.exclude(state="dropped").select_related("passes_on", "passes_on__notice").order_by("order", "id"))


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
        self._meant: dict[Addressees, list[Unit]] = {}
        self.receipts = self._receipts()
        self.end = end_of(notice, live(notice), at)
        self.have = have_from_above(notice)

    def _receipts(self) -> dict[int, datetime]:
        """Unit id -> by when it is to say that it received the notice."""
        made = {id(c): c.due(self.at, days=RECEIPT.days, hours=RECEIPT.hours, work=RECEIPT.work) for c in self.calendars.values()}
        return {u.pk: made[id(self.calendars[u.pk])] for u in self.units}

    def meant(self, obligation: Obligation) -> list[Unit]:
        """Units that the obligation is addressed to."""
        return self.of(Addressees.load(obligation.addressees))

    def of(self, to: Addressees) -> list[Unit]:
        """Units that are meant by `to`."""
        if to not in self._meant:
            self._meant[to] = org.addressed(to, self.units)
        return self._meant[to]

    def fresh(self, obligation: Obligation) -> list[Unit]:
        """Those of them that do not have it yet: what a re-issue hands on comes to nobody twice."""
        have = self.have.get(obligation.pk)
        return [u for u in self.meant(obligation) if u.pk not in have] if have else self.meant(obligation)

    def dues(self, obligation: Obligation) -> dict[int, Due]:
        """Unit id -> when the line is due there. A clause from above is read as it was read above, unless an earlier date was set."""
        clause = obligation.passes_on
        notice = clause.notice if clause is not None and not obligation.due_fixed else self.notice
        return due_by_unit(
            obligation, self.fresh(obligation), self.calendars, notice=notice, at=self.at, end=self.end, receipts=self.receipts
        )


def have_from_above(notice: Notice) -> dict[int, frozenset[int]]:
    """Id of a line of a re-issue -> units below that hold a line of the clause it hands on; {} for any other notice."""
    if notice.reissues_id is None:
        return {}
    pairs = dict(notice.obligations.filter(passes_on__isnull=False).values_list("passes_on_id", "pk"))
    rows = Task.objects.filter(below(notice.unit_path), obligation_id__in=pairs).exclude(state="withdrawn")
    found: dict[int, set[int]] = {}
    for clause, unit in rows.values_list("obligation_id", "dossier__unit_id"):
        found.setdefault(pairs[clause], set()).add(unit)
    return {pk: frozenset(units) for pk, units in found.items()}


def end_of(notice: Notice, obligations: Iterable[Obligation], at: datetime) -> datetime | None:
    """Until when the notice covers what is not due once: the day the officer set, else the last date it names; None where it names none."""
    if notice.ends_on is not None:
        return end_of_day(notice.ends_on)
    named = [o.due_at for o in obligations if o.due_at is not None and o.is_sent and (o.way == "once" or o.due_fixed)]
    return max((due for due in named if due > at), default=None)


def plan_of(notice: Notice, *, at: datetime, reach: Reach | None = None, only: Iterable[Obligation] | None = None) -> Plan:
    """What dispatching now would send to whom and until when. Lines without a date or without addressees are named, not sent.

    only  these lines of the notice, for what an amendment adds or lets go to others
    """
    reach = reach or Reach(notice, at)
    rows = [o for o in (live(notice) if only is None else only) if o.is_sent]
    plan = Plan(notice, rows, {u.pk: u for u in reach.units}, receipts=reach.receipts)
    for obligation in plan.obligations:
        meant, dues = reach.fresh(obligation), reach.dues(obligation)
        if not meant and not obligation.passes_on_id:
            plan.unaddressed.append(obligation)
        if len(dues) < len(meant):
            plan.undated.append(obligation)
        plan.dues[obligation.pk], plan.meant[obligation.pk] = dues, frozenset(u.pk for u in meant)
        if have := reach.have.get(obligation.pk):
            plan.held[obligation.pk] = have & {u.pk for u in reach.meant(obligation)}
    return plan
