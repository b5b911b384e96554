"""Checks of what people are told and shown: nobody hears of what they may not see, no message is lost, the board counts right."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel import settings_store
from anlan.kernel.engine import PAUSED
from anlan.oversight.board import snapshot
from sim.spans import Span

# the grants a person held on the day of the delivery
_HELD = (
    "people_grant g where g.person_id = d.person_id and g.starts <= (d.at at time zone 'Asia/Shanghai')::date "
    "and (g.ends is null or g.ends >= (d.at at time zone 'Asia/Shanghai')::date)"
)


def nobody_hears_of_what_they_cannot_see(span: Span) -> Iterator[str]:
    """Whoever is told of a case could see it that day: a post over its unit, or named in it; sealed ones only their readers."""
    for number, kind, person, role in span.rows(
        "select c.number, m.kind, p.username, m.role from outbox_delivery d join outbox_message m on m.id = d.message_id "
        "join cases_case c on c.id = m.case_id join people_person p on p.id = d.person_id where d.at >= %(since)s and ("
        "(c.sealed and not c.readers @> array[d.person_id]) or (c.opened_by_id <> d.person_id and not exists "
        f"(select 1 from {_HELD} and g.reach = 'unit' and starts_with(c.unit_path, g.unit_path)) and not exists "
        "(select 1 from cases_party y where y.case_id = c.id and y.person_id = d.person_id)))"
    ):
        yield f"{person} was told {kind} of {number} (as {role or 'person'}) and cannot see it"
    for kind, unit, person in span.rows(
        "select m.kind, m.unit_path, p.username from outbox_delivery d join outbox_message m on m.id = d.message_id "
        "join people_person p on p.id = d.person_id where d.at >= %(since)s and m.case_id is null and not exists "
        f"(select 1 from {_HELD} and (starts_with(m.unit_path, g.unit_path) or starts_with(g.unit_path, m.unit_path)))"
    ):
        yield f"{person} was told {kind} of the unit {unit} without a post there or above"


def every_message_arrives_or_says_why(span: Span) -> Iterator[str]:
    """A message is resolved with the next tick; each has a delivery, or says why it has none; no mail waits for ever."""
    for pk, kind in span.rows("select id, kind from outbox_message where resolved_at is null and at < %(at)s - interval '1 minute'"):
        yield f"message {pk} ({kind}) waits for its persons"
    for pk, kind, role in span.rows(
        "select m.id, m.kind, m.role from outbox_message m where m.resolved_at >= %(since)s and m.trouble = '' "
        "and not exists (select 1 from outbox_delivery d where d.message_id = m.id)"
    ):
        yield f"message {pk} ({kind} to {role}) reached nobody and does not say why"
    for pk, state in span.rows(
        "select id, state from outbox_delivery where (state = 'waiting' and next_try < %(at)s - interval '1 hour') "
        "or (state in ('failed', 'given_up') and trouble = '')"
    ):
        yield f"delivery {pk} is {state} and nobody sees why"


def messages_reach_somebody(span: Span) -> Iterator[str]:
    """In a city in which every unit has its people, nobody is told into the void."""
    for kind, role, unit in span.rows(
        "select distinct m.kind, m.role, u.name from outbox_message m join org_unit u on u.id = m.unit_id "
        "where m.resolved_at >= %(since)s and m.trouble <> ''"
    ):
        yield f"{kind} to {role} at {unit}: nobody there or above"


def one_dossier_is_one_reminder(span: Span) -> Iterator[str]:
    """What people are told of the lines of a notice names the notice, so that they read it as one message and not as forty."""
    for kind, number in span.rows(
        "select m.kind, c.number from outbox_message m join cases_case c on c.id = m.case_id join notices_task t on t.case_id = c.id "
        "where m.at >= %(since)s and m.kind in ('case.reminder', 'case.due', 'case.late') "
        "and m.facts ->> 'group' is distinct from 'notice-' || t.notice_id"
    ):
        yield f"{kind} of {number} would be read by itself"


def sealed_cases_do_not_leak(span: Span) -> Iterator[str]:
    """What is sealed is not named in a message, and its opener can read it."""
    for number, title in span.rows(
        "select c.number, m.facts ->> 'title' from outbox_message m join cases_case c on c.id = m.case_id where c.sealed "
        "and m.at >= %(since)s and coalesce(m.facts ->> 'title', '') <> ''"
    ):
        yield f"{number} is sealed, a message names it: {title}"
    for (number,) in span.rows(
        "select c.number from cases_case c where c.sealed and (not c.readers @> array[c.opened_by_id] or exists "
        "(select 1 from cases_party p where p.case_id = c.id and not p.sealed))"
    ):
        yield f"{number} is sealed, and its opener cannot read it or a party of it stands open"


def the_board_counts_right(span: Span) -> Iterator[str]:
    """After a refresh the standing of the city and its districts (of every unit, when all is looked at) equals the cases."""
    snapshot.refresh(span.at)
    kinds = ["city", "district", *(["school"] if span.whole else [])]
    for name, shown, counted in span.rows(
        "select u.name, array[coalesce(s.open, 0), coalesce(s.late, 0), coalesce(s.major, 0)] as shown, n.counted from org_unit u "
        "left join board_standing s on s.unit_id = u.id and s.kind = '' and s.state = '' cross join lateral (select array["
        "count(*), count(*) filter (where c.due_at < %(at)s), count(*) filter (where c.level = 'major')]::int[] as counted "
        "from cases_case c where c.closed_at is null and not c.sealed and c.unit_path >= u.unit_path "
        "and c.unit_path < rtrim(u.unit_path, '.') || '/') n where u.kind = any(%(kinds)s) and "
        "n.counted is distinct from array[coalesce(s.open, 0), coalesce(s.late, 0), coalesce(s.major, 0)]",
        kinds=kinds,
    ):
        yield f"the board of {name} shows open, late, major {shown}, there are {counted}"


def the_engine_runs(span: Span) -> Iterator[str]:
    """Nothing has paused the clockwork."""
    if paused := settings_store.read(PAUSED, ""):
        yield str(paused)


CHECKS = (
    nobody_hears_of_what_they_cannot_see, every_message_arrives_or_says_why, messages_reach_somebody,
    one_dossier_is_one_reminder, sealed_cases_do_not_leak, the_board_counts_right, the_engine_runs,
)  # fmt: skip
