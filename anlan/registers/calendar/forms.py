"""What people type about the calendar, and the columns of its sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel.sheets import Column
from anlan.kernel.web.fields import date_field
from anlan.registers.calendar import rules
from anlan.registers.calendar.rules.editing import READING_KEYS
from anlan.registers.org.rules import STAGES

COLUMNS = [
    Column("date", _("日期"), "date", required=True, unique=True),
    Column("kind", _("放假或上班"), "choice", required=True, choices={"off": _("放假"), "work": _("上班")}),
    Column("name", _("节日"), longest=40, help=_("春节、国庆节这样的名字；调休上班的那天写它属于哪个节日")),
]


def _date(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return date_field(label, required=required, help_text=help_text)


class DayForm(forms.Form):
    """One day: off, at work, or as its weekday says."""

    kind = forms.ChoiceField(
        label=_("这一天"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("off", _("放假")), ("work", _("上班（调休）")), ("", _("按平常的周几算"))],
    )
    name = forms.CharField(label=_("节日"), required=False, max_length=40)
    source = forms.CharField(label=_("依据"), required=False, max_length=200)


class TermForm(forms.Form):
    """A term of the city, a district or a school."""

    season = forms.ChoiceField(label=_("学期"), choices=[])
    stage = forms.ChoiceField(label=_("学段"), required=False, choices=[])
    first_day = _date(_("开学"), required=True, help_text=_("学生到校上课的第一天"))
    last_day = _date(_("最后一天"), help_text=_("放假前最后一个上课日；没公布就空着"))
    exam_first = _date(_("期末考试开始"))
    exam_last = _date(_("期末考试结束"))
    standing = forms.ChoiceField(
        label=_("这些日期"), widget=forms.RadioSelect, choices=[("official", _("已核实")), ("placeholder", _("占位，待核实"))]
    )
    source = forms.CharField(label=_("依据"), required=False, max_length=200, help_text=_("文件名称和文号，或者谁说的"))

    def __init__(self, *args: Any, whole: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["season"].choices = [(key, _(label)) for key, label in rules.SEASON_NAMES.items()]  # type: ignore[attr-defined]
        if whole:  # a bureau may set dates for one stage; a school has its own only
            self.fields["stage"].choices = [("", _("各学段")), *((key, _(label)) for key, label in STAGES.items())]  # type: ignore[attr-defined]
        else:
            del self.fields["stage"]


class ImportForm(forms.Form):
    """A year's arrangement of holidays from a sheet."""

    year = forms.IntegerField(label=_("哪一年"), min_value=2000, max_value=2100)
    file = forms.FileField(label=_("Excel 表"), help_text=_("这一年原来的放假和调休日会全部换成表里的"))
    published = forms.BooleanField(label=_("国务院办公厅的安排已经公布，表里含调休"), required=False)
    source = forms.CharField(label=_("依据"), required=False, max_length=200)


class ReadingForm(forms.Form):
    """One reading: a number of hours or days, or an hour of the day."""

    value = forms.CharField(label=_("改成"), max_length=10)
    source = forms.CharField(label=_("依据"), required=False, max_length=200)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean_value(self) -> int | str:
        """A number where the reading is one."""
        text: str = self.cleaned_data["value"].strip()
        if READING_KEYS[self.key].unit == "clock":
            return text.replace("：", ":")
        if not text.isdecimal():
            raise forms.ValidationError(_("写一个数字"))
        return int(text)


class TryForm(forms.Form):
    """A phrase to be read, and the day of the notice it stands in."""

    phrase = forms.CharField(label=_("写一句时间"), max_length=200)
    issued = _date(_("发文日期"), required=True)
