"""A table asked for at 09:40 until 11:30: schools fill in at their own pace, only doubtful cells are asked about, a quarter past eleven it
is signed. Who has not answered by eleven is rung up by the district, which enters what it is told.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL
from anlan.registers.org.models import Unit
from anlan.work.returns import actions as returns
from anlan.work.returns.models import Doubt, Round, Row, Sheet
from anlan.work.returns.rules import HANDED, Field
from sim.deeds import Deed
from sim.hands import Doing, Hands
from sim.told import Told

ASKED, LOOKED, RUNG_UP, SIGNED, DUE = time(9, 40), time(10, 50), time(11, 0), time(11, 10), time(11, 30)
#: The clockwork looks in every five to fifteen minutes on the morning of a table.
MORNING = (time(9, 40), time(9, 55), time(10, 5), time(10, 20), time(10, 35), LOOKED, RUNG_UP, time(11, 5), SIGNED, DUE)
OFFICER = ("YT", "safety_officer")
RINGS_UP = ("safety_officer", "safety_lead", "principal")
TITLE, OWN_WORK = "寒假前安全情况统计表", "各报各的，碰巧一样"
FIELDS = (
    Field("c1", "学生数", source="unit.pupils"),
    Field("c2", "未办结隐患", source="cases.hazard"),
    Field("c3", "留校学生", least=Decimal(0), most=Decimal(600), unit="人"),
    Field("c4", "留校教职工", least=Decimal(0), most=Decimal(200), unit="人"),
    Field("c5", "值班人数", least=Decimal(1), most=Decimal(40), unit="人"),
    Field("c6", "留校合计", sum_of=("c3", "c4"), unit="人"),
    Field("c7", "告家长书发了没有", "boolean"),
    Field("c8", "最近一次检查", "date"),
)
NUMBERS = {"c3": (12, 60), "c4": (10, 20), "c5": (4, 12)}  # what is typed, when it is right
#: Habit -> minutes until it is handed in (None: not without a call), share of tables with a digit too many.
PACE: dict[str, tuple[tuple[int, int] | None, float]] = {
    "diligent": ((6, 45), 0.01), "late": ((35, 75), 0.04), "absent": (None, 0.1), "careless": ((5, 60), 0.3),
}  # fmt: skip


def asks(hands: Hands, first: date, last: date) -> list[Deed]:
    """A table in the second week of each month and one on the 24th of December, within these days."""
    officer, day, found = hands.folk.at_post(*OFFICER), first, []
    while officer and day <= last:
        if hands.folk.is_workday(day) and ((day.weekday() == 2 and 8 <= day.day <= 14) or (day.month, day.day) == (12, 24)):
            found.append(ask_on(officer, day))
        day += timedelta(days=1)
    return found


def ask_on(officer: int, day: date) -> Deed:
    """The deed that begins a table on a day."""
    return Deed(datetime.combine(day, ASKED, LOCAL), officer, "ask_table")


def ask_table(hands: Hands, deed: Deed, by: Actor) -> None:
    """Take the table of last time or make it, send it, and write into the diary what everybody will do about it."""
    at, unit = deed.moment, Unit.objects.get(pk=by.grants[0].unit_id)
    before = Round.objects.filter(unit=unit, title=TITLE).exclude(state="draft").order_by("-id").first()
    due = datetime.combine(at.astimezone(LOCAL).date(), DUE, LOCAL)
    row = returns.again(before, by=by, at=at) if before else returns.start(unit, title=TITLE, fields=FIELDS, by=by, at=at)
    returns.change(
        row, title=TITLE, note="", fields=FIELDS, many_rows=False, addressees={"kinds": ["school"]}, due_at=due, by=by, at=at
    )  # fmt: skip
    sent = returns.send(row, by=by, at=at)
    told = hands.report.tables[sent.pk] = Told(at, due, units=sent.units)
    for case_id, unit_id in Sheet.objects.filter(round=sent).order_by("unit_path").values_list("case_id", "unit_id"):
        code = hands.folk.unit_by_id[unit_id].code
        person = hands.folk.somebody(code, ("safety_lead", "principal"))
        more = {"table": case_id, "round": sent.pk, "unit": unit_id}
        minutes, _share = PACE[hands.folk.habit(person)]
        if minutes:
            moment = at + timedelta(minutes=hands.chance("table", sent.pk, unit_id).randint(*minutes))
            hands.diary.write(Deed(moment, person, "fill_table", more={**more, "habit": hands.folk.habit(person)}))
    for verb, when in (("look_table", LOOKED), ("ring_up", RUNG_UP), ("sign_table", SIGNED)):
        hands.diary.write(
            Deed(datetime.combine(told.asked_at.astimezone(LOCAL).date(), when, LOCAL), by.person_id, verb, more={"round": sent.pk})
        )


def _right(hands: Hands, unit_id: int, rng: random.Random, at: datetime) -> dict[str, str]:
    """What is so at a school: its own numbers, a little different from time to time."""
    own = hands.chance("numbers", unit_id)
    values = {key: str(own.randint(*span) + rng.randint(0, 3)) for key, span in NUMBERS.items()}
    return values | {"c7": "是" if rng.random() < 0.9 else "否", "c8": f"{at.astimezone(LOCAL).date() - timedelta(days=rng.randint(0, 9))}"}


def _hand_in(hands: Hands, case_id: int, deed: Deed, by: Actor) -> None:
    """Hand in; who is asked whether a whole row was copied from another school says that it only happens to be the same."""
    left = returns.hand_in(case_id, by=by, at=deed.moment)
    if twins := [p.doubt_id for p in left if p.kind == "copied" and p.doubt_id]:
        for doubt_id in twins:
            returns.keep(case_id, doubt_id, why=OWN_WORK, by=by, at=deed.moment)
        left = returns.hand_in(case_id, by=by, at=deed.moment)
    if left:
        hands.report.found("table-not-handed-in", f"return {case_id} by {by.name}: {left[:3]}")
    told = hands.report.tables[deed.more["round"]]
    told.done = max(told.done or deed.moment, deed.moment)


def fill_table(hands: Hands, deed: Deed, by: Actor) -> None:
    """Fill in what is not known; now and then with a digit too many, which its author lets stand when asked on the spot."""
    case_id, rng = deed.more["table"], hands.chance("table", deed.more["table"])
    row_id = Row.objects.filter(case_id=case_id).values_list("pk", flat=True)[0]
    values = _right(hands, deed.more["unit"], rng, deed.moment)
    share = PACE[deed.more.get("habit", "diligent")][1]
    if slips := [key for key in NUMBERS if rng.random() < share]:
        values |= {key: f"{int(values[key]) + 7}00" for key in slips}
    returns.set_cells(case_id, row_id, values, by=by, at=deed.moment)
    for doubt in Doubt.objects.filter(case_id=case_id, state="open").order_by("pk"):
        returns.keep(case_id, doubt.pk, why="就是这个数", by=by, at=deed.moment)
    _hand_in(hands, case_id, deed, by)


def look_table(hands: Hands, deed: Deed, by: Actor) -> None:
    """Ask about the doubtful cells, and only there; each school asked puts them right within a few minutes."""
    round_ = Round.objects.get(pk=deed.more["round"])
    asked = list(Doubt.objects.filter(round=round_, state="kept").order_by("unit_path", "pk"))
    if not asked:
        return
    told = hands.report.tables[round_.pk]
    told.cells, told.asked = returns.ask_back(round_, None, note="这几格请再核一下", by=by, at=deed.moment)
    for case_id, unit_id in Sheet.objects.filter(pk__in={d.case_id for d in asked}).values_list("case_id", "unit_id"):
        code = hands.folk.unit_by_id[unit_id].code
        person = hands.folk.somebody(code, ("safety_lead", "principal"))
        moment = deed.moment + timedelta(minutes=hands.chance("answer", case_id).randint(2, 14))
        hands.diary.write(Deed(moment, person, "answer_table", more={"table": case_id, "round": round_.pk, "unit": unit_id}))


def answer_table(hands: Hands, deed: Deed, by: Actor) -> None:
    """Put right what was asked about, with a word why."""
    case_id, rng = deed.more["table"], hands.chance("right", deed.more["table"])
    right = _right(hands, deed.more["unit"], rng, deed.moment)
    for doubt in Doubt.objects.filter(case_id=case_id, state="asked").order_by("pk"):
        if doubt.kind == "copied":
            returns.keep(case_id, doubt.pk, why=OWN_WORK, by=by, at=deed.moment)
            continue
        returns.set_cells(case_id, doubt.row_id, {doubt.key: right[doubt.key]}, why="多打了两个零", by=by, at=deed.moment)
    _hand_in(hands, case_id, deed, by)


def ring_up(hands: Hands, deed: Deed, by: Actor) -> None:
    """Each district rings up those of its schools that have not answered and enters what it is told; the city does for its own."""
    silent = Sheet.objects.filter(round_id=deed.more["round"], state="asked").order_by("unit_path").values_list("case_id", "unit_id")
    for n, (case_id, unit_id) in enumerate(silent):
        district = hands.folk.unit_by_id[unit_id].unit_path.rsplit(".", 2)[0] + "."
        office = next(u for u in hands.folk.units.values() if u.unit_path == district)
        person = hands.folk.somebody(office.code, RINGS_UP)
        more: dict[str, Any] = {"table": case_id, "round": deed.more["round"], "unit": unit_id, "habit": "diligent"}
        hands.diary.write(Deed(deed.moment + timedelta(minutes=1 + n % 8), person, "enter_table", more=more))


def enter_table(hands: Hands, deed: Deed, by: Actor) -> None:
    """An office above enters what it was told on the telephone."""
    if Sheet.objects.filter(pk=deed.more["table"], state="asked").exists():
        hands.report.tables[deed.more["round"]].entered += 1
        fill_table(hands, deed, by)


def sign_table(hands: Hands, deed: Deed, by: Actor) -> None:
    """Take the answers, sign. A table that is not complete by now is a finding."""
    round_ = Round.objects.get(pk=deed.more["round"])
    handed = Sheet.objects.filter(round=round_, state__in=HANDED).count()
    whole = Sheet.objects.filter(round=round_, state="handed").count()
    if whole != round_.units:
        hands.report.found("table-not-complete", f"{whole} of {round_.units} units at {SIGNED:%H:%M}")
    if Doubt.objects.filter(round=round_, state__in=("kept", "answered")).exists():
        returns.settle(round_, None, by=by, at=deed.moment)
    with hands.refusing(deed, by, "E-return-moved"):
        returns.freeze(round_, seen=handed - 1, by=by, at=deed.moment)
    returns.freeze(round_, seen=handed, by=by, at=deed.moment)
    hands.report.tables[round_.pk].signed = True


VERBS: dict[str, Doing] = {
    f.__name__: f for f in (ask_table, fill_table, look_table, answer_table, ring_up, enter_table, sign_table)
}  # fmt: skip
