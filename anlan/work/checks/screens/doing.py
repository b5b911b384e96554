"""One check as it is made: items or rooms with their answers, what became of a fail, what is left before signing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.work.cases.models import Case
from anlan.work.cases.standing import may_hand_on
from anlan.work.checks import rules
from anlan.work.checks.models import OPEN, Answer, Check
from anlan.work.checks.queries import inspectors
from anlan.work.checks.queries.places import Room, rooms
from anlan.work.checks.queries.rounds import answers_of
from anlan.work.checks.rules import FAIL, PARTS, Item, Part, load, parts_of, unsettled
from anlan.work.checks.wording import SIGNS, bad_words, state_words
from anlan.work.hazards.rules import MACHINE as HAZARD

MARK = 16  # signs of the digest by which a page knows a scanned code without holding it


@dataclass(frozen=True)
class Found:
    """The hazard that a fail became: where it is, its number and how far it is; no case where one does not see it."""

    case: Case | None

    @property
    def words(self) -> str:
        return f"{self.case.number} · {_(HAZARD.states[self.case.state].label)}" if self.case else _("已报成隐患")


@dataclass(frozen=True)
class Line:
    """One item with its answer."""

    number: int
    item: Item
    answer: Answer | None
    hazard: Found | None
    refused: Any = None
    typed: Any = None

    @property
    def unsettled(self) -> bool:
        return unsettled(self.item)

    @property
    def verdict(self) -> str:
        return self.answer.verdict if self.answer else ""


@dataclass(frozen=True)
class Door:
    """One room with its parts and its answer."""

    room: Room
    parts: tuple[Part, ...]
    hazard: Found | None
    refused: Any = None

    @property
    def place(self) -> Any:
        return self.room.place

    @property
    def mark(self) -> str:
        """Digest of the code at the door: the page finds the room of a scanned code, nobody reads the code from the page."""
        return sha256(str(self.place.code).encode()).hexdigest()[:MARK]

    @property
    def sign(self) -> str:
        if self.room.stopped:
            return "stopped"
        answer = self.room.answer
        if answer is None:
            return "wait"
        return {FAIL: "declared" if answer.hazard_id else "late", "pass": "done", "na": "na"}[answer.verdict]

    @property
    def bad_words(self) -> str:
        """What is not in order, without the name of the room."""
        return bad_words(self.room.sort, self.room.answer.parts) if self.room.answer else ""

    @property
    def bad(self) -> list[str]:
        """Keys of the parts that are not in order."""
        return [key for key, verdict in self.room.answer.parts.items() if verdict == FAIL] if self.room.answer else []


def hazards_of(answers: Iterable[Answer]) -> dict[int, Found]:
    """Hazard id -> what is known of it, for answers that became one."""
    ids = {a.hazard_id for a in answers if a.hazard_id}
    seen = Case.objects.in_bulk(ids)
    return {pk: Found(seen.get(pk)) for pk in ids}


def lines(check: Check, *, only: str = "", refused: Any = None, typed: Any = None) -> list[Line]:
    """The items of a check with their answers; `refused` and `typed` belong to the item `only`."""
    answers = {a.key: a for a in answers_of(check.pk)}
    found = hazards_of(answers.values())
    rows = []
    for n, item in enumerate(load(check.round.items), start=1):
        if only and item.key != only:
            continue
        answer = answers.get(item.key)
        rows.append(Line(n, item, answer, found.get(answer.hazard_id or 0) if answer else None, refused, typed))
    return rows


def doors(check: Check, at: datetime, *, only: int = 0, refused: Any = None) -> list[Door]:
    """The rooms of a check with their answers, those that are left first."""
    answers = answers_of(check.pk)
    found = hazards_of(answers)
    rows = [
        Door(room, parts_of(check.stage, room.place.kind), found.get(room.answer.hazard_id or 0) if room.answer else None, refused)
        for room in rooms(check, at, answers=answers)
        if not only or room.place.pk == only
    ]
    return sorted(rows, key=lambda d: d.room.settled)


def head(check: Check, actor: Actor, at: datetime) -> dict[str, Any]:
    """What stands above the answers: how far, whose, whether it may still be answered and signed."""
    case = Case.objects.select_related("unit").filter(pk=check.pk).first()
    owner = case.owner_id if case else None
    open_ = check.state in rules.OPEN and check.round.state == OPEN
    named: dict[str, Any] = {"own": check.own, "owner_id": owner, "companion_id": check.companion_id, "unit_path": check.unit_path}
    may = open_ and rules.answers_for(actor, check.office.unit_path, **named)
    may = may and (check.stage in PARTS or case is not None)  # rooms are everybody's, a list is whose the case is
    state = "begun" if check.state == "to_do" and check.began_at else check.state
    post = next((g for g in actor.grants if check.office.unit_path in (g.path, g.home)), actor.post)
    return {
        "check": check, "round": check.round, "case": case, "at": at, "open": open_, "may": may,
        "signs": may and case is not None and rules.hands_in(actor, check.office.unit_path, **named),
        "by_rooms": check.stage in PARTS, "stage": _(rules.STAGES[check.stage]), "left": max(0, check.asked - check.answered),
        "sign": SIGNS.get(state, "unk"), "state": state_words(state), "post": post,
        "back": _sent_back(case) if check.state == "again" else "", **_handing(check, case, actor, at, open_=open_),
    }  # fmt: skip


def _handing(check: Check, case: Case | None, actor: Actor, at: datetime, *, open_: bool) -> dict[str, Any]:
    """Of an office's check: whose it is, and for who may hand it on: to whom."""
    if check.own or case is None:
        return {}
    may = open_ and may_hand_on(case, check.office.unit_path, actor)
    return {
        "whose": "、".join(inspectors.named([check]).get(check.pk, ())), "people": inspectors.able(check, at) if may else [],
        "conflict": open_ and rules.sits_at(actor, check.unit_path),
    }  # fmt: skip


def _sent_back(case: Case | None) -> str:
    """Why it came back."""
    from anlan.kernel.ledger.queries import trail

    if case is None:
        return ""
    return next((str(line.payload.get("note") or "") for line in trail(case.pk) if line.verb == "send_back"), "")


def context(check: Check, actor: Actor, at: datetime) -> dict[str, Any]:
    """The whole page."""
    found = head(check, actor, at)
    if found["by_rooms"]:
        all_doors = doors(check, at)
        found |= {"doors": all_doors, "later": sum(1 for d in all_doors if not d.room.settled)}
    else:
        found["lines"] = lines(check)
        found["loose"] = sum(1 for line in found["lines"] if line.answer is None and not line.item.photo)
    return found
