"""What a rehearsal did and found: counted while it runs, told on one page at the end."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from sim.deeds import Deed
from sim.told import Told


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: which check, and what exactly."""

    check: str
    what: str


@dataclass
class Day:
    """One simulated day in figures."""

    day: date
    open: int = 0
    opened: int = 0
    closed: int = 0
    late: int = 0
    actions: int = 0
    refusals: int = 0
    findings: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        return (
            f"{self.day:%m-%d %a}  open {self.open:5d}  opened {self.opened:4d}  closed {self.closed:4d}  late {self.late:4d}  "
            f"actions {self.actions:4d}  refused {self.refusals:2d}  findings {self.findings:2d}  {self.seconds:6.2f} s"
        )


@dataclass
class Report:
    """Counters and findings of one rehearsal."""

    deeds: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    jobs: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)
    tables: dict[int, Told] = field(default_factory=dict)
    stale: int = 0

    def did(self, deed: Deed) -> None:
        self.deeds[deed.verb] += 1

    def refused(self, deed: Deed, refusal: Refused, by: Actor) -> None:
        """A person of good will was refused: every one of these is looked at."""
        key = (refusal.code, deed.verb)
        self.refusals[key] += 1
        if key not in self.examples:
            posts = "、".join(f"{g.unit_name} {g.title}" for g in by.grants)
            about = {k: str(v) for k, v in refusal.fields.items()}
            self.examples[key] = f"{deed.moment:%m-%d %H:%M} {by.name}（{posts}） case {deed.case_id}: {refusal.sentence} {about or ''}"

    def blind(self, deed: Deed, by: Actor, missing: Exception) -> None:
        """Somebody whose turn it is cannot see the thing."""
        posts = "、".join(f"{g.unit_name} {g.title} {g.reach}" for g in by.grants)
        self.found("turn-unseen", f"{by.name}（{posts}） is to {deed.verb} case {deed.case_id} and cannot see it: {missing}")

    def crashed(self, deed: Deed, by: Actor, crash: Exception) -> None:
        """Neither done nor refused: a fault of the product (or of the rehearsal)."""
        where = "; ".join(f"{f.filename.rpartition('/anlan/')[2]}:{f.lineno}" for f in traceback.extract_tb(crash.__traceback__)[-3:])
        self.found("crash", f"{deed.verb} by {by.name} on case {deed.case_id}: {crash!r} at {where}"[:600])

    def found(self, check: str, what: str) -> None:
        self.findings.append(Finding(check, what))

    @property
    def broken(self) -> bool:
        return bool(self.findings)

    def timed(self, part: str) -> Timed:
        """Add the seconds of a block to `part`."""
        return Timed(self, part)


class Timed:
    """Measures one block."""

    def __init__(self, report: Report, part: str) -> None:
        self.report, self.part = report, part

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.report.spent[self.part] += time.perf_counter() - self.began  # type: ignore[assignment]


def page(report: Report, *, began: datetime, ended: datetime, seconds: float, schools: int) -> str:
    """The report as text."""
    lines = [
        f"Rehearsal of {schools} schools, {began:%Y-%m-%d} to {ended:%Y-%m-%d %H:%M}: {seconds:.1f} s",
        "",
        "Spent (s): " + "  ".join(f"{part} {value:.1f}" for part, value in report.spent.most_common()),
        f"Deeds: {sum(report.deeds.values())}, {report.stale} overtaken by others",
        "  " + "  ".join(f"{verb} {n}" for verb, n in report.deeds.most_common()),
        "Clockwork: " + "  ".join(f"{job} {n}" for job, n in report.jobs.most_common() if n),
        "Refused as it must be: " + ("  ".join(f"{code} {n}" for code, n in report.expected.most_common()) or "nothing tried"),
        f"Refused against good will: {sum(report.refusals.values())}",
    ]
    for (code, verb), n in report.refusals.most_common():
        lines += [f"  {n:5d}  {code} at {verb}", f"         {report.examples[code, verb]}"]
    lines += [f"Table: {told.line()}" for told in report.tables.values()]
    lines.append(f"Findings: {len(report.findings)}")
    for check, n in Counter(f.check for f in report.findings).most_common():
        lines.append(f"  {n:5d}  {check}")
        shown = list(dict.fromkeys(f.what for f in report.findings if f.check == check))
        lines += [f"         {what}" for what in shown[:8]]
    return "\n".join(lines) + "\n"
