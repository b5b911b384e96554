"""Making a round and filling it in, in few words, for the tests of returns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from anlan.kernel.acting import acting
from anlan.work.returns import actions
from anlan.work.returns.models import Round, Row, Sheet
from anlan.work.returns.rules import Field, load
from tests.cast import START, Cast

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DUE = START + 2 * HOUR + 30 * MINUTE  # Monday 11:30
FIELDS = [
    Field("c1", "学生数", source="unit.pupils", unit="人"),
    Field("c2", "灭火器数", unit="具", least=0, most=500),
    Field("c3", "过期灭火器数", unit="具"),
    Field("c4", "最近一次维保日期", "date"),
    Field("c5", "是否有微型消防站", "boolean"),
    Field("c6", "维保单位", "text", required=False),
    Field("c7", "器材合计", sum_of=("c2", "c3")),
]
GOOD = {"c2": "20", "c3": "1", "c4": "2026-11-03", "c5": "是"}


def drafted(cast: Cast, *, by: str = "lin", unit: str = "city", fields: Iterable[Field] = FIELDS, to: Any = None, **options: Any) -> Round:
    """A draft with columns, addressees and a deadline."""
    many = options.pop("many_rows", False)
    with acting(cast.actor(by)):
        who: dict[str, Any] = {"by": cast.actor(by), "at": START}
        round_ = actions.start(cast.units[unit], title="消防器材清单", fields=list(fields), many_rows=many, **who)
        return actions.change(
            round_, title=options.get("title", "消防器材清单"), note=options.get("note", ""), fields=list(fields), many_rows=many,
            addressees=to or {"kinds": ["school"]}, due_at=options.get("due", DUE), **who,
        )  # fmt: skip


def sent(cast: Cast, *, at: Any = START, by: str = "lin", **options: Any) -> Round:
    """A round that is out."""
    round_ = drafted(cast, by=by, **options)
    with acting(cast.actor(by)):
        return actions.send(round_, by=cast.actor(by), at=at)


def sheet(round_: Round, cast: Cast, unit: str) -> Sheet:
    """The return of a unit, as it stands now."""
    return Sheet.objects.select_related("case").get(round=round_, unit=cast.units[unit])


def first_row(round_: Round, cast: Cast, unit: str) -> Row:
    """Its first row, as it stands now."""
    return Row.objects.filter(case_id=sheet(round_, cast, unit).pk, removed_at=None).order_by("order", "id")[0]


def fill(round_: Round, cast: Cast, unit: str, who: str, values: dict[str, str], *, at: Any = START + HOUR, why: str = "") -> Row:
    """Type into the first row."""
    row = first_row(round_, cast, unit)
    with acting(cast.actor(who)):
        return actions.set_cells(row.case_id, row.pk, values, by=cast.actor(who), at=at, why=why)


def hand(round_: Round, cast: Cast, unit: str, who: str, *, at: Any = START + HOUR, nothing: bool = False) -> list[Any]:
    """Hand in; -> what stands in the way."""
    pk = sheet(round_, cast, unit).pk
    with acting(cast.actor(who)):
        return actions.hand_in(pk, by=cast.actor(who), at=at, nothing=nothing)


def handed(round_: Round, cast: Cast, unit: str, who: str, values: dict[str, str] | None = None, *, at: Any = START + HOUR) -> Sheet:
    """Filled in and handed in; doubts are kept with a reason."""
    fill(round_, cast, unit, who, values or GOOD, at=at)
    problems = hand(round_, cast, unit, who, at=at)
    for problem in problems:
        keep(round_, cast, unit, who, problem.doubt_id, "核过了，就是这个数", at=at)
    if problems:
        assert not hand(round_, cast, unit, who, at=at)
    return sheet(round_, cast, unit)


def keep(round_: Round, cast: Cast, unit: str, who: str, doubt_id: int, why: str, *, at: Any = START + HOUR) -> None:
    """Let a questioned value stand."""
    pk = sheet(round_, cast, unit).pk
    with acting(cast.actor(who)):
        actions.keep(pk, doubt_id, why=why, by=cast.actor(who), at=at)


def once_more(round_: Round, cast: Cast, *, by: str = "lin", at: Any = START + DAY) -> Round:
    """The same form sent a second time, a day later."""
    who: dict[str, Any] = {"by": cast.actor(by), "at": at}
    with acting(cast.actor(by)):
        draft = actions.again(round_, **who)
        options: dict[str, Any] = {"note": "", "many_rows": round_.many_rows, "addressees": draft.addressees}
        actions.change(draft, title="第二次", fields=load(draft.fields), due_at=DUE + 2 * DAY, **options, **who)
        return actions.send(draft, **who)
