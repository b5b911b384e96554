"""Writing forty thousand lines: collected in memory as tuples, copied into a table of the transaction, inserted set by set.

COPY is refused on tables with row policies, so that the policies of who dispatches hold here as everywhere: COPY goes into a
temporary table, INSERT … SELECT from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from anlan.kernel.action import record
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.progress import Teller
from anlan.registers.org.models import Unit
from anlan.work.cases import deadlines
from anlan.work.cases.placing import Placing
from anlan.work.notices.kind import KIND, stamp
from anlan.work.notices.models import Dossier, Notice, Obligation
from anlan.work.notices.queries.timing import Due
from anlan.work.notices.rules import Addressees
from anlan.work.notices.rules.machine import LADDER

_TABLE = """
create temporary table notices_line (
    ord int, unit_id bigint, unit_path text collate "C", group_path text collate "C", dossier_id bigint, obligation_id bigint,
    due_at timestamptz, until timestamptz, wake_at timestamptz, climbed smallint, receipt_by timestamptz, owner_id bigint,
    remembered_id bigint, turn_unit_id bigint, turn_role text, turn_person_id bigint, stepped_up boolean,
    case_id bigint default nextval(pg_get_serial_sequence('cases_case', 'id')), number bigint default nextval('cases_number')
) on commit drop
"""
_COPY = (
    "copy notices_line (ord, unit_id, unit_path, group_path, dossier_id, obligation_id, due_at, until, wake_at, climbed, receipt_by, "
    "owner_id, remembered_id, turn_unit_id, turn_role, turn_person_id, stepped_up) from stdin"
)
_CASES = """
insert into cases_case (id, number, nonce, kind, unit_id, unit_path, domain, title, level, state, bundle_id, opened_at, opened_by_id,
    owner_id, turn_unit_id, turn_role, turn_person_id, stepped_up, since, due_at, limit_at, limit_first, wake_at, climbed, outcome,
    was_late, returned, sealed, readers, rules, version, trouble)
select l.case_id, %(prefix)s || lpad(l.number::text, greatest(5, length(l.number::text)), '0'),
    md5(%(notice)s || '/' || l.obligation_id || '/' || l.unit_id)::uuid, 'task', l.unit_id, l.unit_path, o.domain, o.title, '',
    %(state)s, l.dossier_id, %(at)s, %(by)s, l.owner_id, l.turn_unit_id, l.turn_role, l.turn_person_id, l.stepped_up, %(at)s, l.due_at,
    l.due_at, l.due_at, l.wake_at, l.climbed, '', false, 0, false, '{}', %(rules)s::jsonb, 1, ''
from notices_line l join notices_obligation o on o.id = l.obligation_id
where l.ord > %(after)s and l.ord <= %(upto)s order by l.ord
"""
_TASKS = """
insert into notices_task (case_id, unit_path, group_path, notice_id, obligation_id, dossier_id, proof, rule, drawn, receipt_by, state,
    limit_at, until, remembered_id)
select l.case_id, l.unit_path, l.group_path, %(notice_id)s, o.id, l.dossier_id, o.proof, o.rule, false, l.receipt_by, %(state)s, l.due_at,
    l.until, l.remembered_id
from notices_line l join notices_obligation o on o.id = l.obligation_id
"""
_PARTIES = """
insert into cases_party (case_id, unit_path, person_id, part, sealed, at)
select case_id, unit_path, owner_id, 'owner', false, %(at)s from notices_line where owner_id is not null
"""
CHUNK = 4000


class LineWriter:
    """Lays lines unit by unit, then writes them all."""

    def __init__(self, notice: Notice, dossiers: dict[int, Dossier], placing: Placing, *, by: Actor, at: datetime, turn: int = 0) -> None:
        self.turn, self.notice, self.dossiers, self.placing, self.by, self.at = turn, notice, dossiers, placing, by, at
        self.rows: list[tuple[Any, ...]] = []
        self.alarms: dict[datetime, tuple[int, datetime]] = {}
        self.departments: dict[int, tuple[str, ...]] = {}
        self.rungs = deadlines.sorted_ladder(LADDER)

    @property
    def count(self) -> int:
        return len(self.rows)

    def lay(self, unit: Unit, lines: Iterable[tuple[Obligation, Due]]) -> None:
        """Give each line of a unit its owner, turn and alarm."""
        dossier = self.dossiers[unit.pk]
        for obligation, due in lines:
            departments = self.departments.get(obligation.pk)
            if departments is None:
                departments = self.departments[obligation.pk] = Addressees.load(obligation.addressees).departments
            owner = self.placing.owner(unit, obligation.domain, obligation.post_role, departments)
            turn = self.placing.turn(unit, obligation.domain, owner.person_id)
            climbed, wake = self._alarm(due.at)
            self.rows.append((
                len(self.rows) + 1, unit.pk, unit.unit_path, dossier.group_path, dossier.pk, obligation.pk, due.at, due.until, wake,
                climbed, dossier.receipt_by, owner.person_id, owner.remembered_id, turn.unit_id, turn.role, turn.person_id, turn.stepped_up,
            ))  # fmt: skip

    def _alarm(self, due: datetime) -> tuple[int, datetime]:
        if due not in self.alarms:
            climbed = deadlines.skip_reminders_past(due, self.rungs, self.at)
            self.alarms[due] = (climbed, deadlines.next_look(due, self.rungs, climbed))
        return self.alarms[due]

    def write(self, say: Teller) -> None:
        """Copy, insert, and collect one ledger entry a line."""
        total = self.count
        values: dict[str, Any] = {
            "prefix": f"{KIND.prefix}-{local(self.at).year}-", "notice_id": self.notice.pk,
            "notice": f"notice-{self.notice.pk}" + (f"-{self.turn}" if self.turn else ""),
            "at": self.at, "by": self.by.person_id, "state": KIND.machine.start,
            "rules": json.dumps(stamp(self.notice.unit_path, "", "", self.at)),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_TABLE)
            with cursor.copy(_COPY) as copy:
                for row in self.rows:
                    copy.write_row(row)
            self.rows.clear()
            cursor.execute("analyze notices_line")
            for after in range(0, total, CHUNK):
                cursor.execute(_CASES, {**values, "after": after, "upto": after + CHUNK})
                say.say(total + min(after + CHUNK, total), total * 3)
            cursor.execute(_TASKS, values)
            cursor.execute(_PARTIES, values)
            cursor.execute("select l.case_id, l.unit_id, l.obligation_id, l.owner_id from notices_line l order by l.ord")
            for done, (case_id, unit_id, obligation_id, owner_id) in enumerate(cursor, start=1):
                record(
                    "case.open", unit_id=unit_id, by=self.by, at=self.at, case_id=case_id, now=KIND.machine.start,
                    payload={"notice": self.notice.pk, "obligation": obligation_id, "owner": owner_id},
                )  # fmt: skip
                if done % CHUNK == 0:
                    say.say(total * 2 + done, total * 3)
            cursor.execute("drop table notices_line")
