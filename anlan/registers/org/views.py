"""Pages of the register of units: the list, one unit, exceptions to "the parent supervises", Excel in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel import registry
from anlan.kernel.acting import may
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.scope import below, below_any
from anlan.kernel.sheets import template_workbook, write_rows
from anlan.kernel.web import pages
from anlan.kernel.web.importing import importing, workbook
from anlan.kernel.web.keyset import keyset
from anlan.registers.org import actions, forms, queries, rules, screens, sheets
from anlan.registers.org.models import Unit

SEE = "units.see"


def _filtered(given: QueryDict, actor: Actor, at: datetime) -> QuerySet[Unit]:
    """Units that the address asks for: a view (mine, city, outside, closed) and the filters."""
    view = screens.view_of(given.get("view", ""), actor)
    there = queries.open_at(local(at).date())
    rows = Unit.objects.filter(closed_on__isnull=False) if view == "closed" else Unit.objects.filter(there)
    if view == "mine":
        rows = rows.filter(below_any(actor.homes))
    if view == "outside":
        rows = rows.filter(kind=rules.OUTSIDE)
    elif view == "city":
        rows = rows.exclude(kind=rules.OUTSIDE)
    filters = forms.UnitFilters(given, at=at)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    for key in ("kind", "stage", "nature"):
        if wanted.get(key):
            rows = rows.filter(**{key: wanted[key]})
    if wanted.get("nature"):
        rows = rows.filter(kind=rules.SCHOOL)
    if wanted.get("district"):
        rows = rows.filter(below(wanted["district"]))
    if wanted.get("trait"):
        rows = rows.filter(**{f"traits__{wanted['trait']}": True})
    if wanted.get("q"):
        return rows.filter(queries.found(wanted["q"]))
    if not wanted.get("kind") and (view == "city" or screens.looks_over_schools(actor)):
        return rows.exclude(kind__in=rules.INNER)  # a bureau's list would drown in departments; the filter shows them
    return rows


@require_GET
@may(SEE)
def units(request: HttpRequest) -> HttpResponse:
    """Units in the order of the tree."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    rows = _filtered(request.GET, actor, at).select_related("parent")
    return pages.listing(
        request,
        title=_("单位"),
        rows=keyset(rows, order=("unit_path",), after=request.GET.get("after", "")),
        columns=screens.COLUMNS,
        filters=forms.UnitFilters(request.GET, at=at),
        views=screens.views_of(request.GET.get("view", ""), actor),
        actions=screens.list_actions(actor, screens.view_of(request.GET.get("view", ""), actor)),
        excel_url=reverse("units_export"),
        import_url=reverse("units_import") if screens.may_import(actor) else "",
        empty=pages.Empty(_("这里还没有单位"), url=f"{reverse('units')}?view=city", verb=_("看全市的")),
        crumbs=[(_("单位与人员"), "")],
        row_class=lambda unit: "mut" if unit.closed_on else "",
        live="units",
    )


@require_GET
@may(SEE)
def units_export(request: HttpRequest) -> HttpResponse:
    """The units of the present filter as Excel; what is exported can be imported again."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    rows = sheets.rows_of(_filtered(request.GET, actor, at).order_by("unit_path"))
    return workbook(write_rows(sheets.COLUMNS, rows, _("单位")), _("单位"))


@require_GET
@may(SEE)
def units_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet."""
    return workbook(template_workbook(sheets.COLUMNS, _("单位")), _("单位（空表）"))


@may("units.import")
def units_import(request: HttpRequest) -> HttpResponse:
    """Units from Excel: known codes are changed, others registered; all or nothing."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]

    def take(meant: Any) -> str:
        new, changed = actions.import_units(meant, by=actor, at=at)
        screens.say(request, _("登记了 {new} 个单位，改了 {changed} 个").format(new=new, changed=changed))
        return reverse("units")

    return importing(
        request, title=_("导入单位"), columns=sheets.COLUMNS, read=lambda rows: sheets.read_units(rows, actor), take=take,
        empty_sheet=reverse("units_template"), back=reverse("units"),
        note=_("编号对得上的改，对不上的登记成新单位。有一格不对，整张表都不存。"),
        crumbs=[(_("单位与人员"), reverse("units")), (_("导入"), "")],
    )  # fmt: skip


@require_GET
@may(SEE)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: facts left, at the right what is open there, who holds which post, outside bodies, supervisors."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = Unit.objects.select_related("parent").get(pk=pk)
    panels = [screens.parts_panel(row, actor, at), *_registered(row, actor, at), screens.outside_panel(row, actor, at),
              screens.supervisor_panel(row, actor, at), screens.history_panel(row, at)]  # fmt: skip
    return pages.record(
        request,
        title=row.name,
        lead=screens.lead(row),
        signs=screens.signs(row),
        facts=screens.facts(row, at),
        panels=[p for p in panels if p is not None],
        actions=screens.unit_actions(row, actor),
        crumbs=screens.crumbs(row),
        live="units people",
    )


def _registered(row: Unit, actor: Actor, at: datetime) -> list[pages.Panel]:
    """What other registers and parts show of a unit."""
    shown = []
    for panel in registry.panels("unit"):
        found = panel.context(row, actor, at)
        if found is not None:
            more = {k: found[k] for k in ("title", "side", "link", "link_label") if k in found}
            shown.append(pages.Panel(template=panel.template, context=found, **{"title": "", "side": True, **more}))
    return shown


@require_GET
@may(SEE)
def exceptions(request: HttpRequest) -> HttpResponse:
    """Units that somebody else than their parent supervises, in one domain or in all."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    top = "1." if request.GET.get("all") or not actor.homes else actor.homes[0]
    rows = queries.exceptions(top, at)
    return pages.listing(
        request,
        title=_("另有主管的单位"),
        note=_("没列在这里的，都由上级单位主管。"),
        rows=keyset(rows, order=("unit_path", "domain", "pk"), after=request.GET.get("after", "")),
        columns=screens.EXCEPTION_COLUMNS,
        empty=pages.Empty(_("没有例外，都由上级单位主管")),
        crumbs=[(_("单位与人员"), reverse("units")), (_("另有主管的单位"), "")],
    )
