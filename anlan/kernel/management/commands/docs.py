"""Write the generated pages of docs/ and the tables of the glossary; with --check only say which are out of date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.docs import writing


class Command(BaseCommand):
    help = "Write docs/generated and the tables of docs/glossary.md from the code (--check: only compare)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when something is out of date")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        found = writing.stale() if check else writing.write()
        names = [path.relative_to(writing.DOCS.parent).as_posix() for path in found]
        if check and names:
            raise CommandError(f"out of date: {', '.join(names)}; run script/anlan docs")
        self.stdout.write("\n".join(f"written: {name}" for name in names) or "docs are as the code says")
