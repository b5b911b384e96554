"""What a change of a notice that is out does to the lines that run: counted before it is done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from anlan.kernel.scope import below
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.work.notices.models import PUBLISHED, Dossier, Notice, Obligation, Task
from anlan.work.notices.queries.lineage import dossiers_with
from anlan.work.notices.queries.shifting import Shift, kept_by, taken_by
from anlan.work.notices.rules import FULFILLING
from anlan.work.notices.rules.machine import OPEN, WAITING

ROLE = "safety"  # who hears of a notice at a unit
PROVED = frozenset(state for states in FULFILLING.values() for state in states)


@dataclass
class Effect:
    """open: lines on which work is still to be done · waiting: handed in, not looked at · proved: stay as they are · units, people:
    who hears of it · stays: lines that offices below laid on top and that go on · taken: lines taken back because the clause goes to
    others, unproved · asked: lines that others get."""

    open: int = 0
    waiting: int = 0
    proved: int = 0
    units: int = 0
    people: int = 0
    stays: int = 0
    taken: int = 0
    asked: int = 0
    reissues: list[Notice] = field(default_factory=list)

    @property
    def touched(self) -> int:
        return self.open + self.waiting + self.taken


def lines_of(notice: Notice, clauses: Iterable[int] | None = None) -> Q:
    """Tasks of a notice with those that offices below handed on of it; only these clauses where given."""
    if clauses is None:
        copies = Obligation.objects.filter(passes_on__notice=notice).values_list("pk", flat=True)
        return Q(notice=notice) | Q(obligation_id__in=list(copies))
    wanted = list(clauses)
    copies = Obligation.objects.filter(passes_on_id__in=wanted).values_list("pk", flat=True)
    above = Obligation.objects.filter(pk__in=wanted, passes_on__isnull=False).values_list("passes_on_id", flat=True)
    dated = Q(obligation_id__in=list(above)) & below(notice.unit_path)  # a date of a re-issue lies on the lines from above
    return Q(obligation_id__in=[*wanted, *copies]) | dated


def owners_of(lines: Q, states: Iterable[str] = (*OPEN, *WAITING)) -> dict[int, set[int]]:
    """Unit id -> persons on whom such lines lie."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Task.objects.filter(lines, state__in=list(states), case__owner_id__isnull=False)
    for unit, person in rows.values_list("dossier__unit_id", "case__owner_id").distinct():
        found[unit].add(person or 0)
    return found


def effect_of(notice: Notice, *, at: datetime, clauses: Iterable[int] | None = None, shifts: Iterable[Shift] = (),
              on_top: Iterable[Unit] = ()) -> Effect:  # fmt: skip
    """The effect of withdrawing a notice, or of changing these clauses of it and letting some go to others.

    on_top  units that are asked more besides: they hear of it too
    """
    shifts = list(shifts)
    lines, taken = lines_of(notice, clauses), taken_by(shifts)
    met = Task.objects.filter(lines | kept_by(shifts)).exclude(taken)
    states = Counter(dict(met.order_by().values_list("state").annotate(n=Count("pk"))))
    below = list(Notice.objects.filter(reissues=notice, state=PUBLISHED).select_related("unit").defer("text", "undo"))
    told = heard_in(notice, lines | taken, whole=clauses is None)
    known = {d.unit_id for d in told}
    more_asked = [*on_top, *(u for shift in shifts for u in shift.into)]
    coming = {u.pk: Dossier(unit=u, unit_path=u.unit_path) for u in more_asked if u.pk not in known}
    reached, more = persons_of([*told, *coming.values()], owners_of(lines | taken), at)
    stays = Task.objects.filter(notice__in=below, obligation__passes_on=None, state__in=(*OPEN, *WAITING)).count() if below else 0
    return Effect(
        open=sum(states[s] for s in OPEN), waiting=sum(states[s] for s in WAITING),
        proved=sum(states[s] for s in PROVED), units=len(known | set(coming)),
        people=len(reached) + sum(map(len, more.values())), stays=stays, reissues=below,
        taken=Task.objects.filter(taken).count() if shifts else 0, asked=sum(len(s.into) for s in shifts),
    )  # fmt: skip


def heard_in(notice: Notice, lines: Q, *, whole: bool) -> list[Dossier]:
    """Dossiers whose unit is to hear of it: all of the notice, or those in which one of the lines is still open."""
    if whole:
        with_copies = Obligation.objects.filter(passes_on__notice=notice).order_by().values_list("notice_id", flat=True).distinct()
        rows = {d.pk: d for d in dossiers_with([notice.pk])}
        lying = (
            Task.objects.filter((lines & Q(notice_id__in=list(with_copies))) | Q(sooner_by=notice))
            .order_by()
            .values("dossier_id")
            .distinct()
        )
        rows |= {d.pk: d for d in Dossier.objects.filter(pk__in=lying)}
        return sorted(rows.values(), key=lambda d: d.unit_path)
    lying = Task.objects.filter(lines, state__in=(*OPEN, *WAITING)).order_by().values("dossier_id").distinct()
    return list(Dossier.objects.filter(pk__in=lying).order_by("unit_path"))


def persons_of(dossiers: Iterable[Dossier], owners: Mapping[int, Iterable[int]], at: datetime) -> tuple[set[int], dict[int, list[int]]]:
    """(whom a message to the units reaches now, owners by unit who are not among them). owners: unit id -> persons."""
    rows = list(dossiers)
    reached = people.persons_to_tell_all([(d.unit_id, d.unit_path, ROLE) for d in rows], at)
    told = {person for found in reached.values() for person in found}
    seen, more = set(told), {}
    for d in rows:
        fresh = sorted(set(owners.get(d.unit_id, ())) - seen)
        seen |= set(fresh)
        if fresh:
            more[d.unit_id] = fresh
    return told, more
