"""Forms that change the register of units. The actions say who may; here a form without a right is not shown at all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours
from anlan.kernel.once import once
from anlan.kernel.web import pages
from anlan.registers.org import actions, forms, rules, screens
from anlan.registers.org.models import Link, Supervision, Unit

CHANGE = "units.change"


def _unit(pk: int) -> Unit:
    return Unit.objects.select_related("parent").get(pk=pk)


def _demand(right: bool) -> None:
    if not right:
        raise NotYours("E-unit-right", _("单位由上级的安全干部或管理员登记和调整；本单位只改自己的联系方式、人数和位置"))


@may(CHANGE)
def new(request: HttpRequest) -> HttpResponse:
    """Register a unit below ?parent= (none: an outside body) of the ?kind= asked for."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    number = request.GET.get("parent", "")
    parent = _unit(int(number)) if number.isdecimal() else None
    kinds = [k for k, above in rules.PARENTS.items() if parent and parent.kind in above] if parent else [rules.OUTSIDE]
    kinds = [k for k in kinds if rules.may_open(actor, parent.unit_path if parent else "", k)]
    _demand(bool(kinds))
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else rules.SCHOOL if rules.SCHOOL in kinds else kinds[0]
    form = forms.UnitForm(request.POST or None, kind=kind, initial={"nature": "public"})

    def save(form: Any) -> str:
        def work() -> str:
            facts = dict(form.cleaned_data)
            unit = actions.open_unit(parent, kind=kind, name=facts.pop("name"), by=actor, at=at, **facts)
            return screens.address(unit)

        return once(request.POST.get("nonce", ""), work, at=at)

    title = _("登记{kind}").format(kind=_(rules.KINDS[kind]))
    above = screens.crumbs(parent, (title, "")) if parent else [(_("单位与人员"), reverse("units")), (title, "")]
    others = [(_(rules.KINDS[k]), f"?{urlencode({'parent': number, 'kind': k})}", k == kind) for k in kinds]
    note = _("归 {parent}").format(parent=parent) if parent else _("外单位归全市共用，各单位自己关联")
    return pages.editing(
        request, form=form, title=title, note=note, save=save, verb=_("登记"), draft="unit-new",
        back=screens.address(parent) if parent else reverse("units"), crumbs=above,
        context={"kinds": others if len(others) > 1 else []}, template="org/new.html",
    )  # fmt: skip


@may(CHANGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a unit's facts: its own people those about itself, somebody above all of them."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = _unit(pk)
    _demand(rules.may_tell(actor, unit.unit_path, unit.kind))
    own = not rules.may_run(actor, unit.unit_path, unit.kind)
    form = forms.UnitForm(request.POST or None, kind=unit.kind, own=own, initial=forms.UnitForm.initial_of(unit))

    def save(form: Any) -> str:
        actions.change_unit(unit, by=actor, at=at, **form.cleaned_data)
        return screens.address(unit)

    note = _("名称、编号、学段、性质由上级改。") if own else ""
    return pages.editing(
        request, form=form, title=_("改资料"), note=note, save=save, back=screens.address(unit),
        crumbs=screens.crumbs(unit, (_("改资料"), "")),
    )  # fmt: skip


@may(CHANGE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit below another one."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = _unit(pk)
    _demand(unit.kind in rules.PARENTS and rules.may_run(actor, unit.unit_path, unit.kind))
    form = forms.MoveForm(request.POST or None, unit=unit, actor=actor)

    def save(form: Any) -> str:
        moved = actions.move_unit(unit, form.cleaned_data["parent"], why=form.cleaned_data["why"], by=actor, at=at)
        return screens.address(moved)

    return pages.editing(
        request, form=form, title=_("调整隶属"), save=save, verb=_("调整"), back=screens.address(unit),
        note=_("{unit} 现在归 {parent}。人员、岗位、事项、地点一起跟过去，原来的上级就看不到了。").format(unit=unit, parent=unit.parent),
        confirm=_("人员、岗位、事项一起跟过去，原来的上级就看不到了"), crumbs=screens.crumbs(unit, (_("调整隶属"), "")),
    )  # fmt: skip


@may(CHANGE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit; its history stays."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = _unit(pk)
    _demand(rules.may_run(actor, unit.unit_path, unit.kind))

    def save(form: Any) -> str:
        actions.close_unit(unit, why=form.cleaned_data["why"], by=actor, at=at)
        return screens.address(unit)

    return pages.editing(
        request, form=forms.WhyForm(request.POST or None), title=_("撤销{unit}").format(unit=unit), save=save, verb=_("撤销"),
        note=_("这里的岗位今天结束，没办完的事由上级接着办。记录都留着，撤错了可以恢复。"),
        confirm=_("这里的岗位今天结束"), back=screens.address(unit), crumbs=screens.crumbs(unit, (_("撤销"), "")),
    )  # fmt: skip


@may(CHANGE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closing back."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = _unit(pk)
    _demand(rules.may_run(actor, unit.unit_path, unit.kind))
    if unit.closed_on is None:
        return HttpResponseRedirect(screens.address(unit))

    def save(form: Any) -> str:
        actions.reopen_unit(unit, why=form.cleaned_data["why"], by=actor, at=at)
        return screens.address(unit)

    return pages.editing(
        request, form=forms.WhyForm(request.POST or None), title=_("恢复{unit}").format(unit=unit), save=save, verb=_("恢复"),
        note=_("撤销时结束的岗位要重新安排。"), back=screens.address(unit), crumbs=screens.crumbs(unit, (_("恢复"), "")),
    )  # fmt: skip


@may(CHANGE)
def supervise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who supervises the unit in a domain, from a day on."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = _unit(pk)
    _demand(rules.may_run(actor, unit.unit_path, unit.kind))
    form = forms.SupervisionForm(request.POST or None, initial={"starts": forms.today(at)})

    def save(form: Any) -> str:
        actions.supervise(unit, by=actor, at=at, **form.cleaned_data)
        return screens.address(unit)

    return pages.editing(
        request, form=form, title=_("指定主管"), save=save, back=screens.address(unit),
        note=_("没指定的领域由 {parent} 主管。同一领域原来的主管到前一天为止。").format(parent=unit.parent),
        crumbs=screens.crumbs(unit, (_("指定主管"), "")),
    )  # fmt: skip


@may(CHANGE)
def end_supervision(request: HttpRequest, pk: int) -> HttpResponse:
    """End a relation; the parent supervises again."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = Supervision.objects.select_related("unit", "unit__parent", "supervisor").get(pk=pk)
    _demand(rules.may_run(actor, row.unit_path, row.unit.kind))
    if row.ends is not None:
        raise Http404
    form = forms.EndForm(request.POST or None, initial={"ends": forms.today(at)})

    def save(form: Any) -> str:
        actions.end_supervision(row, ends=form.cleaned_data["ends"], by=actor, at=at)
        return screens.address(row.unit)

    note = _("{domain}现在由 {supervisor} 主管，结束后回到 {parent}。").format(
        domain=screens.domain_word(row.domain), supervisor=row.supervisor, parent=row.unit.parent
    )
    return pages.editing(
        request, form=form, title=_("结束主管关系"), note=note, save=save, back=screens.address(row.unit),
        crumbs=screens.crumbs(row.unit, (_("结束主管关系"), "")),
    )  # fmt: skip


@may(CHANGE)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link an outside body."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = _unit(pk)
    _demand(rules.may_tell(actor, unit.unit_path, unit.kind))

    def save(form: Any) -> str:
        actions.link(unit, form.cleaned_data["outside"], domain=form.cleaned_data["domain"], by=actor, at=at)
        return screens.address(unit)

    return pages.editing(
        request, form=forms.LinkForm(request.POST or None), title=_("加外单位"), save=save, back=screens.address(unit),
        note=_("关联在局上的，下面的学校都算。名单里没有的，先由局里登记。"), crumbs=screens.crumbs(unit, (_("加外单位"), "")),
    )  # fmt: skip


@require_POST
@may(CHANGE)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link."""
    row = Link.objects.select_related("unit", "outside").get(pk=pk)
    actions.unlink(row, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(screens.address(row.unit))
