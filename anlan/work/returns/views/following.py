"""A round while it fills and after: roll-up, who is missing, doubtful cells, comparing, freezing, withdrawing, Excel out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.web import pages
from anlan.kernel.web.importing import workbook
from anlan.registers.org.rules import issues_at
from anlan.work.returns import actions
from anlan.work.returns.models import Round, Sheet
from anlan.work.returns.queries import compare as comparing
from anlan.work.returns.queries import doubtful as doubtfuls
from anlan.work.returns.queries import exports
from anlan.work.returns.queries.rounds import get_round
from anlan.work.returns.rules import is_office, load
from anlan.work.returns.screens import rollup as screens
from anlan.work.returns.sheets import shown
from anlan.work.returns.views.common import crumbs, followed, ids, mine, path_of, who
from anlan.work.returns.wording import doubt_words, plain

FOLLOW = "follow a return"


@require_GET
@may(FOLLOW)
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll-up; a unit's own people are led to their table."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    round_ = get_round(pk)
    if not round_.is_out and issues_at(actor, round_.unit_path):
        return redirect("return_design", pk)
    if not round_.is_out:
        raise Round.DoesNotExist(pk)
    if not is_office(actor):
        own = Sheet.objects.filter(round=round_, unit_path__in={g.home or g.path for g in actor.grants}).first()
        if own is None:
            raise Round.DoesNotExist(pk)
        return redirect("return_sheet", own.pk)
    by = "kind" if request.GET.get("by") == "kind" else "district"
    context = screens.context(round_, at, by=by, open_path=path_of(request.GET.get("open", "")), check="check" in request.GET)
    own = Sheet.objects.filter(round=round_, unit_path__in={g.path for g in actor.grants}).first()
    context |= {
        "mine": issues_at(actor, round_.unit_path), "own": own, "title": round_.title, "crumbs": crumbs(None, round_.title),
        "said": request.GET.get("said", ""), "post": next((g for g in actor.grants if g.path == round_.unit_path), actor.post),
    }  # fmt: skip
    return pages.respond(request, "returns/round.html", "returns/_round.html", context)


@require_GET
@may(FOLLOW)
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not handed in, as words to be copied: nobody else is named."""
    round_ = followed(request, pk)
    text = screens.missing_text(round_, request.at)  # type: ignore[attr-defined]
    context = {"round": round_, "text": text, "title": _("没报的名单"), "crumbs": crumbs(round_, _("没报的名单"))}
    return pages.respond(request, "returns/missing.html", "returns/_missing.html", context)


@require_GET
@may(FOLLOW)
def doubts(request: HttpRequest, pk: int) -> HttpResponse:
    """Doubtful cells, to be asked back or taken as they are."""
    return _doubts(request, followed(request, pk))


def _doubts(request: HttpRequest, round_: Round, refused: Refused | None = None) -> HttpResponse:
    fields = {f.key: f for f in load(round_.fields)}
    rows: list[dict[str, Any]] = [
        {"one": one, "doubt": one.doubt, "column": fields[one.doubt.key].title if one.doubt.key in fields else _("整行"),
         "value": shown(fields[one.doubt.key], one.doubt.value) if one.doubt.key in fields else "",
         "words": doubt_words(one.doubt, fields.get(one.doubt.key))}
        for one in doubtfuls.doubtful(round_)
    ]  # fmt: skip
    waiting = [r for r in rows if r["doubt"].state != "asked"]
    counted = {"n": len(waiting), "units": len({r["doubt"].case_id for r in waiting})}
    context: dict[str, Any] = {
        "round": round_, "rows": waiting, "asked": [r for r in rows if r["doubt"].state == "asked"], "refused": refused,
        "mine": issues_at(request.actor, round_.unit_path), "units": counted["units"],  # type: ignore[attr-defined]
        "verb": ngettext("问一下这 %(n)d 格", "问一下这 %(n)d 格", len(waiting)) % {"n": len(waiting)},
        "confirm": _("问 %(units)s 个单位的 %(n)s 格，别的单位不打扰。") % counted,
        "title": _("存疑的格子"), "crumbs": crumbs(round_, _("存疑的格子")), "many": round_.many_rows,
    }  # fmt: skip
    return pages.respond(request, "returns/doubts.html", "returns/_doubts.html", context, status=refused.status if refused else 200)


@require_POST
@may(FOLLOW)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask back about the chosen cells, or all of them; `do=settle` takes them as they stand."""
    round_ = mine(request, pk)
    chosen = ids(request.POST.getlist("doubt")) or None
    try:
        if request.POST.get("do") == "settle":
            if chosen is None:
                raise Refused("E-return-no-doubts", _("先选要认下的格子"))
            actions.settle(round_, chosen, **who(request))
        else:
            actions.ask_back(round_, chosen, note=request.POST.get("note", ""), **who(request))
    except Refused as refused:
        return _doubts(request, round_, refused)
    return redirect("return_doubts", pk)


@require_POST
@may(FOLLOW)
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze and sign what was looked at: `seen` is how many had handed in on the page."""
    round_, seen = mine(request, pk), request.POST.get("seen", "")
    actions.freeze(round_, seen=int(seen) if seen.isdecimal() else -1, **who(request))
    return redirect("return_round", pk)


@may(FOLLOW)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the round back, with the reason that the units are told."""
    round_ = mine(request, pk)
    context: dict[str, Any] = {"round": round_, "title": _("撤回报表"), "crumbs": crumbs(round_, _("撤回"))}
    status = 200
    if request.method == "POST":
        try:
            actions.withdraw(round_, why=request.POST.get("why", ""), **who(request))
            return redirect("return_round", pk)
        except Refused as refused:
            status, context["refused"] = refused.status, refused
    return render(request, "returns/withdraw.html", context, status=status)


@require_GET
@may(FOLLOW)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """This time against an earlier one."""
    round_ = followed(request, pk)
    others = comparing.earlier(round_)
    wanted = request.GET.get("with", "")
    before = next((r for r in others if str(r.pk) == wanted), next((r for r in others if r.pk < round_.pk), others[0] if others else None))
    columns, units, chosen = comparing.compare(round_, before, request.GET.get("column", "")) if before else ([], [], None)
    context = {
        "round": round_, "others": others, "before": before, "columns": [_pair(p) for p in columns],
        "units": [_pair(p) for p in units[:300]],
        "chosen": chosen, "fields": [f for f in load(round_.fields) if f.is_number], "title": _("和上次比"),
        "crumbs": crumbs(round_, _("和上次比")), "more": max(0, len(units) - 300),
    }  # fmt: skip
    return render(request, "returns/compare.html", context)


def _pair(pair: comparing.Pair) -> dict[str, Any]:
    change = "" if pair.change is None else f"{'+' if pair.change > 0 else ''}{plain(pair.change)}"
    last, now = ("" if n is None else plain(n) for n in (pair.last, pair.now))
    return {"name": pair.name, "last": last, "now": now, "change": change, "case_id": pair.case_id}


@require_GET
@may(FOLLOW)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything in scope as Excel."""
    round_ = followed(request, pk)
    return workbook(exports.whole_sheet(round_, at=request.at), round_.title)  # type: ignore[attr-defined]


@require_GET
@may(FOLLOW)
def to_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of those who have not handed in, to be filled in elsewhere."""
    round_ = followed(request, pk)
    return workbook(exports.sheet_to_fill(round_), _("%(title)s（待填）") % {"title": round_.title})
