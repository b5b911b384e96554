"""The form of a programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import registry
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people.queries import Holder
from anlan.work.programmes.rules import NOT_FOUND


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProgrammeForm(forms.Form):
    """Name, days, who answers, what counts as found under it."""

    name = forms.CharField(label=gettext_lazy("叫什么"), max_length=60)
    purpose = forms.CharField(label=gettext_lazy("为什么做"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    starts = forms.DateField(label=gettext_lazy("从哪一天"), widget=_day())
    ends = forms.DateField(label=gettext_lazy("到哪一天"), widget=_day())
    owner = forms.TypedChoiceField(label=gettext_lazy("谁负责"), coerce=int)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("这段时间发现的，算进来"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("不勾的也能一件一件加进来"),
    )  # fmt: skip
    domains = forms.MultipleChoiceField(
        label=gettext_lazy("只算这些领域的"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一个不勾就是全部"),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = {h.person_id: h for h in people}
        self.fields["owner"].choices = [(pk, f"{h.name} {h.title}".strip()) for pk, h in seen.items()]  # type: ignore[attr-defined]
        kinds = [(k.key, _(str(k.label))) for k in registry.KINDS.values() if k.key not in NOT_FOUND]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        self.fields["domains"].choices = [(key, _(label)) for key, label in DOMAINS.items()]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """As keywords of actions.start and actions.change."""
        data = dict(self.cleaned_data)
        return {**data, "owner_id": data.pop("owner")}
