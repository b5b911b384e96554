"""Markdown as the generated pages need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GENERATED = "Written by `script/anlan docs`. Do not edit: change the code and run it again."


def head(title: str, *lines: str) -> list[str]:
    """The first lines of a generated page."""
    return [f"# {title}", "", *lines, *([""] if lines else []), f"*{GENERATED}*", ""]


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A table and the empty line after it; an em dash where there is no row."""
    made = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    body = [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    return [*made, *(body or [f"| {' | '.join('—' for _ in columns)} |"]), ""]


def cell(value: object) -> str:
    """A value on one line, its bars escaped."""
    return " ".join(str(value).split()).replace("|", "\\|")


def code(value: object) -> str:
    """A name of the code; nothing for nothing."""
    return f"`{cell(value)}`" if value else ""


def codes(values: Iterable[object]) -> str:
    """Names of the code, in their order."""
    return " ".join(code(value) for value in values)


def text(lines: Iterable[str]) -> str:
    """The lines as a file: no blanks at line ends, one line feed at the end."""
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def between(page: str, name: str, lines: Iterable[str]) -> str:
    """`page` with the part between the marks of `name` replaced; ValueError where the page lacks the marks."""
    begin, end = marks(name)
    before, found, rest = page.partition(begin)
    _old, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the page lacks {begin} … {end}")
    return f"{before}{begin}\n\n{text(lines)}\n{end}{after}"


def marks(name: str) -> tuple[str, str]:
    """The lines between which a generated part stands."""
    return f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
