"""`anlan erase`: erase the payload of one ledger entry, as the law may ask for personal data; the chain stays whole and says so."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.kernel import clock
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import Refused
from anlan.kernel.ledger import actions


class Command(BaseCommand):
    help = "Erase what one ledger entry holds. The entry stays; another one records that it was erased and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", type=int, required=True, help="whose chain")
        parser.add_argument("--entry", type=int, required=True, help="its number in the chain")
        parser.add_argument("--why", required=True, help="on what ground, and who asked for it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            actions.erase(options["unit"], options["entry"], why=options["why"], by=SYSTEM, at=clock.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"unit {options['unit']} entry {options['entry']}: what it held is erased, and the chain says so")
