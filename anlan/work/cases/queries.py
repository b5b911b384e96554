"""Reads of the case for screens: the inbox, lists, search, the page. All within the current scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext

from anlan.kernel import registry
from anlan.kernel.actor import Actor, lineage
from anlan.kernel.clock import local, midnight, tonight
from anlan.kernel.keyset import later
from anlan.kernel.scope import below_any, in_range
from anlan.registers.org.models import Unit
from anlan.work.cases.models import Case, Party, TimeRequest
from anlan.work.cases.standing import DECIDING

PAGE = 50
INNER = ("department", "campus")


def get_case(pk: int) -> Case:
    """The one way to hold a case: Case.DoesNotExist when it is not there or not in scope."""
    return Case.objects.select_related("unit", "place", "parent").get(pk=pk)


# ── whose turn ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def turns_of(actor: Actor) -> list[tuple[int, str]]:
    """Pairs (unit id, role) at which work waits for the actor; a department's holder also serves the whole unit."""
    pairs = {(g.unit_id, g.role) for g in actor.grants}
    inner = [g for g in actor.grants if g.unit_kind in INNER]
    if inner:
        paths = {p for g in inner for p in lineage(g.path)[1:]}
        whole = {u.unit_path: u for u in Unit.objects.filter(unit_path__in=paths).exclude(kind__in=INNER)}
        for grant in inner:
            nearest = next((whole[p] for p in lineage(grant.path) if p in whole), None)
            if nearest:
                pairs.add((nearest.pk, grant.role))
    return sorted(pairs)


# requests for more time that nobody decided, with the columns by which waiting cases are put together
WISHES = """(select case_id as id, due_at, null::bigint as bundle_id, '' as kind, '' as state, turn_unit_id, turn_role
    from cases_time_request where decided_at is null and live) wish"""


def _mine_sql(columns: str, extra: str, tail: str, people: int) -> str:
    """What waits for a person: cases by person (and by the `people` - 1 in whose place they work), cases by turn, and requests for more
    time at those who decide. One indexed range for each turn: the planner never meets an OR, and plans as much for eight grants as for
    one."""

    def turns(units: str, source: str, flag: str, where: str) -> str:
        inner = f"select {columns}, {flag} from {source} where turn_unit_id = turn.unit and turn_role = turn.role {where} {extra} {tail}"
        return f"(select one.* from unnest(%({units}_units)s::bigint[], %({units}_roles)s::text[]) turn(unit, role), lateral ({inner}) one)"

    person = " union all ".join(
        f"(select {columns}, false from cases_case where turn_person_id = %(person_{n})s and closed_at is null {extra} {tail})"
        for n in range(people)
    )
    cases = turns("all", "cases_case", "false", "and turn_person_id is null and closed_at is null")
    return f"{person} union all {cases} union all {turns('deciding', WISHES, 'true', '')}"


def _mine_values(actor: Actor) -> dict[str, Any]:
    """The actor as `_mine_sql` names them."""
    turns = turns_of(actor)
    deciding = [(unit, role) for unit, role in turns if role in DECIDING]
    return {
        **{f"person_{n}": person for n, person in enumerate(actor.persons)},
        "all_units": [unit for unit, _ in turns], "all_roles": [role for _, role in turns],
        "deciding_units": [unit for unit, _ in deciding], "deciding_roles": [role for _, role in deciding],
    }  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What is needed of a waiting case before it is shown: where it stands in order, and what it may be put together with.

    `wish`: not the case waits, but a request for more time about it.
    """

    pk: int
    due_at: datetime
    bundle_id: int | None
    kind: str
    state: str
    wish: bool = False


def waiting_lines(actor: Actor, limit: int = PAGE, after: tuple[datetime, int] | None = None) -> list[Line]:
    """Open cases whose turn is the actor's and requests that the actor decides, nearest limit first; `after` = (due_at, id) of the
    last one shown."""
    extra = "and (due_at, id) > (%(after_due)s, %(after_id)s)" if after else ""
    values = _mine_values(actor) | ({"after_due": after[0], "after_id": after[1]} if after else {})
    sql = _mine_sql("id, due_at, bundle_id, kind, state", extra, f"order by due_at, id limit {limit:d}", len(actor.persons))
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({sql}) mine order by due_at, id limit {limit:d}", values)
        return [Line(*row) for row in cursor.fetchall()]


BADGE = 99  # counted no further


def waiting_count(actor: Actor, at: datetime) -> int:
    """How many overdue or due today wait for the actor (the badge); counted to BADGE."""
    sql = _mine_sql("1", "and due_at <= %(tonight)s", f"limit {BADGE}", len(actor.persons))
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({sql}) mine", _mine_values(actor) | {"tonight": tonight(at)})
        return min(int(cursor.fetchone()[0]), BADGE)


def open_wishes(case_ids: Iterable[int]) -> dict[int, TimeRequest]:
    """case -> the request for more time that nobody decided."""
    wanted = list(case_ids)
    return {r.case_id: r for r in TimeRequest.objects.filter(case__in=wanted, decided_at__isnull=True)} if wanted else {}


def extensions(cases: Iterable[Case]) -> dict[int, int]:
    """case -> how often more time was granted; nothing is asked for cases that stand by their first limit."""
    moved = [c.pk for c in cases if c.limit_first and c.limit_first != c.limit_at]
    if not moved:
        return {}
    rows = TimeRequest.objects.filter(case__in=moved, granted=True).values("case_id").annotate(n=Count("pk"))
    return {row["case_id"]: row["n"] for row in rows}


def extended_words(times: int) -> str:
    """延期 2 次; '' for never."""
    return ngettext("延期 %(n)d 次", "延期 %(n)d 次", times) % {"n": times} if times else ""


def in_order(ids: Sequence[int]) -> list[Case]:
    """Cases by id, in the order of `ids`."""
    found = {c.pk: c for c in _listed(Case.objects.filter(pk__in=ids))}
    return [found[i] for i in ids if i in found]


LISTED = (
    "number", "kind", "unit_path", "domain", "level", "title", "state", "bundle_id", "opened_at", "opened_by_id", "owner_id", "place_id",
    "turn_unit_id", "turn_role", "turn_person_id", "since", "due_at", "limit_at", "limit_first", "closed_at", "was_late", "version",
    "unit__name", "unit__short",
)  # fmt: skip


def _listed(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With the unit's name, and without what only the page of a case reads."""
    return rows.select_related("unit").only(*LISTED)


def waiting(actor: Actor, limit: int = PAGE, after: tuple[datetime, int] | None = None) -> list[Case]:
    """Open cases whose turn is the actor's, or about which the actor decides."""
    return in_order(list(dict.fromkeys(line.pk for line in waiting_lines(actor, limit, after))))


OTHERS = """
select id, due_at from (
    (select id, due_at from cases_case where opened_by_id = %(me)s and closed_at is null and not ({mine})
     order by due_at, id limit %(most)s)
    union
    (select id, due_at from cases_case where owner_id = %(me)s and closed_at is null and not ({mine})
     order by due_at, id limit %(most)s)
    union
    (select id, due_at from cases_case where closed_at is null and not ({mine}) and id = any(array(
        select case_id from cases_party where person_id = %(me)s and live and part not in ('open', 'owner')
        and part <> 'substitute' limit 3000))
     order by due_at, id limit %(most)s)) found
order by due_at, id limit %(most)s
"""


def others_lines(actor: Actor, limit: int = PAGE) -> list[tuple[int, datetime]]:
    """(id, limit) of open cases that the actor opened, owns or took a step in, and that now wait for somebody else.

    Three ways, each with an index of its own: somebody who sends out ten thousand tasks has opened them, not acted in them.
    """
    turns = turns_of(actor)
    pairs = " or ".join(f"(turn_unit_id, turn_role) = (%(unit_{n})s, %(role_{n})s)" for n in range(len(turns))) or "false"
    mine = f"coalesce(turn_person_id = any(%(persons)s::bigint[]), {pairs}, false)"
    values: dict[str, Any] = {"me": actor.person_id, "persons": list(actor.persons), "most": limit}
    for n, (unit_id, role) in enumerate(turns):
        values |= {f"unit_{n}": unit_id, f"role_{n}": role}
    with connection.cursor() as cursor:
        cursor.execute(OTHERS.format(mine=mine), values)
        return list(cursor.fetchall())


def waiting_for_others(actor: Actor, limit: int = PAGE) -> list[Case]:
    """Open cases of the actor's that now wait for somebody else, nearest limit first."""
    return in_order([pk for pk, _due in others_lines(actor, limit)])


def finished(actor: Actor, limit: int = PAGE) -> list[Case]:
    """Closed cases that the actor took part in, newest first."""
    return list(
        _listed(
            Case.objects.filter(pk__in=Party.objects.filter(person_id=actor.person_id).values("case_id"), closed_at__isnull=False)
        ).order_by("-closed_at")[:limit]
    )


def is_mine(case: Case, actor: Actor, turns: Iterable[tuple[int, str]] | None = None) -> bool:
    """Whether the case waits for the actor now."""
    if case.closed_at:
        return False
    if case.turn_person_id:
        return case.turn_person_id in actor.persons
    return (case.turn_unit_id, case.turn_role) in set(turns if turns is not None else turns_of(actor))


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Filters:
    """What a list shows: all fields may be empty. `path` narrows to a unit; `when` is open, late, today, closed or all.

    Of closed ones: `since` the day from which on they were closed; `outcome` "done" leaves out what was set aside as a mistake or a
    duplicate, as the board does.
    """

    kind: str = ""
    path: str = ""
    domain: str = ""
    level: str = ""
    state: str = ""
    when: str = "open"
    place_id: int | None = None
    since: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Page:
    """Rows of one page and the key of the next (None on the last)."""

    rows: list[Case] = field(default_factory=list)
    next_key: tuple[datetime, int] | None = None


def page(actor: Actor, filters: Filters, *, at: datetime, after: tuple[datetime, int] | None = None, size: int = PAGE) -> Page:
    """One page of cases, keyset by (due, id) for open ones and (closed, id) downwards for closed ones."""
    rows = _in_scope(actor, filters.path)
    for name in ("kind", "domain", "level", "state", "place_id"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    closed = filters.when == "closed"
    if closed:
        rows = _ended(rows.filter(closed_at__isnull=False), filters).order_by("-closed_at", "-id")
        if after:
            rows = rows.filter(later(("-closed_at", "-pk"), after))
    else:
        rows = _when(rows, filters.when, at).order_by("due_at", "id")
        if after:
            rows = rows.filter(later(("due_at", "pk"), after))
    found = list(_listed(rows)[: size + 1])
    more = len(found) > size
    last = found[size - 1] if more else None
    key = ((last.closed_at if closed else last.due_at), last.pk) if last else None
    return Page(found[:size], key)  # type: ignore[arg-type]


def _ended(rows: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    if filters.since:
        rows = rows.filter(closed_at__gte=midnight(filters.since))
    if filters.outcome == "done":
        kinds = [filters.kind] if filters.kind in registry.KINDS else list(registry.KINDS)
        went = (Q(kind=kind, state__in=registry.kind(kind).machine.ends) for kind in kinds)
        rows = rows.filter(reduce(or_, went, Q(pk__in=[])))
    return rows


def _in_scope(actor: Actor, path: str) -> QuerySet[Case]:
    """The scope again as leakproof ranges, so that the planner may use an index; the policy stays the judge."""
    paths = [path] if path else list(actor.paths)
    if path and not actor.covers(path):
        paths = []
    if not paths:
        return Case.objects.filter(pk__in=Party.objects.filter(person_id=actor.person_id).values("case_id"))
    return Case.objects.filter(below_any(paths))


def _when(rows: QuerySet[Case], when: str, at: datetime) -> QuerySet[Case]:
    if when == "all":
        return rows
    rows = rows.filter(closed_at__isnull=True)
    if when == "late":
        return rows.filter(due_at__lt=at)
    if when == "today":
        return rows.filter(due_at__gte=at, due_at__lte=tonight(at))
    return rows


def search(words: str, limit: int = PAGE) -> list[Case]:
    """Cases whose title, number or unit holds the words; the database's own function applies the scope."""
    words = words.strip()
    if len(words) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select id from cases_search(%s, %s)", [words, limit])
        ids = [row[0] for row in cursor.fetchall()]
    return in_order(ids)


def open_counts(path: str, kind: str, level: str = "") -> dict[str, int]:
    """Path of the unit (or department) -> how many unsealed cases of a kind stand open, at and under `path`."""
    rows = Case.objects.filter(below_any([path]), kind=kind, closed_at__isnull=True, sealed=False)
    if level:
        rows = rows.filter(level=level)
    return dict(rows.order_by().values_list("unit_path").annotate(n=Count("id")))


# ── how a row reads ────────────────────────────────────────────────────────────────────────────────────────────────────


def sign(case: Case, at: datetime) -> str:
    """late, due (today), ret, done, or the sign of the state."""
    state = registry.kind(case.kind).machine.states[case.state]
    if case.closed_at:
        return state.sign
    if state.sign == "ret" and at <= case.due_at:
        return "ret"
    if at > case.due_at:
        return "late"
    if local(case.due_at).date() == local(at).date() and state.sign in ("doing", "wait"):
        return "due" if state.sign == "doing" else state.sign
    return state.sign


def group_of(case: Case, at: datetime) -> str:
    """late, today, week or later."""
    if at > case.due_at:
        return "late"
    days = (local(case.due_at).date() - local(at).date()) / timedelta(days=1)
    return "today" if days < 1 else "week" if days <= 7 else "later"


def scope_sql(actor: Actor, column: str = "unit_path") -> tuple[str, list[str]]:
    """The actor's ranges for hand-written SQL."""
    return in_range(actor.paths, column)
