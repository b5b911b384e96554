"""docs/generated/rules.md: numbers and criteria with where they come from, and whether that was checked."""

from __future__ import annotations

from anlan.kernel import registry
from anlan.kernel.docs.marking import code, head, table, text

STANDINGS = {
    "V-LAW": "read in the text of a statute",
    "V-OFF": "read in an official document",
    "V-SEC": "read in a secondary source; shown 待核实",
    "RECALLED": "recalled, not found; shown 待核实",
    "DESIGN": "our own default, no law says so; shown 待核实 where people might take it for one",
}


def page() -> str:
    """The rules by where they are kept."""
    lines = head(
        "Rules and their sources",
        "Nothing here is invented: what is not V-LAW or V-OFF is a default that a region may change. A running case keeps the numbers",
        "with which it was opened.",
    )
    lines += table(["standing", "means"], [[code(key), words] for key, words in STANDINGS.items()])
    for kept, rows in sorted(registry.RULES.items()):
        body = [[code(r.key), r.label, r.value, r.source, code(r.standing)] for r in rows()]
        lines += [f"## Kept in {kept}", "", *table(["rule", "says", "value", "source", "standing"], body)]
    return text(lines)
