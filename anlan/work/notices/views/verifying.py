"""Verifying: the queue of what was handed in, one at a time, with the proof on the page. There is no confirming of many."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.web.pages import draft_done
from anlan.work.cases import actions as cases
from anlan.work.cases.queries import get_case
from anlan.work.notices import actions
from anlan.work.notices.screens import verifying as screens

VERIFY = "verify what was handed in"


@require_GET
@may(VERIFY)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for my eyes, the nearest limit first."""
    rows = screens.waiting(request.actor, at=request.at)  # type: ignore[attr-defined]
    notice = request.GET.get("notice", "")
    shown = [r for r in rows if not notice or str(r["task"].notice_id) == notice]
    context = {"rows": shown, "all": len(rows), "title": _("核验"), "crumbs": [(_("通知与任务"), reverse("notices")), (_("核验"), "")]}
    return render(request, "notices/queue.html", context)


@require_GET
@may(VERIFY)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One line with its proof. Opening it is looking at it."""
    return _shown(request, pk)


def _shown(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    context: dict[str, Any] = screens.context(get_case(pk), actor, at=at)
    if context["mine"] and refused is None:
        actions.look(context["case"], by=actor, at=at)
    context |= {
        "refused": refused, "typed": request.POST.get("note", ""), "title": context["case"].title,
        "crumbs": [(_("通知与任务"), reverse("notices")), (_("核验"), reverse("verify")), (context["case"].title, "")],
    }  # fmt: skip
    return render(request, "notices/verify.html", context, status=refused.status if refused else 200)


@require_POST
@may(VERIFY)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """核验通过 or 退回 (or the two answers to 不适用), then on to the next in the queue."""
    actor, at, post = request.actor, request.at, request.POST  # type: ignore[attr-defined]
    follow = screens.next_after(actor, pk)
    seen = int(post["seen"]) if post.get("seen", "").isdecimal() else None
    note = post.get("note", "").strip()
    try:
        if post.get("do") == "verify":
            actions.verify_line(pk, by=actor, at=at, note=note, seen=seen)
        elif post.get("do") == "return":
            actions.return_line(pk, note=note, by=actor, at=at, seen=seen)
        else:
            verb = "agree_na" if post.get("do") == "agree_na" else "refuse_na"
            cases.advance(pk, verb, by=actor, at=at, given={"note": note} if note else {}, seen=seen)
    except Refused as refused:
        return _shown(request, pk, refused)
    return draft_done(redirect("verify_one", follow) if follow else redirect("verify"), f"verify-{pk}")
