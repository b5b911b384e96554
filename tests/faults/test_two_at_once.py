# ruff: noqa: B008
"""Two clicks, two people, one moment: one effect, and the slower one is told and keeps what was typed."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from anlan.kernel import clock
from tests.cast import START
from tests.green_rows import DAY
from tests.hazards.steps import photo
from tests.real_rows import owner_connection

pytestmark = pytest.mark.xdist_group("faults")


def at_once(*calls):
    """Every call in a thread and on a connection of its own, begun together; the answers."""
    barrier = threading.Barrier(len(calls))

    def run(call):
        try:
            with clock.travel(START + 2 * DAY):
                barrier.wait(10)
                return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def count(table, where="true", *params):
    with owner_connection() as owner:
        return owner.execute(f"select count(*) from {table} where {where}", params).fetchone()[0]


def entries(verb, case):
    return count("ledger_entry", "verb = %s and case_id = %s", verb, case)


def test_a_double_tap_reports_one_hazard(green, signed_in):
    before, stops = count("hazards_hazard"), count("places_control")
    nonce = str(uuid.uuid4())

    def tap(client):
        name, data = photo()
        form = {
            "nonce": nonce, "category": "fire", "description": "楼梯口堆了课桌和纸箱", "place": "", "where": "后门", "criteria": ["F-4"],
            "photos": SimpleUploadedFile(name, data, "image/jpeg"),
        }  # fmt: skip
        return client.post("/hazards/report/", form)

    answers = at_once(*(lambda c=signed_in("chen"): tap(c) for _ in range(3)))
    assert {a.status_code for a in answers} == {302} and len({a.url for a in answers}) == 1
    assert count("hazards_hazard") == before + 1 and count("places_control") == stops + 1


def test_of_two_who_act_on_one_case_one_wins_and_the_other_keeps_what_was_typed(green, signed_in):
    pk = green.pk("errand")
    seen = 1
    said = {"chen": "陈安办的，走了一遍", "lu": "卢校长办的，看过现场"}
    answers = at_once(
        *(
            lambda c=signed_in(who), text=text: c.post(f"/cases/{pk}/step/finish/", {"note": text, "seen": seen})
            for who, text in said.items()
        )
    )
    codes = sorted(a.status_code for a in answers)
    assert codes == [302, 409], codes
    slower = next(a for a in answers if a.status_code == 409).content.decode()
    assert "你填的还在" in slower or "已办完" in slower
    loser = list(said.values())[[a.status_code for a in answers].index(409)]
    assert loser in slower
    assert entries("finish", pk) == 1
    assert count("cases_party", "case_id = %s and part = 'finish'", pk) == 1
    assert loser not in str(trail_of(pk))


def trail_of(case):
    with owner_connection() as owner:
        return owner.execute("select body from ledger_payload where case_id = %s", [case]).fetchall()


def test_two_who_act_through_page_and_api_do_it_once(green, signed_in):
    pk = green.pk("hazard")
    owner = green.cast.people["liang"].pk
    answers = at_once(
        lambda c=signed_in("chen"): c.post(f"/cases/{pk}/step/grade/", {"owner": owner, "seen": 1}),
        lambda c=signed_in("lu"): c.post(
            f"/api/cases/{pk}/steps/grade", {"given": {"owner": owner}, "seen": 1}, content_type="application/json"
        ),
    )
    assert sorted(a.status_code for a in answers) in ([200, 409], [302, 409]), [a.content[:200] for a in answers]
    assert entries("grade", pk) == 1


@pytest.mark.parametrize(
    ("name", "who", "url", "data", "verb", "effects"),
    [
        ("a request for more time", "chen", "/cases/{minor}/time/", {"until": "2027-01-20 17:00", "why": "等配件"}, "case.ask_time", 1),
        ("handing over", "chen", "/cases/{major}/assign/", {"person": "{liang}"}, "case.assign", 2),
        ("a decision", "zhao", "/cases/{errand}/time/{time}/", {"granted": "1"}, "case.grant_time", 1),
    ],
)
def test_a_form_sent_twice_breaks_nothing(green, signed_in, name, who, url, data, verb, effects):
    names = {**green.ids, "liang": green.cast.people["liang"].pk}
    where, sent = url.format(**names), {k: v.format(**names) for k, v in data.items()}
    answers = at_once(*(lambda c=signed_in(who): c.post(where, sent) for _ in range(2)))
    assert all(a.status_code in (302, 409) for a in answers) and 302 in {a.status_code for a in answers}, [
        (a.status_code, a.content[-300:]) for a in answers
    ]
    case = int(where.split("/")[2])
    assert entries(verb, case) == effects, name


def test_a_receipt_in_two_hands_is_one_receipt(green, signed_in):
    answers = at_once(*(lambda c=signed_in(who): c.post(f"/dossiers/{green.pk('dossier')}/receive/", {}) for who in ("chen", "lu")))
    assert all(a.status_code < 500 for a in answers), [a.status_code for a in answers]
    assert count("ledger_entry", "verb = 'receive' and case_id = %s", green.pk("task_open")) == 1


def test_a_control_is_lifted_once_and_by_another_than_the_one_who_asked(green, signed_in):
    url = f"/places/controls/{green.pk('control')}/"
    asked = at_once(*(lambda c=signed_in(who): c.post(f"{url}ask/", {"why": "已经清走"}) for who in ("chen", "lu")))
    assert all(a.status_code < 500 for a in asked)
    lifted = at_once(*(lambda c=signed_in(who): c.post(f"{url}lift/", {}) for who in ("chen", "lu", "liang")))
    assert sorted(a.status_code for a in lifted)[0] == 302 and [a.status_code for a in lifted].count(302) == 1, [
        a.status_code for a in lifted
    ]
    assert count("ledger_entry", "verb = 'place.lifted'") == 1
