"""A filled-in sheet comes in: every bad cell is named with row, column and reason, and then nothing was taken; or all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Refused
from anlan.kernel.sheets import XLSX, Column, Rows, Unreadable, read_rows
from anlan.kernel.web import pages
from anlan.kernel.web.pages import Crumbs, Text
from anlan.kernel.web.sent import content

MOST_SHOWN = 200


class SheetForm(forms.Form):
    """The file."""

    file = forms.FileField(label=_("Excel 文件"), widget=forms.FileInput({"accept": ".xlsx"}))


def workbook(data: bytes, name: str) -> HttpResponse:
    """An xlsx to take away; `name` without ending, may be Chinese."""
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = _attachment(f"{name}.xlsx")
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


def importing(
    request: HttpRequest,
    *,
    title: Text,
    columns: Sequence[Column],
    read: Callable[[Rows], Any],
    take: Callable[[Any], str | HttpResponse],
    empty_sheet: str,
    back: str,
    note: Text = "",
    crumbs: Crumbs = (),
) -> HttpResponse:
    """The page that takes a sheet. `read(rows)` says what the rows mean and names more bad cells by `rows.refuse`; `take(meant)`
    calls the action and says where to go, or answers itself. `empty_sheet` is the address of the sheet to fill in.
    """
    wrong: list[str] = []

    def save(form: Any) -> str | HttpResponse:
        try:
            rows = read_rows(content(form.cleaned_data["file"]), columns)
        except Unreadable as unreadable:
            raise Refused(unreadable.code, str(unreadable.sentence), fields={"file": unreadable.sentence}) from unreadable
        meant = read(rows)
        if not rows.ok:
            errors = rows.in_order()
            wrong.extend(str(error) for error in errors[:MOST_SHOWN])
            count = len(errors) + rows.errors_left_off
            raise Refused("E-sheet-cells-wrong", _now("表里有 {n} 处不对，一行也没有存").format(n=count))
        return take(meant)

    return pages.editing(
        request,
        form=SheetForm(request.POST or None, request.FILES or None),
        title=title,
        note=note,
        save=save,
        verb=_("导入"),
        back=back,
        crumbs=crumbs,
        context={"wrong": wrong, "most": MOST_SHOWN, "empty_sheet": empty_sheet},
        template="page/import.html",
    )
