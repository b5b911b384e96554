"""A week of a small city holds every invariant; and each check finds the fault it is there for."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from sim import checks
from tests.sim.small_city import LAST, as_owner, lived

pytestmark = pytest.mark.xdist_group("rehearsal")
LEDGER = "alter table ledger_entry disable trigger user"
HAZARD = "(select min(id) from cases_case where kind = 'hazard' and closed_at is null)"
TASK = "(select min(id) from cases_case where kind = 'task' and closed_at is null)"
MAJOR = "(select min(case_id) from places_control)"  # the one that stopped its place at once, whatever became of it
CLOSED = "(select min(id) from cases_case where closed_at is not null and kind = 'hazard')"
ELSEWHERE = (
    "(select g.person_id from people_grant g where g.reach = 'unit' and g.unit_path like '1.%%.%%.' and not exists "
    "(select 1 from cases_party p where p.person_id = g.person_id) limit 1)"
)

#: Check -> statements that break what it watches over.
FAULTS: dict[str, list[str]] = {
    "open_cases_are_awake": [f"update cases_case set turn_unit_id = null, turn_person_id = null where id = {HAZARD}"],
    "nothing_is_overslept": [f"update cases_case set wake_at = %(at)s - interval '1 day' where id = {HAZARD}"],
    "ledger_chains_hold": [LEDGER, f"update ledger_entry set verb = 'case.lost' where case_id = {HAZARD}"],
    "ledger_tells_the_state": [f"update cases_case set state = 'outside' where id = {HAZARD}"],
    "rungs_are_told_once": [
        "insert into outbox_message (unit_id, unit_path, role, case_id, kind, due_at, rung, urgent, facts, at, resolved_at, trouble) "
        f"select unit_id, unit_path, 'safety', id, k, due_at, 1, false, '{{}}', opened_at, opened_at, '' from cases_case, "
        f"unnest(array['case.due', 'case.late']) k where id = {HAZARD}"
    ],
    "what_is_closed_sleeps": [
        "insert into outbox_message (unit_id, unit_path, role, case_id, kind, due_at, rung, urgent, facts, at, resolved_at, trouble) "
        "select unit_id, unit_path, 'safety', id, 'case.late', due_at, 9, false, '{}', closed_at + interval '1 hour', closed_at, '' "
        f"from cases_case where id = {CLOSED}"
    ],
    "lateness_is_kept": [f"update cases_case set due_at = closed_at - interval '1 day', was_late = false where id = {CLOSED}"],
    "two_people_do_the_two_halves": [
        LEDGER,
        "update ledger_entry e set actor = c.opened_by_id from cases_case c where c.id = e.case_id and e.verb = 'confirm'",
    ],
    "major_hazards_stop_the_place": [
        f"update cases_case set closed_at = null, wake_at = %(at)s, state = 'assuring', level = 'major' where id = {MAJOR}",
        f"delete from places_control where case_id = {MAJOR}",
    ],
    "two_people_lift": ["update places_control set asked_by_id = 1, asked_at = %(at)s, lifted_by_id = 2, lifted_at = since"],
    "listed_hazards_are_closed_by_the_lister": [
        LEDGER,
        f"update cases_case set lister_id = (select min(id) from org_unit where kind = 'district') where id = {MAJOR}",
        f"update ledger_entry set verb = 'list' where (unit_id, seq) = "
        f"(select unit_id, min(seq) from ledger_entry where case_id = {MAJOR} group by 1)",
        f"update ledger_entry set verb = 'void', was = 'assuring', now = 'void', actor = {ELSEWHERE} where (unit_id, seq) = "
        f"(select unit_id, max(seq) from ledger_entry where case_id = {MAJOR} group by 1)",
    ],
    "done_means_proved": ["delete from notices_proof"],
    "samples_carry_what_passed_with_them": [
        f"update cases_case set state = 'sampled', closed_at = %(at)s, wake_at = null, turn_unit_id = null where id = {TASK}"
    ],
    "no_line_is_lost": ["update notices_notice set lines = lines + 1"],
    "nobody_hears_of_what_they_cannot_see": [
        "insert into outbox_delivery (message_id, person_id, channel, state, tries, trouble, receipt, at) "
        "select m.id, g.person_id, 'page', 'sent', 0, '', '', m.at from outbox_message m join cases_case c on c.id = m.case_id "
        "join people_grant g on g.reach = 'unit' and not starts_with(c.unit_path, g.unit_path) where not exists "
        "(select 1 from cases_party p where p.case_id = c.id and p.person_id = g.person_id) and not exists "
        "(select 1 from people_grant w where w.person_id = g.person_id and starts_with(c.unit_path, w.unit_path)) limit 1"
    ],
    "every_message_arrives_or_says_why": ["update outbox_message set resolved_at = null where at < %(at)s - interval '1 day'"],
    "messages_reach_somebody": ["update outbox_message set trouble = 'nobody'"],
    "one_dossier_is_one_reminder": [
        "update outbox_message set kind = 'case.due', facts = facts - 'group', at = %(at)s where id = (select min(m.id) from "
        "outbox_message m join notices_task t on t.case_id = m.case_id)"
    ],
    "sealed_cases_do_not_leak": [f"update cases_case set sealed = true where id = {HAZARD}"],
    "the_board_counts_right": ["update board_standing set open = open + 1 where kind = '' and state = ''"],
    "tables_add_up": ["update returns_sheet set totals = '{}' where first_at is not null"],
    "signed_tables_stand": ["update returns_row set values = values || '{\"c5\": 999}'"],
    "the_engine_runs": [
        "insert into kernel_setting values ('engine.paused', '\"the clock\"') on conflict (key) do update set value = excluded.value"
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), lived(tmp_path_factory.mktemp("evidence")) as rehearsal:
        yield rehearsal


def test_a_week_of_a_small_city_holds_every_invariant(city):
    report = city.report
    assert [f"{f.check}: {f.what}" for f in report.findings] == []
    assert {key: report.examples[key] for key in report.refusals} == {}
    assert checks.run(LAST, whole=True) == []
    done = report.deeds
    assert min(done[verb] for verb in ("report", "grade", "rectify", "confirm", "dispatch", "receive", "submit")) >= 1
    table = next(iter(report.tables.values()))
    assert table.signed and table.done and table.done < table.due_at and table.units == 6
    assert report.expected["E-notice-again"] and len(report.days) == 7


def test_every_check_has_a_fault_planted_for_it():
    assert set(FAULTS) == {check.__name__ for check in checks.CHECKS}


@pytest.mark.parametrize("check", FAULTS)
def test_a_planted_fault_is_found(city, check):
    with as_owner(), transaction.atomic():
        with connection.cursor() as cursor:
            for statement in FAULTS[check]:
                cursor.execute(statement, {"at": LAST})
                assert cursor.rowcount, f"nothing to plant it on: {statement}"
        found = {finding.check for finding in checks.run(LAST, whole=True)}
        transaction.set_rollback(True)
    assert check in found
