"""People in Excel: several posts of one person in several rows, all or nothing, passwords shown once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.sheets import read_rows, write_rows
from anlan.registers.people import actions, gaps, sheets
from anlan.registers.people.importing import import_people
from anlan.registers.people.models import ChainGap, Contact, Grant, Person, Post
from anlan.registers.people.queries import actor_for
from anlan.registers.people.sign_in import NumberOrName
from tests.cast import LONG_AGO, START, Cast
from tests.conftest import BACKEND

ROW = {"unit": "青禾中学", "reach": "own"}


def sheet(*rows: dict[str, Any]) -> bytes:
    return write_rows(sheets.COLUMNS, rows, "人员与岗位")


def test_people_with_several_posts_come_from_one_sheet(cast: Cast) -> None:
    gaps.run(START)
    before = ChainGap.objects.get(unit=cast.units["green"]).gaps
    data = sheet(
        {**ROW, "username": "G200", "name": "方圆", "mobile": "13900002222", "title": "食堂管理员", "role": "keeper", "domain": "food"},
        {**ROW, "username": "G200", "name": "方圆", "title": "宿管", "role": "duty", "department": "总务处"},
        {**ROW, "username": "g201", "name": "江月", "title": "食堂管理员", "role": "keeper", "domain": "food"},
        {**ROW, "username": "liang", "name": "Liang", "title": "消防安全员", "role": "keeper", "domain": "fire", "reach": "unit"},
        {**ROW, "username": "g202", "name": "只建账号"},
    )
    with acting(cast.chen):
        read = read_rows(data, sheets.COLUMNS)
        meant = sheets.read_people(read, cast.chen, START.date())
        assert read.ok, read.in_order()
        passwords = import_people(meant, by=cast.chen, at=START)
    assert set(passwords) == {"g200", "g201", "g202"}
    fang = NumberOrName().authenticate(None, username="13900002222", password=str(passwords["g200"]))
    assert fang and {g.title for g in actor_for(fang, START).grants} == {"食堂管理员", "宿管"}
    assert Post.objects.filter(title="食堂管理员").count() == 1 and Post.objects.get(title="宿管").department == cast.units["office"]
    assert not Grant.objects.filter(person__username="g202").exists()
    assert ChainGap.objects.get(unit=cast.units["green"]).gaps == before - 2
    with acting(cast.chen):  # the same sheet again changes nothing
        read = read_rows(data, sheets.COLUMNS)
        assert import_people(sheets.read_people(read, cast.chen, START.date()), by=cast.chen, at=START) == {}
    assert Grant.objects.filter(person=fang).count() == 2


def test_every_bad_cell_is_named(cast: Cast) -> None:
    data = sheet(
        {**ROW, "username": "工号", "name": "甲"},
        {**ROW, "username": "lu", "name": "另一个"},
        {**ROW, "username": "a1", "name": "乙", "mobile": "19900000000"},
        {**ROW, "username": "a2", "name": "丙", "title": "门卫"},
        {**ROW, "username": "a3", "name": "丁", "unit": "白鹭小学"},
        {**ROW, "username": "a4", "name": "戊", "department": "没有的处"},
        {**ROW, "username": "chen", "name": "Chen", "title": "校长", "role": "head"},
        {**ROW, "username": "a2", "name": "丙二"},
    )
    with acting(cast.chen):
        read = read_rows(data, sheets.COLUMNS)
        sheets.read_people(read, cast.chen, START.date())
    found = [str(e) for e in read.in_order()]
    for said in (
        "工号只用字母",
        "已经是 Lu 的账号",
        "是工号 lin 的",
        "也要选角色",
        "不在你的范围内",
        "没有这个处室",
        "不能给自己授权",
        "另一个姓名",
    ):
        assert any(said in e for e in found), (said, found)
    assert not Person.objects.filter(username__startswith="a1").exists()


def test_the_page_shows_first_passwords_once_and_an_export_holds_no_private_number(cast: Cast, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    client = Client()
    client.force_login(cast.people["zhao"], backend=BACKEND)
    data = sheet({"unit": "白鹭小学", "username": "h1", "name": "方圆", "mobile": "13900003333", "title": "门卫", "role": "guard"})
    with clock.travel(START):
        answer = client.post("/people/import/", {"file": SimpleUploadedFile("x.xlsx", data), "nonce": "x"})
        assert answer.status_code == 200 and len(re.findall(r'class="pw"', answer.content.decode())) == 1
        assert answer["Cache-Control"] == "no-store"
        export = client.get("/people/export.xlsx")
        read = read_rows(export.content, sheets.OPEN_COLUMNS)
        assert client.get("/people/template.xlsx").status_code == 200
    names = {row["name"] for row in read.rows}
    assert {"方圆", "Chen", "Zhao"} <= names and "Wu" not in names
    assert Contact.objects.get(person__username="h1").mobile == "13900003333"
    assert "mobile" not in read.found


def test_what_the_list_exports_comes_back_without_a_change_ones_own_rows_included(cast: Cast, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    keeper = actions.open_post(cast.units["office"], role="keeper", title="库管", by=SYSTEM, at=LONG_AGO)
    actions.give(cast.people["su"], keeper, starts=START.date() + timedelta(days=9), by=SYSTEM, at=START)
    actions.give(cast.people["su"], keeper, starts=LONG_AGO.date(), ends=START.date(), by=SYSTEM, at=LONG_AGO)
    before = list(Grant.objects.order_by("pk").values())
    for who in ("zhao", "chen"):
        client = Client()
        client.force_login(cast.people[who], backend=BACKEND)
        with clock.travel(START):
            export = client.get("/people/export.xlsx").content
            answer = client.post("/people/import/", {"file": SimpleUploadedFile("x.xlsx", export), "nonce": who})
        assert answer.status_code == 200 and "新建 0 个账号" in answer.content.decode(), (who, answer.content.decode())
    assert list(Grant.objects.order_by("pk").values()) == before


def test_nobody_gives_themselves_a_post_by_a_sheet(cast: Cast) -> None:
    with acting(cast.chen):
        read = read_rows(sheet({**ROW, "username": "chen", "name": "Chen", "title": "校长", "role": "head"}), sheets.COLUMNS)
        assert sheets.read_people(read, cast.chen, START.date()) == [] and "不能给自己授权" in str(read.in_order())
