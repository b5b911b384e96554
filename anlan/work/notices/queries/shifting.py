"""What it does when a clause that is out goes to others: who is taken out, who is asked newly, what stays because it is proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from anlan.kernel.scope import below
from anlan.registers.org.models import Unit
from anlan.work.notices.models import Obligation, Task
from anlan.work.notices.queries.planning import Reach
from anlan.work.notices.rules import Addressees
from anlan.work.notices.rules.machine import OPEN, WAITING


@dataclass(frozen=True)
class Shift:
    """A clause that goes to others. out: units whose line is taken back · kept: taken out, but proved already, which stays · into: units
    that get a line. copies: what offices below handed on of the clause."""

    clause: Obligation
    was: Addressees
    to: Addressees
    out: list[Unit]
    kept: list[Unit]
    into: list[Unit]
    copies: list[Obligation]

    @property
    def ids(self) -> list[int]:
        """The clause with what was handed on of it."""
        return [self.clause.pk, *(c.pk for c in self.copies)]

    @property
    def leaving(self) -> list[int]:
        return [u.pk for u in (*self.out, *self.kept)]

    @property
    def taken(self) -> Q:
        """Tasks that are taken back."""
        return Q(obligation_id__in=self.ids, dossier__unit_id__in=[u.pk for u in self.out], state__in=(*OPEN, *WAITING))


def kept_by(shifts: Iterable[Shift]) -> Q:
    """Tasks of those who are out that stay, because they are closed."""
    return reduce(or_, (Q(obligation_id__in=s.ids, dossier__unit_id__in=[u.pk for u in s.kept]) for s in shifts), Q(pk__in=[]))


def taken_by(shifts: Iterable[Shift]) -> Q:
    """Tasks that these changes take back."""
    return reduce(or_, (s.taken for s in shifts), Q(pk__in=[]))


def shift_of(clause: Obligation, to: Addressees, reach: Reach) -> Shift:
    """The effect of letting `clause` go to `to`. reach: of its notice.

    Who has the line and was meant stays unless the new choice leaves it out; who was never meant (an office below handed it on) is out only
    when left out by name. Who is meant already, or has the line from elsewhere, is not asked anew.
    """
    was = Addressees.load(clause.addressees)
    before, after = ({u.pk for u in reach.of(who)} for who in (was, to))
    copies = list(Obligation.objects.filter(passes_on=clause).select_related("notice", "passes_on").order_by("pk"))
    states: dict[int, set[str]] = defaultdict(set)
    rows = Task.objects.filter(obligation_id__in=[clause.pk, *(c.pk for c in copies)]).exclude(state="withdrawn")
    for unit, state in rows.values_list("dossier__unit_id", "state"):
        states[unit].add(state)
    leaving = (before - after) | (set(to.without) - set(was.without))
    coming = (after - before) | (set(to.units) - set(was.units))
    held = set(states) | _from_above(clause)
    gone = [u for u in reach.units if u.pk in leaving and u.pk in states]
    return Shift(
        clause, was, to, [u for u in gone if states[u.pk] & {*OPEN, *WAITING}], [u for u in gone if not states[u.pk] & {*OPEN, *WAITING}],
        [u for u in reach.units if u.pk in coming & after and u.pk not in held], copies,
    )  # fmt: skip


def _from_above(clause: Obligation) -> set[int]:
    """Units that have the clause from the notice above, where it is handed on."""
    if clause.passes_on_id is None:
        return set()
    rows = Task.objects.filter(below(clause.unit_path), obligation_id=clause.passes_on_id).exclude(state="withdrawn")
    return set(rows.values_list("dossier__unit_id", flat=True))
