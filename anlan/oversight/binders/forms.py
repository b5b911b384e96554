"""The form with which a binder is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.scope import below_any
from anlan.oversight.binders import rules
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit


class BinderForm(forms.Form):
    """Whose, over which days, what goes in."""

    unit = forms.TypedChoiceField(label=_("哪个单位"), coerce=int)
    starts = forms.DateField(label=_("从哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends = forms.DateField(label=_("到哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    parts = forms.MultipleChoiceField(label=_("装什么"), widget=forms.CheckboxSelectMultiple)
    domains = forms.MultipleChoiceField(
        label=_("哪些领域"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("一个不选就是全部。报表不分领域")
    )

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        today = local(at).date()
        kwargs.setdefault("initial", {"starts": today - timedelta(days=180), "ends": today, "parts": list(rules.PARTS)})
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(below_any(actor.paths), kind__in=["city", "district", "school"], closed_on__isnull=True)
        self.fields["unit"].choices = list(units.order_by("unit_path").values_list("pk", "name")[:1500])  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(key, now(word)) for key, word in rules.PARTS.items()]  # type: ignore[attr-defined]
        self.fields["domains"].choices = [(key, now(word)) for key, word in org_rules.DOMAINS.items()]  # type: ignore[attr-defined]
