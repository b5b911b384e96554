"""Asking for a release, going out without one, a region's limit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.acting import may, may_role
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web import pages
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org import queries as org
from anlan.work.asks import actions, queries, screens
from anlan.work.asks.forms import LimitForm
from anlan.work.asks.rules import MAY_RELEASE


@may("ask that something may go out")
def release(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    """How full the weeks are, and the two ways on: the leader says yes, or a reason why it cannot wait."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    draft = queries.get_draft(source, pk, actor, at)
    status, refused = 200, None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "exempt":
                given = {"basis": request.POST.get("basis", ""), "why": request.POST.get("exempt_why", "")}
                actions.exempt(draft, **given, by=actor, at=at)
                return redirect(draft.url)
            case = actions.ask_release(draft, why=request.POST.get("why", ""), by=actor, at=at, nonce=nonce_of(request))
            return redirect("case", case.pk)
        except Refused as error:
            refused, status = error, error.status
    context: dict[str, Any] = {
        "box": screens.box(draft, at), "draft": draft, "refused": refused, "typed": request.POST, "title": _("请放行"),
        "crumbs": [(draft.title, draft.url), (_("请放行"), "")],
    }  # fmt: skip
    return render(request, "asks/release.html", context, status=status)


@may_role("set how much a week is enough", *MAY_RELEASE)
def limit(request: HttpRequest) -> HttpResponse:
    """The number of a region, from a day on."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    held = next((g for g in actor.grants if g.role in MAY_RELEASE and g.unit_kind in ("city", "district")), None)
    if held is None:
        raise NotYours("E-ask-limit-role", _("这个数由本局分管领导或主要负责人来定"))
    unit, now = org.unit(held.unit_id), queries.most_a_week(held.path, at)
    form = LimitForm(request.POST or None, initial={"most": now, "starts": local(at).date()})

    def save(sent: Any) -> str:
        actions.set_limit(unit, **sent.cleaned_data, by=actor, at=at)
        return reverse("burden")

    return pages.editing(
        request, form=form, title=_("一周几件"), save=save, back=reverse("burden"),
        note=_("%(unit)s现在是 %(n)d 件。没有文件定过这个数，待核实；从定的那天起用，已经发出的不受影响。") % {"unit": unit, "n": now},
        crumbs=[(_("负担"), reverse("burden")), (_("一周几件"), "")],
    )  # fmt: skip
