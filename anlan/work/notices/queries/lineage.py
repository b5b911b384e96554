"""The line of a notice: what it rests on, who hands it on, what rests on it, what replaced it; which earlier notice is like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.registers.org import queries as org
from anlan.registers.people import queries as people
from anlan.work.notices.models import PUBLISHED, REVIEW, WITHDRAWN, Amendment, Basis, Dossier, Notice, Obligation, Task
from anlan.work.notices.queries.matrix import counts_of
from anlan.work.notices.reading import Span, When
from anlan.work.notices.rules import COUNTED, FULFILLING
from anlan.work.notices.rules.comparing import Comparison, compare
from anlan.work.notices.rules.lineage import fitted, likest

OUT = (PUBLISHED, WITHDRAWN)
LOOKED_BACK = 400  # earlier notices among which the likest are sought


@dataclass
class Line:
    """Up and down: what the notice rests on; notices that rest on it; offices that hand it on."""

    up: list[Basis] = field(default_factory=list)
    down: list[Notice] = field(default_factory=list)
    replaces: list[Notice] = field(default_factory=list)


def by_number(numbers: Iterable[str]) -> dict[str, Notice]:
    """Number -> the notice in Anlan that bears it, within the scope of who asks; the latest where several do."""
    wanted = {fitted(n) for n in numbers if n}
    if not wanted:
        return {}
    rows = Notice.objects.exclude(number="").filter(number__in=[*wanted, *numbers]).select_related("unit").defer("text", "undo")
    return {fitted(n.number): n for n in rows.order_by("imported_at")}


def line_of(notice: Notice) -> Line:
    """The line of a notice as far as the actor sees it."""
    up = list(notice.bases.select_related("other", "other__unit").defer("other__text", "other__undo").order_by("order", "id"))
    down = Notice.objects.filter(bases__other=notice, state__in=OUT).exclude(pk=notice.pk).exclude(reissues=notice)
    rows = down.select_related("unit").defer("text", "undo").distinct().order_by("published_at", "pk")
    return Line(up, list(rows), list(Notice.objects.filter(replaced_by=notice).defer("text", "undo").order_by("pk")))


# ── who hands it on ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class HandedOn:
    """One district: its re-issue (None: none that is out), what it added, how much of that is done; drafting: begun, not sent."""

    unit: Any
    notice: Notice | None = None
    drafting: bool = False
    own: int = 0
    sooner: int = 0
    total: int = 0
    done: int = 0
    late: int = 0


def reissue_of(notice: Notice, unit_id: int) -> Notice | None:
    """The re-issue of a notice by an office, draft or out, not withdrawn."""
    return Notice.objects.filter(reissues=notice, unit_id=unit_id).exclude(state=WITHDRAWN).select_related("unit").first()


def handed_on(notice: Notice, actor: Actor, *, at: datetime) -> list[HandedOn]:
    """Every district below the issuer that the actor covers: whether it handed the notice on, with what, when."""
    districts = [d for d in org.districts(at) if d.unit_path.startswith(notice.unit_path) and d.pk != notice.unit_id]
    mine = [d for d in districts if actor.covers(d.unit_path)]
    rows = Notice.objects.filter(reissues=notice).exclude(state=WITHDRAWN).select_related("unit").defer("text", "undo")
    found = {n.unit_id: n for n in rows}
    return [_handed_on(d, found.get(d.pk), actor, at) for d in mine]


def _handed_on(unit: Any, notice: Notice | None, actor: Actor, at: datetime) -> HandedOn:
    if notice is None or notice.state != PUBLISHED:
        return HandedOn(unit, None, drafting=notice is not None)
    own = notice.obligations.filter(passes_on=None, gone_at=None).exclude(state="dropped").count()
    early = Task.objects.filter(sooner_by=notice).values("obligation").distinct().count()
    counted: Counter[str] = Counter()
    rules = dict(notice.obligations.values_list("pk", "rule"))
    for (clause, _path), cells in counts_of(notice.pk, actor, at).items():
        counted["total"] += sum(n for key, n in cells.items() if key in COUNTED)
        counted["done"] += sum(cells.get(key, 0) for key in FULFILLING[rules[clause]])
        counted["late"] += cells.get("overdue", 0) + cells.get("unknown", 0)
    return HandedOn(unit, notice, False, own, early, counted["total"], counted["done"], counted["late"])


@dataclass(frozen=True)
class Sooner:
    """A clause from above that a re-issue asks for earlier: the date, how many lines, how many done, how many past that date."""

    clause: Obligation
    at: datetime
    total: int
    done: int
    late: int


def sooner_of(notice: Notice, *, at: datetime) -> list[Sooner]:
    """What a re-issue asks for earlier than the notice above, counted by its own dates."""
    rows = list(Task.objects.filter(sooner_by=notice).select_related("obligation"))
    by_clause: dict[int, list[Task]] = {}
    for task in rows:
        by_clause.setdefault(task.obligation_id, []).append(task)
    found = []
    for tasks in by_clause.values():
        done = sum(t.first_submitted_at is not None for t in tasks)
        late = sum(t.first_submitted_at is None and t.sooner_at is not None and at > t.sooner_at for t in tasks)
        found.append(Sooner(tasks[0].obligation, min(t.sooner_at for t in tasks if t.sooner_at), len(tasks), done, late))
    return sorted(found, key=lambda s: s.clause.order)


# ── what was changed ───────────────────────────────────────────────────────────────────────────────────────────────────


def amendments_of(notice: Notice) -> list[dict[str, Any]]:
    """Changes of a notice that is out, newest first, each with who made it."""
    rows = list(Amendment.objects.filter(notice=notice).order_by("-number"))
    names = people.names({row.by_id for row in rows})
    added = {o.pk: o for o in Obligation.objects.filter(pk__in=[pk for row in rows for pk in (*row.added, *row.gone)])}
    return [
        {"amendment": row, "who": names.get(row.by_id, ""), "added": [added[pk] for pk in row.added if pk in added],
         "gone": [added[pk] for pk in row.gone if pk in added]}
        for row in rows
    ]  # fmt: skip


# ── which earlier notice is like it ────────────────────────────────────────────────────────────────────────────────────


def candidates(notice: Notice) -> list[tuple[Notice, float]]:
    """Earlier notices that this one may repeat, the likest first: by title, and by season."""
    day = _day(notice)
    rows = Notice.objects.exclude(pk=notice.pk).filter(state__in=OUT).select_related("unit").defer("text", "undo")
    if notice.reissues_id:
        rows = rows.exclude(pk=notice.reissues_id)
    found = {n.pk: n for n in rows.order_by("-imported_at")[:LOOKED_BACK]}
    return [(found[pk], alike) for pk, alike in likest(notice.title, day, [(n.pk, n.title, _day(n)) for n in found.values()])]


def _day(notice: Notice) -> Any:
    return notice.issued_on or local(notice.published_at or notice.imported_at).date()


def compared(old: Notice, new: Notice) -> Comparison:
    """What `new` asks that `old` did not, what it asks no longer, what it asks otherwise: by the lines as they were reviewed."""
    return compare(_spans(old), _spans(new))


def _spans(notice: Notice) -> list[Span]:
    rows = notice.obligations.exclude(state="dropped").order_by("order", "id")
    return [replace(span, when=When(o.when_type, o.phrase or _dated(o))) for o in rows for span in [as_span(o)]]


def as_span(o: Obligation) -> Span:
    """A line as a span again: its words, to whom, and the words that say until when."""
    return Span(
        o.start, o.end, o.text, "obligation", _addressed(o), o.deontic, o.domain, When(o.when_type, o.phrase), title=o.title,
        section=o.section, heading=o.heading, bounded=bool(o.bounded),
    )  # fmt: skip


def _dated(row: Obligation) -> str | None:
    day = local(row.due_at) if row.due_at and row.way == "once" else None
    return f"{day.month}月{day.day}日前" if day else None


def _addressed(row: Obligation) -> list[str]:
    """To whom, so that two lists are the same when the same units are meant: kinds, and what narrows them."""
    return sorted(f"{name}:{value}" for name, values in row.addressees.items() if name not in ("units", "without") for value in values)


def dossiers_with(notice_ids: Iterable[int]) -> list[Dossier]:
    """Dossiers in which a line of one of the notices lies, or that were opened for one of them."""
    wanted = list(notice_ids)
    lying = Task.objects.filter(notice_id__in=wanted).order_by().values("dossier_id").distinct()
    return list((Dossier.objects.filter(notice_id__in=wanted) | Dossier.objects.filter(pk__in=lying)).distinct().order_by("unit_path"))


def drafts_of(notice: Notice) -> list[Notice]:
    """Re-issues that somebody began and has not sent."""
    return list(Notice.objects.filter(reissues=notice, state=REVIEW))
