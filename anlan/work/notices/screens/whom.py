"""To whom a clause goes, as the same fields wherever an officer chooses it: in review, for what an amendment adds or lets go to others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import NATURES, STAGES, TRAITS
from anlan.registers.people.rules import ROLES
from anlan.work.notices.rules import ADDRESSEE_KINDS, Addressees, Whom

Choice = tuple[str, str, bool]  # value, words, chosen
Office = tuple[str, bool, bool, int]  # name of a department, chosen, named in the clause, how many units have it
OFFICES = 12
POSTS = ("head", "leader", "safety", "logistics", "teacher", "keeper", "guard", "duty", "inspector")


@dataclass
class Who:
    """The fields. prefix: stands before their names in the form · lays: whether lines are laid anew, so that departments have a say."""

    prefix: str
    lays: bool
    kinds: list[Choice]
    districts: list[Choice]
    elsewhere: list[str]  # paths of districts that are chosen and not offered: kept
    stages: list[Choice]
    natures: list[Choice]
    traits: list[Choice]
    offices: list[Office]
    departments: str  # those that no unit has, written out
    units: list[tuple[Unit, bool]]  # named units; True: left out
    posts: list[Choice]


def who_of(
    to: Addressees, districts: Iterable[Unit], *, prefix: str = "", lays: bool = True, offices: Iterable[Office] = (),
    post: str | None = None,
) -> Who:  # fmt: skip
    """The fields with what is chosen. districts: those below the issuer · post: the post chosen, None where it is chosen elsewhere."""
    known = org.named([*to.units, *to.without])
    found = list(offices)
    offered = [(u.unit_path, str(u), u.unit_path in to.districts) for u in districts]
    posts = {"": _("按读出来的"), **{k: ROLES[k] for k in POSTS if k in ROLES}}
    return Who(
        prefix, lays, choices(ADDRESSEE_KINDS, to.kinds), offered, sorted(set(to.districts) - {path for path, *_rest in offered}),
        choices(STAGES, to.stages), choices(NATURES, to.natures), choices(TRAITS, to.traits), found,
        "、".join(d for d in to.departments if d not in {name for name, *_rest in found}),
        [(known[pk], pk in to.without) for pk in (*to.units, *to.without) if pk in known],
        choices(posts, (post,)) if post is not None else [],
    )  # fmt: skip


def whom_text(whom: Whom) -> str:
    """A choice as text, to see afterwards whether the officer changed it."""
    return json.dumps({k: sorted(v) for k, v in whom.to.dump().items()} | {"post": whom.post}, ensure_ascii=False, sort_keys=True)


def districts_below(path: str) -> list[Unit]:
    """Districts below an issuing office, to choose from; none below a district."""
    return [u for u in org.districts() if u.unit_path != path and u.unit_path.startswith(path)]


def offices_below(path: str, said: str, to: Addressees) -> list[Office]:
    """Departments by name that units below have: the chosen, those that the clause names, then the most common."""
    found = [(name, name in to.departments, name in said, n) for name, n in org.departments(path).items()]
    found.sort(key=lambda o: (not o[1], not o[2], -o[3], o[0]))
    return [o for place, o in enumerate(found) if o[1] or o[2] or place < OFFICES]


def choices(table: Mapping[str, str], chosen: Iterable[str]) -> list[Choice]:
    """(value, words, chosen) of a table of words."""
    kept = set(chosen)
    return [(key, _(label), key in kept) for key, label in table.items()]
