"""The form of a token: what for, which areas, how long."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.registers.keys import rules


def scope_choices() -> list[tuple[str, Any]]:
    """Every scope there is, area by area: what may be read, what may be done."""
    words = {rules.READ: _("看{area}"), rules.ACT: _("看并办{area}")}
    areas = sorted(rules.AREAS.items(), key=lambda row: str(row[1]))
    return [(rules.scope(area, what), str(words[what]).format(area=word)) for area, word in areas for what in (rules.READ, rules.ACT)]


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(label=_("给哪个程序用"), max_length=80, help_text=_("比如：教务系统取待办"))
    days = forms.TypedChoiceField(label=_("用多久"), coerce=int, initial=90)
    scopes = forms.MultipleChoiceField(label=_("它能做什么"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(n, gettext("{n} 天内").format(n=n)) for n in rules.DAYS]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = scope_choices()  # type: ignore[attr-defined]
