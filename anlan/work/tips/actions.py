"""The only writers of tips: let in what came at a door, move what concerns a leader to the level above, look up and erase a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.evidence import actions as evidence
from anlan.kernel.evidence import queries as kept
from anlan.kernel.evidence import store
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.places.models import Place
from anlan.work.cases import actions as cases
from anlan.work.cases import telling
from anlan.work.cases.models import Case
from anlan.work.tips import rules
from anlan.work.tips.models import Letter, Tip

LOOKERS = ("safety", "leader", "head")


@action
def let_in(letter: Letter, *, by: Actor, at: datetime) -> Case:
    """Make a tip of a letter: a case at the unit of the place, or above it when it concerns the unit's leader; its photos; who must
    hear of danger hears at once. Text, number and photos stand in the tip from now on."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.case_id:
        raise Refused("E-tip-in", _("已经收进来了"))
    place = Place.objects.select_related("unit").get(pk=letter.place_id)
    above = _above(place.unit, at) if letter.about_leader else None
    tip = Tip(
        place_id=place.pk, place_words=str(place), about=org.whole_unit(place.unit_path), said=letter.said, reach=letter.reach,
        about_leader=letter.about_leader, danger=letter.danger or bool(letter.criteria), criteria=letter.criteria, at=letter.at,
    )  # fmt: skip
    case = _open(tip, above or place.unit, None if above else place, by=by, at=at)
    for photo in letter.photos:
        try:
            data = store.original(photo["sha256"])
        except store.Lost:
            continue
        spot = (place.latitude, place.longitude) if place.latitude is not None and place.longitude is not None else None
        evidence.attach(
            data, photo["name"], unit_id=case.unit_id, unit_path=case.unit_path, case_id=case.pk, phase="before", place=spot, by=by, at=at
        )
    letter.case, letter.said, letter.reach, letter.photos, letter.trouble = case, "", "", [], ""
    letter.save(update_fields=["case", "said", "reach", "photos", "trouble"])
    if tip.danger:
        tell(_alarm(case, tip, at), at=at)
    return case


def _above(unit: Unit, at: datetime) -> Unit | None:
    """Who looks at what concerns the leader of `unit`; None at the top."""
    return org.supervisor_of(unit.unit_path, rules.DOMAIN, at)


def _open(tip: Tip, unit: Unit, place: Place | None, *, by: Actor, at: datetime) -> Case:
    # the title tells where, not what: it goes into mails and lists, and what was said may name somebody
    where = tip.place_words if place else f"{tip.about} {tip.place_words}"
    with override("zh-hans"):
        title = _("有人扫码报危险：%(place)s") if tip.danger else _("有人扫码反映：%(place)s")
    case = cases.open_case(
        "tip", unit, title=title % {"place": where}, by=by, at=at, domain=rules.DOMAIN, level=rules.DANGER if tip.danger else "",
        place_id=place.pk if place else None,
    )  # fmt: skip
    tip.case, tip.unit_path = case, case.unit_path
    tip.save(force_insert=True)
    return case


def _alarm(case: Case, tip: Tip, at: datetime) -> list[Telling]:
    """Urgent messages: the school's head and safety officer and the supervising officer; only above when it concerns the head."""
    home = org.whole_unit(case.unit_path)
    above = org.supervisor_of(home.unit_path, rules.DOMAIN, at)
    wanted = {(home.pk, home.unit_path, "safety"), (home.pk, home.unit_path, "leader" if tip.about_leader else "head")}
    if above:
        wanted.add((above.pk, above.unit_path, "safety"))
    return [
        telling.case_telling(case, "tip.danger", at=at, unit_id=pk, unit_path=path, role=role, urgent=True)
        for pk, path, role in sorted(wanted)
    ]  # fmt: skip


@action
def move_up(tip: Tip, *, by: Actor, at: datetime) -> Case:
    """Open above what was passed up, with its photos; at the unit nothing of it is left to read."""
    tip = Tip.objects.select_for_update(of=("self",)).select_related("case", "about").get(pk=tip.pk)
    if tip.moved_to_id:
        raise Refused("E-tip-moved", _("已经交上去了"))
    old = tip.case
    unit = _above(org.whole_unit(old.unit_path), at) or org.whole_unit(old.unit_path)
    copied = ("place_id", "place_words", "about_id", "said", "reach", "danger", "criteria", "at")
    moved = Tip(about_leader=True, **{name: getattr(tip, name) for name in copied})
    case = _open(moved, unit, None, by=by, at=at)
    for row in kept.of_case(old.pk):
        evidence.share(row, case_id=case.pk, unit_id=case.unit_id, unit_path=case.unit_path, phase=row.phase, by=by, at=at)
        evidence.withdraw(row, why="交给上级看，本单位不留", by=by, at=at)
    tip.said, tip.reach, tip.reach_until, tip.criteria, tip.moved_to, tip.going_up = "", "", None, [], case, False
    tip.save(update_fields=["said", "reach", "reach_until", "criteria", "moved_to", "going_up"])
    Letter.objects.filter(case=old).update(case=case)
    record("tip.moved", unit_id=old.unit_id, by=by, at=at, case_id=old.pk, payload={"to": case.number})
    if moved.danger:
        tell(_alarm(case, moved, at), at=at)
    return case


@action
def look_up_reach(case: Case, *, why: str, by: Actor, at: datetime) -> str:
    """See how the sender may be asked back. Who looked, when and why stands in the trail."""
    tip = Tip.objects.select_related("case").get(pk=case.pk)
    if not any(g.role in LOOKERS and case.unit_path.startswith(g.path) for g in by.grants):
        raise NotYours("E-tip-reach", _("联系方式只给看这件事的安全干部和负责人看"))
    if not tip.reach:
        raise Refused("E-tip-reach-gone", _("没留联系方式，或者已经删了"))
    if not why.strip():
        raise Refused("E-tip-why", _("写上为什么要看"), fields={"why": _("写上为什么要看")})
    record("tip.reach", unit_id=case.unit_id, by=by, at=at, case_id=case.pk, payload={"why": why.strip()[:200]})
    return tip.reach


@action
def erase_reach(tips: Iterable[Tip], *, by: Actor, at: datetime) -> int:
    """Erase numbers whose day has come. -> how many."""
    gone = 0
    for tip in tips:
        tip.reach, tip.reach_until = "", None
        tip.save(update_fields=["reach", "reach_until"])
        record("tip.forgot", unit_id=tip.case.unit_id, by=by, at=at, case_id=tip.pk)
        gone += 1
    return gone


def passing_up(tip: Tip) -> None:
    """It is to be carried up by the clockwork, which alone may write above. Part of a step."""
    tip.going_up = True
    tip.save(update_fields=["going_up"])


def closing(tip: Tip, at: datetime, *, reply: str = "", hazard: Case | None = None) -> None:
    """The tip ends: what its sender reads, which hazard it became, and the day on which the number is erased. Part of a step."""
    tip.reply, tip.hazard = reply.strip(), hazard
    tip.reach_until = at + timedelta(days=rules.REACH_DAYS) if tip.reach else None
    tip.save(update_fields=["reply", "hazard", "reach_until"])
