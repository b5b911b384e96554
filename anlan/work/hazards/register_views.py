"""Pages around hazards: the ledger in Excel, header mappings, criteria, rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.acting import may
from anlan.kernel.clock import local
from anlan.kernel.errors import Refused
from anlan.kernel.sheets import XLSX, Rows, Unreadable, read_rows, template_workbook
from anlan.kernel.web import dates, pages
from anlan.kernel.web.sent import content
from anlan.registers.org.models import Unit
from anlan.work.hazards import actions, foreign, keeping, ledger, queries, rules, screens
from anlan.work.hazards.criteria_sheet import CRITERIA_COLUMNS
from anlan.work.hazards.models import Criterion, RuleRow
from anlan.work.hazards.register_forms import MappingForm, RuleForm, SheetForm
from anlan.work.hazards.views import chosen_unit

SEE, KEEP, LEDGER = "hazard.see", "hazard.keep", "hazard.ledger"


def _xlsx(data: bytes, name: str) -> HttpResponse:
    from django.utils.http import content_disposition_header

    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx") or "attachment"
    return response


# ── ledger ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@may(LEDGER)
def excel(request: HttpRequest) -> HttpResponse:
    """The ledger under the list's filters; ?mapping= gives it the headers of the other side."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    rows = screens.rows_of(actor, request.GET, at).order_by("unit_path", "opened_at", "pk")
    wanted = request.GET.get("mapping", "")
    mapping = queries.mappings(actor.post.path).filter(pk=int(wanted)).first() if wanted.isdecimal() and actor.post else None
    note = _("%(who)s %(when)s 导出") % {"who": actor.name, "when": dates.moment(at)}
    if mapping and mapping.columns:
        return _xlsx(foreign.export_theirs(rows, mapping), mapping.name)
    return _xlsx(actions.export_ledger(rows, note=note, headers=mapping.headers if mapping else None), _("隐患台账"))


@require_GET
@may(LEDGER)
def template(request: HttpRequest) -> HttpResponse:
    """An empty ledger to fill in."""
    return _xlsx(template_workbook(ledger.COLUMNS, _("隐患台账")), _("隐患台账模板"))


@may(LEDGER)
def import_page(request: HttpRequest) -> HttpResponse:
    """Take over a ledger: all rows or none, every bad cell named."""
    unit = chosen_unit(request)
    mappings = list(queries.mappings(unit.unit_path))
    form = SheetForm(request.POST or None, request.FILES or None, mappings=mappings)
    rows, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            mapping = next((m for m in mappings if str(m.pk) == form.cleaned_data["mapping"]), None)
            rows, problem = _read(form, ledger.read_columns(mapping.headers if mapping else None), mapping)
            if rows is not None:
                problem = _try_import(request, unit, rows)
            if problem is None and rows is not None:
                return redirect(f"{reverse('hazards')}?when=all&imported={len(rows.rows)}")
            if problem is not None:
                status = problem.status
                form.add_error(None, str(problem))
    context = {
        "form": form, "rows": rows, "mappings": mappings, "unit": unit, "title": _("导入隐患台账"),
        "crumbs": [(_("隐患"), reverse("hazards")), (_("导入台账"), "")],
    }  # fmt: skip
    return render(request, "hazards/import.html", context, status=status)


def _read(form: SheetForm, columns: Any, mapping: Any = None) -> tuple[Rows | None, Refused | None]:
    try:
        return read_rows(content(form.cleaned_data["file"]), columns, mapping=mapping.headers if mapping else None), None
    except Unreadable as unreadable:
        return None, unreadable


def _try_import(request: HttpRequest, unit: Any, rows: Rows) -> Refused | None:
    for row in rows.rows:
        for column in ledger.COLUMNS:
            row.setdefault(column.key, None)
    try:
        actions.import_ledger(unit, rows, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        return refused
    return None


@may(LEDGER)
def mapping(request: HttpRequest) -> HttpResponse:
    """Say which header of somebody else's ledger stands for which of our columns; kept under a name."""
    unit = chosen_unit(request)
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    wanted = request.GET.get("mapping", "")
    known = queries.mappings(unit.unit_path).filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if known and known.columns:
        return redirect(f"{reverse('hazards_foreign')}?mapping={known.pk}")
    columns = foreign.ours()
    form = MappingForm(request.POST or None, columns=columns, known=known)

    def save(sent: Any) -> str:
        headers = {c.key: sent.cleaned_data[c.key] for c in columns}
        actions.save_mapping(unit, name=sent.cleaned_data["name"], headers=headers, by=actor, at=at)
        return reverse("hazards_import")

    return pages.editing(
        request, form=form, title=_("对照表头"), save=save, back=reverse("hazards_import"),
        note=_("左边是我们的列，填上对方模板里的表头；不用的空着"),
        crumbs=[(_("隐患"), reverse("hazards")), (_("导入台账"), reverse("hazards_import")), (_("对照表头"), "")],
    )  # fmt: skip


# ── criteria and rules ─────────────────────────────────────────────────────────────────────────────────────────────────


def _kinds_of(criterion: Criterion) -> str:
    return "、".join(_(rules.CATEGORIES[key][0]) for key in criterion.categories if key in rules.CATEGORIES)


@require_GET
@may(SEE)
def criteria(request: HttpRequest) -> HttpResponse:
    """Criteria of major hazards with source and standing; the set is marked incomplete."""
    unit = chosen_unit(request)
    rows = queries.criteria(unit.unit_path, request.at)  # type: ignore[attr-defined]
    columns = [
        pages.Column("code", _("编号")),
        pages.Column("text", _("情况")),
        pages.Column("categories", _("用在"), value=_kinds_of),
        pages.Column("source", _("来源")),
        pages.Column("standing", _("核实"), value=lambda c: _("待核实") if c.unsettled else _("已核实")),
    ]  # fmt: skip
    may_keep = keeping.may_keep(unit, request.actor)  # type: ignore[attr-defined]
    return pages.listing(
        request, title=_("重大隐患判定标准"), rows=rows, columns=columns,
        note=_("自带的只有读到过的几条，不全。拿到官方原文后从 Excel 导入，同编号的会换掉。"),
        import_url=reverse("hazard_criteria_import") if may_keep else "",
        crumbs=[(_("隐患"), reverse("hazards")), (_("判定标准"), "")],
    )  # fmt: skip


@require_GET
@may(KEEP)
def criteria_template(request: HttpRequest) -> HttpResponse:
    """An empty sheet of criteria."""
    return _xlsx(template_workbook(CRITERIA_COLUMNS, _("判定标准")), _("判定标准模板"))


@may(KEEP)
def criteria_import(request: HttpRequest) -> HttpResponse:
    """Take over criteria from a sheet."""
    unit = chosen_unit(request)
    form = SheetForm(request.POST or None, request.FILES or None, mappings=[])
    rows, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            rows, problem = _read(form, CRITERIA_COLUMNS)
            if rows is not None:
                try:
                    if not rows.ok:
                        raise keeping.bad_cells(rows)
                    actions.import_criteria(unit, rows, by=request.actor, at=request.at)  # type: ignore[attr-defined]
                    return redirect("hazard_criteria")
                except Refused as refused:
                    problem = refused
            if problem is not None:
                status = problem.status
                form.add_error(None, str(problem))
    context = {
        "form": form, "rows": rows, "mappings": None, "unit": unit, "title": _("导入判定标准"),
        "crumbs": [(_("隐患"), reverse("hazards")), (_("判定标准"), reverse("hazard_criteria")), (_("导入"), "")],
    }  # fmt: skip
    return render(request, "hazards/import.html", context, status=status)


@require_GET
@may(SEE)
def rule_list(request: HttpRequest) -> HttpResponse:
    """Limits and ladders in force at a unit, each with its source; defaults are marked 待核实."""
    unit = chosen_unit(request)
    own = queries.rule_rows(unit.unit_path, request.at)  # type: ignore[attr-defined]
    may_keep = keeping.may_keep(unit, request.actor)  # type: ignore[attr-defined]

    def door(row: dict[str, Any]) -> str:
        return f"{reverse('hazard_rule', args=[row['rule_id']])}?unit={unit.pk}"

    rows = [_in_force(rule, own) for rule in rules.DEFAULTS.values()]
    columns = [
        pages.Column("label", _("规则"), link=door if may_keep else None),
        pages.Column("value", _("现在")), pages.Column("since", _("起用"), kind="day"),
        pages.Column("source", _("来源")), pages.Column("check", _("核实")),
    ]  # fmt: skip
    return pages.listing(
        request, title=_("隐患期限规则"), rows=rows, columns=columns,
        note=_("没有查到法定天数，都是可以改的默认值。改了只管以后报的，正在办的不变。"),
        crumbs=[(_("隐患"), reverse("hazards")), (_("期限规则"), "")],
    )  # fmt: skip


def _amount(value: float, unit: str) -> str:
    """24 小时, 3 个工作日; 要 or 不要 for a switch."""
    if unit == "flag":
        return _("要") if value else _("不要")
    return f"{value:g} {_(rules.UNITS[unit])}"


def _in_force(rule: rules.Rule, own: dict[str, RuleRow]) -> dict[str, Any]:
    """One rule as it holds: its number, since when, from where, and whether that was checked."""
    row = own.get(rule.rule_id)
    unsettled = (row.standing not in ("V-LAW", "V-OFF")) if row else rule.unsettled
    return {
        "rule_id": rule.rule_id, "label": _(rule.label), "value": _amount(float(row.value if row else rule.value), rule.unit),
        "source": " ".join(w for w in (row.doc, row.article, row.source) if w) if row else f"{_(rule.doc)}：{_(rule.source)}",
        "since": row.effective_from if row else None, "check": _("待核实") if unsettled else _("已核实"),
    }  # fmt: skip


@may(SEE)
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Set a region's own number for a rule, from a day on, with its source; whoever does not keep the rules reads it."""
    unit = chosen_unit(request)
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    found = rules.DEFAULTS.get(rule_id)
    if found is None:
        raise Refused("E-rule-unknown", _("没有这条规则"))
    if request.method == "GET" and not keeping.may_keep(unit, actor):
        return _read_rule(request, unit, found)
    now = queries.values(unit.unit_path, at)[rule_id][0]
    form = RuleForm(request.POST or None, initial={"value": now, "starts": local(at).date(), "standing": "DESIGN"})

    def save(sent: Any) -> str:
        actions.set_rule(unit, rule_id, by=actor, at=at, **sent.cleaned_data)
        return f"{reverse('hazard_rules')}?unit={unit.pk}"

    return pages.editing(
        request, form=form, title=_(found.label), save=save, back=reverse("hazard_rules"), note=f"{unit} · {_(rules.UNITS[found.unit])}",
        crumbs=[(_("隐患"), reverse("hazards")), (_("期限规则"), reverse("hazard_rules")), (_(found.label), "")],
    )  # fmt: skip


def _read_rule(request: HttpRequest, unit: Unit, found: rules.Rule) -> HttpResponse:
    row = _in_force(found, queries.rule_rows(unit.unit_path, request.at))  # type: ignore[attr-defined]
    facts = [
        (_("现在"), row["value"]), (_("起用"), dates.day(row["since"]) if row["since"] else _("一直")), (_("来源"), row["source"]),
        (_("核实"), row["check"]),
    ]  # fmt: skip
    return pages.record(
        request, title=_(found.label), facts=facts, lead=_("%(unit)s现在照这条办。要改，由市局或辖市区局的安全干部来改。") % {"unit": unit},
        crumbs=[(_("隐患"), reverse("hazards")), (_("期限规则"), reverse("hazard_rules")), (_(found.label), "")],
    )  # fmt: skip
