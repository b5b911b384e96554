"""Checks of cases and of their ledger: nothing falls asleep, nothing moves without an entry, nobody does both halves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from anlan.kernel.ledger.queries import broken
from sim.spans import MOST, Span

WEEK = 7
#: Of two verbs on one case by one person the later one must not be: (kind, later verbs, earlier verbs).
TWO_PEOPLE = (
    ("hazard", ("accept", "review", "close_out"), ("rectify", "outside_done")),
    ("hazard", ("review", "close_out"), ("accept",)),
    ("hazard", ("confirm", "void"), ("case.open",)),
    ("hazard", ("look_back",), ("rectify",)),
    ("task", ("verify", "return", "doubt"), ("submit", "declare")),
    ("task", ("agree_na", "refuse_na"), ("not_apply",)),
)


def open_cases_are_awake(span: Span) -> Iterator[str]:
    """An open case has a limit, a next look, and somebody whose turn it is; only a line that waits for the draw has nobody."""
    for number, state in span.rows(
        "select c.number, c.state from cases_case c left join notices_task t on t.case_id = c.id where c.closed_at is null and "
        "(c.due_at is null or c.wake_at is null or (c.turn_unit_id is null and c.turn_person_id is null and not "
        "(t.case_id is not null and c.state = 'submitted' and t.rule = 'sample' and not t.drawn)))"
    ):
        yield f"{number} in {state} has no limit, no next look or nobody's turn"


def nothing_is_overslept(span: Span) -> Iterator[str]:
    """The engine has looked at everything it should have looked at, and set nothing aside."""
    for number, wake in span.rows("select number, wake_at from cases_case where wake_at < %(at)s - interval '15 minutes'"):
        yield f"{number} should have been looked at {wake}"
    for number, trouble in span.rows("select number, trouble from cases_case where trouble <> ''"):
        yield f"{number} was set aside: {trouble}"


def ledger_chains_hold(span: Span) -> Iterator[str]:
    """Every chain re-computed: all of them, or on each midnight one in seven."""
    if span.whole:
        places = broken()
    else:
        with connection.cursor() as cursor:
            cursor.execute("select unit_id from ledger_head where unit_id %% %s = %s", [WEEK, span.at.weekday()])
            units = [row[0] for row in cursor.fetchall()]
        places = [place for unit in units for place in broken(unit)]
    for place in places[:MOST]:
        yield f"unit {place.unit_id} entry {place.seq}: {place.what}"


def ledger_tells_the_state(span: Span) -> Iterator[str]:
    """The last entry of a case says the state it is in, and each entry begins where the one before it ended."""
    for number, state, told in span.rows(
        "select c.number, c.state, e.now from cases_case c left join lateral (select now from ledger_entry e "
        "where e.case_id = c.id and e.now is not null order by e.seq desc limit 1) e on true "
        "where c.since >= %(since)s and e.now is distinct from c.state"
    ):
        yield f"{number} is in {state}, the ledger says {told}"
    for number, verb, was, before in span.rows(
        "select c.number, x.verb, x.was, x.before from (select e.case_id, e.at, e.verb, e.was, "
        "lag(e.now) over (partition by e.case_id order by e.seq) as before from ledger_entry e where e.now is not null and e.case_id in "
        "(select pk.id from cases_case pk where pk.since >= %(since)s)) x join cases_case c on c.id = x.case_id "
        "where x.was is distinct from x.before"
    ):
        yield f"{number}: {verb} begins in {was}, the entry before ended in {before}"


def rungs_are_told_once(span: Span) -> Iterator[str]:
    """One rung of one limit of a case is told once to one role."""
    for number, due, rung, role, n in span.rows(
        "select c.number, m.due_at, m.rung, m.role, count(*) from outbox_message m join cases_case c on c.id = m.case_id "
        "where m.kind in ('case.reminder', 'case.due', 'case.late') and m.due_at >= %(since)s - interval '40 days' "
        "group by 1, 2, 3, 4, m.unit_id, m.person_id having count(*) > 1"
    ):
        yield f"{number}: rung {rung} of {due} told {n} times to {role or 'its owner'}"


def what_is_closed_sleeps(span: Span) -> Iterator[str]:
    """A closed case has no next look, and nobody is reminded of it."""
    for (number,) in span.rows(
        "select number from cases_case where closed_at is not null and (wake_at is not null or turn_unit_id is not null)"
    ):
        yield f"{number} is closed and still wakes or waits for somebody"
    for number, kind, at in span.rows(
        "select c.number, m.kind, m.at from outbox_message m join cases_case c on c.id = m.case_id "
        "where m.kind in ('case.reminder', 'case.due', 'case.late') and m.at >= %(since)s and m.at > c.closed_at"
    ):
        yield f"{number}: {kind} told {at}, after it was closed"


def lateness_is_kept(span: Span) -> Iterator[str]:
    """What was closed after its limit counts as late; the limit first given is kept when a later one is granted.

    A line of a notice that was handed in in time (`rules.late` false) is not late when the level above takes longer to look.
    """
    for number, due, closed in span.rows(
        "select number, due_at, closed_at from cases_case where closed_at >= %(since)s and closed_at > due_at and not was_late "
        "and not (kind = 'task' and rules ->> 'late' = 'false')"
    ):
        yield f"{number} was due {due}, closed {closed}, and does not count as late"
    for number, first, until in span.rows(
        "select c.number, c.limit_first, r.until from cases_time_request r join cases_case c on c.id = r.case_id "
        "where r.granted and (c.limit_first is null or c.limit_first >= r.until)"
    ):
        yield f"{number}: granted until {until}, its first limit reads {first}"


def two_people_do_the_two_halves(span: Span) -> Iterator[str]:
    """Read off the ledger: who rectified does not accept, who handed in does not confirm, who asked does not decide."""
    for kind, later, earlier in TWO_PEOPLE:
        for number, verb, before, actor in span.rows(
            "select c.number, a.verb, b.verb, a.actor from ledger_entry a join cases_case c on c.id = a.case_id and c.kind = %(kind)s "
            "join ledger_entry b on b.case_id = a.case_id and b.actor = a.actor and b.seq < a.seq and b.verb = any(%(earlier)s) "
            "where a.at >= %(since)s and a.actor <> 0 and a.verb = any(%(later)s)",
            kind=kind, later=list(later), earlier=list(earlier),
        ):  # fmt: skip
            yield f"{number}: person {actor} did {before} and then {verb}"
    for number, person in span.rows(
        "select c.number, r.decided_by_id from cases_time_request r join cases_case c on c.id = r.case_id "
        "where r.decided_by_id = r.asked_by_id"
    ):
        yield f"{number}: person {person} decided about their own later limit"


CHECKS = (
    open_cases_are_awake, nothing_is_overslept, ledger_chains_hold, ledger_tells_the_state, rungs_are_told_once,
    what_is_closed_sleeps, lateness_is_kept, two_people_do_the_two_halves,
)  # fmt: skip
