"""Pages of hazards: parse, one action or query, answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.web import pages
from anlan.kernel.web.keyset import keyset
from anlan.kernel.web.sent import nonce_of
from anlan.kernel.web.templatetags.anlan import state_sign
from anlan.registers.org.models import Unit
from anlan.registers.places import queries as places
from anlan.registers.places import rules as place_rules
from anlan.work.cases import page as case_page
from anlan.work.cases import queries as cases
from anlan.work.cases.models import Case
from anlan.work.hazards import actions, queries, recurring, reporting, rules, screens
from anlan.work.hazards.filters import HazardFilters

REPORT = "hazard.report"
SEE = "hazard.see"


# ── report ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@may(REPORT)
def report(request: HttpRequest) -> HttpResponse:
    """Report a hazard. The place comes from a QR code (?place=…), the last ones, a search, or is written down."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    wanted = request.POST.get("place") or request.GET.get("place", "")
    context = reporting.context_for(actor, at, wanted)
    form = reporting.form_for(context, request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                hazard = reporting.report(form.cleaned_data, home=context["home"], nonce=nonce_of(request), by=actor, at=at)
            except Refused as refused:
                status = refused.status
                pages.show_refusal(form, refused)
            else:
                return pages.draft_done(redirect("hazard_reported", pk=hazard.pk), "report")
    context |= {"form": form, "crumbs": [(_("隐患"), reverse("hazards")), (_("报隐患"), "")], "title": _("报隐患")}
    context |= {
        "bar_extra": render_to_string("hazards/_offline_chip.html"),
        "ticked": request.POST.getlist("criteria"),
        "scanned": screens.is_code(request.GET.get("place", "")) and context["chosen"] is not None,
    }
    return render(request, "hazards/report.html", context, status=status)


@require_GET
@may(REPORT)
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a report: number, who does what next, what was stopped."""
    case = cases.get_case(pk)
    turn = case_page.turn_line(case, request.at)  # type: ignore[attr-defined]
    state = rules.MACHINE.states[case.state]
    told = screens.told(case.unit, case.domain, case.opened_by_id, request.at)  # type: ignore[attr-defined]
    hazard = queries.get(pk)
    context = {
        "again": hazard.times if hazard.times > 1 else 0, "earlier": recurring.earlier(hazard, 3),
        "case": case, "turn": turn, "todo": _(state.todo) if state.todo else "", "stopped": [
            {"place": control.place, "words": _(place_rules.STANDING[control.kind])} for control in places.controls_of_case(pk)
        ],
        "mine": cases.is_mine(case, request.actor), "upward": told[rules.MAJOR] if case.level == rules.MAJOR else "",  # type: ignore[attr-defined]
        "title": _("报好了"), "crumbs": [(_("隐患"), reverse("hazards")), (_("报好了"), "")],
    }  # fmt: skip
    return render(request, "hazards/reported.html", context)


@require_GET
@may(REPORT)
def find_places(request: HttpRequest) -> HttpResponse:
    """Places by words, or the one of a scanned code (?place=…), as rows to choose from."""
    words, code = request.GET.get("q", "").strip(), request.GET.get("place", "")
    actor = request.actor  # type: ignore[attr-defined]
    if screens.is_code(code):  # scanned on the page of the report
        words, place = _("扫到的码"), screens.place_from(code)
        found = [place] if place else []
    else:
        found = queries.search_places(words, actor.homes) if words else []
    wide = screens.is_wide(actor)
    at = request.at  # type: ignore[attr-defined]
    context = {
        "found": found, "words": words, "scanned": screens.is_code(code), "stopped": screens.stopped(found, at),
        "keepers": screens.keepers(found, at), "wide": wide,
        "units": queries.search_units(words, actor.paths) if wide and words and not screens.is_code(code) else [],
    }  # fmt: skip
    return render(request, "hazards/_found.html", context)


@require_POST
@may("hazard.on_site")
def on_site(request: HttpRequest, code: UUID) -> HttpResponse:
    """Note that the person stands at the place whose code was scanned."""
    place = places.by_code(code)
    actions.on_site(place, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    waiting = [c for c in queries.at_place(place) if cases.is_mine(c, request.actor)]  # type: ignore[attr-defined]
    return redirect("case", pk=waiting[0].pk) if len(waiting) == 1 else redirect("place_by_code", code=code)


@require_POST
@may("hazard.number")
def external_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the number of the city's platform."""
    actions.set_external_number(pk, number=request.POST.get("number", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("case", pk=pk)


# ── list ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@may(SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Hazards of the scope."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    when = request.GET.get("when", "open")
    when = when if when in screens.WHEN else "open"
    rows = screens.rows_of(actor, request.GET, at).select_related("unit", "place")
    order = ("-closed_at", "-pk") if when == "closed" else ("due_at", "pk")
    page = keyset(rows, order=order, after=request.GET.get("after", ""))
    wide = screens.is_wide(actor)
    return pages.listing(
        request, title=_("隐患"), rows=page, columns=_columns(at, when, wide), filters=HazardFilters(request.GET, actor=actor),
        views=screens.views_of(request.path, when), excel_url=reverse("hazards_excel"), import_url=reverse("hazards_import"),
        actions=[
            pages.Action(_("报隐患"), reverse("hazard_report"), icon="plus", tone="p"),
            pages.Action(_("扫码反映"), reverse("tips"), icon="qr", tone="t"),
            *([pages.Action(_("平台对接"), reverse("platform"), icon="link", tone="t desk-only")] if screens.is_wide(actor) else []),
            pages.Action(_("期限规则"), reverse("hazard_rules"), icon="clock", tone="t desk-only"),
            pages.Action(_("判定标准"), reverse("hazard_criteria"), icon="list", tone="t desk-only"),
        ],
        empty=pages.Empty(_("没有这样的隐患"), hint=_("看到就报，30 秒"), url=reverse("hazard_report"), verb=_("报隐患")),
        crumbs=[(_("隐患"), "")], live="cases", row_class=lambda c: "late" if not c.closed_at and at > c.due_at else "",
    )  # fmt: skip


def _columns(at: Any, when: str, wide: bool) -> list[pages.Column]:
    def state(case: Case) -> Any:
        return state_sign(cases.sign(case, at), _(rules.MACHINE.states[case.state].label))

    columns = [
        pages.Column("title", _("什么事"), link=lambda c: reverse("case", args=[c.pk])),
        pages.Column("level", _("等级"), kind="level"),
        pages.Column("unit", _("单位"), extra=not wide),
        pages.Column("place", _("地点")),
        pages.Column("state", _("走到"), value=state),
    ]
    if when == "closed":
        columns.append(pages.Column("closed_at", _("销号"), kind="stamp"))
    else:
        columns.append(pages.Column("due_at", _("期限"), kind="due"))
    columns += [
        pages.Column("opened_at", _("上报"), kind="stamp", extra=True),
        pages.Column("number", _("编号"), extra=True),
        pages.Column("domain", _("哪一类"), value=lambda c: _(rules.CATEGORIES.get(c.domain, (c.domain, ""))[0]), extra=True),
        pages.Column("limit_at", _("总期限"), kind="stamp", extra=True),
    ]
    return columns


def chosen_unit(request: HttpRequest) -> Unit:
    """The unit a register page works for: ?unit=…, within the actor's reach, else the post's own."""
    actor = request.actor  # type: ignore[attr-defined]
    wanted = request.GET.get("unit", "") or request.POST.get("unit", "")
    if wanted.isdecimal():
        unit = Unit.objects.get(pk=int(wanted))
        if actor.covers(unit.unit_path):
            return unit
        raise Unit.DoesNotExist
    home = screens.home_of(actor)
    if home is None:
        raise Unit.DoesNotExist
    return home
