"""The list of notices (for bureaus) or of received dossiers (for schools), taking a notice in, withdrawing one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org import queries as org
from anlan.work.notices import actions, forms, queries
from anlan.work.notices.models import PUBLISHED, REVIEW, SENDING, WITHDRAWN
from anlan.work.notices.queries.effects import effect_of
from anlan.work.notices.screens import line, verifying
from anlan.work.notices.views.common import crumbs

INTERNAL = "E-notice-internal"


@require_GET
@may("see notices")
def notices(request: HttpRequest) -> HttpResponse:
    """Drafts under review, what is out with its progress, and what one's own unit received."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    rows = queries.notices(actor, at=at)
    mine = [r for r in rows if r["mine"]]
    running = [r for r in rows if not r["mine"] and r["notice"].state == PUBLISHED and r.get("total")]
    bureau = any(g.unit_kind in ("city", "district") for g in actor.grants)
    context = {
        "drafts": [r for r in mine if r["notice"].state in (REVIEW, SENDING)],
        "out": [r for r in mine if r["notice"].state == PUBLISHED],
        "gone": [r for r in mine if r["notice"].state == WITHDRAWN],
        "below": [r for r in running if actor.covers(r["notice"].unit_path)],
        "above": [r for r in running if bureau and not actor.covers(r["notice"].unit_path)],
        "to_verify": len(verifying.ids(actor)) if bureau else 0,
        "dossiers": queries.dossiers(actor, at=at), "may_issue": bool(queries.issuing_units(actor)),
        "title": _("通知与任务"), "crumbs": [(_("通知与任务"), "")],
    }  # fmt: skip
    return render(request, "notices/list.html", context)


@may("take a notice in")
def take_in(request: HttpRequest) -> HttpResponse:
    """A file or pasted text. Secret ones are refused and not kept; internal ones are asked about, then chosen again."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    issuing = queries.issuing_units(actor)
    if not issuing:
        raise NotYours("E-notice-role", _("通知由局里的安全干部或负责人导入"))
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "title": _("导入通知"), "crumbs": crumbs(None, _("导入通知"))}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            agreed = request.POST.get("internal") == "1"
            try:
                data, name = form.document()
                notice = actions.import_notice(
                    data, name, unit=org.unit(issuing[0]), by=actor, at=at, nonce=nonce_of(request), confirm_internal=agreed
                )
                return redirect("notice_review", notice.pk)
            except Refused as refused:
                status = refused.status
                context |= {"refused": refused, "ask_internal": refused.code == INTERNAL, "pasted": not request.FILES}
    return render(request, "notices/import.html", context, status=status)


@may("withdraw a notice")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notice back, with the reason that the units are told."""
    notice = queries.get_notice(pk)
    if not queries.may_edit(request.actor, notice):  # type: ignore[attr-defined]
        raise NotYours("E-notice-role", _("通知由发文单位的人撤回"))
    preview = line.effect_words(effect_of(notice, at=request.at)) if notice.is_out else []  # type: ignore[attr-defined]
    context: dict[str, Any] = {"notice": notice, "title": _("撤回通知"), "crumbs": crumbs(notice, _("撤回")), "preview": preview}
    status = 200
    if request.method == "POST":
        try:
            running = actions.withdraw(notice, why=request.POST.get("why", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
            return redirect("notice_sending", pk) if running else redirect("notices")
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    return render(request, "notices/withdraw.html", context, status=status)
