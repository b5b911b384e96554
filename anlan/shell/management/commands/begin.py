"""`anlan begin`: the first unit and the first account of a real city; everything further is entered on the pages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from anlan.kernel import action, clock
from anlan.kernel.actor import OWN, SYSTEM, UNIT
from anlan.kernel.errors import Refused
from anlan.kernel.signing_key import is_public
from anlan.registers.calendar import actions as calendar
from anlan.registers.org import actions as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import CITY
from anlan.registers.people import actions as people
from anlan.registers.people.forms import MOBILE
from anlan.registers.people.rules import ROLES
from anlan.registers.people.sheets import USERNAME

# what opens units, accounts and posts for everybody else; an administrator of accounts alone sees no case
POSTS = (("safety", UNIT), ("admin", OWN))


class Command(BaseCommand):
    help = "Make the city's unit and its first account in an empty database; prints the first password once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", required=True, help="name of the city's bureau: 云汀市教育局")
        parser.add_argument("--short", default="", help="its short name: 市局")
        parser.add_argument("--username", required=True, help="job number or user name of the first person")
        parser.add_argument("--person", required=True, help="the person's name")
        parser.add_argument("--mobile", default="", help="a mobile number to sign in with as well")

    def handle(self, *args: Any, **options: Any) -> None:
        self._demand(options)
        password = people.first_password()
        try:
            self._make(options, password)
        except Refused as error:
            raise CommandError(" ".join([str(error.sentence), *map(str, error.fields.values())])) from error
        self.stdout.write(f"{options['city']} is there, with one account.")
        self.stdout.write(f"user name       {options['username'].strip().lower()}")
        self.stdout.write(f"first password  {password}")
        self.stdout.write("It is shown this once and changed at the first sign-in. Everybody else is entered on the pages.")

    def _demand(self, options: dict[str, Any]) -> None:
        if is_public():
            raise CommandError("set ANLAN_SECRET_KEY first: numbers and sessions are keyed with it")
        city = Unit.objects.filter(kind=CITY).first()
        if city is not None:
            raise CommandError(f"a city is already there: {city.name}; nothing was changed")
        if set(options["username"].strip().lower()) - USERNAME:
            raise CommandError("a user name holds letters, digits and . _ - @ only")
        if options["mobile"] and not MOBILE.match(options["mobile"]):
            raise CommandError("a mobile number is 11 digits that begin with 1")

    def _make(self, options: dict[str, Any], password: str) -> None:
        """All or nothing, as the software itself: there is nobody yet who could."""
        at = clock.now()
        with transaction.atomic(), action.collecting():
            city = org.open_unit(None, kind=CITY, name=options["city"], short=options["short"], by=SYSTEM, at=at)
            calendar.seed(by=SYSTEM, at=at)
            person = people.enrol(
                city, username=options["username"], name=options["person"], password=password, mobile=options["mobile"], by=SYSTEM, at=at
            )
            for role, reach in POSTS:
                post = people.open_post(city, role=role, title=ROLES[role], by=SYSTEM, at=at)
                people.give(person, post, reach=reach, by=SYSTEM, at=at)
            action.flush_if_outermost()
