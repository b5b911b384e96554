"""The board of a city, a district or a school, and its units in a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.acting import may_role
from anlan.kernel.clock import local
from anlan.kernel.web.figures import figure
from anlan.kernel.web.keyset import SIZE, Page
from anlan.kernel.web.pages import Column, Empty, listing, respond
from anlan.oversight.board import drawing, page, queries, rules
from anlan.oversight.board.apps import ROLES, may_see
from anlan.oversight.board.queries import UnitLine
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import SCHOOL


def _unit(request: HttpRequest) -> Unit:
    """The unit asked for, within the actor's reach; without one that of the post in use. 404 outside."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    wanted = request.GET.get("unit", "")
    if not wanted:
        post = actor.post
        wanted = post.path if post and post.reach == "unit" else next(iter(actor.paths), "")
    if not wanted or not actor.covers(wanted):
        raise Unit.DoesNotExist(wanted)
    return org.by_path(wanted)


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in registry.KINDS else ""


@may_role("see how a unit stands", *ROLES)
def board(request: HttpRequest) -> HttpResponse:
    """How the unit stands now: where it sticks, and whose turn it is."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not may_see(actor):
        raise Unit.DoesNotExist
    context = page.context(actor, _unit(request), _kind(request), request.at)  # type: ignore[attr-defined]
    return respond(request, "board/board.html", "board/_board.html", context)


@may_role("see the schools of a unit", *ROLES)
def units(request: HttpRequest) -> HttpResponse:
    """The schools of a unit as rows, the most overdue first: the map for the keyboard, and what lies behind its figures."""
    at: Any = request.at  # type: ignore[attr-defined]
    unit, kind, show = _unit(request), _kind(request), request.GET.get("show", "")
    known = not rules.is_old(at, queries.counted_at())
    rows = [u for u in queries.units(unit.unit_path, kind, at, local(at).date()) if u.kind == SCHOOL] if known else []
    chosen = [u for u in rows if _shown(u, show)]
    chosen.sort(key=lambda u: (-u.late, u.oldest_due or at, u.path))

    def link(show: str) -> str:
        words = {"unit": unit.unit_path, "kind": kind, "show": show}
        return f"{reverse('board_units')}?{urlencode({k: v for k, v in words.items() if v})}"

    shows = [(_("全部"), ""), (_("有逾期"), "late"), (_("7 天没有动静"), "silent")]
    return listing(
        request,
        title=_("%(unit)s的学校") % {"unit": unit},
        rows=_paged(chosen, request.GET.get("after", "")),
        columns=_columns(kind),
        views=[(words, link(key), show == key) for words, key in shows],
        empty=Empty(_("没有这样的学校") if known else _("现在没有新数据，情况未知")),
        crumbs=[(str(unit), f"{reverse('board')}?unit={unit.unit_path}"), (_("学校"), "")],
    )


def _paged(rows: list[UnitLine], after: str) -> Page:
    """Fifty at a time; the rows are few enough to be sorted whole."""
    begin = int(after) if after.isdecimal() else 0
    more = str(begin + SIZE) if len(rows) > begin + SIZE else ""
    return Page(rows[begin : begin + SIZE], more, begin == 0)


def _shown(unit: UnitLine, show: str) -> bool:
    if show == "late":
        return unit.late > 0
    return unit.silent if show == "silent" else True


def _columns(kind: str) -> list[Column]:
    def door(count: str, **more: str) -> Any:
        return lambda u: format_html('<a href="{}">{}</a>', page.cases_url(u.path, kind, **more), figure(getattr(u, count)))

    return [
        Column("name", _("学校"), link=lambda u: f"{reverse('board')}?unit={u.path}"),
        Column("parent", _("属于")),
        Column("sign", _("情况"), value=drawing.state_words),
        Column("late", _("逾期"), value=door("late", when="late"), kind="figure"),
        Column("oldest_due", _("最早的时限"), kind="due"),
        Column("today", _("今天到期"), value=door("today", when="today"), kind="figure"),
        Column("open", _("未办结"), value=door("open"), kind="figure"),
        Column("heard_at", _("最近动静"), kind="stamp"),
    ]
