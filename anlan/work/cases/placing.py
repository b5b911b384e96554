"""On whom fresh cases are laid, for a thousand units at once: owners by post, and whose turn it is, as `standing.turn_of` says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anlan.kernel.actor import lineage
from anlan.kernel.clock import local
from anlan.kernel.machine import Step
from anlan.kernel.scope import below
from anlan.registers.org.models import Supervision, Unit
from anlan.registers.people import queries as people
from anlan.registers.people.rules import STAND_INS

INNER = ("department", "campus")


@dataclass(frozen=True)
class Turn:
    """Columns of a case: whose turn it is."""

    unit_id: int
    role: str
    person_id: int | None = None
    stepped_up: bool = False


@dataclass(frozen=True)
class Owner:
    """On whom a line is laid; remembered_id: the same, where it is only because that person took such a line before."""

    person_id: int | None
    remembered_id: int | None = None


@dataclass(frozen=True)
class Holding:
    """A person in a post of the unit or of one of its departments."""

    person_id: int
    role: str
    path: str
    department: str


class Placing:
    """Everything that placing needs of some units at a moment, read in four statements."""

    def __init__(
        self, units: Sequence[Unit], root: str, at: datetime, *, step: Step, usual: Mapping[tuple[int, str, str], int] | None = None
    ) -> None:
        """`step` is the first that fresh cases wait for; `usual` (unit id, domain, role) -> who took such work the last time."""
        self.units = {u.pk: u for u in units}
        self.at, self.step = at, step
        self.holdings = self._holdings(root)
        self.usual = dict(usual or {})
        self.supervision = self._supervision(root)

    def _holdings(self, root: str) -> dict[str, list[Holding]]:
        inner = dict(Unit.objects.filter(below(root), kind__in=INNER).values_list("unit_path", "name"))
        found: dict[str, list[Holding]] = defaultdict(list)
        rows = people.grants_at(self.at).filter(below(root)).order_by()
        for person, role, path, department in rows.values_list("person_id", "post__role", "unit_path", "post__department__name"):
            home = next((p for p in lineage(path) if p not in inner), path)
            found[home].append(Holding(person, role, path, department or inner.get(path, "")))
        for held in found.values():
            held.sort(key=lambda h: (len(h.path), h.person_id))
        return found

    def _supervision(self, root: str) -> dict[tuple[int, str], int]:
        today = local(self.at).date()
        rows = Supervision.objects.filter(below(root), starts__lte=today).filter(Q(ends__isnull=True) | Q(ends__gte=today))
        found: dict[tuple[int, str], int] = {}
        for unit_id, domain, supervisor_id in rows.order_by("starts", "id").values_list("unit_id", "domain", "supervisor_id"):
            found[unit_id, domain] = supervisor_id  # the one that began last holds
        return found

    def supervisor(self, unit: Unit, domain: str) -> int | None:
        """Id of who supervises a whole unit in `domain`: its own relation for the domain, for all domains, else its parent."""
        return self.supervision.get((unit.pk, domain)) or self.supervision.get((unit.pk, "")) or unit.parent_id

    def holder(self, path: str, roles: Iterable[str], departments: Iterable[str] = ()) -> Holding | None:
        """The first who holds one of `roles` at the unit, in the order of `roles`; those of the named departments first."""
        held, wanted = self.holdings.get(path, []), tuple(departments)
        for name in wanted:
            if inside := [h for h in held if h.department == name]:
                return inside[0]
        for role in roles:
            if found := next((h for h in held if h.role == role), None):
                return found
        return None

    def remembered(self, unit: Unit, domain: str, role: str) -> int | None:
        """Who took lines of this domain laid on this post the last time, and is still there."""
        usual = self.usual.get((unit.pk, domain, role))
        return usual if any(h.person_id == usual for h in self.holdings.get(unit.unit_path, [])) else None

    def owner(self, unit: Unit, domain: str, role: str, departments: Iterable[str] = ()) -> Owner:
        """On whom a line is laid: who took such a one last time and is still there, else the post, else who stands in for it."""
        if not departments and (usual := self.remembered(unit, domain, role)):
            held = self.holder(unit.unit_path, (role,))
            return Owner(usual, None if held and held.person_id == usual else usual)
        found = self.holder(unit.unit_path, (role, "safety", *STAND_INS.get(role, ()), *STAND_INS["safety"]), departments)
        return Owner(found.person_id if found else None)

    def turn(self, unit: Unit, domain: str, owner_id: int | None, step: Step | None = None) -> Turn:
        """Whose turn a fresh line is: its owner's, else the first holder's at the unit, else the supervisor's in its place."""
        step = step or self.step
        if owner_id and "owner" in step.levels:
            return Turn(unit.pk, "owner", owner_id)
        if found := self.holder(unit.unit_path, step.role):
            return Turn(unit.pk, found.role)
        if supervisor := self.supervisor(unit, domain):
            return Turn(supervisor, "safety", stepped_up=True)
        return Turn(unit.pk, step.role[0])
