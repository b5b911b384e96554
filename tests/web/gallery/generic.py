"""The three generic pages with rows that need no database."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from anlan.kernel.web.keyset import Page
from anlan.kernel.web.pages import Action, Column, Panel, editing, listing, record

COLUMNS = ("id", "name", "kind", "pupils", "state", "due", "phone")
ROWS = [
    (1, "青禾中学", "初中", 1860, "late", 23, "13900000004"),
    (2, "白鹭小学", "小学", 12400, "done", 28, "13900000014"),
    (3, "芦汀幼儿园", "幼儿园", 320, "doing", 24, ""),
    (4, "望舒学校", "九年一贯制", None, "unk", 30, "13900000024"),
    (5, "石榴花小学", "小学", 980, "declared", 31, ""),
]
SCHOOLS = [dict(zip(COLUMNS, row, strict=True)) | {"district": "临漪区"} for row in ROWS]


class Filters(forms.Form):
    q = forms.CharField(label="单位名", required=False)
    kind = forms.ChoiceField(label="哪一类", required=False, choices=[("", "全部"), ("小学", "小学"), ("初中", "初中")])


class UnitForm(forms.Form):
    name = forms.CharField(label="单位名", help_text="公章上的全名")
    kind = forms.ChoiceField(label="哪一类", choices=[("p", "小学"), ("m", "初中"), ("k", "幼儿园")])
    pupils = forms.IntegerField(label="学生数", required=False, min_value=0)
    opened = forms.DateField(label="启用日期", error_messages={"invalid": "没有这一天。写成 2026-12-28 这样"})
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    gas = forms.BooleanField(label="用燃气", required=False)
    boards = forms.ChoiceField(label="住宿", widget=forms.RadioSelect, choices=[("y", "有学生住校"), ("n", "没有")])


class Password(forms.Form):
    oldpassword = forms.CharField(label="现在的密码", widget=forms.PasswordInput)
    password1 = forms.CharField(label="新密码", widget=forms.PasswordInput)


def units(request: HttpRequest) -> HttpResponse:
    from tests.web.gallery.sample import m

    rows = [] if "empty" in request.GET else [r | {"due": m(12, int(str(r["due"])))} for r in SCHOOLS]
    return listing(
        request,
        title="单位与人员",
        note="临漪区 8 所学校",
        rows=Page(rows, after="abc", first=True),
        columns=[
            Column("name", "单位", link=lambda r: f"/record/?{r['id']}"),
            Column("kind", "类别"),
            Column("district", "属地"),
            Column("pupils", "学生", kind="figure"),
            Column("state", "寒假通知", kind="state"),
            Column("due", "期限", kind="due"),
            Column("phone", "电话", kind="phone", extra=True),
        ],
        filters=Filters(request.GET or None),
        views=[("全部", "?", True), ("有逾期", "?late=1", False), ("没人负责的", "?gap=1", False)],
        actions=[Action("加单位", "/form/", icon="plus", tone="p")],
        excel_url="/excel/",
        import_url="/import/",
    )


def unit(request: HttpRequest) -> HttpResponse:
    people = "<ul class='lines'></ul>"
    return record(
        request,
        title="青禾中学",
        lead="临漪区教育局 · 初中",
        facts=[("学生", "1860 人"), ("校长", "陆怀民"), ("地址", "清沙街道 12 号"), ("空", "")],
        panels=[Panel("未办结 6", markup="六件"), Panel("校区", markup="一个校区")],
        actions=[
            Action("改", "/form/", icon="edit"),
            Action("停用", "/stop/", tone="d", post=True, confirm="停用青禾中学？6 件未办结的事会转给临漪区教育局。"),
        ],
        crumbs=[("单位与人员", "/listing/"), ("青禾中学", "")],
        context={"people": people},
    )


def edit(request: HttpRequest) -> HttpResponse:
    data: Any = {"opened": "12月32日", "kind": "p"} if "bad" in request.GET else None
    form = UnitForm(data)
    if data:
        form.is_valid()
    return editing(
        request,
        form=form,
        title="改单位",
        save=lambda f: "/record/",
        back="/record/",
        draft="unit-1",
        groups=[("是什么", ["name", "kind", "pupils", "opened"]), ("别的", ["note", "gas", "boards"])],
        crumbs=[("单位与人员", "/listing/"), ("青禾中学", "/record/"), ("改", "")],
    )
