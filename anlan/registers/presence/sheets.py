"""A school's lessons as a sheet: one row a lesson of the week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.sheets import Column, Rows
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.models import Person
from anlan.registers.people.rules import ROLES
from anlan.registers.presence.actions import Lesson
from anlan.registers.presence.models import Away
from anlan.registers.presence.rules import WEEKDAYS

COLUMNS = [
    Column("username", gettext_lazy("工号"), required=True, longest=40),
    Column("name", gettext_lazy("姓名"), longest=40, help=gettext_lazy("只为了看着方便，按工号认人")),
    Column("weekday", gettext_lazy("星期"), "choice", required=True, choices={k: gettext_lazy(v) for k, v in WEEKDAYS.items()}),
    Column("from_time", gettext_lazy("上课"), "time", required=True),
    Column("to_time", gettext_lazy("下课"), "time", required=True),
    Column("starts_on", gettext_lazy("从哪天起"), "date", required=True, help=gettext_lazy("学期的第一天")),
    Column("ends_on", gettext_lazy("到哪天止"), "date", required=True, help=gettext_lazy("学期的最后一天")),
    Column("substitute", gettext_lazy("代的人（工号）"), longest=40, help=gettext_lazy("上课时急事找谁；不填就按责任链往上")),
]


def read_lessons(read: Rows, unit: Unit, at: datetime) -> list[Lesson]:
    """What the rows mean; every bad cell is named."""
    there = {h.person_id for h in people.holders_at(unit.unit_path, ROLES, at)}
    names = {str(row[key] or "").lower() for row in read.rows for key in ("username", "substitute")} - {""}
    known = {p.username: p for p in Person.objects.filter(username__in=names, pk__in=there)}
    found = []
    for index, row in enumerate(read.rows):
        person, wanted = known.get(str(row["username"]).lower()), str(row["substitute"] or "").lower()
        substitute = known.get(wanted)
        before = len(read.errors) + read.errors_left_off
        if person is None:
            read.refuse(index, "username", _("{unit}没有这个工号的人").format(unit=unit))
        if wanted and substitute is None:
            read.refuse(index, "substitute", _("{unit}没有这个工号的人").format(unit=unit))
        if person is not None and substitute is not None and person.pk == substitute.pk:
            read.refuse(index, "substitute", _("代的要是另一个人"))
        if row["from_time"] and row["to_time"] and row["to_time"] <= row["from_time"]:
            read.refuse(index, "to_time", _("下课要晚于上课"))
        if row["starts_on"] and row["ends_on"] and row["ends_on"] < row["starts_on"]:
            read.refuse(index, "ends_on", _("早于开始日期"))
        if person is None or len(read.errors) + read.errors_left_off > before:
            continue
        found.append(
            Lesson(person, int(row["weekday"]), row["from_time"], row["to_time"], row["starts_on"], row["ends_on"], substitute)
        )  # fmt: skip
    return found


def rows_of(rows: Iterable[Away]) -> Iterator[dict[str, Any]]:
    """Lessons as the sheet holds them."""
    for row in rows:
        if row.kind == "lesson":
            yield {
                "username": row.person.username, "name": row.person.name, "weekday": row.weekday, "from_time": row.from_time,
                "to_time": row.to_time, "starts_on": row.starts_on, "ends_on": row.ends_on,
                "substitute": row.substitute.username if row.substitute else None,
            }  # fmt: skip
