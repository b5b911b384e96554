"""The one question of a link as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from anlan.work.doors.rules import Ask


class AnswerForm(forms.Form):
    """One field `value`, or none where there is nothing to ask. What is typed is judged by the kind of the case, as everywhere."""

    def __init__(self, *args: Any, ask: Ask | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ask is None:
            return
        if ask.kind == "boolean":
            choices = [("1", _("是")), ("0", _("否"))]
            self.fields["value"] = forms.ChoiceField(label=ask.label, choices=choices, widget=forms.RadioSelect)
        elif ask.kind == "choice":
            self.fields["value"] = forms.ChoiceField(label=ask.label, choices=list(ask.choices), widget=forms.RadioSelect)
        elif ask.kind == "date":
            self.fields["value"] = forms.DateField(label=ask.label, widget=forms.DateInput(attrs={"type": "date"}))
        else:
            numeric = {"inputmode": "decimal"} if ask.kind in ("integer", "decimal") else {}
            self.fields["value"] = forms.CharField(label=ask.label, max_length=500, widget=forms.TextInput(attrs=numeric))
        self.fields["value"].help_text = ask.help
