"""What the writers of a unit's table share: holding it, working out what a row comes to, keeping doubts and totals up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org.rules import issues_at
from anlan.work.cases.models import Case
from anlan.work.returns.models import FROZEN, OPEN, Correction, Doubt, Round, Row, Sheet
from anlan.work.returns.queries.rounds import row_values
from anlan.work.returns.rules import Field, Found, cell_doubts, computed, fills, load, looks_copied, substance, totals_of

LIVE = ("open", "kept", "asked", "answered")
TO_LOOK_AT = ("kept", "asked", "answered")


@dataclass
class Table:
    """One unit's return held for writing: its round, columns, last time's first row, and how the actor stands to it."""

    sheet: Sheet
    round: Round
    fields: list[Field]
    standing: str
    last: Mapping[str, Any]

    @property
    def handed(self) -> bool:
        """Whether it was handed in once: from then on changes are corrections."""
        return self.sheet.first_at is not None

    @property
    def path(self) -> str:
        return self.sheet.unit_path

    @property
    def case_id(self) -> int:
        return int(self.sheet.pk)

    def field(self, key: str) -> Field:
        """The column `key`, if it is one that is filled in."""
        found = next((f for f in self.fields if f.key == key), None)
        if found is None or not found.asked:
            raise Refused("E-return-column", _("没有这一列，刷新看一下"))
        return found

    def rows(self) -> list[Row]:
        return list(Row.objects.filter(case_id=self.case_id, removed_at=None).order_by("order", "id"))


def hold(case_id: int, by: Actor, *, writing: bool = True) -> Table:
    """The unit's return, locked; refused to whom it does not concern, and when the round does not take changes any more."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("round", "unit").get(pk=case_id)
    owner = Case.objects.filter(pk=case_id).values_list("owner_id", flat=True).first()
    standing = fills(by, sheet.unit_path, owner)
    if not standing:
        raise NotYours("E-return-not-yours", _("这张表由本单位的人填，或者由上级代填"))
    if writing and sheet.round.state == FROZEN and not issues_at(by, sheet.round.unit_path):
        raise NotYours("E-return-frozen", _("这张表已经冻结，要改请发起的单位来更正"))
    if writing and sheet.round.state not in (OPEN, FROZEN):
        raise Refused("E-return-ended", _("这张表已经撤回，不用填了"))
    return Table(sheet, sheet.round, load(sheet.round.fields), standing, row_values(sheet.last_case_id))


def told_digest(table: Table, values: Mapping[str, Any]) -> str:
    """Digest of a row's own answers, to find the same row at another unit without showing it; '' when they are too few."""
    told = substance(table.fields, values, table.sheet.known)
    return sha256(dumps(told, ensure_ascii=False).encode()).hexdigest() if looks_copied(told) else ""


def put(table: Table, row: Row, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Write new values into a row and work out its sums. -> key -> old value, of what really changed."""
    before = dict(row.values)
    row.values = computed(table.fields, {**before, **changes})
    row.told = told_digest(table, row.values)
    row.save(update_fields=["values", "told"])
    return {key: before.get(key) for key, value in changes.items() if before.get(key) != value}


def correct(table: Table, row: Row, old: Mapping[str, Any], why: str, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Entries for what was changed after handing in; their digest goes into the ledger. -> the same as plain data."""
    if len(why.strip()) < 2:
        raise Refused("E-return-why", _("报上以后再改，写一句为什么"), fields={"why": _("写一句为什么")})
    frozen = table.round.state == FROZEN
    rows = [
        Correction(
            case_id=table.case_id, unit_path=table.path, row_id=row.pk, key=key, old=was,
            new=row.values.get(key) if key else (row.values if was is None else None), why=why.strip()[:300], by_id=by.person_id, at=at,
            frozen=frozen,
        )
        for key, was in old.items()
    ]  # fmt: skip
    Correction.objects.bulk_create(rows)
    table.sheet.corrections += len(rows)
    return [{"row": row.pk, "key": c.key, "old": c.old, "new": c.new} for c in rows]


def sync_doubts(table: Table, row: Row, at: datetime, *, why: str = "", by: Actor | None = None, copied: bool | None = None) -> None:
    """Doubts about a row as it is now. What is no doubt any more goes; a changed value is questioned anew.

    why     after handing in the reason of the correction answers the question: the doubt is kept with it
    copied  None: not looked for (only when handing in)
    """
    found = cell_doubts(table.fields, row.values, table.last, table.sheet.known)
    if copied:
        found.append(Found("", "copied"))
    now = {(f.key, f.kind): f for f in found}
    before = {(d.key, d.kind): d for d in Doubt.objects.filter(case_id=table.case_id, row_id=row.pk)}
    fresh = []
    for place, one in now.items():
        value = row.values.get(one.key) if one.key else row.told
        doubt = before.get(place)
        if doubt is None:
            doubt = Doubt(case_id=table.case_id, unit_path=table.path, round_id=table.round.pk, row_id=row.pk, key=one.key, kind=one.kind,
                          raised_at=at)  # fmt: skip
        elif doubt.value == value and doubt.state != "gone":
            continue
        doubt.value, doubt.facts, doubt.state, doubt.why, doubt.kept_at, doubt.settled_at = value, dict(one.facts), "open", "", None, None
        if why and by is not None:
            doubt.state, doubt.why, doubt.kept_by_id, doubt.kept_at = "kept", why.strip()[:300], by.person_id, at
        fresh.append(doubt)
    for doubt in fresh:
        doubt.save()
    _let_go(table, [d for place, d in before.items() if place not in now and not (d.kind == "copied" and copied is None)], why, by, at)


def _let_go(table: Table, doubts: Iterable[Doubt], why: str, by: Actor | None, at: datetime) -> None:
    """Doubts that the present value does not raise any more: gone; one that was asked from above is answered by the correction."""
    for doubt in doubts:
        if doubt.kind == "asked":
            continue
        if doubt.state == "asked":
            doubt.state, doubt.why, doubt.kept_at = "answered", why.strip()[:300], at
            doubt.kept_by_id = by.person_id if by else None
            doubt.save()
        elif doubt.state in LIVE:
            doubt.state = "gone"
            doubt.save(update_fields=["state"])


def refresh(table: Table, *, rows: Sequence[Row] | None = None) -> None:
    """Totals and counts of the sheet from its rows and doubts, written."""
    rows = table.rows() if rows is None else rows
    sheet = table.sheet
    sheet.rows, sheet.totals = len(rows), totals_of(table.fields, [r.values for r in rows])
    sheet.doubts = Doubt.objects.filter(case_id=table.case_id, state__in=TO_LOOK_AT).count()
    sheet.save()
