"""Reads of programmes: which there are, what lies under one, what it comes to. All within the current scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local, midnight
from anlan.kernel.scope import below, below_any
from anlan.registers.org import queries as org
from anlan.registers.org.rules import issuing_units
from anlan.work.cases.models import Case
from anlan.work.notices import queries as notices
from anlan.work.notices.models import DRAFT, REVIEW, Notice
from anlan.work.notices.rules import COUNTED, FULFILLING
from anlan.work.programmes.models import OfCase, OfNotice, Programme
from anlan.work.programmes.rules import Book, Figures

PAGE = 50


def get_programme(pk: int) -> Programme:
    """One programme; Programme.DoesNotExist when it is not there or not in scope."""
    return Programme.objects.select_related("unit").get(pk=pk)


def programmes() -> list[Programme]:
    """Programmes that the actor sees, those that run first, then the latest."""
    rows = list(Programme.objects.select_related("unit").order_by("-starts", "-id")[: PAGE * 4])
    return sorted(rows, key=lambda p: p.ended_at is not None)


def own_running(actor: Actor) -> list[Programme]:
    """Programmes of the actor's own office that have not ended."""
    offices = issuing_units(actor)
    return list(Programme.objects.filter(unit_id__in=offices, ended_at=None).order_by("name")) if offices else []


def over(*, notice: Notice | None = None, case: Case | None = None) -> list[Programme]:
    """Programmes that lie over a notice or a case: said so, or by kind, domain and day."""
    if notice is not None:
        ids = OfNotice.objects.filter(notice=notice).values_list("programme_id", flat=True)
        return list(Programme.objects.filter(pk__in=list(ids)).order_by("name"))
    assert case is not None
    laid: set[int] = set(OfCase.objects.filter(case=case).values_list("programme_id", flat=True))
    day = local(case.opened_at).date()
    near = [] if case.sealed else Programme.objects.filter(starts__lte=day, ends__gte=day)
    laid |= {
        p.pk for p in near
        if case.unit_path.startswith(p.unit_path) and case.kind in p.kinds and (not p.domains or case.domain in p.domains)
    }  # fmt: skip
    return list(Programme.objects.filter(pk__in=laid).order_by("name"))


def said_over(case: Case) -> set[int]:
    """Ids of programmes of which somebody said that the case is part."""
    return set(OfCase.objects.filter(case=case).values_list("programme_id", flat=True))


def cases_of(programme: Programme) -> QuerySet[Case]:
    """What was found under the programme: unsealed cases of its kinds and domains from its first to its last day, and those put in."""
    start, end = midnight(programme.starts), midnight(programme.ends + timedelta(days=1))
    counted = Q(kind__in=programme.kinds, opened_at__gte=start, opened_at__lt=end) & below(programme.unit_path)
    if programme.domains:
        counted &= Q(domain__in=programme.domains)
    laid = list(OfCase.objects.filter(programme=programme).values_list("case_id", flat=True))
    return Case.objects.filter(counted | Q(pk__in=laid), sealed=False)


def notices_of(programme: Programme) -> list[Notice]:
    """Its notices that the actor sees, in the order of sending; drafts of others are not there for the actor."""
    ids = list(OfNotice.objects.filter(programme=programme).values_list("notice_id", flat=True))
    rows = Notice.objects.filter(pk__in=ids).exclude(state__in=(DRAFT, REVIEW)).select_related("unit").defer("text", "undo")
    return list(rows.order_by("published_at", "pk"))


@dataclass
class Account:
    """What a programme comes to: by district, and how much its notices asked in clauses."""

    programme: Programme
    at: datetime
    names: dict[str, str] = field(default_factory=dict)
    book: Book = field(default_factory=Book)
    notices: list[Notice] = field(default_factory=list)
    clauses: int = 0

    @property
    def whole(self) -> Figures:
        return self.book.whole

    @property
    def rows(self) -> list[tuple[str, Figures]]:
        """(district, figures), by path."""
        return [(self.names.get(path, path), figures) for path, figures in self.book.ordered().items()]


def account(programme: Programme, actor: Actor, *, at: datetime) -> Account:
    """Counted from records as they stand at `at`, as far as the actor's scope goes."""
    found = Account(programme, at, notices=notices_of(programme))
    districts = [d.unit_path for d in org.districts(at) if d.unit_path.startswith(programme.unit_path)]
    for notice in found.notices:
        rules = dict(notice.obligations.filter(gone_at=None).exclude(state="dropped").values_list("pk", "rule"))
        found.clauses += len(rules)
        for (clause, path), cells in notices.counts_of(notice.pk, actor, at).items():
            here = found.book.at(path, districts)
            here.asked += sum(n for key, n in cells.items() if key in COUNTED)
            here.proved += sum(cells.get(key, 0) for key in FULFILLING[rules[clause]]) if clause in rules else 0
            here.late += cells.get("overdue", 0)
            here.unknown += cells.get("unknown", 0)
    rows = cases_of(programme).filter(below_any(actor.paths)).order_by().values("unit_path").annotate(
        n=Count("pk"), major=Count("pk", filter=Q(level="major")), closed=Count("pk", filter=Q(closed_at__isnull=False)),
        late=Count("pk", filter=Q(closed_at__isnull=True, due_at__lt=at)),
    )  # fmt: skip
    for row in rows:
        found.book.at(row["unit_path"], districts).add(
            Figures(found=row["n"], major=row["major"], closed=row["closed"], open_late=row["late"])
        )
    found.names = {u.unit_path: str(u) for u in org.under(programme.unit_path).filter(unit_path__in=list(found.book.by_path))}
    return found
