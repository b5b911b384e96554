"""Forms of the register of places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.registers.org.models import Unit
from anlan.registers.people.models import Post
from anlan.registers.places import queries, rules
from anlan.registers.places.models import Place


class PlaceForm(forms.Form):
    """Name, kind, building, what it lies within, and the post that keeps it."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("哪一种"))
    building = forms.CharField(label=_("在哪栋楼"), max_length=60, required=False)
    within = forms.TypedChoiceField(
        label=_("在哪处里面"), coerce=int, empty_value=None, required=False, help_text=_("外面那处停用，这处也算停用")
    )
    keeper = forms.TypedChoiceField(label=_("保管岗位"), coerce=int, empty_value=None, required=False)
    latitude = forms.FloatField(label=_("纬度"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("经度"), required=False, min_value=-180, max_value=180)

    def __init__(self, *args: Any, unit: Unit, at: datetime, place: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from anlan.kernel.scope import below

        self.fields["kind"].choices = list(rules.KINDS.items())  # type: ignore[attr-defined]
        others = Place.objects.filter(unit=unit, closed_on__isnull=True).exclude(pk=place.pk if place else 0)
        if place:  # nothing lies within what lies within it
            others = others.exclude(pk__in=queries.inside([place.pk]))
        self.fields["within"].choices = [("", "—"), *((p.pk, str(p)) for p in others.order_by("building", "name"))]  # type: ignore[attr-defined]
        posts = Post.objects.filter(below(unit.unit_path), closed_on__isnull=True).order_by("unit_path", "id")
        self.fields["keeper"].choices = [("", "—"), *((p.pk, p.title) for p in posts)]  # type: ignore[attr-defined]
