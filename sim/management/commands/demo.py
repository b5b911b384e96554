"""`anlan demo`: make the demo city in an empty database; `anlan demo --resume`: let its clock go on from where it stood."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.kernel import clock, engine, registry, settings_store
from anlan.registers.org.models import Unit
from sim import days, story
from sim.days import Rehearsal
from sim.folk import Folk, day_start, remember
from sim.founding import found
from sim.haste import hurry
from sim.notices import main_notice
from sim.pledging import send_letters
from sim.report import page
from sim.rounds import seeded_lots
from sim.staging import Stage
from sim.world import City, World, build

OFFSET, CAST = "clock.offset_seconds", "demo.cast"
DAYS, SCHOOLS = 24, 60
SHORTENED = {"30_winter": 6}  # the officer keeps six of its lines: the first start is not to take minutes
STEPS = tuple(t for t in days.WORKDAY if (t.hour, t.minute) in ((7, 30), (10, 30), (14, 0), (17, 10)))
WALK = (("派通知", "沈知远"), ("报隐患", "周敏"), ("整改", "梁建国"), ("验收", "陆怀民"), ("复核", "何静"), ("销号", "沈知远"))

OFFICER = "何静"  # of the district above the school of the pictures

LEFT_OUT = ("outbox.digest", "evidence.tidy")  # mail for nobody, tidying of what is new


@contextmanager
def _without(*jobs: str) -> Iterator[None]:
    """The clockwork without these parts."""
    taken = {name: registry.JOBS.pop(name) for name in jobs if name in registry.JOBS}
    try:
        yield
    finally:
        registry.JOBS.update(taken)


class Command(BaseCommand):
    help = "Make the demo city (into an empty database), or resume its clock."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--resume", action="store_true", help="go on from the last moment of the demo's clock; changes nothing else")
        parser.add_argument("--schools", type=int, default=SCHOOLS)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--days", type=int, default=DAYS, help="how many days the city has lived when the demo begins")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["resume"]:
            self._resume()
            return
        if Unit.objects.exists():
            raise CommandError("the database is not empty; the demo city is made into an empty one")
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nobody in the demo has a mailbox
        began = time.perf_counter()
        hurry()
        city = build(World(seed=options["seed"], schools=options["schools"]))
        start = day_start(story.NOW) - timedelta(days=options["days"])
        self.stdout.write(f"{len(city.schools)} schools, {len(city.people)} people")
        with clock.travel(start):
            found(city, at=start - timedelta(days=90), say=self.stdout.write)
        remember(city.world)
        rehearsal = self._live(city, start, options["seed"])
        send_letters(story.STAGE_SCHOOL, OFFICER, story.NOW)
        self._store_cast(city)
        settings_store.write(OFFSET, (story.NOW - clock.wall()).total_seconds())
        clock.forget_offset()
        report = rehearsal.report
        self.stdout.write(f"{sum(report.deeds.values())} deeds, {len(report.findings)} findings, {time.perf_counter() - began:.1f} s")
        for finding in report.findings[:20]:
            self.stderr.write(f"{finding.check}: {finding.what}")
        for (code, verb), n in report.refusals.most_common():
            self.stderr.write(f"refused {n} times: {code} at {verb}: {report.examples[code, verb]}")
        if options["verbosity"] > 1:
            seconds = time.perf_counter() - began
            self.stdout.write(page(report, began=start, ended=story.NOW, seconds=seconds, schools=len(city.schools)))

    def _live(self, city: City, start: datetime, seed: int) -> Rehearsal:
        folk = Folk(city)
        stage = Stage(folk, main_number=main_notice().number)
        rehearsal = Rehearsal(folk, began=start, seed=seed, stage=stage, steps=STEPS, zeal=0.45, check=False, majors=False)
        rehearsal.issue(story.NOW, SHORTENED)
        with _without(*LEFT_OUT), seeded_lots(seed):
            rehearsal.until(story.NOW, self.stdout.write)
        settings_store.write("outbox.digest", f"{story.NOW:%Y-%m-%d}")
        return rehearsal

    def _store_cast(self, city: City) -> None:
        """Who is offered on the sign-in page, and the walk through the whole of it."""
        names = {p.name for p in city.cast}
        people = [{"username": p.username, "says": p.cast} for p in city.cast]
        settings_store.write(CAST, {"city": city.name, "people": people, "walk": [row for row in WALK if row[1] in names]})

    def _resume(self) -> None:
        """Domain time goes on from the engine's last tick, as if the machine had slept; where it has left the story's week it is set back
        to the story's moment. A real city is left alone."""
        last = settings_store.read(engine.LAST)
        if settings_store.read(OFFSET) is None or last is None:
            self.stdout.write("no demo city here")
            return
        moment = datetime.fromisoformat(last)
        if not day_start(story.NOW) <= moment < story.WEEK_ENDS:
            moment = story.NOW
        settings_store.write(OFFSET, (moment - clock.wall()).total_seconds())
        clock.forget_offset()
        engine.confirm(moment)
        self.stdout.write(f"the demo goes on from {clock.local(moment):%Y-%m-%d %H:%M}")
