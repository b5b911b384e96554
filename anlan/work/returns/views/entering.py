"""At a desk for many units: filled-in sheets that came by other ways, and a grid to type and paste into."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.evidence.office import MAX_FILE
from anlan.kernel.sheets import Unreadable
from anlan.kernel.web import pages
from anlan.kernel.web.sent import content
from anlan.work.returns import actions
from anlan.work.returns.models import OPEN, Round, Row, Sheet
from anlan.work.returns.queries.incoming import read_files
from anlan.work.returns.rules import FROM_ABOVE, fills, load, missing_keys
from anlan.work.returns.sheets import typed
from anlan.work.returns.views.common import crumbs, followed, ids, path_of, who

ENTER = "hand in for units below"
MOST_FILES, MOST_BYTES, MOST_ZIP, MOST_SHOWN = 1200, 200 * 1024 * 1024, 60 * 1024 * 1024, 300
GRID_ROWS = 60


@may(ENTER)
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Many filled files at once (or a zip of them): every bad cell by file, row and column, and then none is taken; or all."""
    round_ = followed(request, pk)
    context: dict[str, Any] = {"round": round_, "title": _("合并收到的表"), "crumbs": crumbs(round_, _("合并收到的表")), "most": MOST_SHOWN}
    if request.method != "POST":
        return render(request, "returns/take_in.html", context)
    try:
        found = read_files(round_, _files(request))
        context |= {"found": found, "wrong": found.wrong[:MOST_SHOWN], "count": len(found.wrong) + found.left_off}
        if found.ok:
            context["taken"] = actions.take_rows(round_, found.rows, files=found.files, **who(request))
            return render(request, "returns/take_in.html", context)
        status = 422 if found.wrong else 200
    except Refused as refused:
        context["refused"], status = refused, refused.status
    return render(request, "returns/take_in.html", context, status=status)


def _files(request: HttpRequest) -> list[tuple[str, bytes]]:
    """Every xlsx that was sent, those inside a zip by their names there; bounded in number and size."""
    found: list[tuple[str, bytes]] = []
    size = 0
    for file in request.FILES.getlist("files"):
        name = str(file.name)
        try:
            data = content(file, most=MOST_ZIP if name.lower().endswith(".zip") else MAX_FILE)
        except Unreadable as unreadable:
            raise Refused(unreadable.code, f"{name}：{unreadable.sentence}") from unreadable
        if name.lower().endswith(".zip"):
            found += _unzipped(name, data)
        else:
            found.append((name, data))
        size = sum(len(d) for _n, d in found)
        if len(found) > MOST_FILES or size > MOST_BYTES:
            raise Refused("E-return-files", _("一次最多 %(n)s 个文件，分几次传") % {"n": MOST_FILES})
    if not found:
        raise Refused("E-return-files", _("选填好的 Excel 文件，可以一次选很多个"))
    return found


def _unzipped(name: str, data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [i for i in packed.infolist() if i.filename.lower().endswith(".xlsx") and not i.filename.startswith("__MACOSX")]
            if len(inside) > MOST_FILES or sum(i.file_size for i in inside) > MOST_BYTES or any(i.flag_bits & 1 for i in inside):
                raise Refused("E-return-zip", _("%(name)s 太大或有密码，分成几个再传") % {"name": name})
            return [(_name(i), packed.read(i)) for i in inside]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as broken:
        raise Refused("E-return-zip", _("%(name)s 打不开") % {"name": name}) from broken


def _name(info: zipfile.ZipInfo) -> str:
    """The name inside a zip; programs here write GBK without saying so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gbk")
        except UnicodeError:
            name = info.filename
    return name.rsplit("/", 1)[-1]


@may(ENTER)
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Units down, columns across; typed cells keep themselves, a block from Excel is pasted at a cell."""
    return _grid(request, _one_row(request, pk))


def _one_row(request: HttpRequest, pk: int) -> Round:
    round_ = followed(request, pk)
    if round_.many_rows:
        raise Round.DoesNotExist(pk)
    return round_


def _grid(request: HttpRequest, round_: Round, *, refused: Refused | None = None, said: str = "") -> HttpResponse:
    fields = [f for f in load(round_.fields) if f.asked]
    path = path_of((request.POST if request.method == "POST" else request.GET).get("open", ""))
    sheets = _sheets(request, round_, path)
    values = dict(
        Row.objects.filter(case_id__in=[s.pk for s in sheets], removed_at=None).order_by("-order").values_list("case_id", "values")
    )
    wrong = dict(refused.fields) if refused else {}
    rows: list[dict[str, Any]] = [
        {
            "sheet": s, "ready": not missing_keys(fields, values.get(s.pk, {})),
            "cells": [(f, typed(f, values.get(s.pk, {}).get(f.key)), wrong.get(f"{s.pk}-{f.key}", ""), f.key in s.known) for f in fields],
        }
        for s in sheets[:GRID_ROWS]
    ]  # fmt: skip
    groups = sorted(set(Sheet.objects.filter(round=round_).values_list("group_path", flat=True)))
    context = {
        "round": round_, "fields": fields, "rows": rows, "refused": refused, "said": said, "open": path, "groups": _named(groups),
        "more": max(0, len(sheets) - GRID_ROWS), "editable": round_.state == OPEN, "title": _("在格子里代填"),
        "crumbs": crumbs(round_, _("在格子里代填")), "ready": sum(r["ready"] for r in rows),
    }  # fmt: skip
    return pages.respond(request, "returns/grid.html", "returns/_grid.html", context, status=refused.status if refused else 200)


def _named(paths: list[str]) -> list[tuple[str, str]]:
    from anlan.registers.org.models import Unit

    names = {u.unit_path: str(u) for u in Unit.objects.filter(unit_path__in=paths).only("unit_path", "name", "short")}
    return [(path, names.get(path, path)) for path in paths]


def _sheets(request: HttpRequest, round_: Round, path: str) -> list[Sheet]:
    """Units that have not handed in and for which the actor may answer, in path order."""
    rows = Sheet.objects.filter(round=round_, state="asked").select_related("unit").defer("unit__outline").order_by("unit_path")
    if path:
        rows = rows.filter(group_path=path)
    return [s for s in rows if fills(request.actor, s.unit_path) == FROM_ABOVE]  # type: ignore[attr-defined]


@require_POST
@may(ENTER)
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A block of cells at (unit, column): one typed cell, or lines and tabs from Excel. All of it, or nothing with every bad cell named."""
    round_ = _one_row(request, pk)
    fields = [f for f in load(round_.fields) if f.asked]
    sheets = _sheets(request, round_, path_of(request.POST.get("open", "")))[:GRID_ROWS]
    start = next((n for n, s in enumerate(sheets) if str(s.pk) == request.POST.get("case")), None)
    column = next((n for n, f in enumerate(fields) if f.key == request.POST.get("key")), None)
    try:
        if start is None or column is None:
            raise Refused("E-return-grid", _("这一格不在了，刷新看一下"))
        lines = [line.split("\t") for line in request.POST.get("text", "").replace("\r\n", "\n").removesuffix("\n").split("\n")]
        if start + len(lines) > len(sheets) or column + max(map(len, lines)) > len(fields):
            raise Refused("E-return-grid", _("贴的内容比格子多：从这一格起只剩 %(rows)s 行 %(columns)s 列") % {
                "rows": len(sheets) - start, "columns": len(fields) - column})  # fmt: skip
        cells = {sheets[start + n].pk: {fields[column + m].key: text for m, text in enumerate(line)} for n, line in enumerate(lines)}
        count = actions.set_grid(round_, cells, **who(request))
    except Refused as refused:
        return _grid(request, round_, refused=refused)
    return _grid(request, round_, said=_("存了 %(n)s 格") % {"n": count})


@require_POST
@may(ENTER)
def hand_in_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the chosen units whose rows are complete; those with a doubt stay for their own page."""
    round_ = _one_row(request, pk)
    chosen = set(ids(request.POST.getlist("case")))
    path = path_of(request.POST.get("open", ""))
    done = left = 0
    for sheet in _sheets(request, round_, path):
        if sheet.pk in chosen:
            problems = actions.hand_in(sheet.pk, **who(request))
            done, left = done + (not problems), left + bool(problems)
    said = _("报了 %(n)s 个单位") % {"n": done} + (_("，%(n)s 个还有没填的或要说明的") % {"n": left} if left else "")
    if pages.is_fragment(request):
        return _grid(request, round_, said=said)
    return redirect(f"{reverse('return_grid', args=[pk])}?open={path}")
