"""The demo's rounds of checks, what came by the codes at the doors, a leader's walks and word: played through the product's own actions.

A round of self-checks of the primary schools whose re-check and sample are drawn by the clockwork; a closing-down check of one district
that finds two laboratories open. Parts whose school is not in a small city are left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from anlan.kernel.actor import Actor
from anlan.registers.calendar.queries import calendar_for
from anlan.registers.org.models import Unit
from anlan.registers.places.models import Place
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.checks import actions
from anlan.work.checks.actions import drawing
from anlan.work.checks.models import Check, Checklist
from anlan.work.checks.queries.places import rooms_of
from anlan.work.checks.rules import RECHECK, SAMPLE, SELF, load, parts_of
from anlan.work.instructions import actions as instructions
from anlan.work.instructions.models import Order
from anlan.work.tips import door
from anlan.work.tips.models import Tip
from sim import story
from sim.deeds import Deed, Diary
from sim.folk import Folk
from sim.hands import Hands
from sim.story import LOCAL

TITLE, CLOSING = "小学冬季消防自查", "寒假封校检查"
CLOSING_NOTE = "人走、断电、关气、关水、锁门、贴封条。"
CITY, DISTRICT = "YT", "YT06"  # the bureaus of the story
OFFICER, CHIEF, LEADER, INSPECTOR = "沈知远", "何静", "顾海平", "程立"
RECHECK_SHARE, SAMPLE_SHARE = 34, 30
FOUND = {RECHECK: {"i1": "二层楼梯拐角堆了旧课桌，只剩一人宽"}, SAMPLE: {"i5": "消火栓前停了电动车"}}  # what schools had not seen
OWN_FAULT = "一楼两具灭火器压力掉到红区"
LABS = ("sealed",), ("sealed", "power")  # what is wrong with the two laboratories
WORDS = "宿舍楼的门怎么能锁？临漪区三天内把住宿学校的疏散门查一遍，结果报我。"
TASKS = ("把全区住宿学校的疏散门查一遍", "把全市宿舍楼上锁的疏散门列个单子，写明谁锁的、为什么锁")
RESULT = "5 所住宿学校都看了，又发现 1 处挂锁，当场拆了；门卫会上说过一遍"


def _t(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=LOCAL)


DUE, RECHECK_DUE, SAMPLE_DUE = _t(18, 17, 0), _t(22, 17, 0), _t(29, 17, 0)


@contextmanager
def seeded_lots(seed: int) -> Iterator[None]:
    """Within the block the draws of checks come out as the seed of the city wants: the demo is the same each time."""
    rng = random.Random(f"lots:{seed}")
    with patch.object(drawing, "lot", lambda: f"{rng.getrandbits(64):016x}"):
        yield


class Rounds:
    """Who does what of it, and when. `cases`: the story's hazards by title, once they are reported."""

    def __init__(self, folk: Folk, story_cases: dict[str, int]) -> None:
        self.folk, self.cases = folk, story_cases
        self.schools = {s.name: s for s in folk.city.schools}
        self.round_id = self.closing_id = self.instruction_id = 0
        self.diary: Diary | None = None

    def enter(self, hands: Hands, diary: Diary) -> None:
        """Write all of it into the diary and teach the hands to play it."""
        self.diary = diary
        hands.verbs["round"] = lambda hands, deed, by: deed.more["do"](hands, deed, by)
        self._of_the_city()
        self._of_the_district()
        self._at_the_doors()
        self._of_the_leader()

    def _write(self, moment: datetime, who: int | str | None, do: Callable[[Hands, Deed, Actor], None], **more: Any) -> None:
        person = self.folk.by_name(who) if isinstance(who, str) else who
        if person is not None and self.diary is not None:
            self.diary.write(Deed(moment, person, "round", more={"do": do, **more}))

    def _safety(self, code: str) -> int:
        return self.folk.somebody(code, ("safety_lead", "principal"))

    # self-check, re-check, sample ----------------------------------------------------------------------------------------

    def _of_the_city(self) -> None:
        self._write(_t(16, 14, 0), OFFICER, self._send)
        primary = [s for s in self.folk.city.schools if s.stage == "primary"]
        for n, school in enumerate(primary):
            if n % 7 == 6:
                continue  # nothing came of it
            moment = _t(17, 8, 30) + timedelta(minutes=37 * n % 520, days=n % 2)
            self._write(moment, self._safety(school.code), self._self_check, school=school.code, half=n % 7 == 5, fault=n % 5 == 3)
        for code in sorted({s.parent for s in primary if s.parent}):
            chief = self.folk.at_post(code, "safety_chief")
            colleague = self.folk.at_post(code, "safety_officer")
            if code == DISTRICT:
                self._write(_t(21, 9, 10), chief, self._hand, stage=RECHECK, to=colleague)
                self._write(_t(21, 14, 20), colleague, self._look, stage=RECHECK)
            else:
                self._write(_t(21, 9, 40), chief, self._look, stage=RECHECK)
        self._write(_t(23, 9, 0), OFFICER, self._hand, stage=SAMPLE, to=self.folk.by_name(INSPECTOR))
        self._write(_t(23, 14, 30), INSPECTOR, self._look, stage=SAMPLE, leaves=1)

    def _send(self, hands: Hands, deed: Deed, by: Actor) -> None:
        unit = self.folk.units[CITY]
        example = Checklist.objects.filter(example=True).order_by("pk").first()
        assert example is not None
        listed = actions.start_list(unit, title=f"{TITLE}表", note=example.note, items=load(example.items), by=by, at=deed.moment)
        plan = actions.Plan(
            "round", TITLE, note="一所一所看，没有发现问题的也要签名。", checklist=listed, due_at=DUE, recheck_due_at=RECHECK_DUE,
            addressees={"kinds": ["school"], "stages": ["primary"]}, sample_due_at=SAMPLE_DUE, recheck_share=RECHECK_SHARE,
            sample_share=SAMPLE_SHARE,
        )  # fmt: skip
        self.round_id = actions.send(unit, plan, by=by, at=deed.moment, nonce=UUID(int=hands.chance("round").getrandbits(128))).pk

    def _self_check(self, hands: Hands, deed: Deed, by: Actor) -> None:
        unit = self.folk.units[deed.more["school"]]
        check = Check.objects.select_related("round").get(round_id=self.round_id, unit_id=unit.pk, stage=SELF)
        self._answer(hands, check, deed, by, {"i4": OWN_FAULT} if deed.more["fault"] else {}, half=deed.more["half"])

    def _answer(self, hands: Hands, check: Check, deed: Deed, by: Actor, faults: dict[str, str], *, half: bool = False) -> None:
        """What is to be seen with a photo, what is not in order, the rest in one tap; signed, unless it is left half done."""
        at, unit = deed.moment, self.folk.unit_by_id[check.unit_id]
        items = load(check.round.items)
        for item in items:
            bad = faults.get(item.key, "")
            if item.photo or bad:
                state: Any = "before" if bad else "after"
                photo = hands.photo("boxes", state, f"{check.pk}:{item.key}", unit, at)
                actions.answer(check.pk, item.key, "fail" if bad else "pass", note=bad, photos=[photo], by=by, at=at)
        if not half:
            actions.rest(check.pk, by=by, at=at)
            actions.hand_in(check.pk, nothing=not faults, by=by, at=at)

    def _drawn(self, stage: str, by: Actor) -> list[Check]:
        """What the office of `by` has drawn, in the order of the schools."""
        offices = {g.home or g.path for g in by.grants}
        found = Check.objects.filter(round_id=self.round_id, stage=stage, office__unit_path__in=offices, state="to_do")
        return list(found.select_related("round", "case").order_by("unit_path"))

    def _hand(self, hands: Hands, deed: Deed, by: Actor) -> None:
        ids = [c.pk for c in self._drawn(deed.more["stage"], by)]
        if ids and deed.more["to"]:
            actions.hand(self.round_id, ids[:2], to_person=deed.more["to"], by=by, at=deed.moment)

    def _look(self, hands: Hands, deed: Deed, by: Actor) -> None:
        """Look at what was drawn: of every second school something is found that it had not seen; of a sample one school may be left."""
        stage = deed.more["stage"]
        mine = [c for c in self._drawn(stage, by) if c.case.owner_id in (None, by.person_id)]
        if stage == SAMPLE:
            mine = [c for c in mine if c.case.owner_id == by.person_id]
            mine = mine[: len(mine) - deed.more["leaves"]] if len(mine) > 1 else mine
        for n, check in enumerate(mine):
            wrong = n % 2 == 0 and (stage == SAMPLE or self._district_of(check) % 2 == 0)
            self._answer(hands, check, deed, by, FOUND[stage] if wrong else {})

    def _district_of(self, check: Check) -> int:
        """The number of its district."""
        return int(self.folk.unit_by_id[check.unit_id].code[2:4])

    # closing down --------------------------------------------------------------------------------------------------------

    def _of_the_district(self) -> None:
        self._write(_t(22, 10, 0), CHIEF, self._send_closing)
        if story.STAGE_SCHOOL in self.schools:
            code = self.schools[story.STAGE_SCHOOL].code
            self._write(_t(22, 16, 50), self._safety(code), self._hand_on, school=code, to=self.folk.at_post(code, "logistics_lead"))
        rooms = ((story.STAGE_SCHOOL, _t(23, 13, 30), True), ("白鹭小学", _t(24, 9, 20), False))
        for name, moment, open_labs in rooms:
            if name in self.schools:
                code = self.schools[name].code
                self._write(moment, self._safety(code), self._walk_rooms, school=code, open_labs=open_labs)

    def _send_closing(self, hands: Hands, deed: Deed, by: Actor) -> None:
        unit = self.folk.units[DISTRICT]
        gap = next(b for b in calendar_for(unit.unit_path).breaks if b.first > deed.moment.date())
        plan = actions.Plan("closing", CLOSING, note=CLOSING_NOTE, season=gap.season, school_year=gap.school_year)
        self.closing_id = actions.send(unit, plan, by=by, at=deed.moment, nonce=UUID(int=hands.chance("closing").getrandbits(128))).pk

    def _hand_on(self, hands: Hands, deed: Deed, by: Actor) -> None:
        """The safety officer hands the sealing of the rooms to whoever keeps the house."""
        check = Check.objects.get(round_id=self.closing_id, unit_id=self.folk.units[deed.more["school"]].pk)
        cases.assign(check.pk, to_person=deed.more["to"], by=by, at=deed.moment)

    def _walk_rooms(self, hands: Hands, deed: Deed, by: Actor) -> None:
        """From room to room: two laboratories are found open where there are laboratories; else all is in order, and signed."""
        unit = self.folk.units[deed.more["school"]]
        check = Check.objects.get(round_id=self.closing_id, unit_id=unit.pk)
        wrong = list(LABS) if deed.more["open_labs"] else []
        for place in rooms_of(unit.unit_path):
            bad = wrong.pop() if wrong and place.kind == "lab" else ()
            parts = {p.key: "fail" if p.key in bad else "pass" for p in parts_of(check.stage, place.kind)}
            actions.answer_room(check.pk, place, parts, code=place.code, by=by, at=deed.moment)
        if not deed.more["open_labs"]:
            actions.hand_in(check.pk, nothing=True, by=by, at=deed.moment)

    # the codes at the doors ----------------------------------------------------------------------------------------------

    def _at_the_doors(self) -> None:
        """One waits, one was made a hazard, one is about a head and went to the district."""
        self._tip(_t(24, 8, 20), "听涛小学", "食堂", "食堂后门的台阶上泼了水，早上结冰，有人滑倒")
        self._tip(_t(21, 7, 50), "白鹭小学", "二层走廊", "四楼走廊的应急灯掉下来半边，线露在外面", reach="138 0000 2461")
        self._tip(_t(23, 15, 20), "白鹭小学", "二层东楼梯", "东楼梯的门白天也锁着，说是校长让锁的，省得管", about_leader=True)
        if "白鹭小学" in self.schools:
            person = self._safety(self.schools["白鹭小学"].code)
            self._write(_t(21, 11, 5), person, self._accept_tip, school=self.schools["白鹭小学"].code)
        self._write(_t(24, 8, 40), CHIEF, self._look_at_tip)

    def _tip(self, moment: datetime, school: str, place: str, said: str, **more: Any) -> None:
        """Somebody without an account scans the code. Whose diary it stands in does not matter: nobody is asked who they are."""
        if school in self.schools:
            code = self.schools[school].code
            self._write(moment, self._safety(code), self._scan, school=code, place=place, said=said, letter=more)

    def _scan(self, hands: Hands, deed: Deed, by: Actor) -> None:
        plan = self.folk.places_of(deed.more["school"])
        found = next((p for p in plan if p.name == deed.more["place"]), plan[len(plan) // 2])
        letter = {"reach": "", "about_leader": False, **deed.more["letter"]}
        unit = self.folk.units[deed.more["school"]]
        door.write(
            Place.objects.get(pk=self.folk.places[found.code]).code, said=deed.more["said"], danger=False, criteria=[], at=deed.moment,
            photos=[hands.photo("dead_lamp", "before", deed.more["said"], unit, deed.moment)] if letter["reach"] else [], address="demo",
            nonce=UUID(int=hands.chance("tip", deed.more["said"]).getrandbits(128)), **letter,
        )  # fmt: skip

    def _tip_at(self, **where: Any) -> Case | None:
        found = Tip.objects.filter(case__state="received", **where).select_related("case").order_by("pk").first()
        return found.case if found else None

    def _accept_tip(self, hands: Hands, deed: Deed, by: Actor) -> None:
        case = self._tip_at(about=self.folk.units[deed.more["school"]])
        if case is not None:
            cases.advance(case, "look", by=by, at=deed.moment)
            given = {"category": "electric", "description": "四楼走廊应急灯脱落，电线外露"}
            cases.advance(case.pk, "accept", by=by, at=deed.moment + timedelta(minutes=12), given=given)

    def _look_at_tip(self, hands: Hands, deed: Deed, by: Actor) -> None:
        case = self._tip_at(about_leader=True)
        if case is not None:
            cases.advance(case, "look", by=by, at=deed.moment)

    # the leader ----------------------------------------------------------------------------------------------------------

    def _of_the_leader(self) -> None:
        self._write(_t(22, 15, 40), LEADER, self._walk, school="听涛小学", facts=(
            actions.Fact("门岗两个人都在，防护器材齐"), actions.Fact("食堂后门的灭火器被菜筐挡住，拿不出来", "hazard", "fire"),
            actions.Fact("把值班表贴到门口，写上电话", "ask"),
        ))  # fmt: skip
        self._write(_t(22, 16, 30), LEADER, self._walk, school=story.STAGE_SCHOOL, facts=(
            actions.Fact("东楼梯已经停用，有人看守，二层学生走西楼梯"),
        ))  # fmt: skip
        self._write(_t(21, 11, 0), OFFICER, self._record)
        self._write(_t(22, 9, 0), OFFICER, self._hand_out)
        self._write(_t(23, 16, 0), CHIEF, self._report)

    def _walk(self, hands: Hands, deed: Deed, by: Actor) -> None:
        if deed.more["school"] in self.schools:
            unit = Unit.objects.get(pk=self.folk.units[self.schools[deed.more["school"]].code].pk)
            nonce = UUID(int=hands.chance("walk", unit.pk).getrandbits(128))
            walked = deed.moment - timedelta(minutes=35)
            actions.record_walk(
                unit, deed.more["facts"], walked_at=walked, company="区教育局安全科长", nonce=nonce, by=by, at=deed.moment
            )  # fmt: skip

    def _record(self, hands: Hands, deed: Deed, by: Actor) -> None:
        """Gu's word on the stair, with the district's task."""
        case = Case.objects.filter(pk=self.cases.get(story.STAIRS.title, 0)).first()
        leader = self.folk.by_name(LEADER)
        if case is not None and leader is not None:
            task = instructions.Handing(self.folk.units[DISTRICT], TASKS[0], _t(24, 17, 0))
            row = instructions.record_instruction(
                self.folk.units[CITY], leader, WORDS, [task], said_at=deed.moment - timedelta(minutes=20), case=case, by=by, at=deed.moment,
                nonce=UUID(int=hands.chance("instruction").getrandbits(128)),
            )  # fmt: skip
            self.instruction_id = row.pk

    def _hand_out(self, hands: Hands, deed: Deed, by: Actor) -> None:
        """A second task, for the bureau's own chief, comes later."""
        if self.instruction_id:
            chief = self.folk.at_post(CITY, "safety_chief")
            task = instructions.Handing(self.folk.units[CITY], TASKS[1], _t(28, 17, 0), chief)
            instructions.hand_out(self.instruction_id, [task], by=by, at=deed.moment)

    def _report(self, hands: Hands, deed: Deed, by: Actor) -> None:
        order = Order.objects.filter(instruction_id=self.instruction_id, task=TASKS[0]).first()
        if order is not None:
            cases.advance(order.pk, "report", by=by, at=deed.moment, given={"note": RESULT})
