"""A batch goes out: one letter a person and layer, all in one commit; or is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid5

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.calendar import queries as calendar
from anlan.registers.org import rules as org_rules
from anlan.registers.people.rules import LAYERS
from anlan.work.cases.actions import open_case
from anlan.work.cases.many import close_many, open_many
from anlan.work.cases.models import Case
from anlan.work.pledges.actions.counting import recount_few
from anlan.work.pledges.actions.drafting import locked_batch
from anlan.work.pledges.models import DRAFT, OPEN, WITHDRAWN, Batch, Letter
from anlan.work.pledges.queries.answering import Draft, plan
from anlan.work.pledges.rules import WAITING, filled

BATCH = 500
NAMED_DOMAINS = 8


@action
def send(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """Write a letter for everybody whom the chain names, lay it on them and tell each of them."""
    row = locked_batch(batch.pk, by, states=(DRAFT,))
    found = plan(row, at)
    if not found.letters:
        raise Refused("E-pledge-nobody", _("选的单位和层级里没有人可签，先到责任链里填上"))
    if row.due_at <= at:
        raise Refused("E-pledge-draft", _("定一个以后的日期"), fields={"due": _("定一个以后的日期")})
    row.state, row.sent_by_id, row.sent_at = OPEN, by.person_id, at
    row.owed = any(draft.who[0] == by.person_id for draft in found.letters)
    row.version += 1
    row.save()
    lay(row, [draft for draft in found.letters if draft.who[0] != by.person_id], by=by, at=at)
    payload = {"batch": row.pk, "title": row.title, "letters": len(found.letters), "gaps": len(found.gaps)}
    record("pledge.send", unit_id=row.unit_id, by=by, at=at, payload=payload)
    touched("pledges", row.unit_path)
    return row


def lay(batch: Batch, drafts: Sequence[Draft], *, by: Actor, at: datetime) -> list[Letter]:
    """Open a case for each of these letters, with its text; whoever is to confirm is told. For sending, and for a change of holder."""
    rounds: dict[int, list[Draft]] = defaultdict(list)  # the n-th letters of all units, so that each round has one a unit
    seen: dict[int, int] = defaultdict(int)
    letters: list[Letter] = []
    for draft in drafts:
        person = draft.who[0]
        if person is None:
            case = open_case(
                "pledge", draft.unit, title=f"{batch.title}：{draft.who[1]}", by=by, at=at, due_at=batch.due_at, limit_at=batch.due_at,
                state="paper", payload={"batch": batch.pk},
            )  # fmt: skip
            letters.append(_letter(batch, draft, case))
        else:
            rounds[seen[draft.unit.pk]].append(draft)
            seen[draft.unit.pk] += 1
    for number, those in rounds.items():
        letters += _many(batch, those, number, by, at)
    Letter.objects.bulk_create(letters, batch_size=BATCH)
    recount_few(letters, at=at)
    return letters


def _many(batch: Batch, drafts: Sequence[Draft], number: int, by: Actor, at: datetime) -> list[Letter]:
    by_unit = {draft.unit.pk: draft for draft in drafts}
    owners = {pk: draft.who[0] or 0 for pk, draft in by_unit.items()}
    key = uuid5(batch.nonce, f"{number}:{sorted(owners.items())}:{at.isoformat()}")
    with calendar.kept():
        opened = open_many(
            "pledge", [draft.unit for draft in drafts], title=batch.title, due_at=batch.due_at, root=batch.unit_path, nonce=key, by=by,
            at=at, owners=owners, payload={"batch": batch.pk},
        )  # fmt: skip
    tell(
        (
            Telling(
                unit_id=case.unit_id, unit_path=case.unit_path, kind="pledges.asked", person_id=case.owner_id, case_id=case.pk,
                due_at=case.due_at, facts={"title": batch.title, "unit": str(batch.unit)},
            )
            for case in opened.values()
        ),
        at=at,
    )  # fmt: skip
    return [_letter(batch, by_unit[pk], case) for pk, case in opened.items()]


def _letter(batch: Batch, draft: Draft, case: Case) -> Letter:
    return Letter(
        case=case, unit=draft.unit, unit_path=draft.unit.unit_path, batch=batch, layer=draft.layer, person_id=draft.who[0],
        name=draft.who[1], title=draft.title, domains=draft.domains, units=[u.pk for u in draft.units],
        text=filled(batch.text, _values(batch, draft)), starts=batch.starts, ends=batch.ends, state=case.state,
        moved=True,
    )  # fmt: skip


def _values(batch: Batch, draft: Draft) -> dict[str, str]:
    """What fills the places of the text: official Chinese, whoever sends it."""
    words = [org_rules.DOMAINS.get(domain, domain) for domain in draft.domains]
    domains = "、".join(words[:NAMED_DOMAINS]) + (f"等{len(words)}个领域" if len(words) > NAMED_DOMAINS else "")

    def day(value: date) -> str:
        return f"{value.year}年{value.month}月{value.day}日"

    return {
        "单位": draft.unit.name, "姓名": draft.who[1], "岗位": draft.title, "层级": LAYERS[draft.layer], "领域": domains,
        "年度": f"{batch.starts.year}年度", "起": day(batch.starts), "止": day(batch.ends), "发出单位": batch.unit.name,
        "单位数": str(len(draft.units)),
    }  # fmt: skip


@action
def withdraw(batch: Batch, *, why: str, by: Actor, at: datetime) -> Batch:
    """Take back what nobody has confirmed yet; what was confirmed stays in force until its end."""
    row = locked_batch(batch.pk, by, states=(OPEN,))
    if len(why.strip()) < 2:
        raise Refused("E-pledge-why", _("写一句为什么撤回"), fields={"why": _("写一句为什么撤回")})
    waiting = list(Letter.objects.filter(batch=row, state__in=WAITING))
    close_many("pledge", "withdraw", [letter.pk for letter in waiting], by=by, at=at, payload={"why": why.strip()[:300]})
    Letter.objects.filter(pk__in=[letter.pk for letter in waiting]).update(state="withdrawn", moved=True)
    row.state, row.ended_why = WITHDRAWN, why.strip()[:300]
    row.version += 1
    row.save()
    tell(
        (
            Telling(
                unit_id=letter.unit_id, unit_path=letter.unit_path, kind="pledges.withdrawn", person_id=letter.person_id,
                role="" if letter.person_id else "safety", case_id=letter.pk, due_at=row.due_at,
                facts={"title": row.title, "why": row.ended_why},
            )
            for letter in waiting
        ),
        at=at,
    )  # fmt: skip
    recount_few(waiting, at=at)
    record("pledge.withdraw", unit_id=row.unit_id, by=by, at=at, payload={"batch": row.pk, "title": row.title, "why": row.ended_why})
    touched("pledges", row.unit_path)
    return row
