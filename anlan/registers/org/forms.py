"""What people type about units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.scope import below
from anlan.kernel.web.fields import date_field
from anlan.registers.org import queries, rules
from anlan.registers.org.models import Unit


def choices(labels: Mapping[str, str], nothing: Any = None) -> list[tuple[str, Any]]:
    """Choices with translated labels; `nothing` is what an empty choice says."""
    found = [(key, _(label)) for key, label in labels.items()]
    return found if nothing is None else [("", nothing), *found]


class UnitField(forms.CharField):
    """A unit by its name or code. Several of one name are told apart by the code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("写全名或编号"))
        super().__init__(max_length=80, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Unit) or value in self.empty_values:
            return value or None
        text = str(value).strip()
        found = list(Unit.objects.filter(closed_on__isnull=True).filter(code=text)[:1]) or list(
            Unit.objects.filter(closed_on__isnull=True, name=text).select_related("parent")[:4]
        )
        if len(found) == 1:
            return found[0]
        if found:
            where = "、".join(f"{u.parent or ''} {u.code}".strip() for u in found)
            raise ValidationError(_now("有 {n} 个单位叫这个名字：{where}。改写编号").format(n=len(found), where=where))
        raise ValidationError(_now("没有叫“{name}”的单位").format(name=text))

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Unit) else value

    def run_validators(self, value: Any) -> None:
        """A unit was found; nothing more to look at."""


class UnitFilters(forms.Form):
    """The line of filters above the list of units."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("名称、拼音、编号"), required=False, max_length=40)
    district = forms.ChoiceField(label=_("辖市区"), required=False)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=choices(rules.KINDS, _("全部类别")))
    stage = forms.ChoiceField(label=_("学段"), required=False, choices=choices(rules.STAGES, _("全部学段")))
    nature = forms.ChoiceField(label=_("性质"), required=False, choices=choices(rules.NATURES, _("全部性质")))
    trait = forms.ChoiceField(label=_("特点"), required=False, choices=choices(rules.TRAITS, _("不限")))

    def __init__(self, data: Any, *, at: datetime) -> None:
        super().__init__(data)
        districts = [(u.unit_path, str(u)) for u in queries.districts(at)]
        self.fields["district"].choices = [("", _("全部辖市区")), *districts]  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    """A unit. Fields that somebody above decides are left out for the unit itself (`own`)."""

    name = forms.CharField(label=_("单位名称"), max_length=80)
    short = forms.CharField(label=_("简称"), required=False, max_length=20)
    code = forms.CharField(label=_("编号"), required=False, max_length=40, help_text=_("全市唯一；导入 Excel 按它找单位"))
    stage = forms.ChoiceField(label=_("学段"), required=False, choices=choices(rules.STAGES, _("没有")))
    nature = forms.ChoiceField(label=_("性质"), required=False, choices=choices(rules.NATURES))
    outside_kind = forms.ChoiceField(label=_("类别"), choices=choices(rules.OUTSIDE_KINDS))
    pupils = forms.IntegerField(label=_("学生数"), required=False, min_value=0, max_value=100_000)
    staff = forms.IntegerField(label=_("教职工数"), required=False, min_value=0, max_value=20_000)
    traits = forms.MultipleChoiceField(
        label=_("特点"), required=False, widget=forms.CheckboxSelectMultiple, choices=choices(rules.TRAITS),
        help_text=_("没有的领域不用填责任人，也不派相关任务"),
    )  # fmt: skip
    duty_phone = forms.CharField(label=_("值班电话"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"}))
    address = forms.CharField(label=_("地址"), required=False, max_length=200)
    longitude = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    latitude = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54, help_text=_("地图上按经纬度放点"))

    def __init__(self, data: Any = None, *, kind: str, own: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.known: dict[str, Any] = (self.initial or {}).get("known_traits", {})
        gone = set() if kind == rules.SCHOOL else {"stage", "nature", "pupils", "traits"}
        gone |= {"outside_kind"} if kind != rules.OUTSIDE else {"staff"}
        if kind == rules.DEPARTMENT:
            gone |= {"short", "longitude", "latitude", "address", "staff"}
        if kind == rules.CAMPUS:
            gone -= {"pupils"}
        for name in gone | ({"name", "code", "stage", "nature", "outside_kind"} if own else set()):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if ("longitude" in self.fields) and (data.get("longitude") is None) != (data.get("latitude") is None):
            self.add_error("latitude", _("经度和纬度要么都填，要么都不填"))
        if "traits" in data:
            data["traits"] = {**self.known, **{key: key in data["traits"] for key in rules.TRAITS}}
        return data

    @staticmethod
    def initial_of(unit: Unit) -> dict[str, Any]:
        """What the form shows for a unit that is there."""
        names = ("name", "short", "code", "stage", "nature", "outside_kind", "pupils", "staff", "duty_phone", "address",
                 "longitude", "latitude")  # fmt: skip
        shown = {name: getattr(unit, name) for name in names}
        return shown | {"traits": [k for k, on in unit.traits.items() if on], "known_traits": unit.traits}


class WhyForm(forms.Form):
    """Why something lasting is done."""

    why = forms.CharField(label=_("为什么"), max_length=200)


class MoveForm(forms.Form):
    """Where a unit goes."""

    parent = forms.TypedChoiceField(label=_("归到"), coerce=int)
    why = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称和文号"))

    def __init__(self, data: Any = None, *, unit: Unit, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        kinds = rules.PARENTS.get(unit.kind, ())
        rows = Unit.objects.filter(kind__in=kinds, closed_on__isnull=True).exclude(pk=unit.parent_id or 0).order_by("unit_path")
        if unit.kind in rules.INNER:
            rows = rows.filter(below(queries.whole_unit(unit.unit_path).unit_path))
        found = [(u.pk, str(u)) for u in rows if not u.unit_path.startswith(unit.unit_path)]
        self.fields["parent"].choices = [("", _("选一个")), *found]  # type: ignore[attr-defined]

    def clean_parent(self) -> Unit:
        return Unit.objects.get(pk=self.cleaned_data["parent"])


class SupervisionForm(forms.Form):
    """Who supervises a unit in a domain, from when, on what ground."""

    domain = forms.ChoiceField(label=_("领域"), required=False, choices=choices(rules.DOMAINS, _("所有领域")))
    supervisor = UnitField(label=_("主管单位"), help_text=_("局、管委会的社会事业局或外单位，写全名或编号"))
    starts = date_field(_("从哪天起"))
    basis = forms.CharField(label=_("依据"), required=False, max_length=200, help_text=_("文件名称和文号"))


class EndForm(forms.Form):
    """The last day of a relation."""

    ends = date_field(_("最后一天"))


class LinkForm(forms.Form):
    """An outside body that a unit works with."""

    outside = forms.TypedChoiceField(label=_("外单位"), coerce=int)
    domain = forms.ChoiceField(label=_("领域"), required=False, choices=choices(rules.DOMAINS, _("所有领域")))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows = Unit.objects.filter(kind=rules.OUTSIDE, closed_on__isnull=True).order_by("outside_kind", "pinyin")
        found = [(u.pk, f"{_now(rules.OUTSIDE_KINDS.get(u.outside_kind, ''))} · {u.name}".strip(" ·")) for u in rows]
        self.fields["outside"].choices = [("", _("选一个")), *found]  # type: ignore[attr-defined]

    def clean_outside(self) -> Unit:
        return Unit.objects.get(pk=self.cleaned_data["outside"])


def today(at: datetime) -> Any:
    """The day on the city's calendar."""
    return local(at).date()
