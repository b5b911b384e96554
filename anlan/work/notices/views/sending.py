"""Preview, the one confirmation, and how far the sending has come."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.web import pages
from anlan.work.notices import actions, queries
from anlan.work.notices.models import PUBLISHED, REVIEW, SENDING, Notice
from anlan.work.notices.screens import sending
from anlan.work.notices.views.common import crumbs

SEND = "send a notice"


def _mine(request: HttpRequest, pk: int) -> Notice:
    notice = queries.get_notice(pk)
    if not queries.may_edit(request.actor, notice):  # type: ignore[attr-defined]
        raise Notice.DoesNotExist(pk)
    return notice


@require_GET
@may(SEND)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Who gets what, for how many minutes, what they have already, and what still stops it."""
    notice = _mine(request, pk)
    if notice.state == SENDING:
        return redirect("notice_sending", pk)
    if notice.is_out:
        return redirect("notice_matrix", pk)
    return _shown(request, notice)


def _shown(request: HttpRequest, notice: Notice, refused: Refused | None = None) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    context: dict[str, Any] = sending.context(queries.preview(notice, at=at), at)
    way = [(_("通知与任务"), reverse("notices")), (_("核对要求"), reverse("notice_review", args=[notice.pk])), (_("预览派发"), "")]
    context |= {"notice": notice, "refused": refused, "title": _("预览派发"), "crumbs": way}
    return render(request, "notices/preview.html", context, status=refused.status if refused else 200)


@require_POST
@may(SEND)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the sending into the queue. Twice is once."""
    notice = _mine(request, pk)
    try:
        actions.dispatch(notice, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        return _shown(request, notice, refused)
    return redirect("notice_sending", pk)


@require_GET
@may(SEND)
def under_way(request: HttpRequest, pk: int) -> HttpResponse:
    """How many of how many; asks again by itself, and goes on to the matrix when all is out, to the list when all is taken back."""
    notice = _mine(request, pk)
    told = queries.progress(notice)
    if notice.state == PUBLISHED and told and told["what"] == "withdraw" and told["state"] != "done":
        return _taking_back(request, notice, told)
    if notice.state == PUBLISHED:
        return _on(request, reverse("notice_matrix", args=[pk]))
    if notice.state not in (SENDING, REVIEW):
        return _on(request, reverse("notices"))
    context = {
        "notice": notice, "progress": told, "broke_off": notice.state == REVIEW, "sent": sending.so_far(told, _lines(notice, request)),
        "title": _("正在派发"), "crumbs": crumbs(notice, _("正在派发")),
    }  # fmt: skip
    return pages.respond(request, "notices/sending.html", "notices/_sending.html", context)


def _taking_back(request: HttpRequest, notice: Notice, told: dict[str, Any]) -> HttpResponse:
    context = {
        "notice": notice, "progress": told, "broke_off": told["state"] == "failed", "taking_back": True,
        "sent": {"done": told["done"], "total": told["total"] or notice.lines}, "title": _("正在撤回"),
        "crumbs": crumbs(notice, _("正在撤回")),
    }  # fmt: skip
    return pages.respond(request, "notices/sending.html", "notices/_sending.html", context)


def _lines(notice: Notice, request: HttpRequest) -> int:
    """How many tasks the sending makes; the reviewed lines do not change while it runs."""
    return queries.plan_of(notice, at=request.at).lines  # type: ignore[attr-defined]


def _on(request: HttpRequest, url: str) -> HttpResponse:
    if pages.is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)
