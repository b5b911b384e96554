"""What is asked of schools and what it costs them: the page of the bureau, and its rows as a sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.acting import may_role
from anlan.kernel.clock import local
from anlan.kernel.sheets import Column, write_rows
from anlan.kernel.web.importing import workbook
from anlan.oversight.burden import queries, screens
from anlan.oversight.burden.apps import ROLES, office_path
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.asks.rules import SOURCES


def _path(request: HttpRequest) -> str:
    path = office_path(request.actor)  # type: ignore[attr-defined]
    if not path:
        raise Unit.DoesNotExist
    return path


@require_GET
@may_role("see what schools are asked", *ROLES)
def burden(request: HttpRequest) -> HttpResponse:
    """Minutes a week, by office and kind, the dearest asks, what need not have been asked, the weeks to come."""
    context = screens.context(_path(request), request.actor, request.at)  # type: ignore[attr-defined]
    return render(request, "burden/burden.html", context)


@require_GET
@may_role("see what schools are asked", *ROLES)
def sheet(request: HttpRequest) -> HttpResponse:
    """Every ask of the last weeks with what it takes: one line an ask, none a school."""
    path, at = _path(request), request.at  # type: ignore[attr-defined]
    found = queries.burden(path, at)
    names = org.named({row.unit_id for row in found.sent})
    columns = [
        Column("at", _("发出"), "datetime"), Column("office", _("谁要的"), width=20), Column("kind", _("哪一种")),
        Column("title", _("要什么"), width=40), Column("units", _("几所学校"), "integer"), Column("each", _("每所约几分钟"), "integer"),
        Column("minutes", _("合计分钟"), "integer"),
    ]  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"at": s.at, "office": str(names.get(s.unit_id, "")), "kind": str(SOURCES[s.source].label), "title": s.title, "units": s.units,
         "each": s.each, "minutes": s.minutes}
        for s in found.sent
    ]  # fmt: skip
    title = _("学校要办的事")
    return workbook(write_rows(columns, rows, title, note=_("截至 %(at)s，分钟数是估的") % {"at": f"{local(at):%Y-%m-%d %H:%M}"}), title)
