"""The pages of checks in the browser's shoes: lists, sending, answering on a phone, rooms, walks; and the API."""

from __future__ import annotations

import io
import json
from uuid import uuid4

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.kernel.clock import travel
from anlan.kernel.sheets import XLSX
from anlan.work.cases.models import Case
from anlan.work.checks.models import Answer, Check, Checklist, Round, Walk
from anlan.work.hazards.models import Hazard
from tests.cast import START
from tests.checks.making import CLOSING_AT, HOUR, ITEMS, all_pass, break_round, check, listed, sent, with_rooms
from tests.hazards.steps import photo

HX = {"HTTP_HX_REQUEST": "true"}


def text(answer):
    return answer.content.decode()


def picture():
    name, data = photo()
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_an_office_makes_a_list_on_the_page_and_takes_one_from_excel(signed_in):
    lin = signed_in("lin")
    assert "示例" in text(lin.get("/checks/lists/"))
    example = Checklist.objects.filter(example=True).first()
    assert example.items[0]["text"] in text(lin.get(f"/checks/lists/new/?from={example.pk}"))
    page = {
        "title": "实验室检查",
        "note": "",
        "key": ["i1"],
        "text-i1": "药品柜上锁",
        "domain-i1": "chemicals",
        "source-i1": "某办法第五条",
    }
    more = lin.post("/checks/lists/new/", page | {"do": "add"})
    assert 'name="key" value="i2"' in text(more) and not Checklist.objects.filter(example=False).exists()
    bad = lin.post("/checks/lists/new/", page | {"key": ["i1", "i2"], "text-i2": "", "do": "save", "nonce": str(uuid4())})
    assert bad.status_code == 409 and "写清看什么" in text(bad)
    kept = lin.post("/checks/lists/new/", page | {"do": "save", "nonce": str(uuid4())})
    row = Checklist.objects.get(example=False)
    assert kept["Location"] == f"/checks/lists/{row.pk}/?saved=1" and row.items[0]["standing"] == "to_check"
    sheet = lin.get(f"/checks/lists/{row.pk}/list.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    assert any("药品柜上锁" in [c.value for c in line] for line in book.active.iter_rows())
    back = SimpleUploadedFile("实验室检查表.xlsx", sheet, content_type=XLSX)
    taken = lin.post("/checks/lists/import/", {"file": back, "nonce": str(uuid4())})
    copy = Checklist.objects.get(title="实验室检查表")
    assert (
        taken["Location"] == f"/checks/lists/{copy.pk}/"
        and copy.items[0]["text"] == "药品柜上锁"
        and copy.items[0]["domain"] == "chemicals"
    )
    zhao = signed_in("zhao")
    assert "待核实" in text(zhao.get(f"/checks/lists/{row.pk}/")) and "照着做一张" in text(zhao.get(f"/checks/lists/{row.pk}/"))
    assert zhao.post(f"/checks/lists/{row.pk}/", page | {"do": "save", "seen": "1"}).status_code == 403
    assert signed_in("chen").get("/checks/lists/new/").status_code == 403


def test_a_round_is_looked_at_before_it_is_sent_and_sent_once(cast, signed_in):
    list_ = listed(cast)
    lin = signed_in("lin")
    form = {"title": "冬季检查", "note": "", "checklist": list_.pk, "due_at": "2026-12-18T17:00", "recheck_share": "20",
            "sample_share": "20",            "nonce": str(uuid4())}  # fmt: skip
    look = lin.post("/checks/rounds/new/?sort=round", form)
    assert "发给 4 所学校" in text(look) and "约 2 分钟" in text(look) and not Round.objects.exists()
    late = lin.post("/checks/rounds/new/?sort=round", form | {"due_at": "2026-12-01T17:00", "sure": "1"})
    assert late.status_code == 409 and "定一个以后的时间" in text(late)
    first = lin.post("/checks/rounds/new/?sort=round", form | {"sure": "1"})
    second = lin.post("/checks/rounds/new/?sort=round", form | {"sure": "1"})
    round_ = Round.objects.get()
    assert first["Location"] == second["Location"] == f"/checks/rounds/{round_.pk}/"
    page = text(lin.get(f"/checks/rounds/{round_.pk}/?open={cast.units['east'].unit_path}"))
    assert "青禾中学" in page and "没交的名单" in page
    assert "白鹭小学" in text(lin.get(f"/checks/rounds/{round_.pk}/missing/"))
    assert signed_in("chen").get(f"/checks/rounds/{round_.pk}/")["Location"] == f"/checks/do/{check(round_, cast, 'green').pk}/"


def test_an_item_is_answered_from_a_phone_and_sent_twice_it_has_one_effect(cast, signed_in):
    one = check(sent(cast), cast, "green")
    chen, url = signed_in("chen"), f"/checks/do/{one.pk}/"
    page = text(chen.get(url))
    assert "某办法第三条" in page and "待核实" in page and "其余都合格" in page and f'data-page="{url}"' in page
    fail = {"key": "i1", "verdict": "fail", "note": "三楼楼梯口堆了桌子", "nonce": uuid4().hex}
    for _ in range(2):  # kept on the phone, sent, the answer lost on its way, sent again
        answered = chen.post(f"{url}answer/", fail | {"photos": picture()}, **HX)
        assert answered.status_code == 200
    hazard = Hazard.objects.select_related("case").get()
    assert Answer.objects.get(case_id=one.pk).hazard_id == hazard.pk and hazard.case.number in text(answered)
    assert 'id="ck-head"' in text(answered) and 'id="ck-sign"' in text(answered) and "其余" not in text(answered).split('id="ck-head"')[0]
    refused = chen.post(f"{url}answer/", {"key": "i3", "verdict": "pass", "nonce": uuid4().hex}, **HX)
    assert refused.status_code == 409 and "要拍一张照片" in text(refused)
    assert chen.post(f"{url}answer/", {"key": "i3", "verdict": "pass", "photos": picture(), "nonce": uuid4().hex}).status_code == 302
    assert chen.post(f"{url}rest/").status_code == 302
    assert "不合格 1，已报成隐患" in text(chen.get(url))
    assert chen.post(f"{url}hand-in/").status_code == 302
    assert "/checks/do/" in text(chen.get("/sw.js")) and "签名" in text(chen.get(f"/cases/{one.pk}/"))
    assert signed_in("feng").get(url).status_code == 404
    assert "Chen" in text(signed_in("zhao").get(url))


def test_rooms_are_answered_at_the_door_and_the_place_shows_the_way(cast, signed_in):
    with_rooms(cast)
    one = check(break_round(cast), cast, "green")
    with travel(CLOSING_AT + HOUR):
        su, url = signed_in("su"), f"/checks/do/{one.pk}/"
        place = cast.places["lab2"]
        assert f"{url}#room-{place.pk}" in text(su.get(f"/p/{place.code}/"))
        assert str(place.code) not in text(su.get(url))  # the code stands at the door, not on the page
        ok = {"place": place.pk, "do": "ok", "code": str(place.code), "nonce": uuid4().hex}
        assert "扫过门口的码" in text(su.post(f"{url}room/", ok, **HX))
        both = su.post(f"{url}room/", ok | {"bad": ["sealed"], "nonce": uuid4().hex}, **HX)
        assert both.status_code == 409 and "记下没好的" in text(both)
        bad = {"place": cast.places["lab3"].pk, "bad": ["sealed"], "nonce": uuid4().hex}
        assert "没有锁" in text(su.post(f"{url}room/", bad | {"do": "note"}, **HX))
        reported = su.post(f"{url}room/", bad | {"do": "hazard", "nonce": uuid4().hex, "photos": picture()}, **HX)
        assert Hazard.objects.get().case.number in text(reported)
        strange = su.post(f"{url}room/", {"place": cast.places["kitchen"].pk, "do": "ok"}, **HX)
        assert strange.status_code == 409 and not Answer.objects.filter(place=cast.places["kitchen"]).exists()
        assert su.post(f"{url}hand-in/", {"nothing": "1"}).status_code in (403, 404)


def test_a_walk_is_noted_on_a_phone_and_listed_with_counts(cast, signed_in):
    gu = signed_in("gu")
    assert "记一次督导检查" in text(gu.get("/checks/")) and gu.get(f"/checks/walks/new/?place={cast.places['lab'].code}").status_code == 200
    form = {"place": str(cast.places["lab"].pk), "walked_at": "2026-12-14T08:30", "company": "校长", "fact1": "药品柜钥匙挂在门上",
            "becomes1": "hazard", "category1": "chemicals", "fact2": "", "nonce": uuid4().hex}  # fmt: skip
    assert gu.post("/checks/walks/new/", form | {"place": ""}).status_code == 409
    first, second = (gu.post("/checks/walks/new/", form) for _ in range(2))
    walk = Walk.objects.get()
    assert first["Location"] == second["Location"] == f"/cases/{walk.pk}/" and Hazard.objects.count() == 1
    shown = text(gu.get(f"/cases/{walk.pk}/"))
    assert "药品柜钥匙挂在门上" in shown and Case.objects.get(pk=walk.seen[0]["hazard"]).number in shown
    listed_ = text(gu.get("/checks/walks/"))
    assert "青禾中学" in listed_ and "云汀市教育局" in listed_
    assert "分管副局长" in text(gu.get(f"/units/{cast.units['green'].pk}/"))
    assert "上一次督导检查" in text(gu.get("/chain/", {"unit": cast.units["green"].unit_path}))
    assert signed_in("chen").get("/checks/walks/new/").status_code == 403
    assert "青禾中学" not in text(signed_in("wu").get("/checks/walks/"))


def test_the_api_hands_in_what_the_pages_do(cast, signed_in):
    one = check(sent(cast), cast, "green")
    chen = signed_in("chen")
    assert [c["case_id"] for c in chen.get("/api/checks").json()] == [one.pk]
    url = f"/api/checks/{one.pk}"
    assert [i["key"] for i in chen.get(url).json()["items"]] == [i.key for i in ITEMS]
    fail = {"key": "i1", "verdict": "fail", "note": "楼梯口堆了桌子", "nonce": str(uuid4())}
    for _ in range(2):
        answers = chen.post(f"{url}/answers", fail).json()["answers"]
    assert answers[0]["hazard"] == Hazard.objects.get().pk
    early = chen.post(f"{url}/hand-in", json.dumps({"nothing": False}), content_type="application/json")
    assert early.status_code == 409 and early.json()["code"] == "E-check-missing"
    chen.post(f"{url}/answers", {"key": "i2", "verdict": "na"})
    chen.post(f"{url}/answers", {"key": "i3", "verdict": "pass", "photos": picture()})
    done = chen.post(f"{url}/hand-in", json.dumps({"nothing": False}), content_type="application/json").json()
    assert (done["state"], done["failed"]) == ("handed", 1)
    lin = signed_in("lin")
    assert lin.get(f"/api/checks/rounds/{one.round_id}").json()["whole"]["handed"] == 1
    assert lin.get(f"/api/checks/rounds/{one.round_id}/differences").json() == []
    told = {"unit_id": cast.units["hill"].pk, "walked_at": START.isoformat(), "facts": [{"text": "后门没有锁好", "becomes": "hazard"}]}
    walked = lin.post("/api/walks", json.dumps(told), content_type="application/json")
    assert walked.status_code == 200 and walked.json()["seen"][0]["hazard"]


def test_followers_see_differences_draws_and_the_sheet(cast, signed_in):
    from anlan.work.checks import sweep
    from tests.checks.making import DAY, DUE

    round_ = sent(cast, recheck_share=100, sample_share=0)
    all_pass(check(round_, cast, "green"), cast, "chen")
    sweep.draw(DUE)
    all_pass(check(round_, cast, "green", "recheck"), cast, "zhao", at=DUE + DAY, fails={"i2": "三楼灭火器过期"})
    lin = signed_in("lin")
    shown = text(lin.get(f"/checks/rounds/{round_.pk}/differences/"))
    assert "灭火器没有过期" in shown and "青禾中学" in shown and "漏了 1" in shown
    assert "结果一样" in text(lin.get(f"/checks/rounds/{round_.pk}/draws/"))
    book = openpyxl.load_workbook(io.BytesIO(lin.get(f"/checks/rounds/{round_.pk}/sheet.xlsx").content))
    cells = {str(c.value) for line in book.active.iter_rows() for c in line}
    assert "没有发现问题" in cells and any(c.startswith("不合格 YH-") for c in cells)
    assert signed_in("chen").get(f"/checks/rounds/{round_.pk}/differences/").status_code == 404
    with travel(DUE + DAY):
        assert "1 所学校 1 处" in text(lin.get(f"/checks/rounds/{round_.pk}/"))
        assert lin.post(f"/checks/rounds/{round_.pk}/withdraw/", {"why": ""}).status_code == 409
        assert lin.post(f"/checks/rounds/{round_.pk}/end/", {"seen": "2"}).status_code == 302
    assert Check.objects.filter(round=round_, state="missed").count() == 6
