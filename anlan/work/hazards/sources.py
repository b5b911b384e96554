"""The rules of hazards as people look them up, each with its source."""

from __future__ import annotations

import json
from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.work.hazards.rules import DEFAULTS, UNITS
from anlan.work.hazards.seeding import DATA as CRITERIA


def limits() -> Iterator[Sourced]:
    """Limits and rungs that a region may set otherwise."""
    for rule in DEFAULTS.values():
        source = " ".join(part for part in (rule.doc, rule.article, rule.source) if part)
        value = ("要" if rule.value else "不要") if rule.unit == "flag" else f"{rule.value:g} {UNITS[rule.unit]}"
        yield Sourced(rule.rule_id, rule.label, value, source, rule.standing)


def criteria() -> Iterator[Sourced]:
    """Yes-facts that make a hazard major, as shipped."""
    shipped = json.loads(CRITERIA.read_text("utf-8"))
    for row in shipped["criteria"]:
        yield Sourced(row["code"], row["text"], "", row["source"], shipped["standing"])
