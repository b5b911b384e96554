"""A question as it is typed, kept and put into an address. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from .subjects import MEASURES, OPS, UNITS, WHEN, Subject

MOST_BY, LONGEST = 2, 60


@dataclass(frozen=True)
class Spec:
    """subject, by (at most two), what is counted, and what narrows it; '' and () narrow nothing.

    district, stage, nature, trait  of the unit (any of each) · domain, state, level, when, since, until of cases (by their opening)
    ask (what was sent), place_kind, role · round, column: a table of returns and its column, for answers
    where, where_column, where_op, where_value: only units whose answer in another table is so
    on  as of this day
    """

    subject: str = UNITS
    by: tuple[str, ...] = ()
    measure: str = "count"
    district: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    trait: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    place_kind: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    when: str = ""
    since: str = ""
    until: str = ""
    on: str = ""
    round: str = ""
    column: str = ""
    where: str = ""
    where_column: str = ""
    where_op: str = ""
    where_value: str = ""

    @classmethod
    def load(cls, given: Mapping[str, Iterable[str]], known: Mapping[str, Subject]) -> Spec:
        """From lists of texts by name, as an address gives them. What is not known is left out, never guessed."""
        lists = {name: tuple(dict.fromkeys(v.strip()[:LONGEST] for v in given.get(name, ()) if v.strip())) for name in NAMES}
        one = {name: (values[0] if values else "") for name, values in lists.items()}
        subject = known.get(one["subject"], known[UNITS])
        texts: dict[str, Any] = {name: one[name] for name in NAMES if name not in MANY}
        texts |= {name: lists[name] for name in MANY}
        texts["subject"] = subject.key
        texts["by"] = tuple(d for d in lists["by"] if d in subject.dims)[:MOST_BY]
        texts["measure"] = one["measure"] if one["measure"] in subject.measures and one["measure"] in MEASURES else "count"
        texts["when"] = one["when"] if one["when"] in WHEN else ""
        texts["where_op"] = one["where_op"] if one["where_op"] in OPS else ""
        texts |= {name: one[name] if day_of(one[name]) else "" for name in ("since", "until", "on")}
        texts["ask"] = tuple(v for v in lists["ask"] if v.isdecimal() and len(v) < 19)
        texts |= {name: one[name] if one[name].isdecimal() else "" for name in ("round", "where")}
        return cls(**texts)

    def dump(self) -> dict[str, list[str]]:
        """As lists of texts, empty ones left out: for JSON and for an address."""
        rows = {f.name: getattr(self, f.name) for f in fields(self)}
        lists = {name: list(v) if isinstance(v, tuple) else [v] for name, v in rows.items() if v}
        if lists.get("measure") == ["count"]:
            del lists["measure"]
        return lists


NAMES = tuple(f.name for f in fields(Spec))
MANY = ("by", "district", "stage", "nature", "trait", "domain", "state", "level", "ask", "place_kind", "role")


def day_of(text: str) -> date | None:
    """`2026-12-14` as a day; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
