"""Reviewing a notice: each verb answers with the whole review as a fragment that is morphed in, so that scroll and focus stay."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.web import pages
from anlan.registers.org import queries as org
from anlan.work.notices import actions, forms
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries import get_notice, may_edit
from anlan.work.notices.screens import reviewing
from anlan.work.notices.views.common import crumbs

REVIEW = "review a notice"
PREFIX = re.compile(r"(?:new-|new-\d{1,10}-|to-\d{1,15}-)?")  # which addressees of a page


def _address(notice: Notice, on: int | None = None) -> str:
    return reverse("notice_review", args=[notice.pk]) + (f"?on={on}" if on else "")


def _keys() -> SafeString:
    rows = (
        (("J", "K"), _("下一条、上一条")), (("Enter",), _("对，就这样，去下一条")), (("E",), _("改文字；Esc 出来")),
        (("S",), _("在光标处拆开")), (("M",), _("并入上一条")), (("X",), _("不是要求")),
        (("N",), _("把左边选的一句添成一条；没选就挑句子")),
        (("U",), _("撤销上一步")), (("G",), _("去下一条要看一眼的")), (("P",), _("预览派发")),
    )  # fmt: skip
    return format_html_join(
        "", "<dt>{}</dt><dd>{}</dd>",
        ((format_html_join(" ", "<kbd>{}</kbd>", ((k,) for k in keys)), words) for keys, words in rows),
    )  # fmt: skip


def _answer(
    request: HttpRequest, notice: Notice, *, on: int | None = None, refused: Refused | None = None, said: str = "", focus: str = ""
) -> HttpResponse:
    notice.refresh_from_db()
    context: dict[str, Any] = reviewing.context(notice, request.actor, at=request.at, on=on)  # type: ignore[attr-defined]
    title = _("核对要求") if context["may_edit"] else _("原文和要求")
    context |= {
        "crumbs": crumbs(notice, title), "title": title, "more_keys": _keys(), "refused": refused, "said": said,
        "focus": focus, "head_form": forms.HeadForm(initial={k: getattr(notice, k) for k in ("title", "number", "issued_on", "ends_on")}),
    }  # fmt: skip
    status = refused.status if refused else 200
    response = pages.respond(request, "notices/review.html", "notices/_review.html", context, status=status)
    if pages.is_fragment(request) and context["current"]:
        response["HX-Replace-Url"] = _address(notice, context["current"].obligation.pk)
    return response


@require_GET
@may(REVIEW)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Text left, obligations right. One that is out is read there, not changed."""
    notice = get_notice(pk)
    if not may_edit(request.actor, notice) and not notice.is_out:  # type: ignore[attr-defined]
        raise Notice.DoesNotExist(pk)
    on = request.GET.get("on", "")
    return _answer(request, notice, on=int(on) if on.isdecimal() else None, focus=request.GET.get("focus", ""))


@require_POST
@may(REVIEW)
def line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """One verb on one line: `do` is edit (by itself when a field changed), confirm, split, merge, drop, restore, substitute, outside."""
    notice = get_notice(pk)
    row = notice.obligations.get(pk=line_pk)
    verb = request.POST.get("do", "edit")
    try:
        on, said = _do(request, notice, row, verb)
    except Refused as refused:
        if not pages.is_fragment(request) and refused.status == 403:
            raise
        return _answer(request, notice, on=row.pk, refused=refused)
    if not pages.is_fragment(request):
        return redirect(_address(notice, on))
    return _answer(request, notice, on=on, said=said, focus="" if verb == "edit" else "row")


def _do(request: HttpRequest, notice: Notice, row: Obligation, verb: str) -> tuple[int | None, str]:
    """Run the verb; -> (row to be open then, what to say)."""
    who: dict[str, Any] = {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]
    post = request.POST
    fresh = forms.changes(row, post, whole=verb == "confirm")
    if verb in ("edit", "confirm", "split", "merge") and fresh:
        row = actions.edit(row, **who, **fresh)
    if verb == "confirm":
        actions.confirm(row, **who)
        return reviewing.next_after(notice, row.pk), _("已确认")
    if verb == "split":
        first, _second = actions.split(row, int(post.get("offset") or 0), **who)
        return first.pk, _("拆成两条了")
    if verb == "merge":
        return actions.merge_up(row, **who).pk, _("并进上一条了")
    if verb == "drop":
        actions.drop(row, reason=post.get("reason", ""), **who)
        return reviewing.next_after(notice, row.pk) or row.pk, _("不算要求了，按 U 撤销")
    if verb == "restore":
        return actions.restore(row, **who).pk, _("恢复了")
    if verb == "substitute":
        words = post.get("words", "").strip() or post.get("pick", "")
        return actions.resolve_bounded(row, how="substitute", text=words, **who).pk, _("换成替代写法了")
    if verb == "outside":
        return actions.resolve_bounded(row, how="outside", reason=post.get("reason", ""), **who).pk, _("记为系统外办理")
    return row.pk, _("存好了") if fresh else ""


@require_POST
@may(REVIEW)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new line from words of the text (start and end in code points)."""
    notice = get_notice(pk)
    on = request.POST.get("on", "")
    try:
        start, end = int(request.POST["start"]), int(request.POST["end"])
        row = actions.add(notice, start, end, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    except (KeyError, ValueError):
        refused = Refused("E-notice-selection", _("在左边选一句话，别跨段落"))
        return _answer(request, notice, on=int(on) if on.isdecimal() else None, refused=refused)
    except Refused as refused:
        return _answer(request, notice, on=int(on) if on.isdecimal() else None, refused=refused)
    return _shown(request, notice, row.pk, _("添了一条"))


def _shown(request: HttpRequest, notice: Notice, on: int | None, said: str, focus: str = "row") -> HttpResponse:
    if not pages.is_fragment(request):
        return redirect(_address(notice, on))
    return _answer(request, notice, on=on, said=said, focus=focus)


@require_POST
@may(REVIEW)
def whole(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A verb on the whole review: undo, confirm (all that are merely open), date (one for all without), describe (the head)."""
    notice = get_notice(pk)
    who: dict[str, Any] = {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]
    on = request.POST.get("on", "")
    here = int(on) if on.isdecimal() else None
    try:
        said = _whole(request, notice, verb, who)
    except Refused as refused:
        return _answer(request, notice, on=here, refused=refused)
    return _shown(request, notice, here, said, focus="row" if verb == "undo" else "")


def _whole(request: HttpRequest, notice: Notice, verb: str, who: dict[str, Any]) -> str:
    post = request.POST
    if verb == "undo":
        what = actions.undo(notice, **who)
        return _("撤销了：%(what)s") % {"what": _(reviewing.UNDO.get(what, what))} if what else _("没有可撤销的了")
    if verb == "confirm":
        return _("%(n)d 条记为已确认") % {"n": actions.confirm_all(notice, **who)}
    if verb == "date":
        due = forms.local_moment(post.get("due", ""))
        if due is None:
            raise Refused("E-date", _("选一个日期"), fields={"due": _("选一个日期")})
        return _("%(n)d 条定了期限") % {"n": actions.date_rest(notice, due, **who)}
    form = forms.HeadForm(post)
    if not form.is_valid():
        raise Refused("E-notice-title", _("写上标题"), fields={k: str(v[0]) for k, v in form.errors.items()})
    actions.describe(notice, **form.cleaned_data, **who)
    return _("存好了")


@require_GET
@may(REVIEW)
def find_units(request: HttpRequest, pk: int) -> HttpResponse:
    """Units by name, to be named or left out: a fragment of choices for the fields named by `for`. What was ticked there stays."""
    notice = get_notice(pk)
    if not may_edit(request.actor, notice):  # type: ignore[attr-defined]
        raise Notice.DoesNotExist(pk)
    prefix, words = request.GET.get("for", ""), request.GET.get("q", "").strip()
    if not PREFIX.fullmatch(prefix):
        raise Notice.DoesNotExist(pk)
    on, out = ({int(v) for v in request.GET.getlist(prefix + name) if v.isdecimal() and len(v) < 16} for name in ("units", "without"))
    known = org.under(notice.unit_path, kinds=["city", "district", "school"], at=request.at)  # type: ignore[attr-defined]
    rows = list(known.filter(pk__in=on | out)) if on | out else []
    if words:
        rows += known.filter(name__icontains=words).exclude(pk__in=on | out)[:8]
    found = [(unit, unit.pk in on, unit.pk in out) for unit in rows]
    return render(request, "notices/_found_units.html", {"found": found, "asked": words, "prefix": prefix})
