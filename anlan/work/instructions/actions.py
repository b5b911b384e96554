"""Writing down what a leader said, and handing out what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.queries import Holder
from anlan.registers.people.rules import ROLES
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.instructions.models import Instruction, Order
from anlan.work.instructions.queries import may_record, speaker
from anlan.work.notices.models import Notice

LONGEST, MOST = 2000, 12  # MOST: tasks of one instruction that are open at once


@dataclass(frozen=True)
class Handing:
    """One task: what, to which unit (and there to whom by name), until when."""

    unit: Unit
    task: str
    due_at: datetime
    person_id: int | None = None


@quiet
@action
def record_instruction(
    unit: Unit, leader_id: int, words: str, handings: Sequence[Handing], *, said_at: datetime, by: Actor, at: datetime,
    notice: Notice | None = None, case: Case | None = None, nonce: UUID | None = None,
) -> Instruction:  # fmt: skip
    """Keep what the leader of `unit` said, word for word, and open a task for each handing. The same form twice is one.

    by  the leader, or somebody of the same office on the leader's behalf, which is said on the page
    """
    nonce = nonce or uuid4()
    if again := Instruction.objects.filter(unit=unit, nonce=nonce).first():
        return again
    leader = _checked(unit, leader_id, words, handings, said_at, by, at)
    sealed = case is not None and case.sealed
    if sealed and case is not None:
        _within_the_seal(case, leader, handings)
    row = Instruction(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, leader_id=leader_id, leader_name=leader.name, leader_title=leader.title,
        words=words.strip(), said_at=said_at, notice=notice, case=case, sealed=sealed, recorded_by_id=by.person_id,
        on_behalf=by.person_id != leader_id, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        if again := Instruction.objects.filter(unit=unit, nonce=nonce).first():
            return again
        raise Refused("E-instruction", _("没存上，你填的都还在。再试一次")) from clash
    for number, handing in enumerate(handings):
        _open(row, case, handing, uuid5(nonce, str(number)), by, at)
    said = {"instruction": row.pk, "leader": leader_id, "on_behalf": row.on_behalf, "said_at": said_at.isoformat(), "tasks": len(handings)}
    about = {"notice": notice.pk} if notice else {}
    payload = {**said, **about, **({} if sealed else {"words": row.words})}
    record("instruction.record", unit_id=unit.pk, by=by, at=at, payload=payload)
    if case is not None:
        record("instruction.said", unit_id=case.unit_id, by=by, at=at, case_id=case.pk, payload={"note": f"{leader.name}：{row.words}"})
        touched("cases", case.unit_path)
    touched("notices", unit.unit_path)
    return row


def _checked(
    unit: Unit, leader_id: int, words: str, handings: Sequence[Handing], said_at: datetime, by: Actor, at: datetime
) -> Holder:  # fmt: skip
    leader = speaker(unit, leader_id, at)
    if leader is None:
        raise Refused("E-instruction-leader", _("选本单位的负责人或分管领导"), fields={"leader": _("选一位领导")})
    _check_role(by, unit, leader_id)
    if not words.strip():
        raise Refused("E-instruction-words", _("把批示原话写上，一个字不改"), fields={"words": _("写上原话")})
    if len(words.strip()) > LONGEST:
        raise Refused("E-instruction-long", _("原话最多 2000 字"), fields={"words": _("太长")})
    if said_at > at:
        raise Refused("E-instruction-future", _("批示的时间还没到，改一下"), fields={"said_at": _("不能晚于现在")})
    _check_handings(handings, 0, unit, at)
    return leader


def _check_role(by: Actor, unit: Unit, leader_id: int) -> None:
    if not may_record(by, unit, leader_id):
        raise NotYours("E-instruction-role", _("批示由领导本人，或本单位办公室、安全干部代记"))


def _check_handings(handings: Sequence[Handing], running: int, unit: Unit, at: datetime) -> None:
    """`running`: how many tasks of the instruction are open already."""
    if not handings:
        raise Refused("E-instruction-none", _("批示要落到人：至少交办一件"), fields={"task-0": _("写要办什么")})
    if running + len(handings) > MOST:
        words = _("一条批示最多 %(most)d 件同时在办，已有 %(n)d 件：先把报了结果的看过办结") % {"most": MOST, "n": running}
        raise Refused("E-instruction-many", words, fields={"task-0": words})
    for number, handing in enumerate(handings):
        _check_handing(number, handing, unit, at)


@quiet
@action
def hand_out(
    instruction_id: int, handings: Sequence[Handing], *, by: Actor, at: datetime, nonce: UUID | None = None
) -> list[Case]:  # fmt: skip
    """Open further tasks of an instruction that stands, each with its own limit; the words stay what they were. -> the cases, of the
    same form sent again the first ones.

    Who may write down what the leader says may, while the leader leads there; the leader is told where it was somebody else.
    """
    nonce = nonce or uuid4()
    row = Instruction.objects.select_related("unit").get(pk=instruction_id)
    _check_role(by, row.unit, row.leader_id)
    leader = speaker(row.unit, row.leader_id, at)
    if leader is None:
        raise Refused("E-instruction-leader", _("%(who)s不在这里任职了，不能再按这条批示交办，另记一条") % {"who": row.leader_name})
    orders = list(Order.objects.select_for_update(of=("self",)).filter(instruction=row).select_related("case").order_by("pk"))
    numbers = [uuid5(nonce, f"{row.pk}:{number}") for number in range(len(handings))]
    if again := [o.case for o in orders if o.case.nonce in numbers]:
        return again
    case = Case.objects.filter(pk=row.case_id).first() if row.case_id else None
    if row.case_id and case is None:
        raise NotYours("E-instruction-case", _("批的那件事你看不到，请能看到它的人来交办"))
    sealed = row.sealed or (case is not None and case.sealed)
    _check_handings(handings, sum(o.case.closed_at is None for o in orders), row.unit, at)
    if sealed and case is not None:
        _within_the_seal(case, leader, handings)
    made = [_open(row, case, handing, number, by, at) for handing, number in zip(handings, numbers, strict=True)]
    tasks = [{"case": c.pk, "due": c.due_at.isoformat(), **({} if sealed else {"task": c.title})} for c in made]
    record("instruction.hand_out", unit_id=row.unit_id, by=by, at=at, payload={"instruction": row.pk, "tasks": tasks})
    if case is not None:
        said = "；".join(h.task.strip() for h in handings)[:LONGEST]
        record("instruction.hand_out", unit_id=case.unit_id, by=by, at=at, case_id=case.pk, payload={"note": f"{row.leader_name}：{said}"})
        touched("cases", case.unit_path)
    if by.person_id != row.leader_id:
        tell([_added(row, made, sealed, by)], at=at)
    touched("notices", row.unit_path)
    return made


def _added(row: Instruction, made: Sequence[Case], sealed: bool, by: Actor) -> Telling:
    facts = {"instruction": row.pk, "n": len(made), "by": by.name, "title": "" if sealed else made[0].title}
    return Telling(
        unit_id=row.unit_id, unit_path=row.unit_path, kind="instructions.added", person_id=row.leader_id, case_id=made[0].pk,
        due_at=made[0].due_at, facts=facts,
    )  # fmt: skip


def _check_handing(number: int, handing: Handing, unit: Unit, at: datetime) -> None:
    if not handing.task.strip():
        raise Refused("E-instruction-task", _("写明要办什么"), fields={f"task-{number}": _("写明要办什么")})
    if handing.due_at <= at:
        raise Refused("E-instruction-due", _("期限要在现在以后"), fields={f"due-{number}": _("期限要在现在以后")})
    if not handing.unit.unit_path.startswith(unit.unit_path):
        raise Refused("E-instruction-unit", _("只能交给本单位和下面的单位"), fields={f"to-{number}": _("不在下面")})
    home = org.whole_unit(handing.unit.unit_path).unit_path
    there = {h.person_id for h in people.holders_at(home, list(ROLES), at)}
    if handing.person_id is not None and handing.person_id not in there:
        raise Refused("E-instruction-person", _("这个人不在那个单位"), fields={f"to-{number}": _("选那个单位的人")})


def _within_the_seal(case: Case, leader: Holder, handings: Sequence[Handing]) -> None:
    """On a sealed case nobody learns of it by an instruction: who speaks and who has to do it see the case already."""
    named = {leader.person_id, *(h.person_id for h in handings)}
    if None in named:
        raise Refused("E-instruction-sealed", _("这件事是密封的，要交给点名的人，不能交给单位"), fields={"to-0": _("选到人")})
    if not named <= set(case.readers):
        raise Refused("E-instruction-readers", _("这件事是密封的，只能交给已经能看它的人"), fields={"to-0": _("换一个能看的人")})


def _open(row: Instruction, about: Case | None, handing: Handing, nonce: UUID, by: Actor, at: datetime) -> Case:
    sealed = row.sealed or (about is not None and about.sealed)
    readers = [p for p in (row.leader_id, handing.person_id) if p] if sealed else []
    made = cases.open_case(
        "instruction", handing.unit, title=handing.task.strip()[:120], by=by, at=at, nonce=nonce, owner_id=handing.person_id,
        due_at=handing.due_at, limit_at=handing.due_at, parent=about, readers=readers, sealed=sealed, lister_id=row.unit_id,
        payload={"instruction": row.pk},
    )  # fmt: skip
    Order.objects.create(case=made, unit_path=made.unit_path, instruction=row, task=handing.task.strip()[:LONGEST])
    if by.person_id != row.leader_id:
        cases.name_parties(made, [row.leader_id], "leader", at=at)
    return made
