"""Programmes: the list, one with its figures, starting, changing, ending, laying over, reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.clock import local
from anlan.kernel.documents import DOCX
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web import pages
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org import queries as org
from anlan.registers.org.rules import issues_at, issuing_units
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES
from anlan.work.cases.queries import get_case
from anlan.work.notices import queries as notices
from anlan.work.programmes import actions, queries, reports
from anlan.work.programmes.forms import ProgrammeForm
from anlan.work.programmes.models import Programme

SEE, RUN = "see a programme", "run a programme"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _crumbs(last: str = "", programme: Programme | None = None) -> list[tuple[str, str]]:
    found = [(_("专项"), reverse("programmes") if last else "")]
    if programme is not None:
        found.append((programme.name, reverse("programme", args=[programme.pk])))
    return [*found, (last, "")] if last else found


@require_GET
@may(SEE)
def programmes(request: HttpRequest) -> HttpResponse:
    """Programmes that run, and those that ended."""
    rows = queries.programmes()
    owners = people.names({p.owner_id for p in rows})
    context = {
        "rows": [{"p": p, "owner": owners.get(p.owner_id, "")} for p in rows], "title": _("专项"), "crumbs": _crumbs(),
        "may": bool(issuing_units(request.actor)),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "programmes/list.html", context)


@require_GET
@may(SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: what it comes to, by district; its notices; what was found."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.get_programme(pk)
    found = queries.account(row, actor, at=at)
    cases = queries.cases_of(row).select_related("unit").order_by("closed_at", "due_at")
    context: dict[str, Any] = {
        "p": row, "account": found, "whole": found.whole, "rows": found.rows, "owner": people.names([row.owner_id]).get(row.owner_id, ""),
        "open": list(cases.filter(closed_at=None)[:20]), "mine": issues_at(actor, row.unit_path), "title": row.name,
        "crumbs": _crumbs(row.name),
    }  # fmt: skip
    return render(request, "programmes/programme.html", context)


def _form(request: HttpRequest, unit: Any, initial: dict[str, Any]) -> ProgrammeForm:
    holders = people.holders_at(unit.unit_path, list(ROLES), request.at)  # type: ignore[attr-defined]
    return ProgrammeForm(request.POST or None, people=holders, initial=initial)


@may(RUN)
def new(request: HttpRequest) -> HttpResponse:
    """Start a programme of one's own office."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    offices = issuing_units(actor)
    if not offices:
        raise NotYours("E-programme-role", _("专项由局里的安全干部或负责人发起"))
    unit = org.unit(offices[0])
    form = _form(request, unit, {"kinds": ["hazard"], "starts": local(at).date(), "owner": actor.person_id})

    def save(form: Any) -> str:
        row = actions.start(unit, **form.values(), by=actor, at=at, nonce=nonce_of(request))
        return reverse("programme", args=[row.pk])

    return pages.editing(
        request, form=form, title=_("发起专项"), save=save, verb=_("发起"), back=reverse("programmes"), draft="programme",
        crumbs=_crumbs(_("发起专项")),
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> Programme:
    row = queries.get_programme(pk)
    if not issues_at(request.actor, row.unit_path):  # type: ignore[attr-defined]
        raise NotYours("E-programme-role", _("专项由发起单位的人管"))
    return row


@may(RUN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what it says of itself."""
    row = _own(request, pk)
    names = ("name", "purpose", "starts", "ends", "kinds", "domains")
    form = _form(request, row.unit, {**{n: getattr(row, n) for n in names}, "owner": row.owner_id})

    def save(form: Any) -> str:
        actions.change(row, **form.values(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return reverse("programme", args=[pk])

    back = reverse("programme", args=[pk])
    return pages.editing(request, form=form, title=_("改专项"), save=save, back=back, crumbs=_crumbs(_("改"), row))


@require_POST
@may(RUN)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it."""
    actions.end(_own(request, pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("programme", pk)


@require_POST
@may(RUN)
def lay(request: HttpRequest) -> HttpResponse:
    """Lay a programme over a notice or a case, or take it off again."""
    post = request.POST
    ids = {name: int(post[name]) for name in ("programme", "notice", "case") if post.get(name, "").isdecimal() and len(post[name]) < 16}
    if "programme" not in ids or not {"notice", "case"} & set(ids):
        raise Refused("E-programme-which", _("选一个专项"))
    row = _own(request, ids["programme"])
    about: dict[str, Any] = {"notice": notices.get_notice(ids["notice"])} if "notice" in ids else {"case": get_case(ids["case"])}
    verb = actions.take_off if post.get("do") == "remove" else actions.lay_over
    verb(row, by=request.actor, at=request.at, **about)  # type: ignore[attr-defined]
    return redirect("notice", ids["notice"]) if "notice" in ids else redirect("case", ids["case"])


@require_GET
@may(SEE)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures as Excel."""
    found = queries.account(queries.get_programme(pk), request.actor, at=request.at)  # type: ignore[attr-defined]
    return _download(*reports.sheet(found), XLSX)


@require_GET
@may(SEE)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as an official Word document."""
    found = queries.account(queries.get_programme(pk), request.actor, at=request.at)  # type: ignore[attr-defined]
    return _download(*reports.document(found), DOCX)


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
