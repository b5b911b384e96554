"""`anlan rehearse`: found the city if there is none, and live through a span of days as fast as it goes."""

from __future__ import annotations

import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.kernel import clock, engine, settings_store
from anlan.kernel.clock import LOCAL
from anlan.registers.org.models import Unit
from sim import days, report
from sim.folk import Folk, remember, remembered
from sim.founding import found
from sim.haste import hurry
from sim.world import City, World, build


class Command(BaseCommand):
    help = "Rehearse a city through the product's own actions; exit status 1 when something does not hold."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=60, help="simulated days")
        parser.add_argument("--schools", type=int, default=60, help="size of the city, when there is none yet")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, help="first day; default: 2026-09-01, or where the city stands"
        )
        parser.add_argument("--report", type=Path, default=None, help="write the report to this file as well")
        parser.add_argument("--no-checks", action="store_true", help="leave out the checks at midnight")

    def handle(self, *args: Any, **options: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nobody of a rehearsal has a mail server
        began = time.perf_counter()
        hurry()
        city, start = self._city(options)
        end = start + timedelta(days=options["days"])
        rehearsal = days.Rehearsal(Folk(city), began=start, seed=options["seed"], check=not options["no_checks"])
        rehearsal.issue(end)
        rehearsal.until(end, self.stdout.write)
        seconds = time.perf_counter() - began
        told = report.page(rehearsal.report, began=start, ended=end, seconds=seconds, schools=len(city.schools))
        self.stdout.write(told)
        if options["report"]:
            options["report"].write_text(told, encoding="utf-8")
        if rehearsal.report.broken:
            sys.exit(1)

    def _city(self, options: dict[str, Any]) -> tuple[City, datetime]:
        last = settings_store.read(engine.LAST)
        if Unit.objects.exists():
            city = remembered()
            if city is None:
                raise CommandError("this database holds a city that was not made by the rehearsal")
            stands = datetime.fromisoformat(last).astimezone(LOCAL) if last else clock.local(clock.now())
            start = datetime.combine(options["first"], datetime.min.time(), LOCAL) if options["first"] else stands
            if last and start < stands:
                raise CommandError(f"the city stands at {stands:%Y-%m-%d %H:%M} already")
            if last:
                engine.confirm(start)
            return city, start
        start = datetime.combine(options["first"] or date(2026, 9, 1), datetime.min.time(), LOCAL)
        world = World(seed=options["seed"], schools=options["schools"])
        city = build(world)
        with clock.travel(start):
            found(city, at=start - timedelta(days=7), say=self.stdout.write)
        remember(world)
        return city, start
