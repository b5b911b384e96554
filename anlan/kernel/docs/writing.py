"""All generated files of docs/, as they should be now, and which of them are not."""

from __future__ import annotations

from pathlib import Path

from django.utils import translation

from anlan.kernel.docs import glossary, machines, marking, routes, sources, tables, wiring

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = {
    "machines.md": machines.page,
    "routes.md": routes.page,
    "wiring.md": wiring.page,
    "tables.md": tables.page,
    "rules.md": sources.page,
}
GLOSSARY = "words"


def files() -> dict[Path, str]:
    """Path -> text of every generated file, in Chinese, the language of the labels; the same on every machine."""
    with translation.override("zh-hans"):
        made = {DOCS / "generated" / name: page() for name, page in PAGES.items()}
        by_hand = DOCS / "glossary.md"
        made[by_hand] = marking.between(by_hand.read_text("utf-8"), GLOSSARY, glossary.lines())
    return made


def stale() -> list[Path]:
    """Files that differ from what the code says now."""
    return [path for path, text in files().items() if not path.exists() or path.read_text("utf-8") != text]


def write() -> list[Path]:
    """Write what differs; gives what was written."""
    wanted, changed = files(), stale()
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    return changed
