"""A form goes out: one return a unit, filled with what is known, the turn laid on somebody, all of it in one commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.calendar import queries as calendar
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import Addressees
from anlan.work.asks import actions as asks
from anlan.work.asks.queries import demand_room
from anlan.work.cases.many import open_many
from anlan.work.cases.models import Case
from anlan.work.returns.actions.drafting import locked_round
from anlan.work.returns.models import DRAFT, OPEN, Round, Row, Sheet
from anlan.work.returns.queries.asking import KEY, draft_of
from anlan.work.returns.queries.known import LAST, fits, known_of
from anlan.work.returns.queries.rounds import last_values, units_of
from anlan.work.returns.rules import Field, check, computed, load

BATCH = 500


@action
def send(round_: Round, *, by: Actor, at: datetime) -> Round:
    """Check the draft, open a return at every unit that is meant, and tell each of them."""
    row = locked_round(round_.pk, by, states=(DRAFT,))
    fields = load(row.fields)
    units = _checked(row, fields, at)
    demand_room(draft_of(row, units), at=at)
    due = row.due_at
    assert due is not None  # looked at by _checked
    with calendar.kept():
        opened = open_many(
            "return", units, title=row.title, due_at=due, root=row.unit_path, nonce=uuid5(row.nonce, "sent"), by=by, at=at,
            payload={"round": row.pk},
        )  # fmt: skip
    _lay_sheets(row, fields, units, opened, at)
    _tell_units(row, opened.values(), at)
    row.state, row.sent_by_id, row.sent_at, row.units = OPEN, by.person_id, at, len(units)
    row.version += 1
    row.save()
    payload = {"round": row.pk, "title": row.title, "units": row.units, "columns": len(fields), "due": due.isoformat()}
    asks.no_longer(KEY, row.pk, by=by, at=at)
    record("return.send", unit_id=row.unit_id, by=by, at=at, payload=payload)
    touched("returns", row.unit_path)
    return row


def _checked(row: Round, fields: Sequence[Field], at: datetime) -> list[Unit]:
    """The units that are meant, or why it cannot go out yet."""
    wrong = {f"f-{key}" if key else "fields": _(sentence) for key, sentence in check(fields).items()}
    wrong |= {f"f-{f.key}": _("这一列的填法和预填的内容对不上") for f in fields if f"f-{f.key}" not in wrong and not fits(f)}
    if wrong:
        raise Refused("E-return-columns", next(iter(wrong.values())), fields=wrong)
    if row.due_at is None or row.due_at <= at:
        raise Refused("E-return-due", _("定一个以后的时间，几点几分前报"), fields={"due": _("定一个以后的时间，几点几分前报")})
    to = Addressees.load(row.addressees)
    units = units_of(row, at)
    if to.nobody or not units:
        raise Refused("E-return-whom", _("还没选发给谁"), fields={"kinds": _("还没选发给谁")})
    return units


def _lay_sheets(row: Round, fields: Sequence[Field], units: Sequence[Unit], opened: Mapping[int, Case], at: datetime) -> None:
    known = known_of(fields, units, row.unit_path, at)
    before = last_values(row)
    groups = org.group_paths({u.pk: u for u in org.reachable(row.unit_path, at)}, row.unit_path)
    take_last = [f.key for f in fields if f.source == LAST]
    sheets, rows = [], []
    for unit in units:
        case, last = opened[unit.pk], before.get(unit.pk)
        sheets.append(Sheet(
            case=case, unit=unit, unit_path=unit.unit_path, group_path=groups.get(unit.pk, row.unit_path), round=row, known=known[unit.pk],
            last_case_id=last[0] if last else None, rows=0 if row.many_rows else 1,
        ))  # fmt: skip
        if not row.many_rows:
            taken: dict[str, Any] = {key: last[1][key] for key in take_last if last and key in last[1]}
            rows.append(Row(case=case, unit_path=unit.unit_path, round=row, values=computed(fields, {**taken, **known[unit.pk]})))
    Sheet.objects.bulk_create(sheets, batch_size=BATCH)
    Row.objects.bulk_create(rows, batch_size=BATCH)


def _tell_units(row: Round, cases: Any, at: datetime) -> None:
    tell(
        (
            Telling(
                unit_id=case.unit_id, unit_path=case.unit_path, kind="returns.asked", person_id=case.turn_person_id,
                role=case.turn_role if not case.turn_person_id else "", case_id=case.pk, due_at=case.due_at,
                facts={"title": row.title, "unit": str(case.unit), "due": row.due_at.isoformat() if row.due_at else ""},
            )
            for case in cases
        ),
        at=at,
    )  # fmt: skip
