"""Whom a line is addressed to, on which post it is laid, and how it is verified by default. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.wording import N_

ADDRESSEE_KINDS: Mapping[str, str] = {"school": N_("学校"), "district": N_("辖市区局"), "city": N_("市局")}
_PERSONS = ("leaders", "gate_guard", "teachers", "staff_other", "students", "parents")
_POST_OF = {"leaders": "head", "gate_guard": "guard", "teachers": "teacher"}
_POST_OF_DOMAIN = {
    "building": "logistics", "gas": "logistics", "food": "logistics", "chemicals": "logistics", "fire": "logistics",
    "bus": "logistics", "electric": "logistics", "leadership": "head", "accountability": "leader",
}  # fmt: skip
_TRAIT_OF_DOMAIN = {"gas": "gas", "chemicals": "chemicals", "bus": "bus", "food": "canteen"}


@dataclass(frozen=True)
class Addressees:
    """Who is meant: units of some kinds, narrowed by stage, nature and traits (any of each), plus units, less units by id.

    departments  names of departments: a line is laid on their holder where a unit has such a department
    """

    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    departments: tuple[str, ...] = field(default=())

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Addressees:
        """From JSON; unknown keys are left out, wrong kinds of value refused with ValueError."""
        texts = {k: tuple(str(v) for v in _list(data, k)) for k in ("kinds", "stages", "natures", "traits", "departments")}
        numbers = {k: tuple(sorted({int(v) for v in _list(data, k)})) for k in ("units", "without")}
        unknown = set(texts["kinds"]) - set(ADDRESSEE_KINDS)
        if unknown:
            raise ValueError(f"unknown kinds {sorted(unknown)}")
        return cls(**texts, **numbers)  # type: ignore[arg-type]

    def dump(self) -> dict[str, list[Any]]:
        """As JSON, empty parts left out."""
        return {k: list(v) for k, v in vars(self).items() if v}

    @property
    def nobody(self) -> bool:
        return not self.kinds and not self.units


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list | tuple):
        raise ValueError(f"{key} is no list")
    return list(value)


def is_addressed(to: Addressees, *, unit_id: int, kind: str, stage: str, nature: str, traits: Mapping[str, Any]) -> bool:
    """Whether a unit is meant. Named units are meant whatever they are; excluded ones never."""
    if unit_id in to.without:
        return False
    if unit_id in to.units:
        return True
    if kind not in to.kinds:
        return False
    if kind != "school":
        return True
    return (
        (not to.stages or stage in to.stages)
        and (not to.natures or nature in to.natures)
        and (not to.traits or any(traits.get(t) for t in to.traits))
    )


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
