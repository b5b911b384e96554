"""Which whole unit a row belongs to, and what is known of it: for dividing and for narrowing, in the order of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anlan.kernel.actor import Actor, lineage
from anlan.kernel.scope import below_any
from anlan.oversight.questions.rules import Spec
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import DISTRICT, WHOLE


@dataclass(frozen=True)
class Home:
    """A whole unit with the district it lies in ('' for what lies in none)."""

    unit: Unit
    district: str

    def key(self, dim: str) -> str:
        """Its key in a division."""
        return {
            "district": self.district, "stage": self.unit.stage, "nature": self.unit.nature, "unit_kind": self.unit.kind,
            "unit": self.unit.unit_path,
        }[dim]  # fmt: skip


class Homes:
    """Whole units in the actor's scope as they stood on a day, narrowed as the question says; asked by the path of a row."""

    def __init__(self, actor: Actor, spec: Spec, day: date, only: set[int] | None) -> None:
        rows = Unit.objects.filter(below_any(actor.paths), kind__in=WHOLE).filter(Q(opened_on=None) | Q(opened_on__lte=day))
        rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=day)).defer("outline").order_by("unit_path")
        self.all = {u.unit_path: u for u in rows}
        self.names = dict(Unit.objects.filter(kind=DISTRICT).values_list("unit_path", "name"))
        shorts = Unit.objects.filter(kind=DISTRICT).exclude(short="").values_list("unit_path", "short")
        self.names |= dict(shorts)
        self.chosen = {path: home for path, u in self.all.items() if (home := self._home(u, spec, only)) is not None}
        self._found: dict[str, Home | None] = {}

    def _home(self, unit: Unit, spec: Spec, only: set[int] | None) -> Home | None:
        district = next((p for p in lineage(unit.unit_path) if p in self.names), "")
        fits = (
            (not spec.district or district in spec.district) and (not spec.stage or unit.stage in spec.stage)
            and (not spec.nature or unit.nature in spec.nature) and (not spec.trait or any(unit.traits.get(t) for t in spec.trait))
            and (only is None or unit.pk in only)
        )  # fmt: skip
        return Home(unit, district) if fits else None

    def at(self, path: str) -> Home | None:
        """The whole unit of a row at `path` (a department's rows belong to its school); None when it is not meant."""
        if path not in self._found:
            whole = next((p for p in lineage(path) if p in self.all), "")
            self._found[path] = self.chosen.get(whole)
        return self._found[path]
