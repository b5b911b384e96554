"""What people do with hazards: find, grade, rectify, accept, review, list, hand over, lift, look back."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL, local
from anlan.registers.org import queries as org
from anlan.registers.places import actions as places
from anlan.registers.places import queries as place_queries
from anlan.work.cases.models import Case
from anlan.work.hazards import actions as hazards
from anlan.work.hazards.models import Hazard
from sim import hazard_texts, people_habits
from sim.deciding import RUN
from sim.deeds import Deed
from sim.hands import Doing, Hands
from sim.hazard_texts import HazardText

#: Domain -> the kind of outside body that can help.
BODIES = {"gas": "gas", "building": "housing", "fire": "fire", "food": "market", "electric": "housing"}
RECTIFIERS = ("logistics_lead", "safety_lead", "principal")
LIFTERS = ("head", "safety", "leader")


def text_of(hands: Hands, case: Case) -> HazardText:
    """The words that belong to a case; for one of an earlier run, words of its category."""
    if case.pk not in hands.texts:
        rng = hands.chance(case.number, "text")
        fitting = [t for t in hazard_texts.templates() if t.category == case.domain] or list(hazard_texts.templates())
        plan = hands.folk.places_of(hands.folk.school(case.unit_id).code)
        hands.texts[case.pk] = hazard_texts.write(rng, rng.choice(fitting), rng.choice(plan))
    return hands.texts[case.pk]


def due_on(at: datetime, days: int) -> datetime:
    """17:00 of the city, so many days later."""
    return datetime.combine(local(at).date() + timedelta(days=max(1, days)), time(17), LOCAL)


# ── finding ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def report(hands: Hands, deed: Deed, by: Actor) -> None:
    """Somebody walks through the school and sees something; now and then the button is pressed twice."""
    code = deed.more["school"]
    rng = hands.chance("find", code, deed.moment, hands.folk.username(deed.person_id))
    grade = deed.more.get("grade")
    spots = hands.folk.places_of(code)
    try:
        text = hazard_texts.draw(rng, spots, grade=grade)
    except LookupError:
        return
    given = _found(hands, deed, rng, text)
    unit = hands.folk.units[code]
    hazard = hazards.report(unit, by=by, at=deed.moment, **given)
    hands.texts[hazard.pk] = text
    if rng.random() < 0.03:  # a double tap: the same form once more
        again = hazards.report(unit, by=by, at=deed.moment + timedelta(seconds=1), **given)
        if again.pk != hazard.pk:
            hands.report.found("double-tap", f"hazard {again.pk} is a twin of {hazard.pk}")
    if text.grade == "general" and rng.random() < 0.08:  # a colleague saw the same thing
        hands.write(deed.moment, 1, deed.person_id, "report_again", more_of=hazard.pk, school=code)


def _found(hands: Hands, deed: Deed, rng: random.Random, text: HazardText) -> dict[str, Any]:
    unit = hands.folk.units[deed.more["school"]]
    place = hands.place(text.place)
    major, fixed = text.grade == "major", text.grade == "minor"
    given: dict[str, Any] = {
        "category": text.category, "description": text.detail, "place": place, "nonce": UUID(int=rng.getrandbits(128), version=4),
        "found_at": deed.moment - timedelta(minutes=rng.randrange(2, 15)), "fixed_now": fixed,
    }  # fmt: skip
    if rng.random() < 0.02:
        given |= {"place": None, "where": f"{place.name}旁边"}
    if major:
        given |= {"criteria": [text.criterion]} if text.criterion else {"danger": True}
    if major or rng.random() < 0.6:
        given["photos"] = [hands.photo(text.photo, "before", deed.moment, unit, deed.moment)]
    if fixed:
        given["after_photos"] = [hands.photo(text.photo, "after", deed.moment, unit, deed.moment)]
    return given


def report_again(hands: Hands, deed: Deed, by: Actor) -> None:
    """The same thing reported by somebody who did not know: afterwards it is laid to the first one."""
    first = Case.objects.select_related("place").get(pk=deed.more["more_of"])
    unit = hands.folk.units[deed.more["school"]]
    text = text_of(hands, first)
    words = f"{text.title}，前面报过没有？"
    hazard = hazards.report(unit, category=text.category, description=words, place=first.place, by=by, at=deed.moment)
    hands.texts[hazard.pk] = text
    for held in hands.folk.holders(first.unit_path, RUN, deed.moment)[:1]:
        hands.write(deed.moment, 0.5, held.person_id, "duplicate", hazard.pk, of=first.number)


# ── grading and rectifying ─────────────────────────────────────────────────────────────────────────────────────────────


def grade(hands: Hands, deed: Deed, by: Actor) -> None:
    """The safety officer says who puts it right and until when."""
    case = hands.case(deed)
    text = text_of(hands, case)
    school = hands.folk.school(case.unit_id)
    owner = hands.folk.somebody(school.code, (text.rectifier_post, *RECTIFIERS))
    given: dict[str, Any] = {"owner": hands.folk.substitute(owner, deed.moment) or owner}
    if hands.chance(case.number, "deadline").random() < 0.8:
        given["deadline"] = due_on(deed.moment, text.days)
    hazards.step(case, "grade", by=by, at=deed.moment, **given)


def cause(case: Case) -> dict[str, Any]:
    """Why it came back, where it did and nobody has said so yet."""
    hazard = Hazard.objects.get(pk=case.pk)
    return {"cause": hazard_texts.CAUSES[case.pk % len(hazard_texts.CAUSES)]} if hazard.times > 1 and not hazard.cause else {}


def rectify(hands: Hands, deed: Deed, by: Actor) -> None:
    """Put right, with a photo of how it is now; sometimes with hardly a word. Who did it cannot accept it."""
    case = hands.case(deed)
    text = text_of(hands, case)
    rng = hands.chance(case.number, "rectify", case.version)
    note = rng.choice(("已整改", "改好了")) if deed.poor else "，".join(text.measures)
    picture = hands.photo(text.photo, "before" if deed.poor and rng.random() < 0.5 else "after", case.number, case.unit, deed.moment)
    hazards.step(case, "rectify", by=by, at=deed.moment, note=note, photos=[picture], **cause(case))
    (hands.poor.add if deed.poor else hands.poor.discard)(case.pk)
    if rng.random() < 0.05:
        with hands.refusing(deed, by, "E-step-apart", "E-step-role"):
            hazards.step(case.pk, "accept", by=by, at=deed.moment, note="自己验收")


def confirm(hands: Hands, deed: Deed, by: Actor) -> None:
    """Another person looks whether what was fixed on the spot is fixed."""
    case = hands.case(deed)
    rng = hands.chance(case.number, "confirm")
    if rng.random() < 0.03:
        hazards.step(case, "not_fixed", by=by, at=deed.moment, note=rng.choice(hazard_texts.RETURNED))
    else:
        hazards.step(case, "confirm", by=by, at=deed.moment, **cause(case))


def accept(hands: Hands, deed: Deed, by: Actor) -> None:
    """Accepted by somebody who did not put it right, or sent back."""
    case = hands.case(deed)
    rng = hands.chance(case.number, "accept", case.version)
    if people_habits.passes(hands.folk.habit(by.person_id), case.pk in hands.poor, rng):
        hazards.step(case, "accept", by=by, at=deed.moment, note=rng.choice(hazard_texts.ACCEPTED), **cause(case))
        if case.level != "major" and rng.random() < 0.015:
            _reopen_later(hands, case, deed, rng)
    else:
        hazards.step(case, "return", by=by, at=deed.moment, note=rng.choice(hazard_texts.RETURNED))


def _reopen_later(hands: Hands, case: Case, deed: Deed, rng: random.Random) -> None:
    for held in hands.folk.holders(hands.deciding.above(case.unit_path), RUN, deed.moment)[:1]:
        hands.write(deed.moment, rng.uniform(8, 40), held.person_id, "reopen", case.pk)


def reopen(hands: Hands, deed: Deed, by: Actor) -> None:
    """The level above came by and it was not as written."""
    hazards.reopen(deed.case_id, note="到校看了，又堵上了", by=by, at=deed.moment)


def duplicate(hands: Hands, deed: Deed, by: Actor) -> None:
    """Laid to the one that was reported first; where there is none, it is graded like any other."""
    case = hands.case(deed)
    others = Case.objects.filter(kind="hazard", unit_id=case.unit_id, place=case.place, domain=case.domain, pk__lt=case.pk)
    of = deed.more.get("of") or others.exclude(state__in=["void", "duplicate"]).order_by("-pk").values_list("number", flat=True).first()
    if of is None:
        grade(hands, deed, by)
    else:
        hazards.duplicate(case, of=of, by=by, at=deed.moment, note=hazard_texts.DUPLICATES[0])


def void(hands: Hands, deed: Deed, by: Actor) -> None:
    """Nothing there after all; whoever reported it cannot say so alone."""
    case = hands.case(deed)
    note = hands.chance(case.number, "void").choice(hazard_texts.MISTAKEN)
    if case.opened_by_id == by.person_id:
        with hands.refusing(deed, by, "E-step-apart"):
            hazards.step(case.pk, "void", by=by, at=deed.moment, note=note)
        grade(hands, deed, by)
    else:
        hazards.step(case, "void", by=by, at=deed.moment, note=note)


def raise_(hands: Hands, deed: Deed, by: Actor) -> None:
    hazards.step(hands.case(deed), "raise", by=by, at=deed.moment, note="走近看更严重，住着学生，按重大办")


def lower(hands: Hands, deed: Deed, by: Actor) -> None:
    """The level above looked at it and it is a general one."""
    case = hands.case(deed)
    if case.lister_id:
        return
    owner = hands.folk.somebody(hands.folk.school(case.unit_id).code, RECTIFIERS)
    hazards.step(case, "lower", by=by, at=deed.moment, note="现场看过，能马上处理，按一般办", owner=owner)
    _lifts_later(hands, case, deed)


# ── outside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def hand_outside(hands: Hands, deed: Deed, by: Actor) -> None:
    """To the gas firm, the town, the fire station: it stays open until they have done it."""
    case = hands.case(deed)
    wanted = BODIES.get(case.domain, "town")
    links = org.links_of(case.unit_path, case.domain, deed.moment)
    found = [link.outside for link in links if link.outside.outside_kind == wanted] or [link.outside for link in links]
    if found:
        hazards.hand_outside(case, body=found[0].pk, note="超出本校能办的，请来办", by=by, at=deed.moment)


def outside_done(hands: Hands, deed: Deed, by: Actor) -> None:
    hazards.outside_done(hands.case(deed), note="来人办好了，留了单子", by=by, at=deed.moment)


# ── major ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def control(hands: Hands, deed: Deed, by: Actor) -> None:
    """People out, door shut, somebody in front of it: what the school says it did within minutes."""
    case = hands.case(deed)
    text = text_of(hands, case)
    if case.place is not None and case.state == "assuring":
        kind = text.control or "stop"
        places.control(case.place, kind=kind, why=text.interim or "先停用，有人看守", by=by, at=deed.moment, case_id=case.pk)


def assure(hands: Hands, deed: Deed, by: Actor) -> None:
    """The five: who answers, what is done, what it costs, until when, what holds meanwhile."""
    case = hands.case(deed)
    text = text_of(hands, case)
    owner = hands.folk.somebody(hands.folk.school(case.unit_id).code, (text.rectifier_post, *RECTIFIERS))
    deadline = due_on(deed.moment, text.days)
    listed = Hazard.objects.filter(pk=case.pk).values_list("list_deadline", flat=True).first()
    hazards.give_assurances(
        case, responsible=hands.folk.substitute(owner, deed.moment) or owner, measures="；".join(text.measures),
        money=text.money_yuan, money_source=text.fund, deadline=min(deadline, listed) if listed and listed > deed.moment else deadline,
        plan=text.plan or "临时疏散方案", by=by, at=deed.moment,
    )  # fmt: skip


def list_(hands: Hands, deed: Deed, by: Actor) -> None:
    """Listed supervision by the bureau, or by the safety committee outside it."""
    case = hands.case(deed)
    if case.lister_id or case.level != "major":
        return
    rng = hands.chance(case.number, "list")
    home = by.grants[0]
    bodies = [link.outside for link in org.links_of(case.unit_path, "", deed.moment) if link.outside.outside_kind == "other"]
    lister = bodies[0].pk if bodies and rng.random() < 0.3 else home.unit_id
    hands.listed += 1
    hazards.list_for_supervision(
        case, lister=lister, list_number=f"挂牌督办〔{local(deed.moment).year}〕{hands.listed}号", signer=by.name,
        deadline=due_on(max(deed.moment, case.due_at), 14), by=by, at=deed.moment,
    )  # fmt: skip


def review(hands: Hands, deed: Deed, by: Actor) -> None:
    """The level above goes there, scans the code on the door, and passes it or sends it back."""
    case = hands.case(deed)
    rng = hands.chance(case.number, "review", case.version)
    if not people_habits.passes(hands.folk.habit(by.person_id), case.pk in hands.poor, rng):
        hazards.step(case, "return", by=by, at=deed.moment, note=rng.choice(hazard_texts.RETURNED))
        return
    if rng.random() < 0.2:
        with hands.refusing(deed, by, "E-hazard-onsite"):
            hazards.step(case.pk, "review", by=by, at=deed.moment, note="没去现场")
    if case.place is not None:
        hazards.on_site(case.place, by=by, at=deed.moment)
    hazards.step(case, "review", by=by, at=deed.moment + timedelta(minutes=6), note=rng.choice(hazard_texts.REVIEWED))


def close_out(hands: Hands, deed: Deed, by: Actor) -> None:
    case = hands.case(deed)
    hazards.step(case, "close_out", by=by, at=deed.moment, note="台账齐，同意销号", **cause(case))


def look_back(hands: Hands, deed: Deed, by: Actor) -> None:
    case = hands.case(deed)
    rng = hands.chance(case.number, "look_back")
    hazards.look_back(case, good=True, note=rng.choice(hazard_texts.LOOKED_BACK), by=by, at=deed.moment)


def relapse(hands: Hands, deed: Deed, by: Actor) -> None:
    hazards.look_back(hands.case(deed), good=False, note="又堆上了东西", by=by, at=deed.moment)


# ── lifting ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lifts_later(hands: Hands, case: Case, deed: Deed) -> None:
    own = hands.folk.holders(case.unit_path, RUN, deed.moment)
    above = hands.folk.holders(hands.deciding.above(case.unit_path), RUN, deed.moment)
    if own and above:
        hands.write(deed.moment, 2, own[0].person_id, "ask_lift", case.pk)
        hands.write(deed.moment, 7, above[0].person_id, "lift", case.pk)


def ask_lift(hands: Hands, deed: Deed, by: Actor) -> None:
    """The first of two. Alone it does not open the door."""
    for running in [c for c in place_queries.controls_of_case(deed.case_id) if c.lifted_at is None and c.asked_at is None]:
        asked = places.ask_to_lift(running, why="复核过了，可以恢复使用", by=by, at=deed.moment)
        if hands.chance("lift", running.pk).random() < 0.25:
            with hands.refusing(deed, by, "E-lift-same"):
                places.lift(asked, by=by, at=deed.moment)


def lift(hands: Hands, deed: Deed, by: Actor) -> None:
    """The second of two; when nobody has asked yet, another time."""
    running = [c for c in place_queries.controls_of_case(deed.case_id) if c.lifted_at is None]
    for one in running:
        if one.asked_at is None:
            hands.later(deed, hours=6)
        elif one.asked_by_id != by.person_id:
            places.lift(one, by=by, at=deed.moment)


VERBS: dict[str, Doing] = {
    "report": report, "report_again": report_again, "grade": grade, "rectify": rectify, "confirm": confirm, "accept": accept,
    "reopen": reopen, "duplicate": duplicate, "void": void, "raise": raise_, "lower": lower, "hand_outside": hand_outside,
    "outside_done": outside_done, "control": control, "assure": assure, "list": list_, "review": review, "close_out": close_out,
    "look_back": look_back, "relapse": relapse, "ask_lift": ask_lift, "lift": lift,
}  # fmt: skip
