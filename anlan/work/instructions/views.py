"""Instructions: the list, writing one down, its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.clock import LOCAL, local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web.pages import draft_done
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org import queries as org
from anlan.work.instructions import actions, queries, screens
from anlan.work.instructions.models import Instruction

SEE = "see what leaders said"
TASKS = 4


def _crumbs(last: str = "") -> list[tuple[str, str]]:
    first = (_("批示"), reverse("instructions") if last else "")
    return [first, (last, "")] if last else [first]


@require_GET
@may(SEE)
def instructions(request: HttpRequest) -> HttpResponse:
    """What leaders said, newest first, with how much of it is done."""
    before = request.GET.get("before", "")
    rows = queries.listed(before=int(before) if before.isdecimal() and len(before) < 16 else None)
    context = {
        "rows": rows, "next": rows[-1]["row"].pk if len(rows) == queries.PAGE else "", "title": _("批示"), "crumbs": _crumbs(),
        "may": bool(queries.offices(request.actor)),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "instructions/list.html", context)


@require_GET
@may(SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One instruction with its tasks and how each stands."""
    return _page(request, queries.get_instruction(pk), {})


def _page(request: HttpRequest, row: Instruction, typed: Any, refused: Refused | None = None) -> HttpResponse:
    """The page; who may hand out further tasks finds the form, with what was typed where it was refused."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    context = screens.page(row, at) | {"title": _("批示"), "crumbs": _crumbs(row.leader_name), "refused": refused}
    if queries.may_add(actor, row, at):
        context |= {"may": True, "known": list(screens.targets(row.unit, row.case, at)), **_typed(typed)}
    return render(request, "instructions/instruction.html", context, status=refused.status if refused else 200)


@require_POST
@may("hand out further tasks of what a leader said")
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Further tasks of an instruction that stands."""
    actor, at, row = request.actor, request.at, queries.get_instruction(pk)  # type: ignore[attr-defined]
    known = screens.targets(row.unit, row.case, at)
    try:
        actions.hand_out(row.pk, _handings(request.POST, known, row.unit, at), by=actor, at=at, nonce=nonce_of(request))
    except NotYours:
        raise
    except Refused as refused:
        return _page(request, row, request.POST, refused)
    return draft_done(redirect("instruction", row.pk), f"instruction-{row.pk}")


def _typed(sent: Any) -> dict[str, Any]:
    """The lines of the form for tasks, as they were typed."""
    tasks = [
        {"n": n, "task": sent.get(f"task-{n}", ""), "to": sent.get(f"to-{n}", ""), "due": sent.get(f"due-{n}", "")} for n in range(TASKS)
    ]
    return {"tasks": tasks, "more": any(t["task"] or t["to"] for t in tasks[1:])}


@may("write down what a leader said")
def new(request: HttpRequest) -> HttpResponse:
    """Word for word what a leader said, and who does what by when."""
    actor, at, sent = request.actor, request.at, request.POST if request.method == "POST" else request.GET  # type: ignore[attr-defined]
    found = queries.offices(actor)
    if not found:
        raise NotYours("E-instruction-role", _("批示由领导本人，或本单位办公室、安全干部代记"))
    unit = org.unit(found[0])
    notice, case = _about(request, sent)
    known = screens.targets(unit, case, at)
    leaders = queries.speakers(unit, at)
    context: dict[str, Any] = {
        "unit": unit, "leaders": leaders, "notice": notice, "case": case, "typed": sent, "known": list(known),
        "title": _("记一条批示"), "crumbs": _crumbs(_("记一条批示")), "now": local(at).strftime("%Y-%m-%dT%H:%M"),
        "back": reverse("notice", args=[notice.pk]) if notice else reverse("case", args=[case.pk]) if case else reverse("instructions"),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            leader = int(sent["leader"]) if sent.get("leader", "").isdecimal() and len(sent["leader"]) < 16 else 0
            row = actions.record_instruction(
                unit, leader, sent.get("words", ""), _handings(sent, known, unit, at),
                said_at=_moment(sent.get("said_at", ""), "said_at", at), notice=notice, case=case, by=actor, at=at, nonce=nonce_of(request),
            )  # fmt: skip
            return draft_done(redirect("instruction", row.pk), "instruction")
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    context |= _typed(sent)
    return render(request, "instructions/new.html", context, status=status)


def _about(request: HttpRequest, sent: Any) -> tuple[Any, Any]:
    """The notice or the case that it is said on."""
    wanted = {name: sent.get(name, "") for name in ("notice", "case")}
    ids = {f"{name}_id": int(text) for name, text in wanted.items() if text.isdecimal() and len(text) < 16}
    return queries.about(request.actor, **ids)  # type: ignore[attr-defined]


def _handings(sent: Any, known: Any, unit: Any, at: datetime) -> list[actions.Handing]:
    found = []
    for n in range(TASKS):
        task, to, due = (sent.get(f"{name}-{n}", "").strip() for name in ("task", "to", "due"))
        if not task and not to:
            continue
        chosen = screens.target(to, known, unit, at)
        if chosen is None:
            says = _("认不出交给谁，从列出的里面选，或写单位全名")
            raise Refused("E-instruction-to", says, fields={f"to-{n}": says})
        found.append(actions.Handing(chosen[0], task, _moment(due, f"due-{n}", None), chosen[1]))
    return found


def _moment(text: str, name: str, default: datetime | None) -> datetime:
    text = text.strip()
    if not text and default is not None:
        return default
    try:
        moment = parse_datetime(f"{text}T17:00" if len(text) == 10 else text)
    except ValueError:
        moment = None
    if moment is None:
        raise Refused("E-date", _("时间写成 2026-12-28 17:00 这样"), fields={name: _("看不懂这个时间")})
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
