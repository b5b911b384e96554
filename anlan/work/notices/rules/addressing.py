"""What the words of a notice mean in units, on which post a line is laid, and how it is verified by default. Pure."""

from __future__ import annotations

from collections.abc import Iterable

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
