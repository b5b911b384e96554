"""As the web's login with raw statements: nothing of a neighbour shows, nothing attaches to it, nothing above is changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.kernel.acting import acting
from anlan.work.notices import actions
from anlan.work.notices.models import Obligation, Record
from tests.cast import START
from tests.notices.paper import dossier_of, imported, line, proved, sent

TABLES = (
    "notices_task", "notices_dossier", "notices_record", "notices_proof", "notices_look", "notices_sample", "notices_seed",
    "notices_usual_owner",
)  # fmt: skip


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
def city(cast):
    notice = sent(cast, proof="declared", rule="each")
    case = line(notice, cast, "green")
    with acting(cast.chen):
        actions.assign_lines([case.pk], to_person=cast.people["chen"].pk, by=cast.chen, at=START)
    proved(cast, case, "chen", START)
    with acting(cast.zhao):
        actions.look(case.pk, by=cast.zhao, at=START + timedelta(hours=1))
    cast.notice, cast.case = notice, case
    return cast


def test_nobody_sees_anything_and_a_neighbour_nothing_of_the_school(city):
    with transaction.atomic():
        run("set local role anlan_web")
        assert [run(f"select count(*) from {t}")[0][0] for t in (*TABLES, "notices_notice", "notices_obligation")] == [0] * 10
        run("set local role none")
    green = city.units["green"].unit_path
    with acting(city.feng):
        for table in TABLES:
            assert run(f"select count(*) from {table} where unit_path = %s", green) == [(0,)], table
        assert run("select count(*) from notices_task t join notices_dossier d on d.unit_path <> t.unit_path") == [(0,)]
        united = " union ".join(f"select unit_path from {t}" for t in ("notices_task", "notices_record", "notices_proof"))
        assert run(united) == [(city.units["hill"].unit_path,)]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into notices_proof (record_id, case_id, unit_path, at) values (%(record)s, %(case)s, %(hill)s, now())",
        "insert into notices_look (case_id, unit_path, person_id, at) values (%(case)s, %(hill)s, %(feng)s, now())",
        "insert into notices_look (case_id, unit_path, person_id, at) values (%(case)s, %(green)s, %(zhao)s, now())",
        "insert into notices_task (case_id, unit_path, group_path, notice_id, obligation_id, dossier_id, proof, rule, drawn, receipt_by) "
        "select case_id + 100000, %(hill)s, group_path, notice_id, obligation_id, %(dossier)s, proof, rule, false, now() "
        "from notices_task limit 1",
        "insert into notices_usual_owner (unit_id, unit_path, domain, person_id, at) "
        "values (%(green_id)s, %(green)s, 'x', %(feng)s, now())",
        "insert into notices_seed (notice_id, unit_path, value) values (%(notice)s, '1.', 'x')",
    ],
)
def test_nothing_attaches_to_another_schools_rows(city, statement):
    with acting(city.feng):
        mine = actions.make_record(city.units["hill"], title="记录", text="第3页", by=city.feng, at=START)
    values = {
        "record": mine.pk, "case": city.case.pk, "hill": city.units["hill"].unit_path, "green": city.units["green"].unit_path,
        "green_id": city.units["green"].pk, "feng": city.people["feng"].pk, "zhao": city.people["zhao"].pk, "notice": city.notice.pk,
        "dossier": dossier_of(city.notice, city, "green").pk,
    }  # fmt: skip
    with pytest.raises(DatabaseError), acting(city.feng), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("set constraints all immediate")


def test_a_school_changes_nothing_of_the_notice_above_it(city):
    with acting(city.chen):
        assert run("update notices_notice set title = 'x'") == 0
        assert run("update notices_obligation set text = 'x', proof = 'declared'") == 0
        assert run("delete from notices_obligation") == 0
        assert run("update notices_sample set result = 'passed'") == 0
        assert Obligation.objects.filter(notice=city.notice).count() == 4


def test_a_draft_does_not_show_through_its_obligations(city):
    draft = imported(city, "各区教育局，各学校：\n  一、各校12月26日前核对值班电话，登记在册。\n")
    with acting(city.chen):
        assert not Obligation.objects.filter(notice=draft).exists()
        assert run("select count(*) from notices_obligation where notice_id = %s", draft.pk) == [(0,)]


def test_a_teacher_with_reach_own_sees_the_record_that_proves_her_line_and_no_other(city):
    other = line(city.notice, city, "green", 1)
    proved(city, other, "chen", START)
    assert Record.objects.count() == 2
    with acting(city.su):
        assert not Record.objects.exists()
    with acting(city.chen):
        third = line(city.notice, city, "green", 2)
        actions.assign_lines([third.pk], to_person=city.people["su"].pk, by=city.chen, at=START)
    with acting(city.su):
        actions.submit(third.pk, by=city.su, at=START, note="班会讲过了")
        assert [r.text for r in Record.objects.all()] == ["班会讲过了"]
