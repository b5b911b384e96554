"""Pages of tips: the short page behind a code, what became of it, the list of a unit, a number that is looked up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anlan.kernel.acting import may, public
from anlan.kernel.errors import Refused
from anlan.kernel.web import pages
from anlan.kernel.web.keyset import keyset
from anlan.kernel.web.sent import nonce_of
from anlan.kernel.web.templatetags.anlan import state_sign
from anlan.registers.keys import attempts
from anlan.work.cases import queries as cases
from anlan.work.cases.models import Case
from anlan.work.hazards import rules as hazard_rules
from anlan.work.tips import actions, door, forms, queries, rules

SEE = "tip.see"


# ── without an account ─────────────────────────────────────────────────────────────────────────────────────────────────


@public("whoever stands at a door may say what is wrong there; only functions of the database are asked, see door.py")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: UUID) -> HttpResponse:
    """The short page behind a code."""
    spot = door.spot(code)
    if spot is None:
        raise Http404
    facts = door.facts(code, request.at)  # type: ignore[attr-defined]
    form = forms.TipForm(request.POST or None, request.FILES or None, facts=[(f.code, f.text) for f in facts])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                token = door.write(code, nonce=nonce_of(request), address=attempts.address(request), at=request.at, **form.cleaned_data)  # type: ignore[attr-defined]
            except Refused as refused:
                status = refused.status
                pages.show_refusal(form, refused)
            else:
                return _unkept(redirect(f"{reverse('tip_told', args=[token])}?new=1"))
    sources = "；".join(dict.fromkeys(f.source.split(" ")[0] for f in facts))
    context = {"form": form, "spot": spot, "code": code, "title": _("报隐患"), "sources": sources, "days": rules.REACH_DAYS}
    return _unkept(render(request, "tips/new.html", context, status=status))


@public("whoever holds the secret link of what they sent reads what became of it; no names")
@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a letter. POST erases the number that its sender left."""
    found = door.told(token)
    if found is None:
        raise Http404
    address = reverse("tip_told", args=[token])
    if request.method == "POST":
        if request.POST.get("forget"):
            door.forget(token)
        return _unkept(redirect(address))
    link = request.build_absolute_uri(address)
    context = {
        "told": found, "steps": _steps(found), "link": link, "qr": segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2),
        "new": "new" in request.GET, "title": _("报上去的事"),
        "hazard": _(hazard_rules.MACHINE.states[found.hazard_state].label) if found.hazard_state else "",
    }  # fmt: skip
    return _unkept(render(request, "tips/told.html", context))


def _steps(found: door.Told) -> list[dict[str, Any]]:
    """The line of dots for the sender: received, looked at, what it became, over."""
    over = bool(found.closed_at)
    became = bool(found.number)
    here = 3 if over else 2 if became else 1 if found.state in ("looking", "passed_up") else 0
    words = [_("收到"), _("有人在看"), _("立为隐患在改") if became or not over else _("看过了"), _("办完")]
    return [{"word": w, "state": "done" if i < here or (over and i == 3) else "on" if i == here else "later"} for i, w in enumerate(words)]


def _unkept(response: HttpResponse) -> HttpResponse:
    """Nothing stays on the device and no search engine lists it. Addresses are told to nobody elsewhere by the house's own policy
    (same-origin); with none at all a browser would not say where a form comes from, and the form would be refused."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# ── for those who look at them ─────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@may(SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Tips of the scope: those to look at, and those that ended."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    when = "closed" if request.GET.get("when") == "closed" else "open"
    order = ("-closed_at", "-pk") if when == "closed" else ("due_at", "pk")
    page = keyset(queries.rows_of(actor, when).select_related("unit", "place"), order=order, after=request.GET.get("after", ""))

    def state(case: Case) -> Any:
        return state_sign(cases.sign(case, at), _(rules.STATES[case.state].label))

    columns = [
        pages.Column("title", _("什么事"), link=lambda c: reverse("case", args=[c.pk])),
        pages.Column("unit", _("单位")),
        pages.Column("state", _("走到"), value=state),
        pages.Column("closed_at", _("办结"), kind="stamp") if when == "closed" else pages.Column("due_at", _("期限"), kind="due"),
        pages.Column("opened_at", _("收到"), kind="stamp"),
        pages.Column("number", _("编号"), extra=True),
    ]
    views = [(label, f"{request.path}?when={key}", key == when) for key, label in (("open", _("待看")), ("closed", _("看完的")))]
    return pages.listing(
        request, title=_("扫码反映"), rows=page, columns=columns, views=views, live="cases",
        crumbs=[(_("隐患"), reverse("hazards")), (_("扫码反映"), "")],
        empty=pages.Empty(_("没有要看的"), hint=_("有人扫门口的码报，会出现在这里和待办里")),
        row_class=lambda c: "late" if not c.closed_at and at > c.due_at else "",
    )  # fmt: skip


@may("tip.reach")
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """How the sender may be asked back, for a reason that is recorded."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    case = Case.objects.get(pk=pk, kind="tip")
    crumbs = [(_("扫码反映"), reverse("tips")), (case.number, reverse("case", args=[pk])), (_("联系方式"), "")]

    def save(form: Any) -> HttpResponse:
        found = actions.look_up_reach(case, why=form.cleaned_data["why"], by=actor, at=at)
        return render(request, "tips/reach.html", {"case": case, "reach": found, "title": _("联系方式"), "crumbs": crumbs})

    return pages.editing(
        request, form=forms.LookForm(request.POST or None), title=_("看反映人的联系方式"), save=save, verb=_("看"),
        note=_("只用来问清情况。谁看的、为什么看，会记进台账。"), back=reverse("case", args=[pk]), crumbs=crumbs,
    )  # fmt: skip
