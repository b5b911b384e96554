"""A region's own limit."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.work.asks.rules.limits import LEAST, MOST


class LimitForm(forms.Form):
    """How many asks a week are enough, from when, and why this number."""

    most = forms.IntegerField(label=_("一所学校一周已有几件，再发就要放行"), min_value=LEAST, max_value=MOST)
    starts = forms.DateField(label=_("起用"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(label=_("按什么定的"), required=False, max_length=300, help_text=_("有文件就写文件；没有写自定，待核实"))
