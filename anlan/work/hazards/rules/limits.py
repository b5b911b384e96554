"""Limits and ladders with where they come from. No statutory number of days is known: all are defaults, shown 待核实, editable.

A region's own value stands in the table of rules, dated; `values_of` lays it over the defaults. Limits of danger and interim
control run in clock time, through nights and holidays; those of general hazards partly in workdays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from anlan.kernel.machine import Limit, Rung
from anlan.kernel.wording import N_
from anlan.work.hazards.rules.grades import GENERAL, MAJOR, MINOR

DATA = Path(__file__).parent.parent / "data" / "rules.json"
UNITS = {"hour": N_("小时"), "day": N_("天"), "workday": N_("个工作日"), "flag": N_("1 要，0 不要")}
LADDER_ROLES = ("before", "safety", "head", "supervisor", "above")
MOST = {"hour": 24 * 60, "day": 365, "workday": 250, "flag": 1}


@dataclass(frozen=True)
class Rule:
    """One number and where it comes from. standing: V-LAW V-OFF V-SEC RECALLED DESIGN (all but the first two: 待核实)."""

    rule_id: str
    label: str
    value: float
    unit: str
    doc: str = ""
    article: str = ""
    standing: str = "DESIGN"
    source: str = ""

    @property
    def unsettled(self) -> bool:
        return self.standing not in ("V-LAW", "V-OFF")


def _read() -> dict[str, Rule]:
    data = json.loads(DATA.read_text("utf-8"))
    common = {k: data[k] for k in ("doc", "standing", "source")}
    return {row["rule_id"]: Rule(**{**common, **row}) for row in data["rules"]}


DEFAULTS = _read()


def values_of(own: Mapping[str, float]) -> dict[str, tuple[float, str]]:
    """rule -> (value, unit), a region's own values laid over the defaults; unknown names are left out."""
    return {name: (own.get(name, rule.value), rule.unit) for name, rule in DEFAULTS.items()}


def limit_of(values: Mapping[str, tuple[float, str]], name: str) -> Limit:
    """The rule as a time allowed."""
    value, unit = values[name]
    if unit == "hour":
        return Limit(hours=value)
    return Limit(days=int(value), work=unit == "workday")


# verb -> rule whose limit starts when the verb is done, by the grade of the case
_AFTER_GENERAL = {
    "grade": "general.rectify",
    "not_fixed": "general.grade",
    "rectify": "general.accept",
    "hand_outside": "outside.done",
    "outside_done": "general.accept",
    "reopen": "general.rectify",
    "relapse": "general.rectify",
    "lower": "general.rectify",
    "look_back_due": "look_back.do",
}
_AFTER_MAJOR = {
    "raise": "major.assure",
    "assure": "major.rectify",
    "rectify": "major.accept",
    "accept": "major.review",
    "review": "major.close_out",
    "hand_outside": "outside.done",
    "outside_done": "major.accept",
    "reopen": "major.assure",
    "relapse": "major.assure",
    "look_back_due": "look_back.do",
}
_FIRST = {MINOR: "minor.confirm", GENERAL: "general.grade", MAJOR: "major.assure"}


def stamp_of(grade: str, values: Mapping[str, tuple[float, str]]) -> dict[str, Any]:
    """What is kept on a case of `grade`: first limit, limits by verb, ladder, days until the look-back, whether the reviewer
    must have been on the spot. Later edits of rules do not rewrite running work."""
    after = _AFTER_MAJOR if grade == MAJOR else _AFTER_GENERAL
    return {
        "first": limit_of(values, _FIRST[grade]).dump(),
        "limits": {verb: limit_of(values, name).dump() for verb, name in after.items()},
        "ladder": [rung.dump() for rung in rungs_of(grade, values)],
        "look_back_days": {MINOR: 0, GENERAL: values["general.look_back"][0], MAJOR: values["major.look_back"][0]}[grade],
        "on_site": bool(values["major.on_site"][0]) if grade == MAJOR else False,
    }


def rungs_of(grade: str, values: Mapping[str, tuple[float, str]]) -> tuple[Rung, ...]:
    """Reminder, limit, then owner's safety officer, head, supervisor, city; each told when the one before did not help."""
    prefix = "major" if grade == MAJOR else "general"
    hours = {who: timedelta(hours=values[f"{prefix}.tell.{who}"][0]) for who in LADDER_ROLES}
    return (
        Rung(-hours["before"], "safety", "turn"),
        Rung(timedelta(0), "safety", "turn"),
        Rung(hours["safety"], "safety"),
        Rung(hours["head"], "head"),
        Rung(hours["supervisor"], "safety", "supervisor"),
        Rung(hours["above"], "safety", "above"),
    )
