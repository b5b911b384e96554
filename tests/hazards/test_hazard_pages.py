"""The pages of hazards and places in the browser's shoes: the report, its result, the list, steps with forms, the ledger."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.kernel.clock import travel
from anlan.kernel.ledger.queries import trail
from anlan.kernel.sheets import XLSX, read_rows, write_rows
from anlan.registers.places.queries import is_usable
from anlan.work.cases.models import Case
from anlan.work.hazards import ledger
from anlan.work.hazards.models import Hazard, LedgerMapping, RuleRow
from tests.cast import START
from tests.hazards.steps import DAY, HOUR, form, report, shot, state, step, to_review


def test_a_report_takes_one_page_and_says_who_is_next(cast, browse):
    client = browse("su")
    page = client.get(f"/hazards/report/?place={cast.places['stair'].code}")
    text = page.content.decode()
    assert page.status_code == 200 and "二层东楼梯" in text and "刚扫的门口码" in text
    assert "报给 安全主任Chen" in text and "报给 校长Lu、安全科长Zhao" in text and "待核实" in text
    answer = client.post("/hazards/report/", form(cast))
    assert answer.status_code == 302 and answer.cookies["draft-done"].value == "report"
    done = client.get(answer.url).content.decode()
    assert "已报给Chen" in done and "再报一个" in done and Case.objects.get().number in done


def test_photos_of_one_go_are_one_line_of_the_trail_and_each_an_entry_of_the_ledger(cast, browse):
    answer = browse("su").post("/hazards/report/", form(cast, photos=[shot("a.jpg"), shot("b.jpg")]))
    assert answer.status_code == 302
    case = Case.objects.get()
    page = browse("chen").get(f"/cases/{case.pk}/").content.decode()
    assert page.count("添加佐证") == 1 and "添加佐证 2 个" in page
    assert len([line for line in trail(case.pk) if line.verb == "evidence.attach"]) == 2


def test_a_double_tap_reports_once(cast, browse):
    nonce = uuid.uuid4().hex
    client = browse("su")
    first, second = (client.post("/hazards/report/", form(cast, nonce=nonce)) for _ in range(2))
    assert first.url == second.url and Hazard.objects.count() == 1


def test_a_yes_fact_stops_the_room_before_anybody_reads(cast, browse):
    answer = browse("su").post("/hazards/report/", form(cast, criteria=["F-4"]))
    assert not is_usable(cast.places["stair"], START)
    assert "已停用" in browse("su").get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"description": "坏了"}, "5 个字以上"), ({"category": None}, "选一类"), ({"photos": None}, "拍一张照片"),
        ({"place": None}, "选一处"),
        ({"fixed_now": "on"}, "改后的"), ({"place": 10**9}, "选一处"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_kept(cast, browse, wrong, says):
    answer = browse("su").post("/hazards/report/", form(cast, **wrong))
    text = answer.content.decode()
    assert answer.status_code in (409, 422) and says in text
    assert not Case.objects.exists()
    assert wrong.get("description", "楼梯口堆了课桌") in text


def test_what_is_no_picture_is_refused_in_words(cast, browse):
    fake = SimpleUploadedFile("a.jpg", b"MZ\x90\x00 not a picture", content_type="image/jpeg")
    answer = browse("su").post("/hazards/report/", form(cast, photos=[fake]))
    assert answer.status_code >= 400 and "程序" in answer.content.decode() and not Case.objects.exists()


def test_an_inspecting_officer_reports_at_a_school(cast, browse):
    client = browse("zhao")
    found = client.get("/hazards/report/places/?q=白鹭").content.decode()
    assert "食堂" in found and f'value="u{cast.units["hill"].pk}"' in found
    client.post("/hazards/report/", form(cast, place=f"u{cast.units['hill'].pk}", where="东门"))
    assert Case.objects.get().unit_id == cast.units["hill"].pk
    assert "食堂" not in browse("su").get("/hazards/report/places/?q=食堂").content.decode()


def test_the_list_is_of_ones_own_scope(cast, browse):
    report(cast, criteria=["F-4"])
    for name in ("chen", "zhao", "lin", "su"):
        page = browse(name).get("/hazards/?when=open")
        assert page.status_code == 200 and "楼梯口堆了课桌和纸箱" in page.content.decode(), name
    for name in ("feng", "wu"):
        assert "楼梯口" not in browse(name).get("/hazards/?when=all").content.decode()
    filtered = browse("zhao").get(f"/hazards/?when=major&domain=fire&grade=major&unit={cast.units['green'].pk}")
    assert "楼梯口" in filtered.content.decode()
    assert browse("zhao").get("/hazards/?when=closed").status_code == 200


def test_a_neighbour_gets_404_everywhere(cast, browse):
    hazard = report(cast, criteria=["F-4"])
    client = browse("feng")
    code, pk = cast.places["stair"].code, cast.places["stair"].pk
    for address in (
        f"/cases/{hazard.pk}/",
        f"/hazards/reported/{hazard.pk}/",
        f"/places/{pk}/",
        f"/places/{pk}/code.svg",
        f"/places/{pk}/edit/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/hazards/on-site/{code}/").status_code == 404
    assert client.post(f"/hazards/{hazard.pk}/number/", {"number": "1"}).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(cast):
    for address in ("/hazards/", "/hazards/report/", "/places/", "/hazards/rules/"):
        answer = Client().get(address)
        assert answer.status_code == 302 and "login" in answer.url, address


def case_page(client, case):
    return client.get(f"/cases/{case.pk}/").content.decode()


def test_every_step_of_a_major_one_has_its_form_on_the_case_page(cast, browse):
    hazard = report(cast, criteria=["F-4"])
    case = hazard.case
    page = case_page(browse("lu"), case)
    assert "预案：改好前怎么防" in page and "此处已停用" in page and "现场照片" in page
    given = {
        "seen": 1, "responsible": cast.people["liang"].pk, "measures": "清走", "money": "0", "money_source": "",
        "deadline": "2026-12-20T17:00", "plan": "绕行",
    }  # fmt: skip
    address = f"/cases/{case.pk}/step"
    missing = browse("lu").post(f"{address}/assure/", {**given, "plan": ""})
    assert missing.status_code == 422 and "清走" in missing.content.decode() and state(case) == "assuring"
    assert browse("lu").post(f"{address}/assure/", given).status_code == 302
    assert "整改后照片" in case_page(browse("liang"), case)
    assert browse("liang").post(f"{address}/rectify/", {"note": "清了"}).status_code == 422
    assert browse("liang").post(f"{address}/rectify/", {"note": "清了", "photos": [shot()]}).status_code == 302
    assert "整改前后" in case_page(browse("lu"), case)
    assert browse("liang").post(f"{address}/accept/", {"note": "看过"}).status_code == 403
    assert browse("lu").post(f"{address}/accept/", {"note": "看过"}).status_code == 302
    page = case_page(browse("zhao"), case)
    assert "到现场扫门口的码" in page and "复核通过" in page
    assert browse("zhao").post(f"{address}/review/", {"note": "看过"}).status_code == 409
    scanned = browse("zhao").get(f"/p/{cast.places['stair'].code}/").content.decode()
    assert "我在现场，记一笔" in scanned
    assert "我在现场，记一笔" not in browse("zhao").get(f"/places/{cast.places['stair'].pk}/").content.decode()
    assert browse("zhao").post(f"/hazards/on-site/{cast.places['stair'].code}/").url == f"/cases/{case.pk}/"
    with travel(START + HOUR):
        assert browse("zhao").post(f"{address}/review/", {"note": "看过"}).status_code == 302
        assert browse("qian").post(f"{address}/close_out/", {"note": "销号"}).status_code == 302
    assert state(case) == "major_closed"


@pytest.mark.parametrize("name", ["su", "chen", "lu", "liang", "zhao", "lin", "gu", "xu"])
def test_the_case_page_opens_in_every_state_for_everybody_who_sees_it(cast, browse, name):
    major, general = to_review(cast), report(cast, place="lab", category="electric").case
    step(cast, general, "grade", "chen", owner=cast.people["liang"].pk)
    step(cast, general, "hand_outside", "chen", body=cast.units["town"].pk, note="归街道")
    step(cast, major, "list", "zhao", lister=cast.units["town"].pk, list_number="〔2026〕1号", signer="贺主任", deadline=START + 9 * DAY)
    for case in (major, general):
        answer = browse(name).get(f"/cases/{case.pk}/")
        assert answer.status_code == 200, (name, case.state)
        assert not re.search(r'\sstyle="|\son\w+="|<script>', answer.content.decode())


def test_a_broken_cell_is_named_on_the_import_page_and_nothing_is_taken(cast, browse):
    rows = [
        {"place": "东门", "category": "fire", "description": "灭火器压力不够"},
        {"place": "东门", "category": "火星", "description": "灭火器压力不够"},
    ]
    data = write_rows(ledger.COLUMNS, rows, "台账")
    sent = SimpleUploadedFile("台账.xlsx", data, content_type=XLSX)
    answer = browse("chen").post("/hazards/ledger/import/", {"file": sent})
    text = answer.content.decode()
    assert answer.status_code >= 400 and "火星" in text and "要改的格子" in text and not Case.objects.exists()
    sent = SimpleUploadedFile("台账.xlsx", write_rows(ledger.COLUMNS, rows[:1], "台账"), content_type=XLSX)
    assert browse("chen").post("/hazards/ledger/import/", {"file": sent}).status_code == 302
    assert Case.objects.count() == 1


def test_the_ledger_and_its_template_come_as_excel(cast, browse):
    report(cast)
    out = browse("chen").get("/hazards/ledger.xlsx?when=open")
    assert out["Content-Type"] == XLSX and len(read_rows(out.content, ledger.COLUMNS).rows) == 1
    assert browse("chen").get("/hazards/ledger/template.xlsx").content[:2] == b"PK"


def test_a_mapping_is_kept_and_used(cast, browse):
    given = {"name": "市平台", "place": "隐患部位", "description": "隐患描述", "category": "类型"}
    assert browse("lin").post("/hazards/ledger/mapping/", given).status_code == 302
    mapping = LedgerMapping.objects.get()
    assert "市平台" in browse("chen").get("/hazards/ledger/import/").content.decode()
    report(cast)
    out = browse("chen").get(f"/hazards/ledger.xlsx?when=all&mapping={mapping.pk}")
    assert out.status_code == 200
    assert browse("chen").get(f"/hazards/ledger/mapping/?mapping={mapping.pk}").status_code == 200


def test_rules_are_shown_with_source_and_changed_by_a_bureau_only(cast, browse):
    page = browse("chen").get("/hazards/rules/").content.decode()
    assert "待核实" in page and "安澜默认" in page and "/hazards/rules/major.assure/" not in page
    given = {"value": "8", "starts": "2026-12-14", "standing": "DESIGN", "doc": "", "article": "", "source": "区里定的"}
    assert browse("chen").post("/hazards/rules/major.assure/", given).status_code == 403
    assert browse("zhao").post("/hazards/rules/major.assure/", given).status_code == 302
    assert RuleRow.objects.get().value == 8
    assert "8 小时" in browse("chen").get("/hazards/rules/").content.decode()
    assert browse("zhao").post("/hazards/rules/major.assure/", {**given, "value": "0"}).status_code == 409


def test_criteria_are_shown_as_incomplete(cast, browse):
    page = browse("su").get("/hazards/criteria/").content.decode()
    assert "F-6" in page and "不全" in page and "待核实" in page
    assert browse("lin").get("/hazards/criteria/import/").status_code == 200


def test_the_pages_read_in_english_too(cast, browse):
    hazard = report(cast, criteria=["F-4"])
    client = browse("zhao")
    client.cookies["django_language"] = "en"
    for address in ("/hazards/report/", "/hazards/", f"/cases/{hazard.pk}/", f"/places/{cast.places['stair'].pk}/", "/hazards/rules/"):
        assert client.get(address).status_code == 200
