"""One unit's table: cells that keep themselves, rows, questions, zero return, handing in, correcting, Excel both ways."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.sheets import Unreadable
from anlan.kernel.web import pages
from anlan.kernel.web.importing import workbook
from anlan.kernel.web.sent import content
from anlan.work.returns import actions
from anlan.work.returns.queries import exports
from anlan.work.returns.queries.incoming import read_files
from anlan.work.returns.queries.rounds import get_sheet
from anlan.work.returns.screens.sheet import Bad, Page
from anlan.work.returns.views.common import crumbs, measure, who

SEE, FILL = "see a return", "fill in a return"


@require_GET
@may(SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of one unit."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, *, refused: Refused | None = None, bad: list[Bad] | None = None, **more: Any) -> HttpResponse:
    page = Page(get_sheet(pk), request.actor, request.at, bad or [])  # type: ignore[attr-defined]
    context = page.context() | {"refused": refused, "title": page.round.title, "crumbs": crumbs(None, page.round.title), **more}
    return pages.respond(request, "returns/sheet.html", "returns/_sheet.html", context, status=refused.status if refused else 200)


@require_POST
@may(FILL)
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """One cell: kept, or what is wrong with it. For htmx the cell and the head of the page come back, nothing else."""
    post = request.POST
    row_id, key, text = int(post["row"]) if post.get("row", "").isdecimal() else 0, post.get("key", ""), post.get("value", "")
    bad: list[Bad] = []
    refused: Refused | None = None
    try:
        if not row_id:
            raise Refused("E-return-cell", _("这一格不在了，刷新看一下"))
        actions.set_cells(pk, row_id, {key: text}, why=post.get("why", ""), **who(request))
        measure(request, pk)
    except Refused as found:
        refused = found
        bad = [Bad(row_id, key, text, str(found.fields.get(key, found.sentence)))]
    if not pages.is_fragment(request):
        return _show(request, pk, refused=refused, bad=bad) if refused else redirect("return_sheet", pk)
    page = Page(get_sheet(pk), request.actor, request.at, bad)  # type: ignore[attr-defined]
    one = page.cell(row_id, key)
    if one is None or (refused is not None and refused.status == 403):
        return _show(request, pk, refused=refused)
    context = page.context() | {"cell": one, "changed": True}
    return render(request, "returns/_cell_kept.html", context, status=refused.status if refused else 200)


def _done(request: HttpRequest, pk: int, work: Any) -> HttpResponse:
    """Do it; the whole table comes back, with the sentence when it was refused."""
    try:
        work()
    except Refused as refused:
        return _show(request, pk, refused=refused)
    return _show(request, pk) if pages.is_fragment(request) else redirect("return_sheet", pk)


@require_POST
@may(FILL)
def add_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One more row."""
    return _done(request, pk, lambda: actions.add_row(pk, why=request.POST.get("why", ""), **who(request)))


@require_POST
@may(FILL)
def remove_row(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Take a row out."""
    return _done(request, pk, lambda: actions.remove_row(pk, row_pk, why=request.POST.get("why", ""), **who(request)))


@require_POST
@may(FILL)
def take_last(request: HttpRequest, pk: int) -> HttpResponse:
    """As last time."""
    return _done(request, pk, lambda: actions.take_last(pk, **who(request)))


@require_POST
@may(FILL)
def keep(request: HttpRequest, pk: int, doubt_pk: int) -> HttpResponse:
    """Let a questioned value stand, with a reason."""
    return _done(request, pk, lambda: actions.keep(pk, doubt_pk, why=request.POST.get("why", ""), **who(request)))


@require_POST
@may(FILL)
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in (`nothing=1`: a zero return); what stands in the way is shown where it stands."""
    try:
        problems = actions.hand_in(pk, nothing=request.POST.get("nothing") == "1", **who(request))
    except Refused as refused:
        return _show(request, pk, refused=refused)
    measure(request, pk, times=not problems)
    if problems:
        return _show(request, pk, problems=problems, first=problems[0])
    return _show(request, pk, just_handed=True) if pages.is_fragment(request) else redirect("return_sheet", pk)


@may(FILL)
def excel(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's own table as Excel; a filled one comes back and replaces what was typed, all of it or nothing."""
    sheet = get_sheet(pk)
    if request.method != "POST":
        return workbook(exports.sheet_to_fill(sheet.round, only=sheet), sheet.round.title)
    try:
        file = request.FILES.get("file")
        if file is None:
            raise Refused("E-return-files", _("选填好的 Excel 文件"))
        found = read_files(sheet.round, [(str(file.name), content(file))], only=sheet)
        if not found.ok:
            count = len(found.wrong) + found.left_off
            words = _("表里有 %(n)s 处不对，一格也没有存") % {"n": count} if count else _("表里没有填数")
            raise Refused("E-return-sheet", words, fields=dict(enumerate(found.wrong[:60])))  # type: ignore[arg-type]
        actions.replace_rows(pk, found.rows[pk], **who(request))
    except Unreadable as unreadable:
        return _show(request, pk, refused=Refused(unreadable.code, str(unreadable.sentence)))
    except Refused as refused:
        return _show(request, pk, refused=refused, wrong=list(refused.fields.values()) if refused.code == "E-return-sheet" else [])
    return redirect("return_sheet", pk)
