"""Answers: one item, one room, or the rest in one tap. A fail becomes a hazard in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import actions as evidence
from anlan.registers.places.models import Place
from anlan.registers.places.queries import is_usable
from anlan.work.cases.models import Case
from anlan.work.checks.actions.holding import hold, refresh
from anlan.work.checks.models import Answer, Check
from anlan.work.checks.rules import FAIL, NA, PARTS, PASS, REOPENING, STAGES, VERDICTS, load, of_parts, parts_of
from anlan.work.checks.wording import bad_words
from anlan.work.hazards import actions as hazards

Photo = tuple[str, bytes]  # name, content
NOTE, SHORTEST = 500, 2
NONE = ("void", "duplicate")  # how a hazard ends that was none


def _before(check: Check, key: str, place_id: int | None, verdict: str, by: Actor, at: datetime) -> Answer:
    """The answer as it stands, or a fresh one; refused where a hazard came of it that still stands."""
    row = Answer.objects.filter(case_id=check.pk, key=key).filter(Q(place_id=place_id) if place_id else Q(place=None)).first()
    if row is None:
        return Answer(case_id=check.pk, unit_path=check.unit_path, round_id=check.round_id, key=key, place_id=place_id, verdict=verdict,
                      by_id=by.person_id, at=at)  # fmt: skip
    if row.hazard_id and Case.objects.filter(pk=row.hazard_id, state__in=NONE).exists():
        row.hazard_id, row.tries = None, row.tries + 1
    if row.hazard_id and verdict != FAIL:
        raise Refused("E-check-hazard", _("这里已经报成隐患，答案不能改；报错了，到那件隐患里认定误报"))
    return row


def _write(row: Answer, check: Check, verdict: str, by: Actor, at: datetime) -> None:
    """Keep the answer; one that was given otherwise before, and a hazard, go into the ledger."""
    was = "" if row.pk is None else row.verdict
    row.verdict, row.by_id, row.at = verdict, by.person_id, at
    row.save()
    if was not in ("", verdict):
        payload = {"key": row.key, "place": row.place_id, "was": was, "now": verdict}
        record("check.answer", unit_id=check.unit_id, by=by, at=at, case_id=check.pk, payload=payload)


@quiet
@action
def answer(
    case_id: int, key: str, verdict: str, *, by: Actor, at: datetime, note: str = "", where: str = "", photos: Sequence[Photo] = (),
    danger: bool = False,
) -> Answer:  # fmt: skip
    """Answer one item. A fail becomes a hazard with note, place in words and photos; the same again changes nothing more.

    danger  people must leave, use must stop: the hazard is major at once
    """
    check = hold(case_id, by)
    item = next((i for i in load(check.round.items) if i.key == key), None)
    if item is None or verdict not in VERDICTS or check.stage in PARTS:
        raise Refused("E-check-item", _("没有这一项，刷新看一下"))
    row = _before(check, key, None, verdict, by, at)
    if item.photo and verdict != NA and not photos and not row.photos and not row.hazard_id:
        raise Refused("E-check-photo", _("这一项要拍一张照片"), fields={"photos": _("拍一张照片")})
    row.note, row.together = note.strip()[:NOTE], False
    if verdict == FAIL and row.hazard_id is None:
        said = f"{row.note}（{item.text}）" if len(row.note) >= SHORTEST else f"{item.text}：不合格"
        row.hazard_id = _report(check, row, item.domain, said, None, where, photos, danger, by, at)
    elif photos:
        row.photos = [*row.photos, *(_attach(check, photo, by, at) for photo in photos)]
    _write(row, check, verdict, by, at)
    refresh(check, at)
    return row


def _attach(check: Check, photo: Photo, by: Actor, at: datetime) -> int:
    name, data = photo
    laid = evidence.attach(data, name, unit_id=check.unit_id, unit_path=check.unit_path, case_id=check.pk, by=by, at=at)
    if not laid.is_image:
        raise Refused("E-photo-kind", _("这里只收照片"), fields={"photos": _("这里只收照片")})
    return laid.pk


def _report(
    check: Check, row: Answer, domain: str, said: str, place: Place | None, where: str, photos: Sequence[Photo], danger: bool, by: Actor,
    at: datetime,
) -> int:  # fmt: skip
    """The hazard that a fail becomes; its nonce hangs on the item, so that a second sending finds the first."""
    nonce = uuid5(check.round.nonce, f"{check.pk}:{row.key}:{row.place_id}:{row.tries}")
    hazard = hazards.report(
        check.unit, category=domain, description=said, place=place, where=where if place is None else "", photos=photos, danger=danger,
        nonce=nonce, by=by, at=at,
    )  # fmt: skip
    payload = {"key": row.key, "place": row.place_id, "hazard": hazard.pk, "note": said[:200]}
    record("check.hazard", unit_id=check.unit_id, by=by, at=at, case_id=check.pk, payload=payload)
    return int(hazard.pk)


@quiet
@action
def rest(case_id: int, *, by: Actor, at: datetime) -> int:
    """Everything that was not answered yet is in order, in one tap; items that want a photo are left. -> how many."""
    check = hold(case_id, by)
    if check.stage in PARTS:
        raise Refused("E-check-item", _("房间要一间一间查"))
    given = set(Answer.objects.filter(case_id=check.pk).values_list("key", flat=True))
    left = [i for i in load(check.round.items) if i.key not in given and not i.photo]
    Answer.objects.bulk_create(
        [
            Answer(case_id=check.pk, unit_path=check.unit_path, round_id=check.round_id, key=i.key, verdict=PASS, together=True,
                   by_id=by.person_id, at=at)
            for i in left
        ]
    )  # fmt: skip
    if left:
        record("check.rest", unit_id=check.unit_id, by=by, at=at, case_id=check.pk, payload={"keys": [i.key for i in left]})
    refresh(check, at)
    return len(left)


@quiet
@action
def answer_room(
    case_id: int, place: Place, parts: Mapping[str, str], *, by: Actor, at: datetime, note: str = "", in_use: bool = False,
    hazard: bool = False, photos: Sequence[Photo] = (), code: UUID | None = None,
) -> Answer:  # fmt: skip
    """Answer one room by its parts (part -> verdict). What is not in order is put right and answered again, or reported.

    in_use  the room stays in use during the break and is not closed, for the reason in `note`
    hazard  report what is not in order as a hazard at the room
    code    the code that was scanned at its door
    """
    check = hold(case_id, by)
    if check.stage not in PARTS or not place.unit_path.startswith(check.unit_path):
        raise Refused("E-check-room", _("这间不在这次检查里，刷新看一下"))
    parts, verdict = _judged(check, place, parts, note, in_use)
    if check.stage == REOPENING and verdict == PASS and not is_usable(place, at):
        raise Refused("E-check-stopped", _("%(place)s还在停用，不能开；解除管控以后再查") % {"place": place})
    if (hazard or photos) and verdict != FAIL:
        raise Refused("E-check-no-fault", _("没有不行的，不用报隐患"))
    row = _before(check, "", place.pk, verdict, by, at)
    row.place, row.parts, row.note = place, parts, note.strip()[:NOTE]
    row.on_site = row.on_site or code == place.code
    if hazard and row.hazard_id is None:
        bad = next(p for p in PARTS[check.stage] if parts.get(p.key) == FAIL)
        said = f"{STAGES[check.stage]}：{place}{bad_words(check.stage, parts, str)}" + (f"，{row.note}" if row.note else "")
        row.hazard_id = _report(check, row, bad.domain, said, place, "", photos, False, by, at)
    _write(row, check, verdict, by, at)
    refresh(check, at)
    return row


def _judged(check: Check, place: Place, parts: Mapping[str, str], note: str, in_use: bool) -> tuple[dict[str, str], str]:
    """(answers by part, verdict on the room); refused while a part has no answer."""
    if in_use:
        if len(note.strip()) < SHORTEST:
            raise Refused("E-check-why", _("写一句谁在用、为什么不封"), fields={"note": _("写一句谁在用、为什么不封")})
        return {}, NA
    wanted = {p.key for p in parts_of(check.stage, place.kind)}
    given = {key: value for key, value in parts.items() if key in wanted and value in VERDICTS}
    if missing := wanted - given.keys():
        raise Refused("E-check-parts", _("还有 %(n)s 样没看，或点“都好”") % {"n": len(missing)}, fields=dict.fromkeys(missing, _("没看")))
    return given, of_parts(given)
