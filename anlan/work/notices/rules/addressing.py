"""What the words of a notice mean in units, on which post a line is laid, and how it is verified by default. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from anlan.registers.org.rules import Addressees

_PERSONS = ("leaders", "gate_guard", "teachers", "staff_other", "students", "parents")
_POST_OF = {"leaders": "head", "gate_guard": "guard", "teachers": "teacher"}
_POST_OF_DOMAIN = {
    "building": "logistics", "gas": "logistics", "food": "logistics", "chemicals": "logistics", "fire": "logistics",
    "bus": "logistics", "electric": "logistics", "leadership": "head", "accountability": "leader",
}  # fmt: skip
_TRAIT_OF_DOMAIN = {"gas": "gas", "chemicals": "chemicals", "bus": "bus", "food": "canteen"}


def default_addressees(read: Iterable[str], domain: str) -> Addressees:
    """What the words of the notice (addressees of the labelling scheme) mean in units. Outside bodies get no task from here."""
    read = list(read)
    kinds = [k for k, words in (("city", ("city_bureau",)), ("district", ("district_bureau",)), ("school", ("school", *_PERSONS)))
             if any(w in read for w in words)]  # fmt: skip
    trait = _TRAIT_OF_DOMAIN.get(domain)
    return Addressees(kinds=tuple(kinds), traits=(trait,) if trait and "school" in kinds else ())


def default_post(read: Iterable[str], domain: str) -> str:
    """The role on which a line is laid."""
    named = [_POST_OF[r] for r in read if r in _POST_OF]
    return named[0] if named else _POST_OF_DOMAIN.get(domain, "safety")


def default_rule(proof: str, deontic: str) -> str:
    """How a line is verified: on the spot and with pictures each, records by sample, what is only declared on doubt."""
    if proof in ("onsite", "photo"):
        return "each"
    return "doubt" if proof == "declared" or deontic in ("should", "may") else "sample"


@dataclass(frozen=True)
class Whom:
    """To whom a clause goes, and on which post it is laid there ('' as read)."""

    to: Addressees
    post: str = ""


SCHOOLS = Whom(Addressees(kinds=("school",)))


def within(chosen: Addressees, named: Addressees) -> Addressees:
    """To whom a clause goes whose own words name somebody, where the officer chose for it and others together.

    Kinds that were chosen too are meant as narrowly as they were chosen; others are meant as the words say. Where single units were chosen
    and no kind, only those.
    """
    if not chosen.kinds or named.nobody:
        return chosen
    if set(named.kinds) <= set(chosen.kinds):
        return replace(chosen, kinds=named.kinds, traits=named.traits or chosen.traits)
    return named


def reaches_schools(to: Addressees) -> bool:
    """Whether a clause has something to hand on: it asks schools, or single units."""
    return "school" in to.kinds or _names_units(to)


def handed_on(to: Addressees) -> Addressees:
    """To whom an office below hands a clause on: to its schools, or to the units that were named."""
    return to if _names_units(to) else replace(to, kinds=("school",))


def _names_units(to: Addressees) -> bool:
    return bool(to.units) and not to.kinds


def same(one: Addressees, other: Addressees) -> bool:
    """Whether two choices say the same, in whatever order."""
    return {k: set(v) for k, v in one.dump().items()} == {k: set(v) for k, v in other.dump().items()}


def less(to: Addressees, units: Iterable[int]) -> Addressees:
    """The same without these units."""
    out = set(units)
    return replace(to, units=tuple(u for u in to.units if u not in out), without=tuple(sorted({*to.without, *out})))
