"""The page of who runs the exchange: what waits, what was refused and why, numbers that differ; send again, leave out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may_role
from anlan.kernel.errors import NotYours
from anlan.kernel.web import dates, pages
from anlan.kernel.web.keyset import keyset
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.hazards import rules as hazard_rules
from anlan.work.platform import actions, queries, rules
from anlan.work.platform.models import Sending

RUN = "platform.run"
SHOWN = ("refused", "waiting", "conflict", "all")


def _office(request: HttpRequest) -> Unit:
    """The bureau or district of the post in use; a school does not run the exchange."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = org.whole_unit(actor.post.path) if actor.post else None
    if unit is None or not actions.may_operate(unit.unit_path, actor):
        raise NotYours("E-platform-role", _("平台对接由市局或辖市区局的安全干部管"))
    return unit


@require_GET
@may_role(RUN, *actions.OPERATORS)
def board(request: HttpRequest) -> HttpResponse:
    """Messages to the platform, the refused first."""
    unit, actor = _office(request), request.actor  # type: ignore[attr-defined]
    count = queries.counts(actor)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWN else "refused" if count["refused"] or not count["waiting"] else "waiting"
    page = keyset(queries.rows_of(actor, show), order=("pk",) if show != "all" else ("-pk",), after=request.GET.get("after", ""))
    columns = [
        pages.Column("case", _("隐患"), value=lambda r: r.case.title, link=_door),
        pages.Column("unit", _("单位"), value=lambda r: r.case.unit),
        pages.Column("state", _("走到"), value=lambda r: _(hazard_rules.MACHINE.states[r.state].label)),
        pages.Column("status", _("平台"), value=lambda r: _(rules.STATUSES[r.status])),
        pages.Column("trouble", _("说的原因"), value=_why),
        pages.Column("tries", _("发过几次"), kind="num"),
        pages.Column("at", _("哪一步的时间"), kind="stamp", extra=True),
        pages.Column("receipt", _("回执"), extra=True),
    ]
    words = {"refused": _("被退回"), "waiting": _("等着发"), "conflict": _("编号对不上"), "all": _("全部")}
    views = [(f"{words[key]} {count[key]}" if key in count else words[key], f"{request.path}?show={key}", key == show) for key in SHOWN]
    acts = []
    if actions.is_on():
        acts.append(pages.Action(_("现在就发"), reverse("platform_now"), icon="undo", post=True))
        confirm = _("没发过的、没销号的隐患都排进去，一次最多 %(n)d 条") % {"n": actions.MOST_AT_ONCE}
        acts.append(pages.Action(_("补发没发过的"), reverse("platform_catch_up"), tone="t", post=True, confirm=confirm))
    return pages.listing(
        request, title=_("平台对接"), rows=page, columns=columns, views=views, actions=acts, note=_standing(request, unit), live="platform",
        crumbs=[(_("隐患"), reverse("hazards")), (_("平台对接"), "")],
        empty=pages.Empty(_("这里没有"), hint=_("发出的、退回的都会留在这里")),
    )  # fmt: skip


def _door(row: Sending) -> str:
    return reverse("platform_one", args=[row.pk]) if row.status == "refused" else reverse("case", args=[row.case_id])


def _why(row: Sending) -> str:
    if row.their_number:
        return _("平台给的是 %(number)s") % {"number": row.their_number}
    return row.trouble if row.status != "sent" else ""


def _standing(request: HttpRequest, unit: Unit) -> str:
    """Where it goes, whether it gets there, and that the contract is ours."""
    if not actions.is_on():
        return _("还没有设平台地址，什么都不发。地址和密钥由管服务器的人设。")
    host = urlsplit(settings.ANLAN_PLATFORM_URL).netloc.rpartition("@")[2]
    found = queries.link_trouble()
    at = datetime.fromisoformat(found["at"]) if found["at"] else None
    link = _("连着") if not found["trouble"] else found["trouble"]
    when = f" {dates.stamp(at)}" if at else ""
    key = _("密钥已设") if settings.ANLAN_PLATFORM_KEY else _("没有设密钥")
    return " · ".join([str(unit), host, link + when, key, _("接口是我们自己定的，待核实")])


@may_role(RUN, *actions.OPERATORS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A refused message: why, what was sent; send it again, or leave it out with a reason."""
    _office(request)
    row = Sending.objects.select_related("case", "case__unit").get(pk=pk)
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    if request.method == "POST":
        if request.POST.get("drop"):
            actions.drop(pk, why=request.POST.get("why", ""), by=actor, at=at)
        else:
            actions.resend(pk, by=actor, at=at)
        return redirect("platform")
    facts: list[tuple[Any, Any]] = [
        (_("隐患"), f"{row.case.number} {row.case.title}"), (_("单位"), row.case.unit),
        (_("走到"), _(hazard_rules.MACHINE.states[row.state].label)),
        (_("平台"), _(rules.STATUSES[row.status])), (_("说的原因"), _why(row)), (_("哪一步的时间"), dates.moment(row.at)),
    ]  # fmt: skip
    facts += [(name, str(value)) for name, value in sorted(row.body.items()) if value not in (None, "", [])]
    shown = (
        [pages.Panel(_("怎么办"), template="platform/_refused.html", context={"row": row}, side=True)] if row.status == "refused" else []
    )
    crumbs = [(_("平台对接"), reverse("platform")), (row.case.number, "")]
    act = [pages.Action(_("去改这条隐患"), reverse("case", args=[row.case_id]))]
    return pages.record(request, title=row.case.title, facts=facts, panels=shown, actions=act, crumbs=crumbs)


@require_POST
@may_role(RUN, *actions.OPERATORS)
def now(request: HttpRequest) -> HttpResponse:
    """Do not wait for the next attempt."""
    count = actions.send_now(_office(request), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("%(n)d 条马上发") % {"n": count})
    return redirect("platform")


@require_POST
@may_role(RUN, *actions.OPERATORS)
def catch_up(request: HttpRequest) -> HttpResponse:
    """Queue what was never queued."""
    count = actions.catch_up(_office(request), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("排进去 %(n)d 条") % {"n": count})
    return redirect("platform")
