"""Before a notice goes out: whom it reaches, what each is asked in lines and minutes, what they have already, what stops it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel.scope import in_range
from anlan.registers.org.rules import SCHOOL
from anlan.work.asks.rules import Draft
from anlan.work.notices.models import PUBLISHED, Notice, Obligation
from anlan.work.notices.queries.asking import draft_of
from anlan.work.notices.queries.planning import Plan, plan_of
from anlan.work.notices.queries.proved import Proved, proved_before
from anlan.work.notices.queries.sooner import sooner_lines
from anlan.work.notices.queries.timing import Due, minutes_of
from anlan.work.notices.reading.bounded import demands_control
from anlan.work.notices.rules import similar
from anlan.work.notices.rules.text import ALIKE


@dataclass(frozen=True)
class Stop:
    """Something that must be settled before sending."""

    sentence: str
    obligation_id: int | None = None
    weight: int = 1  # 0 before all others


@dataclass(frozen=True)
class Repeat:
    """A line that asks what open lines of the same units ask already."""

    obligation: Obligation
    other_id: int
    other_title: str
    notice_title: str
    units: int
    alike: float


@dataclass
class Preview:
    """What sending would mean once all is settled. `minutes` are estimates of the officer's own lines, per unit and in all."""

    notice: Notice
    units: int
    schools: int
    tasks: int
    minutes: int
    most_minutes: int
    least_minutes: int
    per_kind: list[tuple[str, int, int]]  # kind of unit, units, lines
    rows: list[dict[str, Any]]  # obligation, units, due (the most common), other_dues
    samples: list[dict[str, Any]]  # unit, lines [(obligation, due)], minutes
    stops: list[Stop] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    proved: list[Proved] = field(default_factory=list)  # what the same units proved already not long ago
    draft: Draft | None = None  # as an ask beside what the units have to do already
    outside: list[Obligation] = field(default_factory=list)
    held: int = 0  # of a re-issue: lines that the units have from above already
    sooner: list[tuple[Obligation, int]] = field(default_factory=list)  # clauses asked for earlier, on how many lines

    @property
    def can_go(self) -> bool:
        return not self.stops and (self.tasks > 0 or self.notice.reissues_id is not None)

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 1)


def blockers_of(plan: Plan, *, at: datetime) -> list[Stop]:
    """What stops the sending, the gravest first: bounded clauses, lines not confirmed, without date, without addressee."""
    stops = []
    rows = plan.notice.obligations.exclude(state="dropped").order_by("order")
    for number, row in enumerate(rows, start=1):
        says, weight = "", 1
        if row.is_bounded_open:
            says = _("第 %(n)d 条要求按身份、健康、经历或诉求摸排管控人员，不能照原文派")
            weight = 0
        elif row.is_sent and demands_control(f"{row.title}，{row.text}"):
            says = _("第 %(n)d 条的写法仍是摸排管控人员，改成对行为的要求")
        elif row.state != "confirmed":
            says = _("第 %(n)d 条还没有确认")
        if says:
            stops.append(Stop(says % {"n": number}, row.pk, weight))
    stops += [Stop(_("“%(title)s”没有期限") % {"title": o.title}, o.pk) for o in plan.undated]
    stops += [Stop(_("“%(title)s”没有单位来办") % {"title": o.title}, o.pk) for o in plan.unaddressed]
    late = [o for o in plan.obligations if any(due.at <= at for due in plan.dues.get(o.pk, {}).values())]
    stops += [Stop(_("“%(title)s”的期限已经过了") % {"title": o.title}, o.pk) for o in late]
    above = plan.notice.reissues
    if above is not None and above.state != PUBLISHED:
        stops.append(Stop(_("上级已经撤回《%(title)s》，不能再转。你写的还在，可以另发一份") % {"title": above.title}, weight=0))
    if not plan.obligations and above is None:
        stops.append(Stop(_("没有要派的工作要求")))
    return sorted(stops, key=lambda stop: stop.weight)


def preview(notice: Notice, *, at: datetime) -> Preview:
    """The whole picture before the one confirmation."""
    plan = plan_of(notice, at=at)
    asked = {u.pk: lines for u, lines in plan.asked()}
    minutes = {pk: sum(minutes_of(o, due) for o, due in lines) for pk, lines in asked.items()}
    kinds: Counter[str] = Counter()
    lines_of: Counter[str] = Counter()
    for pk, lines in asked.items():
        kinds[plan.units[pk].kind] += 1
        lines_of[plan.units[pk].kind] += len(lines)
    return Preview(
        notice=notice, units=len(minutes), schools=kinds[SCHOOL], tasks=sum(lines_of.values()), minutes=sum(minutes.values()),
        most_minutes=max(minutes.values(), default=0), least_minutes=min(minutes.values(), default=0),
        per_kind=[(kind, n, lines_of[kind]) for kind, n in kinds.most_common()], rows=[_row(o, plan) for o in plan.obligations],
        samples=_samples(plan, asked, minutes), stops=blockers_of(plan, at=at), repeats=repeats_of(plan),
        held=sum(map(len, plan.held.values())), sooner=[(row, len(ids)) for row, ids in sooner_lines(plan)],
        proved=proved_before(plan, at=at), draft=draft_of(notice, plan),
        outside=list(notice.obligations.filter(resolution="outside").exclude(state="dropped").order_by("order")),
    )  # fmt: skip


def _row(obligation: Obligation, plan: Plan) -> dict[str, Any]:
    dues = Counter(due.at for due in plan.dues[obligation.pk].values())
    common = dues.most_common(1)
    above = obligation.due_at if obligation.passes_on_id else None  # of a clause that all units have from above already
    return {
        "obligation": obligation, "units": len(plan.meant[obligation.pk]), "due": common[0][0] if common else above,
        "other_dues": len(dues) - 1, "times": max((due.times for due in plan.dues[obligation.pk].values()), default=1),
        "minutes": sum(minutes_of(obligation, plan.dues[obligation.pk].get(pk)) for pk in plan.meant[obligation.pk]),
    }  # fmt: skip


def _samples(plan: Plan, asked: dict[int, list[tuple[Obligation, Due | None]]], minutes: dict[int, int]) -> list[dict[str, Any]]:
    """Three dossiers as they would arrive: the fullest, a middle one, the leanest."""
    order = sorted(minutes, key=lambda pk: (-minutes[pk], plan.units[pk].unit_path))
    chosen = list(dict.fromkeys([order[0], order[len(order) // 2], order[-1]])) if order else []
    return [{"unit": plan.units[pk], "lines": asked[pk], "minutes": minutes[pk]} for pk in chosen]


def repeats_of(plan: Plan) -> list[Repeat]:
    """Lines that ask of the same units what open lines of other notices in the same domain ask already."""
    domains = sorted({o.domain for o in plan.obligations})
    if not domains:
        return []
    found = []
    for other_id, title, text, domain, notice_title, units in _open_elsewhere(plan.notice, domains):
        for mine in plan.obligations:
            if mine.domain == domain and (alike := similar(mine.text, text)) >= ALIKE:
                shared = len(set(units) & set(plan.dues.get(mine.pk, {})))
                if shared:
                    found.append(Repeat(mine, other_id, title, notice_title, shared, round(alike, 2)))
    return sorted(found, key=lambda r: (-r.units, r.obligation.order))


def repeats_of_line(row: Obligation, units: Iterable[int]) -> list[Repeat]:
    """As `repeats_of`, for one line under review and the units it is meant for."""
    meant = set(units)
    found = []
    for other_id, title, text, _domain, notice_title, asked in _open_elsewhere(row.notice, [row.domain]):
        alike, shared = similar(row.text, text), len(set(asked) & meant)
        if alike >= ALIKE and shared:
            found.append(Repeat(row, other_id, title, notice_title, shared, round(alike, 2)))
    return sorted(found, key=lambda r: -r.units)


def _open_elsewhere(notice: Notice, domains: Iterable[str]) -> list[tuple[int, str, str, str, str, list[int]]]:
    inside, ends = in_range([notice.unit_path], "c.unit_path")
    with connection.cursor() as cursor:
        cursor.execute(
            "select o.id, o.title, o.text, o.domain, n.title, g.units from (select t.obligation_id, array_agg(c.unit_id) as units "
            "from notices_task t join cases_case c on c.id = t.case_id "
            f"where c.closed_at is null and c.kind = 'task' and {inside} and t.notice_id <> %s group by 1) g "
            "join notices_obligation o on o.id = g.obligation_id join notices_notice n on n.id = o.notice_id "
            "where o.domain = any(%s)",
            [*ends, notice.pk, list(domains)],
        )
        return list(cursor.fetchall())
