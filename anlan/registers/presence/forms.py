"""What people type about times away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel.clock import LOCAL
from anlan.kernel.web.fields import date_field
from anlan.registers.people.models import Person
from anlan.registers.presence.rules import WEEKDAYS


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class AwayForm(forms.Form):
    """Who stands in; the rest is the kind's own."""

    substitute = forms.TypedChoiceField(
        label=_("急事找谁"), required=False, coerce=int, empty_value=None, help_text=_("不选就按责任链找下一个在的人；危险的事仍会叫到本人")
    )

    def __init__(self, data: Any = None, *, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["substitute"].choices = [("", _("不指定")), *colleagues]  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name != "substitute"])

    def clean_substitute(self) -> Person | None:
        chosen = self.cleaned_data["substitute"]
        return Person.objects.get(pk=chosen) if chosen else None


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


class LeaveForm(AwayForm):
    """From a moment to a moment."""

    starts_at = _moment(_("什么时候离开"))
    ends_at = _moment(_("什么时候回来"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("starts_at", "ends_at"):
            if data.get(name):
                data[name] = data[name].replace(tzinfo=LOCAL)
        return data


class LessonForm(AwayForm):
    """A lesson of the week."""

    weekday = forms.TypedChoiceField(label=_("星期几"), coerce=int, choices=[(k, _(v)) for k, v in WEEKDAYS.items()])
    from_time = _time(_("上课"))
    to_time = _time(_("下课"))
    starts_on = date_field(_("从哪天起"))
    ends_on = date_field(_("到哪天止"), help_text=_("学期的最后一天；校历里放假的日子不算"))


class NightsForm(AwayForm):
    """From evening to morning."""

    from_time = _time(_("晚上从几点"))
    to_time = _time(_("到早上几点"))
