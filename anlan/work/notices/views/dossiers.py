"""A unit's dossier: receive it in one tap, prove several lines with one record, hand lines to a colleague, say that one does not apply."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import actions as evidence
from anlan.kernel.web import opened, pages
from anlan.kernel.web.sent import content, nonce_of
from anlan.work.asks import actions as asks
from anlan.work.asks.rules import FORM_SECONDS
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Record
from anlan.work.notices.queries.asking import KEY
from anlan.work.notices.screens import dossiers as screens
from anlan.work.notices.screens import line

SEE, WORK = "see a dossier", "work on a dossier"
MOST_FILES = 9
DRAFT = re.compile(r"prove(-\d{1,19}){1,200}")  # what is written for some lines is given back for the same lines only


def _ids(values: list[str]) -> list[int]:
    return [int(v) for v in values if v.isdecimal()]


def _crumbs(found: dict[str, Any], last: str = "") -> list[tuple[str, str]]:
    rows = [(_("通知与任务"), reverse("notices")), (_("收到的任务"), reverse("dossier", args=[found["dossier"].pk]))]
    return [*rows, (last, "")] if last else [rows[0], (rows[1][0], "")]


@require_GET
@may(SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One dossier: its lines by clause or by deadline."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    found = queries.dossier(pk, actor, at=at)
    context = screens.context(found, actor, at=at, order=request.GET.get("by", "clause"))
    context |= {
        "crumbs": _crumbs(found), "title": found["notice"].title, "refused": refused, "on_top": line.on_top(found["dossier"], found),
    }  # fmt: skip
    status = refused.status if refused else 200
    return pages.respond(request, "notices/dossier.html", "notices/_dossier.html", context, status=status)


@require_POST
@may(WORK)
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive everything at once."""
    from anlan.work.notices.models import Dossier

    try:
        actions.receive_dossier(Dossier.objects.get(pk=pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        return _show(request, pk, refused)
    return _show(request, pk) if pages.is_fragment(request) else redirect("dossier", pk)


@may(WORK)
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the chosen lines, or all open ones, to a colleague."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    found = queries.dossier(pk, actor, at=at)
    chosen = _ids((request.POST if request.method == "POST" else request.GET).getlist("line"))
    lines = [row for row in found["lines"] if row["case"].pk in chosen and row["case"].state in screens.OPEN]
    whole = not chosen
    if whole:
        lines = [row for row in found["lines"] if row["case"].state in screens.OPEN]
    context: dict[str, Any] = {**found, "chosen": lines, "all": whole, "title": _("交给同事"), "crumbs": _crumbs(found, _("交给同事"))}
    status = 200
    if request.method == "POST":
        try:
            person = int(request.POST["person"]) if request.POST.get("person", "").isdecimal() else 0
            if not person:
                raise Refused("E-assign-person", _("选一位同事"), fields={"person": _("选一位同事")})
            actions.assign_lines([row["case"].pk for row in lines], to_person=person, by=actor, at=at)
            return redirect("dossier", pk)
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    return render(request, "notices/hand.html", context, status=status)


@may(WORK)
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    """One record for all chosen lines: a new one with words, photos, files and the place scanned, or one that is there already."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    found = queries.dossier(pk, actor, at=at)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = _ids(sent.getlist("line"))
    context = screens.proving(found, chosen, at=at, scan=sent.get("scan", ""))
    draft = sent["draft"] if DRAFT.fullmatch(sent.get("draft", "")) else "-".join(["prove", *map(str, [pk, *sorted(chosen)])])
    context |= {"title": _("交证明"), "crumbs": _crumbs(found, _("交证明")), "typed": sent, "draft": draft, "opened": opened.token(at)}
    status = 200
    if request.method == "POST":
        try:
            record = _record(request, found, at)
            done, gone = actions.hand_in(chosen, record=record, by=actor, at=at)
            if gone:
                titles = "、".join(case.title for case in gone[:3])
                says = _("刚被上级撤回，不用交了：%(titles)s。你写的存成了一份记录，别的要求用得上")
                messages.warning(request, says % {"titles": titles})
            seconds = opened.seconds(request, most=FORM_SECONDS)
            asks.spend(KEY, found["unit"].pk, found["unit"].unit_path, seconds=seconds, times=len(done), by=actor, at=at)
            return _done(pk, draft)
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    return render(request, "notices/prove.html", context, status=status)


def _record(request: HttpRequest, found: dict[str, Any], at: datetime) -> Record:
    actor, post, unit = request.actor, request.POST, found["unit"]  # type: ignore[attr-defined]
    if post.get("record", "").isdecimal():
        return Record.objects.get(pk=int(post["record"]))
    files = [f for name in ("photos", "files") for f in request.FILES.getlist(name)][: MOST_FILES * 2]
    kept = [
        evidence.attach(content(f), f.name or "", unit_id=unit.pk, unit_path=unit.unit_path, by=actor, at=at, phase="proof") for f in files
    ]
    return actions.make_record(
        unit, title=post.get("title", ""), text=post.get("text", ""), files=[e.pk for e in kept], place_code=_code(post.get("scan", "")),
        by=actor, at=at, nonce=nonce_of(request),
    )  # fmt: skip


def _code(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Refused("E-record-place", _("这个码不是位置码"), fields={"scan": _("这个码不是位置码")}) from None


def _done(pk: int, draft: str) -> HttpResponse:
    return pages.draft_done(redirect("dossier", pk), draft)


@may(WORK)
def not_here(request: HttpRequest, pk: int, case_pk: int) -> HttpResponse:
    """Ask that a line does not apply to this unit, with the reason; somebody above decides."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    found = queries.dossier(pk, actor, at=at)
    row = screens.line_of(found, case_pk)
    context: dict[str, Any] = {**found, "line": row, "title": _("不适用"), "crumbs": _crumbs(found, _("不适用"))}
    status = 200
    if request.method == "POST":
        try:
            actions.ask_not_applicable(row["case"], why=request.POST.get("why", ""), by=actor, at=at)
            return pages.draft_done(redirect("dossier", pk), f"not-{case_pk}")
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    return render(request, "notices/not_here.html", context, status=status)


@require_GET
@may(SEE)
def clause(request: HttpRequest, pk: int, case_pk: int) -> HttpResponse:
    """The words of the notice behind one line, with what stands around them: a fragment on demand."""
    found = queries.dossier(pk, request.actor, at=request.at)  # type: ignore[attr-defined]
    return render(request, "notices/_clause.html", screens.clause(screens.line_of(found, case_pk)))
