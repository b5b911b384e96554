"""Checklists: all of them, the designer, Excel both ways."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.sheets import template_workbook
from anlan.kernel.web import pages
from anlan.kernel.web.importing import importing, workbook
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org.rules import issues_at, issuing_units
from anlan.work.checks import actions, sheets
from anlan.work.checks.forms import posted_items
from anlan.work.checks.models import Checklist
from anlan.work.checks.queries.rounds import get_list, lists_for
from anlan.work.checks.rules import Item, load
from anlan.work.checks.rules.items import STANDINGS
from anlan.work.checks.views.common import crumbs, issuer, number, who
from anlan.work.hazards.rules import CATEGORIES

DESIGN = "design a checklist"


@require_GET
@may("see checklists")
def lists(request: HttpRequest) -> HttpResponse:
    """Lists of the own office and those above, and the examples."""
    actor = request.actor  # type: ignore[attr-defined]
    found = lists_for(actor)
    issues = bool(issuing_units(actor))
    columns = [
        pages.Column("title", _("检查表"), link=lambda c: reverse("check_list", args=[c.pk])),
        pages.Column("unit", _("谁做的"), value=lambda c: c.unit or _("示例")),
        pages.Column("items", _("几项"), value=lambda c: len(c.items), kind="num"),
        pages.Column("made_at", _("什么时候"), value=lambda c: c.made_at, kind="stamp"),
    ]
    acts = [pages.Action(_("新建检查表"), reverse("check_list_new"), icon="plus", tone="p")] if issues else []
    return pages.listing(
        request, title=_("检查表"), rows=found, columns=columns, actions=acts, import_url=reverse("check_list_import") if issues else "",
        crumbs=crumbs((_("检查表"), "")), note=_("示例是我们自己编的，不是哪个部门的标准"),
    )  # fmt: skip


@may(DESIGN)
def new(request: HttpRequest) -> HttpResponse:
    """A blank list, or one begun from another (?from=7)."""
    unit = issuer(request)
    source = number(request.GET.get("from", ""))
    begun = Checklist.objects.filter(pk=source).first() if source > 0 else None
    items = load(begun.items) if begun else [Item(f"i{n}", "") for n in (1, 2, 3)]
    typed = {"title": begun.title.replace("（示例）", "") if begun else "", "note": begun.note if begun and not begun.example else ""}
    if request.method != "POST":
        return _designed(request, None, items, typed)

    def save(items: list[Item], typed: dict[str, str]) -> Checklist:
        return actions.start_list(unit, items=items, nonce=nonce_of(request), title=typed["title"], note=typed["note"], **who(request))

    return _posted(request, None, save)


@may("see checklists")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: to be changed by its office, to be looked at by others."""
    row = get_list(pk)
    actor = request.actor  # type: ignore[attr-defined]
    keeps = row.unit is not None and issues_at(actor, row.unit_path)
    if request.method == "POST":
        if not keeps:
            raise NotYours("E-check-role", _("这张表由做它的单位来改；可以照着另做一张"))

        def save(items: list[Item], typed: dict[str, str]) -> Checklist:
            return actions.change_list(
                pk, items=items, seen=number(request.POST.get("seen", "")), title=typed["title"], note=typed["note"], **who(request)
            )

        return _posted(request, row, save)
    if keeps:
        return _designed(request, row, load(row.items), {"title": row.title, "note": row.note})
    context = {
        "list": row, "items": [(i, _(CATEGORIES[i.domain][0]) if i.domain in CATEGORIES else "") for i in load(row.items)],
        "may_issue": bool(issuing_units(actor)), "title": row.title,
        "crumbs": crumbs((_("检查表"), reverse("check_lists")), (row.title, "")),
    }  # fmt: skip
    return render(request, "checks/list.html", context)


def _posted(request: HttpRequest, row: Checklist | None, save: Any) -> HttpResponse:
    """The page as it was sent: a verb that arranges shows it anew, `save` keeps it."""
    typed = {"title": request.POST.get("title", ""), "note": request.POST.get("note", "")}
    items = posted_items(request.POST, row.keys if row else ())
    if request.POST.get("do", "save") != "save":
        return _designed(request, row, items, typed)
    try:
        kept = save(items, typed)
    except Refused as refused:
        return _designed(request, row, items, typed, refused)
    return pages.draft_done(redirect(f"{reverse('check_list', args=[kept.pk])}?saved=1"), _draft(row))


def _draft(row: Checklist | None) -> str:
    return f"checklist-{row.pk if row else 'new'}"


def _designed(
    request: HttpRequest, row: Checklist | None, items: list[Item], typed: dict[str, str], refused: Refused | None = None
) -> HttpResponse:
    fields = refused.fields if refused else {}
    context: dict[str, Any] = {
        "list": row, "items": [(i, fields.get(f"item-{i.key}", "")) for i in items], "typed": typed, "refused": refused,
        "saved": request.GET.get("saved"), "domains": [(k, _(word)) for k, (word, _icon) in CATEGORIES.items()],
        "standings": [(k, _(word)) for k, word in STANDINGS.items() if k], "draft": _draft(row),
        "title": row.title if row else _("新建检查表"), "url": reverse("check_list", args=[row.pk]) if row else reverse("check_list_new"),
        "crumbs": crumbs((_("检查表"), reverse("check_lists")), (_("改检查表") if row else _("新建检查表"), "")),
    }  # fmt: skip
    return render(request, "checks/design.html", context, status=refused.status if refused else 200)


@require_POST
@may(DESIGN)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a list away."""
    get_list(pk)
    actions.drop_list(pk, seen=number(request.POST.get("seen", "")), **who(request))
    return redirect("check_lists")


@require_GET
@may("see checklists")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A list as Excel, to be filled in elsewhere and read back."""
    row = get_list(pk)
    return workbook(sheets.list_sheet(row.title, load(row.items), row.note), row.title)


@require_GET
@may(DESIGN)
def template(request: HttpRequest) -> HttpResponse:
    """An empty sheet for a list."""
    return workbook(template_workbook(sheets.columns(), _("检查表")), _("检查表模板"))


@may(DESIGN)
def take_in(request: HttpRequest) -> HttpResponse:
    """A list from the sheet that an office keeps already."""
    unit = issuer(request)

    def take(rows: Any) -> str:
        name = str(getattr(request.FILES.get("file"), "name", "")).rsplit(".", 1)[0] or _("导入的检查表")
        kept = actions.start_list(unit, title=name, items=sheets.items_of(rows.rows), nonce=nonce_of(request), **who(request))
        return reverse("check_list", args=[kept.pk])

    return importing(
        request, title=_("导入检查表"), columns=sheets.columns(), read=lambda rows: rows, take=take,
        empty_sheet=reverse("check_list_template"), back=reverse("check_lists"),
        crumbs=crumbs((_("检查表"), reverse("check_lists")), (_("导入"), "")), note=_("一行一项；来源没写核实的，都显示待核实"),
    )  # fmt: skip
