"""What is to be checked, sending a round, its roll-up, who is missing, differences, draws, ending, Excel out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web import pages
from anlan.kernel.web.importing import workbook
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org.rules import issuing_units
from anlan.work.checks import actions, exports, rules
from anlan.work.checks.forms import FORMS
from anlan.work.checks.models import Check, Round
from anlan.work.checks.queries import todo
from anlan.work.checks.queries.rounds import get_round, progress_of, rounds_out
from anlan.work.checks.rules import SORTS, is_office
from anlan.work.checks.screens import following as screens
from anlan.work.checks.views.common import crumbs, followed, issuer, mine, number, path_of, who

SECONDS_AN_ITEM, SECONDS_A_ROOM = 40, 60  # our own estimates, to be checked against what is measured
FOLLOW = "follow a round of checks"


@require_GET
@may("see checks")
def home(request: HttpRequest) -> HttpResponse:
    """What we have to look at, what we asked of others, and the way to lists and walks."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    out = rounds_out() if is_office(actor) else []
    counted = progress_of(out)
    rows: list[dict[str, Any]] = [{"round": r, "sort": _(SORTS[r.sort]), **counted[r.pk]} for r in out if r.pk in counted]
    given, rest = screens.todo_rows(todo.open_checks(actor), actor)
    context = {
        "given": given, "todo": rest, "done": [screens.unit_row(c) for c in todo.done_checks(actor)],
        "running": [r for r in rows if r["round"].state == "open"], "ended": [r for r in rows if r["round"].state != "open"],
        "may_issue": bool(issuing_units(actor)), "leads": rules.leads(actor), "office": is_office(actor), "at": at,
        "title": _("检查"), "crumbs": [(_("检查"), "")],
    }  # fmt: skip
    return pages.respond(request, "checks/home.html", "checks/_home.html", context)


@may("send a round of checks")
def new(request: HttpRequest) -> HttpResponse:
    """A round (?sort=round, closing or reopening): filled in, looked at with what it costs, sent."""
    unit, at = issuer(request), request.at  # type: ignore[attr-defined]
    wanted = request.POST.get("sort") or request.GET.get("sort", "round")
    sort = wanted if wanted in FORMS else "round"
    first = {"checklist": number(request.GET["list"])} if request.GET.get("list") else None
    form = FORMS[sort](request.POST or None, unit=unit, at=at, initial=first)

    def save(valid: Any) -> str | HttpResponse:
        what = valid.plan()
        whom = actions.plan(what, unit, at)
        if request.POST.get("sure") != "1":
            return _look(request, sort, what, whom, nonce_of(request))
        round_ = actions.send(unit, what, nonce=nonce_of(request) or uuid4(), **who(request))
        return reverse("check_round", args=[round_.pk])

    return pages.editing(
        request, form=form, title=_(SORTS[sort]), save=save, verb=_("往下看"), back=reverse("checks"), draft=f"check-{sort}",
        groups=_groups(sort, form), note=_("下一步先看发给谁、要花学校多少时间，看过再发。"), crumbs=crumbs((_("发起检查"), "")),
    )  # fmt: skip


def _groups(sort: str, form: Any) -> list[tuple[str, list[str]]]:
    names = list(form.fields)
    whom = [n for n in ("districts", "stages", "traits") if n in names]
    first = ["title", "checklist", "due_at", "note"] if sort == "round" else ["title", "gap", "shift_days", "note"]
    looks = [n for n in ("recheck_share", "recheck_due_at", "sample_share", "sample_due_at") if n in names]
    return [(_("查什么，什么时候"), first), *([(_("谁再去看"), looks)] if looks else []), (_("发给谁"), whom)]


def _look(request: HttpRequest, sort: str, what: Any, whom: Any, nonce: Any) -> HttpResponse:
    """What will be sent, before it is: schools, dates, minutes; one button sends it."""
    schools = [s for units in whom.values() for s in units]
    each = SECONDS_AN_ITEM * len(what.checklist.items) if sort == "round" else SECONDS_A_ROOM * 20
    minutes = max(1, round(each / 60))
    hidden = [
        (name, value) for name, values in request.POST.lists() for value in values if name not in ("csrfmiddlewaretoken", "sure", "nonce")
    ]  # fmt: skip
    context = {
        "what": what, "sort": sort, "sort_words": _(SORTS[sort]), "schools": len(schools), "samples": [str(s) for s in schools[:3]],
        "dues": [(due, len(units)) for due, units in sorted(whom.items())], "minutes": minutes, "hours": round(minutes * len(schools) / 60),
        "rooms": sort != "round", "hidden": hidden, "nonce_sent": nonce or uuid4(), "title": what.title,
        "crumbs": crumbs((_("发起检查"), f"{reverse('check_round_new')}?sort={sort}"), (_("看一下再发"), "")),
    }  # fmt: skip
    return render(request, "checks/look.html", context)


@require_GET
@may(FOLLOW)
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll-up; a school's own people are led to their check."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    round_ = get_round(pk)
    if not is_office(actor):
        own = Check.objects.filter(round=round_, unit_path__in={g.home or g.path for g in actor.grants}, stage__in=screens.rollup.FIRST)
        found = own.first()
        if found is None:
            raise Round.DoesNotExist(pk)
        return redirect("check_do", found.pk)
    by = "kind" if request.GET.get("by") == "kind" else "district"
    context = screens.context(round_, actor, at, by=by, open_path=path_of(request.GET.get("open", "")))
    context |= {"title": round_.title, "crumbs": crumbs((round_.title, "")), "said": request.GET.get("said", "")}
    return pages.respond(request, "checks/round.html", "checks/_round.html", context)


@require_GET
@may(FOLLOW)
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not handed in, as words to be copied."""
    round_ = followed(request, pk)
    text = screens.missing_text(round_, request.at)  # type: ignore[attr-defined]
    context = {"round": round_, "text": text, "title": _("没交的名单"), "crumbs": _under(round_, _("没交的名单"))}
    return render(request, "checks/missing.html", context)


def _under(round_: Round, last: str) -> list[tuple[str, str]]:
    return crumbs((round_.title, reverse("check_round", args=[round_.pk])), (last, ""))


@require_GET
@may(FOLLOW)
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Where self-check, re-check and sample differ, by item and school."""
    round_ = followed(request, pk)
    context = {"round": round_, "title": _("三次对不上的"), "crumbs": _under(round_, _("三次对不上的")), **screens.differences(round_)}
    return render(request, "checks/differences.html", context)


@require_GET
@may(FOLLOW)
def draws(request: HttpRequest, pk: int) -> HttpResponse:
    """The draws with their seeds, so that anybody can draw again, and who goes where; the office hands checks to its inspectors here."""
    return _draws(request, followed(request, pk))


def _draws(request: HttpRequest, round_: Round, refused: Refused | None = None) -> HttpResponse:
    rows = screens.draw_rows(round_, request.actor, request.at)  # type: ignore[attr-defined]
    context = {
        "round": round_, "rows": rows, "refused": refused, "typed": request.POST, "chosen": set(request.POST.getlist("check")),
        "title": _("怎么抽的"), "crumbs": _under(round_, _("怎么抽的")),
    }  # fmt: skip
    return render(request, "checks/draws.html", context, status=refused.status if refused else 200)


@require_POST
@may("hand a drawn check to an inspector")
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the ticked checks to an inspector and a companion, or (do=back) give them back to the office."""
    round_, post = followed(request, pk), request.POST
    ids = [number(text, 0) for text in post.getlist("check")]
    try:
        if post.get("do") == "back":
            actions.take_back(round_.pk, ids, **who(request))
        else:
            companion = number(post.get("companion", ""), 0)
            actions.hand(round_.pk, ids, to_person=number(post.get("person", ""), 0), companion=companion or None, **who(request))
    except NotYours:
        raise
    except Refused as refused:
        return _draws(request, round_, refused)
    if post.get("from") == "check" and len(ids) == 1:
        return redirect("check_do", ids[0])
    return redirect("check_draws", pk)


@require_POST
@may(FOLLOW)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close and sign what was looked at: `seen` is how many had been handed in on the page."""
    mine(request, pk)
    actions.end(pk, seen=number(request.POST.get("seen", "")), **who(request))
    return redirect("check_round", pk)


@may(FOLLOW)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the round back, with the reason that the schools are told."""
    round_ = mine(request, pk)
    context: dict[str, Any] = {"round": round_, "title": _("撤回检查"), "crumbs": _under(round_, _("撤回"))}
    status = 200
    if request.method == "POST":
        try:
            actions.withdraw(pk, why=request.POST.get("why", ""), **who(request))
            return redirect("check_round", pk)
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    return render(request, "checks/withdraw.html", context, status=status)


@require_GET
@may(FOLLOW)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything in scope as Excel: schools by item, or rooms; differences on a second sheet."""
    round_ = followed(request, pk)
    return workbook(exports.round_sheet(round_, at=request.at), round_.title)  # type: ignore[attr-defined]
