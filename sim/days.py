"""The loop: people act at their moments, the clockwork ticks, what changed is decided about, and at midnight all is checked.

Production is the same tick with a real clock. A rehearsal of one day runs in a second or two.
"""

from __future__ import annotations

import time as stopwatch
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import connection

from anlan.kernel import clock, engine
from anlan.kernel.clock import LOCAL, local
from anlan.kernel.kept import kept
from anlan.registers.calendar import queries as calendar
from sim import checks, issuing, tables
from sim.deciding import Deciding
from sim.deeds import Deed, Diary
from sim.folk import Folk
from sim.hands import Hands
from sim.people_habits import chance, finds_today
from sim.report import Day, Finding, Report
from sim.staging import Stage

WORKDAY = (time(7, 30), time(9), time(10, 30), time(12), time(14), time(15, 30), time(17, 10), time(21))
DAY_OFF = (time(9), time(17, 10))
ROUNDS = 12  # within one step: people who answer one another within the hour
#: Post -> how often somebody there walks about with open eyes, of the safety officer's own measure.
FINDERS = {"safety_lead": 1.0, "vice_principal": 0.25, "class_teacher": 0.12, "logistics_lead": 0.2, "guard": 0.08, "inspector": 0.5}
Progress = Callable[[str], None]


class Rehearsal:
    """A city that lives from `began` on. `until` runs it; everything it did stands in `report`."""

    def __init__(
        self, folk: Folk, *, began: datetime, seed: int, stage: Stage | None = None, steps: Sequence[time] = WORKDAY,
        zeal: float = 1.0, check: bool = True, majors: bool = True,
    ) -> None:  # fmt: skip
        self.folk, self.seed, self.steps, self.zeal, self.check, self.majors = folk, seed, steps, zeal, check, majors
        self.diary, self.report = Diary(), Report()
        self.deciding = Deciding(folk, self.diary, seed=seed, staging=stage)
        self.hands = Hands(folk, self.diary, self.deciding, self.report, seed=seed)
        self.stage = stage
        if stage:
            stage.enter(self.hands, self.diary)
        self.now = began
        self.done = 0
        self.mornings: set[date] = set()  # on which a table is asked for

    def issue(self, last: datetime, rows: Mapping[str, int] | None = None) -> None:
        """Have the city bring out its notices whose date falls before `last`; `rows` as in `issuing.issues`."""
        for deed in issuing.issues(self.hands, local(self.now).date(), local(last).date(), rows or {}):
            self.diary.write(deed)
        for deed in tables.asks(self.hands, local(self.now).date(), local(last).date()):
            self.ask_table(deed)

    def ask_table(self, deed: Deed) -> None:
        """Have a table asked for; the clockwork looks in more often on that morning."""
        self.mornings.add(local(deed.moment).date())
        self.diary.write(deed)

    def until(self, end: datetime, say: Progress = lambda _line: None) -> Report:
        """Live through every step up to `end`, the last one exactly at `end`."""
        with kept(), calendar.kept():  # nobody moves a unit, changes a post or a holiday in a rehearsal
            while self.now < end:
                self._day(end, say)
        return self.report

    def _day(self, end: datetime, say: Progress) -> None:
        day = local(self.now).date()
        began, acts, refused = stopwatch.perf_counter(), self.done, sum(self.report.refusals.values())
        found = len(self.report.findings)
        self._finders(day, end)
        for moment in [m for m in self.moments(day) if self.now < m < end] + ([end] if local(end).date() == day else []):
            self.step(moment)
        midnight = datetime.combine(day + timedelta(days=1), time(0), LOCAL)
        if midnight <= end:
            self.step(midnight)
            self._check(midnight)
        self.now = max(self.now, min(midnight, end))
        row = self._count(day, end)
        row.actions, row.refusals = self.done - acts, sum(self.report.refusals.values()) - refused
        row.findings, row.seconds = len(self.report.findings) - found, stopwatch.perf_counter() - began
        self.report.days.append(row)
        say(row.line())

    def moments(self, day: date) -> list[datetime]:
        """When the clockwork ticks on a day."""
        steps = self.steps if self.folk.is_workday(day) else DAY_OFF
        return [datetime.combine(day, t, LOCAL) for t in sorted({*steps, *(tables.MORNING if day in self.mornings else ())})]

    def step(self, moment: datetime) -> None:
        """Everything up to `moment`: deeds and what follows from them at once, then one tick, then what that changed."""
        since = self.now
        for _ in range(ROUNDS):
            todo = self.diary.due(moment)
            if not todo:
                break
            with self.report.timed("people"):
                self.done += self.hands.work_off(todo)
            with self.report.timed("deciding"):
                self.deciding.look(moment, since)
        with self.report.timed("clockwork"), clock.travel(moment):
            tick = engine.tick(moment)
        if tick.paused:
            self.report.found("engine-paused", tick.paused)
        for job, trouble in tick.trouble.items():
            self.report.found("job-failed", f"{job} at {moment:%m-%d %H:%M}: {trouble}")
        self.report.jobs.update(tick.done)
        for job, seconds in tick.seconds.items():
            self.report.spent[f"· {job}"] += seconds  # type: ignore[assignment]
        with self.report.timed("deciding"):
            self.deciding.look(moment, moment)
        self.now = moment

    def _finders(self, day: date, end: datetime) -> None:
        """Who finds something today, and when."""
        workday = self.folk.is_workday(day)
        for school in self.folk.city.schools:
            if self.stage and self.stage.is_quiet(school, datetime.combine(day, time(0), LOCAL)):
                continue
            for post, share in FINDERS.items():
                for username in self.folk.city.holders.get((school.code, post), ()):
                    rng = chance(self.seed, "finds", day, username)
                    if username not in self.folk.ids or rng.random() > share * self.zeal:
                        continue
                    person = self.folk.ids[username]
                    for _ in range(finds_today(self.folk.habit(person), day, rng, is_workday=workday)):
                        moment = datetime.combine(day, time(7, 45), LOCAL) + timedelta(minutes=rng.randrange(560))
                        if self.now < moment <= end:
                            grade = None if self.majors else rng.choice(("minor", "minor", "minor", "general"))
                            self.diary.write(Deed(moment, person, "report", more={"school": school.code, "grade": grade}))

    def _check(self, at: datetime) -> None:
        if self.check:
            with self.report.timed("checks"):
                self.report.findings += [Finding(f.check, f"{at:%m-%d} {f.what}") for f in checks.run(at, whole=at.weekday() == 0)]

    def _count(self, day: date, end: datetime) -> Day:
        first = datetime.combine(day, time(0), LOCAL)
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) filter (where closed_at is null), count(*) filter (where opened_at >= %(a)s and opened_at < %(b)s), "
                "count(*) filter (where closed_at >= %(a)s and closed_at < %(b)s), "
                "count(*) filter (where closed_at is null and due_at < %(now)s) from cases_case",
                {"a": first, "b": first + timedelta(days=1), "now": min(end, first + timedelta(days=1))},
            )
            return Day(day, *cursor.fetchone())
