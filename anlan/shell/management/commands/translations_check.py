"""`anlan translations_check`: every message to people has an English translation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.shell import message_ids
from anlan.shell.launch.folders import PROJECT
from anlan.shell.launch.messages import catalogues
from anlan.shell.message_ids import HAN, Said

FLOORS = ("anlan", "sim")
BARE_ALLOWED = ("安澜", "中文")  # a name, and the language's own word for itself


def sources(suffix: str) -> Iterator[Path]:
    """Files of the product with this ending, without tests and built files."""
    for floor in FLOORS:
        for path in sorted((PROJECT / floor).rglob(f"*{suffix}")):
            if not {"tests", "migrations", "static", "node_modules"} & set(path.relative_to(PROJECT).parts):
                yield path


def translated() -> set[tuple[str, str]]:
    """Messages that some catalogue gives in English, each with its plural, and with "" for being asked without a number."""
    found: set[tuple[str, str]] = set()
    for path in catalogues(PROJECT):
        if path.parent.parent.name != "en":
            continue
        for entry in polib.pofile(str(path)):
            texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
            if all(texts) and not entry.fuzzy and not entry.obsolete:
                found |= {(entry.msgid, entry.msgid_plural), (entry.msgid, "")}
    return found


def said() -> Iterator[Said]:
    """All messages of the product. A text without Chinese is its own English."""
    for path in sources(".py"):
        yield from message_ids.in_python(path)
    for suffix in (".html", ".txt", ".svg"):
        for path in sources(suffix):
            if "templates" in path.parts:
                yield from message_ids.in_template(path)


def bare() -> Iterator[Said]:
    """Chinese in pages outside translation tags."""
    for path in sources(".html"):
        if "templates" in path.parts:
            for found in message_ids.bare_chinese(path):
                text = found.text
                for allowed in BARE_ALLOWED:
                    text = text.replace(allowed, "")
                if HAN.search(text):
                    yield found


class Command(BaseCommand):
    """Fails naming each message without English and each Chinese text that cannot be translated."""

    help = "Every message to people has an English translation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--under", default="", help="only files whose path begins so, such as anlan/work/hazards")

    def handle(self, *args: Any, under: str, **options: Any) -> None:
        known = translated()
        missing = {(s.text, s.plural): s for s in said() if HAN.search(s.text) and (s.text, s.plural) not in known}
        wrong = [(s, "no English plural for" if s.plural else "no English for") for s in missing.values()]
        wrong += [(s, "outside translation tags") for s in bare()]
        lines = []
        for found, what in sorted(wrong, key=lambda w: (str(w[0].path), w[0].line)):
            path = found.path.relative_to(PROJECT)
            if str(path).startswith(under):
                lines.append(f"{path}:{found.line}: {what} {found.text!r}")
        if lines:
            raise CommandError("\n".join([*lines, f"{len(lines)} to do"]))
        self.stdout.write(f"{len({text for text, _plural in known})} messages, all in English too")
