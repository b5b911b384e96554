"""Forms of the pages around hazards: a sheet to read, headers of a foreign ledger, a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel.sheets import Column
from anlan.work.hazards.models import LedgerMapping

STANDING_WORDS = {
    "V-LAW": _("读过法条"),
    "V-OFF": _("官方页面上看到"),
    "V-SEC": _("别处转载，待核实"),
    "RECALLED": _("凭印象，待核实"),
    "DESIGN": _("本地自定，待核实"),
}


class SheetForm(forms.Form):
    """An xlsx, and in whose headers it is written."""

    file = forms.FileField(
        label=_("Excel 文件"), widget=forms.FileInput(attrs={"accept": ".xlsx"}), error_messages={"required": _("选一个 xlsx 文件")}
    )
    mapping = forms.ChoiceField(label=_("表头是谁的"), required=False)

    def __init__(self, *args: Any, mappings: Sequence[LedgerMapping], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mappings:
            self.fields["mapping"].choices = [("", _("我们的模板")), *((str(m.pk), m.name) for m in mappings)]  # type: ignore[attr-defined]
        else:
            del self.fields["mapping"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data.setdefault("mapping", "")
        return data


class MappingForm(forms.Form):
    """A name, and for each of our columns the header of the other side."""

    name = forms.CharField(label=_("叫什么"), max_length=60, help_text=_("如 市安全生产平台"))

    def __init__(self, *args: Any, columns: Sequence[Column], known: LedgerMapping | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headers = known.headers if known else {}
        if known:
            self.fields["name"].initial = known.name
        for column in columns:
            self.fields[column.key] = forms.CharField(
                label=str(column.title), required=False, max_length=80, initial=headers.get(column.key, "")
            )


class RuleForm(forms.Form):
    """A region's own number for a rule."""

    value = forms.DecimalField(label=_("改成"), max_digits=8, decimal_places=2)
    starts = forms.DateField(label=_("起用"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    standing = forms.ChoiceField(label=_("依据核实到哪一步"), choices=list(STANDING_WORDS.items()))
    doc = forms.CharField(label=_("文件"), required=False, max_length=200)
    article = forms.CharField(label=_("条款"), required=False, max_length=80)
    source = forms.CharField(label=_("在哪儿看到的"), required=False, max_length=300)
