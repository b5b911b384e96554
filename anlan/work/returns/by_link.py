"""What may be answered of a return by a short link: nothing to report, or the one cell that is still asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.work.cases.models import Case
from anlan.work.cases.queries import is_mine
from anlan.work.doors.rules import Answer, Ask, Offer, add_answer
from anlan.work.returns.actions.filling import set_cells
from anlan.work.returns.actions.handing import hand_in
from anlan.work.returns.models import Row, Sheet
from anlan.work.returns.rules import Field, is_empty, load

ASKED = frozenset({"asked"})


def _open(case: Case, actor: Actor) -> Sheet | None:
    if not is_mine(case, actor):
        return None
    return Sheet.objects.select_related("round", "round__unit").filter(pk=case.pk).first()


def _own(sheet: Sheet) -> list[Field]:
    return [f for f in load(sheet.round.fields) if f.asked and f.key not in sheet.known]


def offer_nothing(case: Case, actor: Actor, at: datetime) -> Offer | None:
    """A zero return, where numbers are asked and nothing else was typed."""
    sheet = _open(case, actor)
    if sheet is None or not any(f.is_number for f in _own(sheet)):
        return None
    keys = [f.key for f in _own(sheet)]
    if any(not is_empty(v) and v not in (0, "0", False) for row in Row.objects.filter(case_id=case.pk, removed_at=None)
           for key, v in row.values.items() if key in keys):  # fmt: skip
        return None
    return Offer(_("报零"), (str(sheet.round.unit), _("这张表里的数都报 0。报上以后还能更正。")))


def nothing(case: Case, value: object, *, by: Actor, at: datetime) -> None:
    """Hand in a zero return."""
    _demand_in(hand_in(case.pk, nothing=True, by=by, at=at))


def offer_cell(case: Case, actor: Actor, at: datetime) -> Offer | None:
    """The one cell that is asked, in a table of one row."""
    sheet = _open(case, actor)
    own = _own(sheet) if sheet else []
    if sheet is None or sheet.round.many_rows or len(own) != 1:
        return None
    field = own[0]
    label = f"{field.title}（{field.unit}）" if field.unit else field.title
    return Offer(_("报上去"), (str(sheet.round.unit),), Ask(label, field.kind, field.choices, field.help))


def cell(case: Case, value: object, *, by: Actor, at: datetime) -> None:
    """Type the one cell and hand in."""
    sheet = Sheet.objects.select_related("round").get(pk=case.pk)
    key = _own(sheet)[0].key
    row = Row.objects.get(case_id=case.pk, removed_at=None)
    set_cells(case.pk, row.pk, {key: _typed(value)}, by=by, at=at)
    _demand_in(hand_in(case.pk, by=by, at=at))


def _typed(value: Any) -> str:
    """As the table's own page sends it: yes and no as 1 and 0, a choice by its code, a day as 2026-12-28."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _demand_in(problems: list[Any]) -> None:
    """Nothing is kept by link of what did not go in: doubts are answered on the table itself."""
    if problems:
        raise Refused("E-link-table", _("这张表还有要看一眼的地方，登录后打开表报"))


def register() -> None:
    """Give both to the short links."""
    add_answer(Answer("nothing", "return", ASKED, gettext_lazy("报零"), offer_nothing, nothing))
    add_answer(Answer("cell", "return", ASKED, gettext_lazy("报数"), offer_cell, cell))
