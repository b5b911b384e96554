"""`anlan verify`: re-compute every chain, payload and root, and name whatever was changed, cut, inserted or taken away."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.kernel.ledger import queries, roots


def _digest(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text.strip())
    except ValueError as error:
        raise CommandError(f"{text!r} is not a root: 64 hexadecimal digits") from error
    if len(digest) != 32:
        raise CommandError(f"{text!r} is not a root: 64 hexadecimal digits")
    return digest


class Command(BaseCommand):
    help = "Verify the ledger: exit status 1 and a line for each broken place."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", type=int, default=None, help="only the chain of this unit")
        parser.add_argument("--root", type=_digest, metavar="DIGEST", default=None, help="compare with a root that was published elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        chains, entries = queries.totals()
        lines = [f"unit {place.unit_id} entry {place.seq}: {place.what}" for place in queries.broken(options["unit"])]
        if options["unit"] is None:
            lines += roots.broken_roots()
        if options["root"]:
            held, sentence = roots.compare(options["root"])
            self.stdout.write(f"root {options['root'].hex()} {sentence}")
            lines += [] if held else ["the published root does not hold"]
        for line in lines:
            self.stdout.write(line)
        if lines:
            self.stdout.write(f"{len(lines)} broken places in {chains} chains, {entries} entries")
            sys.exit(1)
        self.stdout.write(f"{chains} chains, {entries} entries: whole, nothing changed")
        if kept := roots.kept_roots():
            self.stdout.write(f"root of {kept[-1].day}: {kept[-1].digest.hex()} (keep it where nobody of this machine can change it)")
