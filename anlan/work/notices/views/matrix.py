"""Following a notice: the matrix, one cell of it, who is missing, reports."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.acting import may
from anlan.kernel.web import pages
from anlan.work.notices import queries
from anlan.work.notices.models import PUBLISHED, Notice
from anlan.work.notices.screens import matrix as screens
from anlan.work.notices.views.common import crumbs, short_title

FOLLOW = "follow a notice"
PATH = re.compile(r"(?:[0-9]{1,6}\.){1,9}")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _out(pk: int) -> Notice:
    notice = queries.get_notice(pk)
    if not notice.is_out:
        raise Notice.DoesNotExist(pk)
    return notice


def _path(text: str) -> str:
    return text if PATH.fullmatch(text) else ""


@require_GET
@may(FOLLOW)
def latest(request: HttpRequest) -> HttpResponse:
    """The matrix of the notice sent last; with several running the page itself offers the others."""
    found = _running()
    if not found:
        return render(request, "notices/no_matrix.html", {"title": _("落实矩阵"), "crumbs": [(_("落实矩阵"), "")]})
    return redirect("notice_matrix", found[0].pk)


def _running() -> list[Notice]:
    return list(Notice.objects.filter(state=PUBLISHED).only("id", "title", "number", "state").order_by("-published_at", "-id")[:12])


@require_GET
@may(FOLLOW)
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Clauses down, districts across, one of them open."""
    notice, get = _out(pk), request.GET
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    show = get.get("show", "") if get.get("show") in ("open", "late") else ""
    open_path = _path(get.get("open", ""))
    if not open_path and "open" not in get:
        open_path = _first_to_look_at(queries.matrix(notice, actor, at=at), actor)
    found = queries.matrix(notice, actor, at=at, open_path=open_path, show=show)
    context: dict[str, Any] = screens.context(found, at)
    context |= {
        "notice": notice, "show": show, "short": short_title(notice), "mine": queries.may_edit(actor, notice), "title": _("落实矩阵"),
        "crumbs": crumbs(notice, _("落实矩阵")), "running": [n for n in _running() if n.pk != pk],
    }  # fmt: skip
    return pages.respond(request, "notices/matrix.html", "notices/_matrix.html", context)


def _first_to_look_at(found: Any, actor: Any) -> str:
    """The district to be opened at first, small enough to be read: with most overdue and unknown, else the first below the issuer."""
    if found.open_path:
        return str(found.open_path)
    trouble: dict[str, int] = {}
    for row in found.rows:
        for path, count in row.groups.items():
            trouble[path] = trouble.get(path, 0) + count.overdue + count.unknown
    small = [(path, n) for path, _name, n in found.columns if 1 < n <= 40]
    if not small:
        return ""
    issuer = found.notice.unit_path
    return str(max(small, key=lambda pair: (trouble.get(pair[0], 0), pair[0] != issuer))[0])


@require_GET
@may(FOLLOW)
def drawer(request: HttpRequest, pk: int, case_pk: int) -> HttpResponse:
    """One cell: who, until when, told whom, handed in what. A fragment at the foot of the matrix."""
    found = queries.drawer(case_pk, request.actor, at=request.at)  # type: ignore[attr-defined]
    context = screens.drawer(found, request.actor, request.at)  # type: ignore[attr-defined]
    context["samples"] = queries.samples_of(pk, obligation_id=found["clause"].pk, path=found["task"].group_path)
    context |= {"notice_pk": pk, "back": request.GET.get("back", "")}
    return render(request, "notices/_drawer.html", context)


@require_GET
@may(FOLLOW)
def clause(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """One clause on a phone: its units, those with trouble first."""
    notice, at = _out(pk), request.at  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    open_path = _path(request.GET.get("open", ""))
    found = queries.matrix(notice, actor, at=at, open_path=open_path)
    row = next((r for r in found.rows if r.obligation.pk == line_pk), None)
    if row is None:
        raise Notice.DoesNotExist(line_pk)
    context = screens.clause_context(found, row, at)
    context["samples"] = queries.samples_of(pk, obligation_id=line_pk, path=open_path)
    context |= {"notice": notice, "title": row.obligation.title, "crumbs": crumbs(notice, row.obligation.title)}
    return render(request, "notices/matrix_clause.html", context)


@require_GET
@may(FOLLOW)
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not handed in, as words to be copied: nobody else is named."""
    notice, get = _out(pk), request.GET
    wanted = int(get["line"]) if get.get("line", "").isdecimal() else None
    text = queries.missing_text(
        notice,
        request.actor,  # type: ignore[attr-defined]
        at=request.at,  # type: ignore[attr-defined]
        obligation_id=wanted,
        path=_path(get.get("path", "")),
        every=get.get("all") == "1",
    )
    context = {"notice": notice, "text": text, "every": get.get("all") == "1"}
    context |= {"title": _("没交的名单"), "crumbs": crumbs(notice, _("没交的名单"))}
    return pages.respond(request, "notices/missing.html", "notices/_missing.html", context)


@require_GET
@may(FOLLOW)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line in scope as Excel."""
    data, name = queries.progress_sheet(_out(pk), request.actor, at=request.at)  # type: ignore[attr-defined]
    return _download(data, name, XLSX)


@require_GET
@may(FOLLOW)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress as an official Word document."""
    data, name = queries.progress_document(_out(pk), request.actor, at=request.at)  # type: ignore[attr-defined]
    return _download(data, name, DOCX)


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
