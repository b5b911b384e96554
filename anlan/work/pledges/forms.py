"""What people type about a batch of letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.clock import LOCAL, local
from anlan.kernel.web.fields import date_field
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import ADDRESSEE_KINDS, CITY, SCHOOL, STAGES, Addressees
from anlan.registers.people.rules import LAYERS
from anlan.work.pledges.models import Batch
from anlan.work.pledges.rules import COVER, PLACES, TEXT, layers_for

CONFIRM_DAYS = 10


def _many(label: Any, labels: Mapping[str, str], *, required: bool = True, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple,
        choices=[(key, _(word)) for key, word in labels.items()],
    )  # fmt: skip


class BatchForm(forms.Form):
    """Title, text, whose layers, which units, from when until when."""

    title = forms.CharField(label=_("叫什么"), max_length=80)
    text = forms.CharField(label=_("正文"), max_length=8000, widget=forms.Textarea({"rows": 16}))
    layers = _many(_("签哪几层"), LAYERS)
    kinds = _many(_("哪些单位"), ADDRESSEE_KINDS, required=False)
    stages = _many(_("只要这些学段的学校"), STAGES, required=False, help_text=_("不选就是全部"))
    starts = date_field(_("从哪天起"))
    ends = date_field(_("到哪天止"))
    due = date_field(_("哪天前确认"))

    def __init__(self, data: Any = None, *, unit: Unit, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        allowed = layers_for(unit.kind)
        self.fields["layers"].choices = [(key, _(LAYERS[key])) for key in allowed]  # type: ignore[attr-defined]
        self.fields["text"].help_text = _now("括号里的词会换成各人的：%(places)s。这是安澜拟的样本，按本单位的要求改") % {
            "places": " ".join(f"{{{place}}}" for place in PLACES)
        }
        if unit.kind == SCHOOL:
            del self.fields["kinds"], self.fields["stages"]
        elif unit.kind != CITY:
            kinds = [(key, word) for key, word in ADDRESSEE_KINDS.items() if key != CITY]
            self.fields["kinds"].choices = [(key, _(word)) for key, word in kinds]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """As the actions take it."""
        data = self.cleaned_data
        to = {"kinds": data.get("kinds", []), "stages": data.get("stages", [])}
        due = datetime.combine(data["due"], time(17, 0), tzinfo=LOCAL)
        return {
            "title": data["title"], "text": data["text"], "layers": data["layers"], "addressees": to, "starts": data["starts"],
            "ends": data["ends"], "due_at": due,
        }  # fmt: skip


def offered(unit: Unit, at: datetime) -> dict[str, Any]:
    """What a new batch begins with: the year to come when this one is nearly over."""
    today = local(at).date()
    year = today.year + (today.month >= 11)
    return {
        "title": f"{year}年度校园安全责任书", "text": TEXT, "layers": ["post"] if unit.kind == SCHOOL else ["school"],
        "kinds": [SCHOOL], "starts": max(date(year, 1, 1), today), "ends": date(year, 12, 31), "due": today + timedelta(days=CONFIRM_DAYS),
    }  # fmt: skip


def kept(batch: Batch) -> dict[str, Any]:
    """A draft as the form shows it."""
    to = Addressees.load(batch.addressees)
    return {
        "title": batch.title, "text": batch.text, "layers": batch.layers, "kinds": list(to.kinds), "stages": list(to.stages),
        "starts": batch.starts, "ends": batch.ends, "due": local(batch.due_at).date(),
    }  # fmt: skip


class CoverFilters(forms.Form):
    """The line of filters above the list."""

    state = forms.ChoiceField(label=_("情况"), required=False, choices=[("", _("全部")), *((k, _(w)) for k, w in COVER.items())])
    layer = forms.ChoiceField(label=_("层级"), required=False, choices=[("", _("全部层级")), *((k, _(w)) for k, w in LAYERS.items())])
    district = forms.ChoiceField(label=_("辖市区"), required=False)

    def __init__(self, data: Any, *, districts: list[tuple[str, str]]) -> None:
        super().__init__(data)
        if districts:
            self.fields["district"].choices = [("", _("全部")), *districts]  # type: ignore[attr-defined]
        else:
            del self.fields["district"]


class WhyForm(forms.Form):
    """Why a batch is taken back."""

    why = forms.CharField(label=_("为什么撤回，会告诉还没确认的人"), max_length=300, widget=forms.Textarea({"rows": 3}))
