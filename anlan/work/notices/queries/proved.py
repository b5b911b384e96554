"""Lines that the same units proved already not long ago: asked again, they are mostly work for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.clock import local, midnight
from anlan.kernel.scope import below
from anlan.work.asks.rules import LEAST_UNITS, Needless, month_back
from anlan.work.asks.rules.limits import VALUE
from anlan.work.notices.models import PUBLISHED, Obligation, Task
from anlan.work.notices.queries.asking import KEY
from anlan.work.notices.queries.planning import Plan
from anlan.work.notices.rules import similar
from anlan.work.notices.rules.text import ALIKE, short

DONE = ("verified", "sampled", "declared")
ONCE = "once"


@dataclass(frozen=True)
class Proved:
    """A line and an earlier one of another notice that asks the same, with how many of its units have proved that."""

    obligation: Obligation
    other: Obligation
    units: int
    of: int


def proved_before(plan: Plan, *, at: datetime) -> list[Proved]:
    """Lines of a notice under review that many of its units proved within the last months, the most first."""
    since = midnight(month_back(local(at).date(), VALUE["ask.again"]))
    earlier = _published(since, at)
    found = []
    for mine in plan.obligations:
        units = {plan.units[pk].unit_path for pk in plan.meant.get(mine.pk, ())}
        if (best := _best(mine, earlier, units, at)) is not None:
            found.append(best)
    return sorted(found, key=lambda p: (-p.units, p.obligation.order))


def _published(since: datetime, until: datetime) -> list[Obligation]:
    rows = Obligation.objects.filter(notice__state=PUBLISHED, notice__published_at__gte=since, notice__published_at__lt=until, way=ONCE)
    rows = rows.exclude(state="dropped").exclude(resolution="outside").select_related("notice").defer("notice__text", "notice__undo")
    return list(rows.order_by("-notice__published_at", "order"))


def _best(mine: Obligation, earlier: Iterable[Obligation], units: set[str], at: datetime) -> Proved | None:
    """The earlier line that most of the units have proved, a tenth at least; what comes again by its nature is no repeat."""
    found: Proved | None = None
    for other in earlier:
        if other.notice_id == mine.notice_id or other.domain != mine.domain or mine.way != ONCE or similar(mine.text, other.text) < ALIKE:
            continue
        tasks = Task.objects.filter(below(other.unit_path), obligation=other, state__in=DONE, first_submitted_at__lt=at)
        shared = len(units & set(tasks.values_list("unit_path", flat=True)))
        if shared * 10 >= len(units) and shared and (found is None or shared > found.units):
            found = Proved(mine, other, shared, len(units))
    return found


def needless(at: datetime) -> list[Needless]:
    """Lines sent over the last year that three or more of their units had proved within the months before."""
    rows = _published(midnight(month_back(local(at).date(), 12)), at)
    return [found for mine in rows if (found := _needless(mine, rows) or _not_there(mine)) is not None]


def _not_there(mine: Obligation) -> Needless | None:
    """A line that nearly all units had nothing to do with: it is agreed that it does not apply to them."""
    states = list(Task.objects.filter(obligation=mine).exclude(state="withdrawn").values_list("state", flat=True))
    none = states.count("not_applicable")
    if none < LEAST_UNITS or none < VALUE["ask.same"] / 100 * len(states):
        return None
    facts = {"title": short(mine.notice.title), "line": mine.title}
    at = (KEY, mine.notice_id, mine.notice.unit_id, mine.notice.unit_path)
    return Needless(*at, "nothing", str(mine.pk), none, len(states), mine.minutes * none, facts)


def _needless(mine: Obligation, rows: Sequence[Obligation]) -> Needless | None:
    out = mine.notice.published_at
    assert out is not None  # chosen so
    since = midnight(month_back(local(out).date(), VALUE["ask.again"]))
    before = [o for o in rows if o.notice.published_at and since <= o.notice.published_at < out]
    units = set(Task.objects.filter(obligation=mine).values_list("unit_path", flat=True))
    best = _best(mine, before, units, out)
    if best is None or best.units < LEAST_UNITS:
        return None
    facts = {"title": mine.title, "notice": short(mine.notice.title), "other": best.other.title, "before": short(best.other.notice.title)}
    return Needless(
        KEY, mine.notice_id, mine.notice.unit_id, mine.notice.unit_path, "again", str(mine.pk), best.units, best.of,
        mine.minutes * best.units, facts,
    )  # fmt: skip
