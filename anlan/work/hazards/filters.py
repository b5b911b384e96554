"""The filter of the list of hazards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below_any
from anlan.registers.org.models import Unit
from anlan.work.hazards import rules


class HazardFilters(forms.Form):
    """domain, grade, and the unit where more than one is in reach."""

    when = forms.CharField(required=False, widget=forms.HiddenInput)
    domain = forms.ChoiceField(label=_("哪一类"), required=False)
    grade = forms.ChoiceField(label=_("等级"), required=False)
    unit = forms.ChoiceField(label=_("单位"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [("", _("全部")), *((k, _(v[0])) for k, v in rules.CATEGORIES.items())]  # type: ignore[attr-defined]
        self.fields["grade"].choices = [("", _("全部")), *((k, _(v)) for k, v in rules.GRADES.items())]  # type: ignore[attr-defined]
        units = Unit.objects.filter(below_any(actor.paths), kind__in=["district", "school"], closed_on__isnull=True)
        found = list(units.order_by("unit_path").values_list("pk", "name")[:1500])
        if len(found) > 1:
            self.fields["unit"].choices = [("", _("全部")), *found]  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]
        if not self.data.get("when"):
            del self.fields["when"]
