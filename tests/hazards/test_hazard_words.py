"""What the pages of a hazard say to whom: who grades, what is still wanted, what was set aside, whom to hand it to."""

from __future__ import annotations

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import Refused
from anlan.registers.org import actions as org
from anlan.work.hazards.forms import bodies_for
from tests.cast import START
from tests.hazards.steps import DAY, HOUR, report, step, to_review


def test_who_does_not_keep_the_rules_reads_one_and_gets_no_form(cast, browse):
    page = browse("su").get("/hazards/rules/major.assure/")
    text = page.content.decode()
    assert page.status_code == 200 and "待核实" in text and 'name="value"' not in text and "安全干部来改" in text
    form_page = browse("zhao").get("/hazards/rules/major.assure/").content.decode()
    assert 'name="value"' in form_page and 'value="2026-12-14"' in form_page


def test_the_report_says_who_grades(cast, browse):
    assert "由安全主任Chen定级" in browse("su").get("/hazards/report/").content.decode()


def test_an_onlooker_is_not_told_to_go_and_scan(cast, browse):
    case = to_review(cast)
    assert "到现场扫门口的码" in browse("zhao").get(f"/cases/{case.pk}/").content.decode()
    for name in ("su", "chen"):
        page = browse(name).get(f"/cases/{case.pk}/").content.decode()
        assert "到现场扫门口的码" not in page and "你没有动手整改" not in page


def test_a_step_that_was_taken_ends_its_draft_and_one_refused_does_not(cast, browse):
    case = report(cast).case
    address = f"/cases/{case.pk}/step/grade/"
    assert "draft-done" not in browse("chen").post(address, {"owner": ""}).cookies
    answer = browse("chen").post(address, {"owner": cast.people["liang"].pk})
    assert answer.status_code == 302 and answer.cookies["draft-done"].value == f"case-{case.pk}-grade"


def test_a_refusal_reads_with_the_brackets_of_its_language(cast, browse):
    case = to_review(cast)
    text = browse("zhao").post(f"/cases/{case.pk}/step/review/", {"note": "看过"}).content.decode()
    assert "再复核（E-hazard-onsite）" in text
    assert str(Refused("E-x", "No such place")) == "No such place (E-x)"


def test_a_gas_hazard_offers_the_gas_firm_before_the_fire_station(cast, browse):
    fire = org.open_unit(None, kind="outside", name="东汀消防站", outside_kind="fire", by=SYSTEM, at=START)
    gas = org.open_unit(None, kind="outside", name="云汀燃气公司", outside_kind="gas", by=SYSTEM, at=START)
    org.link(cast.units["green"], fire, by=SYSTEM, at=START)
    org.link(cast.units["green"], gas, domain="gas", by=SYSTEM, at=START)
    case = report(cast, category="gas").case
    with acting(cast.chen):
        offered = [pk for pk, _name in bodies_for(case, START)]
    assert offered[:2] == [gas.pk, fire.pk]


def test_in_a_demo_the_page_tells_its_modules_what_time_it_is_there(cast, browse, settings, monkeypatch):
    client = browse("su")
    settings.ANLAN_DEMO = True
    assert 'name="now"' not in client.get("/inbox/").content.decode()  # its clock stands with the wall's
    monkeypatch.setattr("anlan.kernel.clock.offset", lambda: DAY)
    assert '<meta name="now" content="2026-12-14T09:00:00+08:00">' in client.get("/inbox/").content.decode()
    settings.ANLAN_DEMO = False
    assert 'name="now"' not in client.get("/inbox/").content.decode()


def test_what_waits_for_others_is_not_told_as_a_zero(cast, browse):
    case = report(cast).case
    step(cast, case, "grade", "chen", owner=cast.people["liang"].pk, deadline=START + 9 * DAY)
    page = browse("chen").get("/inbox/").content.decode()
    assert "等别人的有 1 件" in page and "有 0 件" not in page and "去催" not in page


def test_the_head_of_a_mistaken_one_says_that_it_was_one(cast, browse):
    hazard = report(cast, criteria=["F-4"])
    step(cast, hazard, "void", "zhao", at=START + HOUR, note="没这回事")
    page = browse("zhao").get(f"/cases/{hazard.pk}/").content.decode()
    assert "误报" in page[: page.index("</header>", page.index("case-head"))]
