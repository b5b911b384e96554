"""Up and down the line of a notice: its page, handing it on, what it rests on, amending, replacing, comparing, a school's own plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.acting import may
from anlan.kernel.documents import DOCX
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web.pages import draft_done
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org import queries as org
from anlan.work.notices import actions, forms, queries
from anlan.work.notices.models import PUBLISHED, Notice
from anlan.work.notices.queries import effects, lineage, rights
from anlan.work.notices.queries.plan_paper import school_plan
from anlan.work.notices.queries.planning import Reach
from anlan.work.notices.screens import amending
from anlan.work.notices.screens import line as screens
from anlan.work.notices.views.common import crumbs

SEE, CHANGE = "see a notice", "change a notice that is out"
BASES = 12
INTERNAL = "E-notice-internal"


def _seen(request: HttpRequest, pk: int) -> Notice:
    """A notice that is out, or a draft of the actor's own office; for others it is not there."""
    notice = queries.get_notice(pk)
    if not notice.is_out and not rights.may_edit(request.actor, notice):  # type: ignore[attr-defined]
        raise Notice.DoesNotExist(pk)
    return notice


def _own(request: HttpRequest, pk: int) -> Notice:
    notice = _seen(request, pk)
    if not rights.may_edit(request.actor, notice):  # type: ignore[attr-defined]
        raise NotYours("E-notice-role", _("通知由发文单位的人修订"))
    return notice


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


@require_GET
@may(SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the notice comes from and where it goes."""
    notice = _seen(request, pk)
    context = screens.context(notice, request.actor, at=request.at)  # type: ignore[attr-defined]
    context |= {"title": notice.title, "crumbs": [(_("通知与任务"), reverse("notices")), (_("来龙去脉"), "")]}
    return render(request, "notices/notice.html", context)


@may("hand a notice on")
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a notice from above on, with a note, a letter of one's own and further lines; then review it like any notice."""
    notice = _seen(request, pk)
    office = rights.reissuing_unit(request.actor, notice)  # type: ignore[attr-defined]
    if office is None:
        raise NotYours("E-reissue-role", _("转发由下一级局的安全干部或负责人办"))
    unit, post = org.unit(office), request.POST
    context: dict[str, Any] = {"notice": notice, "unit": unit, "typed": post, "title": _("转发"), "crumbs": crumbs(notice, _("转发"))}
    status = 200
    if request.method == "POST":
        try:
            made = actions.start_reissue(
                notice, unit=unit, note=post.get("note", ""), text=post.get("text", ""), number=post.get("number", ""),
                file=forms.reissued_file(request), confirm_internal=post.get("internal") == "1", nonce=nonce_of(request), **_who(request),
            )  # fmt: skip
            return draft_done(redirect("notice_review", made.pk), f"reissue-{pk}")
        except Refused as refused:
            status = refused.status
            context |= {"refused": refused, "ask_internal": refused.code == INTERNAL, "had_file": bool(request.FILES)}
    context["known"] = lineage.reissue_of(notice, office)
    return render(request, "notices/reissue.html", context, status=status)


@may("say what a notice rests on")
def basis(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what was read as the documents that a notice rests on."""
    notice = _own(request, pk)
    status, context = 200, {"notice": notice, "title": _("上位文件"), "crumbs": crumbs(notice, _("上位文件"))}
    rows = [
        {"title": b.title, "number": b.number, "issuer": b.issuer, "issued_on": b.issued_on, "other": b.other_id, "read": b.read}
        for b in notice.bases.order_by("order", "id")
    ]
    if request.method == "POST":
        rows = _bases(request)
        try:
            seen = request.POST.get("seen", "")
            actions.set_bases(notice, rows, seen=int(seen) if seen.isdecimal() else 0, **_who(request))
            return redirect("notice", pk)
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    context["rows"] = [*rows, {}]
    return render(request, "notices/basis.html", context, status=status)


def _bases(request: HttpRequest) -> list[dict[str, Any]]:
    post, found = request.POST, []
    for n in range(BASES):
        given: dict[str, Any] = {name: post.get(f"{name}-{n}", "").strip() for name in ("title", "number", "issuer")}
        try:
            given["issued_on"] = parse_date(post.get(f"issued_on-{n}", ""))
        except ValueError:
            given["issued_on"] = None
        other = post.get(f"other-{n}", "")
        given["other"] = int(other) if other.isdecimal() and len(other) < 16 else None
        if post.get(f"drop-{n}") != "1":
            found.append(given)
    return [row for row in found if row["title"] or row["number"]]


@may(CHANGE)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a notice that is out: typed, then shown with what it does, then done."""
    notice, post = _own(request, pk), request.POST
    context: dict[str, Any] = {"notice": notice, "typed": post, "title": _("修订"), "crumbs": crumbs(notice, _("修订"))}
    status = 200
    if notice.state != PUBLISHED and request.method == "GET":
        return redirect("notice", pk)
    chosen: dict[str, Any] = {"to": {}, "whom": None}
    if request.method == "POST":
        try:
            changes, addition = forms.amendment(notice, post)
            chosen = {"to": {c.obligation_id: c.to for c in changes if c.to is not None}, "whom": addition.whom}
            seen = int(post["seen"]) if post.get("seen", "").isdecimal() else None
            if post.get("do") == "amend":
                actions.amend(notice, changes, why=post.get("why", ""), addition=addition, seen=seen, **_who(request))
                messages.success(request, _("修订好了，收到的单位都告诉了"))
                return draft_done(redirect("notice", pk), f"amend-{pk}")
            context |= _preview(notice, changes, addition, request)
        except Refused as refused:
            status, context["refused"] = refused.status, refused
            chosen["open_at"] = next(iter(refused.fields or {}), "")
    context |= amending.amending(notice, post, at=request.at, **chosen)  # type: ignore[attr-defined]
    return render(request, "notices/amend.html", context, status=status)


def _preview(notice: Notice, changes: list[actions.Change], addition: actions.Addition, request: HttpRequest) -> dict[str, Any]:
    from anlan.work.notices.actions.adding import added_lines
    from anlan.work.notices.actions.amending import real_changes, shifts_of

    at = request.at  # type: ignore[attr-defined]
    reach, found = Reach(notice, at), real_changes(notice, changes)
    _text, added = added_lines(notice, addition, at=at)
    if not found and not added:
        raise Refused("E-amend-nothing", _("没有改动什么"))
    shifts = shifts_of(found, reach)
    asked = [reach.meant(row) for row in added]
    on_top, touching = {u.pk: u for units in asked for u in units}, [row.pk for row, change in found if change.touches_all]
    effect = effects.effect_of(notice, at=at, clauses=touching, shifts=shifts, on_top=on_top.values())
    return {
        "preview": screens.effect_words(effect, amending=True), "clauses": len(found), "extra": len(added),
        "extra_lines": sum(map(len, asked)), "shifts": amending.shift_rows(shifts),
        "added_rows": amending.added_rows(notice, added, addition, reach),
    }  # fmt: skip


@may(CHANGE)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a later notice of the same office in the place of this one."""
    notice = _own(request, pk)
    later = Notice.objects.filter(unit=notice.unit, state=PUBLISHED, published_at__gte=notice.published_at or request.at)  # type: ignore[attr-defined]
    choices = list(later.exclude(pk=pk).defer("text", "undo").order_by("-published_at"))
    context: dict[str, Any] = {
        "notice": notice, "choices": choices, "title": _("代替"), "crumbs": crumbs(notice, _("代替")), "typed": request.POST,
        "preview": screens.effect_words(effects.effect_of(notice, at=request.at)) if notice.is_out else [],  # type: ignore[attr-defined]
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            wanted = request.POST.get("new", "")
            new = next((n for n in choices if str(n.pk) == wanted), None)
            if new is None:
                raise Refused("E-notice-replace", _("选一份本局派出去的、没有撤回的通知来代替"), fields={"new": _("选一份派出去的")})
            running = actions.supersede(notice, new, **_who(request))
            return redirect("notice_sending", pk) if running else redirect("notice", pk)
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    return render(request, "notices/replace.html", context, status=status)


@require_GET
@may(SEE)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """This notice beside an earlier one: what is asked anew, no longer, otherwise."""
    notice = _seen(request, pk)
    proposed = lineage.candidates(notice)
    wanted = request.GET.get("with", "")
    other = None
    if wanted.isdecimal() and len(wanted) < 16:
        other = _seen(request, int(wanted))
    elif proposed:
        other = proposed[0][0]
    context: dict[str, Any] = {
        "notice": notice, "other": other, "proposed": proposed, "title": _("和往年比"), "crumbs": crumbs(notice, _("和往年比")),
    }  # fmt: skip
    if other is not None:
        context |= screens.comparison(lineage.compared(other, notice))
    return render(request, "notices/compare.html", context)


@require_GET
@may("see a dossier")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A school's own plan as Word, from the split of its dossier."""
    found = queries.dossier(pk, request.actor, at=request.at)  # type: ignore[attr-defined]
    data, name = school_plan(found["dossier"], found["lines"], at=request.at)  # type: ignore[attr-defined]
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
