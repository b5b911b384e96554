"""The roll-up of a round while it fills: by district or by kind of school; who is missing."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.registers.org import queries as org
from anlan.registers.org.rules import SCHOOL
from anlan.work.checks.models import Check, Round
from anlan.work.checks.rules import CHECKED, OPEN, RECHECK, SAMPLE

FIRST = ("self", "closing", "reopening")


@dataclass
class Group:
    """Schools of one district or kind: how far their own check is, what it found, and how far re-check and sample are."""

    key: str
    label: str = ""
    asked: int = 0
    handed: int = 0
    begun: int = 0
    nothing: int = 0
    failed: int = 0
    recheck: int = 0
    rechecked: int = 0
    sample: int = 0
    sampled: int = 0

    @property
    def untouched(self) -> int:
        return self.asked - self.handed - self.begun

    @property
    def missing(self) -> int:
        return self.asked - self.handed

    @property
    def bar(self) -> list[tuple[str, int]]:
        """Parts of the stacked bar, empty ones left out."""
        parts = (("done", self.handed), ("doing", self.begun), ("wait", self.untouched))
        return [(tone, n) for tone, n in parts if n]


@dataclass
class RollUp:
    """Groups and the whole."""

    groups: list[Group]
    whole: Group
    by: str


COUNTS = ("asked", "handed", "begun", "nothing", "failed", "recheck", "rechecked", "sample", "sampled")


def rollup(round_: Round, *, by: str = "district") -> RollUp:
    """Counted from one statement: what a check comes to is kept with it."""
    columns = ("group_path", "unit__kind", "unit__stage", "stage", "state", "began_at", "nothing", "failed")
    groups: dict[str, Group] = {}
    for path, kind, school, stage, state, began, nothing, failed in (
        Check.objects.filter(round=round_).order_by("group_path").values_list(*columns)
    ):
        key = path if by == "district" else (school if kind == SCHOOL else kind)
        group = groups.setdefault(key, Group(key))
        done = state in CHECKED
        if stage == RECHECK:
            group.recheck, group.rechecked = group.recheck + 1, group.rechecked + done
        elif stage == SAMPLE:
            group.sample, group.sampled = group.sample + 1, group.sampled + done
        else:
            group.asked, group.handed = group.asked + 1, group.handed + done
            group.begun += not done and began is not None and state in OPEN
            group.nothing += done and nothing
            group.failed += failed
    labels = org.group_labels(groups, by)
    for key, group in groups.items():
        group.label = labels[key]
    whole = Group("", **{name: sum(getattr(g, name) for g in groups.values()) for name in COUNTS})
    order = org.group_order(by)
    return RollUp(sorted(groups.values(), key=lambda group: order(group.key)), whole, by)


def units_of_group(round_: Round, path: str) -> list[Check]:
    """Checks of one district, those that are missing first, a school's stages beside one another."""
    rows = Check.objects.filter(round=round_, group_path=path).select_related("unit", "office").defer("unit__outline", "office__outline")
    order = {"self": 0, "closing": 0, "reopening": 0, RECHECK: 1, SAMPLE: 2}
    found = list(rows)
    late = {c.unit_id for c in found if c.stage in FIRST and c.state not in CHECKED}
    return sorted(found, key=lambda c: (c.unit_id not in late, c.unit_path, order[c.stage]))


def missing(round_: Round) -> list[tuple[str, list[str]]]:
    """(district, names of schools that have not handed in their own check), as far as in scope; nobody else is named."""
    rows = (
        Check.objects.filter(round=round_, stage__in=FIRST, state__in=OPEN)
        .order_by("group_path", "unit_path")
        .values_list("group_path", "unit__short", "unit__name")
    )
    return org.by_group(rows)
