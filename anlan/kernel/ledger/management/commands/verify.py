"""`anlan verify`: re-compute every chain and payload digest, and name whatever was changed, cut or inserted."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from anlan.kernel.ledger import queries


class Command(BaseCommand):
    help = "Verify the ledger: exit status 1 and a line for each broken place."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", type=int, default=None, help="only the chain of this unit")

    def handle(self, *args: Any, **options: Any) -> None:
        chains, entries = queries.totals()
        broken = queries.broken(options["unit"])
        for place in broken:
            self.stdout.write(f"unit {place.unit_id} entry {place.seq}: {place.what}")
        if broken:
            self.stdout.write(f"{len(broken)} broken places in {chains} chains, {entries} entries")
            sys.exit(1)
        self.stdout.write(f"{chains} chains, {entries} entries: whole, nothing changed")
