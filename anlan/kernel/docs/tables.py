"""docs/generated/tables.md: every table with its policy or its exemption, and the keys that tie rows to a unit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.apps import apps

from anlan.kernel import scope
from anlan.kernel.checks import FOREIGN_TABLES
from anlan.kernel.docs.marking import code, head, table, text
from anlan.kernel.scope import PathKey, RowPolicy

# long conditions in a few words; the rest is shown as it is
NAMES = {
    scope.IN_SCOPE: "IN_SCOPE", scope.AT_HOME: "AT_HOME", scope.KEPT: "KEPT", scope.FROM_ABOVE: "FROM_ABOVE",
    scope.UNSEALED: "UNSEALED", scope.SIGNED_IN: "SIGNED_IN", scope.ME: "ME", "true": "everybody",
}  # fmt: skip
LONGEST = 60
LEGEND = (
    ("IN_SCOPE", "at or below a unit over which the person holds a grant with reach `unit`"),
    ("AT_HOME", "at or below a unit where the person holds any post"),
    ("KEPT", "in a register that the person keeps"),
    ("FROM_ABOVE", "issued by a unit above one of the person's own"),
    ("UNSEALED", "not sealed, or the person is one of its readers"),
    ("ME", "the person who acts"),
    ("SIGNED_IN", "anybody who acts"),
    ("everybody", "public within the city"),
)


def page() -> str:
    """Policies, path keys, exemptions, and tables that are written in SQL."""
    ours = sorted((m for m in apps.get_models() if _ours(m)), key=lambda m: m._meta.db_table)
    lines = head(
        "Tables",
        "Who among the people of the pages sees and writes a row is decided by the database. A table without a policy says why",
        "it needs none. The login of the worker sees all rows; the login of the pages sees none outside `acting()`.",
    )
    lines += [*table(["in words", "means"], [[code(name), what] for name, what in LEGEND])]
    notes: dict[str, str] = {}
    policies = [row for model in ours for row in _policies(model, notes)]
    lines += ["## Policies", "", *table(["table", "seen", "written", "new rows"], policies)]
    lines += ["Long conditions:", "", *table(["", "condition"], [[name, code(what)] for what, name in notes.items()])]
    lines += ["## Keys that tie a row to a unit", "", *table(["table", "columns", "to"], [row for m in ours for row in _keys(m)])]
    exempt = [[code(m._meta.db_table), getattr(m, "scope_exempt", "")] for m in ours if getattr(m, "scope_exempt", "")]
    lines += ["## Without a policy", "", *table(["table", "why"], exempt)]
    lines += ["## Made in SQL, reached through functions only", "", *table(["table", "file"], _in_sql())]
    return text(lines)


def _ours(model: Any) -> bool:
    return not model._meta.db_table.startswith(FOREIGN_TABLES) and not model._meta.proxy


def short(condition: str) -> str:
    """A condition with the known parts named and aliases of tables kept."""
    for long, name in sorted(NAMES.items(), key=lambda pair: -len(pair[0])):
        if condition == long:
            return name
        if len(long) > len("everybody"):
            condition = condition.replace(long, name)
    return " ".join(condition.split())


def _policies(model: Any, notes: dict[str, str]) -> list[list[str]]:
    rows = []
    for policy in (c for c in model._meta.constraints if isinstance(c, RowPolicy)):
        seen, written, new = policy.reading or policy.using, policy.using, policy.writing or policy.using
        told = [_told(seen, notes), "as seen" if written == seen else _told(written, notes)]
        rows.append([code(model._meta.db_table), *told, "as written" if new == written else _told(new, notes)])
    return rows


def _told(condition: str, notes: dict[str, str]) -> str:
    """The condition, or the sign under which a long one stands below the table."""
    words = short(condition)
    if len(words) <= LONGEST:
        return code(words)
    return notes.setdefault(words, f"({len(notes) + 1})")


def _keys(model: Any) -> list[list[str]]:
    keys = [c for c in model._meta.constraints if isinstance(c, PathKey)]
    return [[code(model._meta.db_table), code(f"({k.field}, unit_path)"), code(f"{k.to} (id, {k.to_path})")] for k in keys]


def _in_sql() -> list[list[str]]:
    root = Path(__file__).resolve().parents[3]
    rows = []
    for path in sorted((root / "anlan").rglob("migrations/sql/*.sql")):
        names = re.findall(r"^create (?:unlogged )?table (?:if not exists )?(\w+)", path.read_text("utf-8"), re.MULTILINE)
        rows += [[code(name), code(path.relative_to(root).as_posix())] for name in names]
    return rows
