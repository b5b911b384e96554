"""The form of a hook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.work.hooks.rules import EVENTS


class HookForm(forms.Form):
    """Where to, and what."""

    name = forms.CharField(label=_("推给哪个系统"), max_length=80)
    url = forms.CharField(label=_("地址"), max_length=500, widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
                          help_text=_("以 https:// 开头"))  # fmt: skip
    events = forms.MultipleChoiceField(label=_("什么时候推"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = [(code, _(word)) for code, word in EVENTS.items()]  # type: ignore[attr-defined]
        self.fields["events"].initial = list(EVENTS)
