"""What a notice rests on: drafted from its words, put right by the officer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.work.notices.models import Basis, Notice
from anlan.work.notices.queries.lineage import by_number
from anlan.work.notices.queries.rights import may_edit
from anlan.work.notices.rules.lineage import Named, fitted, named_in

MOST = 20


def draft_bases(notice: Notice) -> int:
    """Lay down what the words of the notice (of a re-issue: its own, and the notice handed on) say it rests on. -> how many."""
    rows = []
    own = notice.text
    if notice.reissues is not None:
        above = notice.reissues
        own = own[: len(own) - len(above.text)]
        rows.append(Basis(notice=notice, unit_path=notice.unit_path, order=0, title=above.title, number=above.number, other=above,
                          issuer=above.unit.name, issued_on=above.issued_on, read=True))  # fmt: skip
    named = [n for n in named_in(own, own=notice.number) if not (rows and _is(n, rows[0]))]
    known = by_number([n.number for n in named if n.number])
    for place, one in enumerate(named[:MOST], start=len(rows)):
        other = known.get(one.number)
        rows.append(Basis(
            notice=notice, unit_path=notice.unit_path, order=place, title=one.title or (other.title if other else ""), number=one.number,
            issuer=one.issuer or (other.unit.name if other else ""), issued_on=one.issued_on or (other.issued_on if other else None),
            other=other if other and other.pk != notice.pk else None, read=True,
        ))  # fmt: skip
    Basis.objects.bulk_create(rows)
    return len(rows)


def _is(named: Named, basis: Basis) -> bool:
    """Whether what was read is the document that stands there already, by title or by number."""
    return named.title == basis.title or bool(named.number and fitted(named.number) == fitted(basis.number))


@action
def set_bases(notice: Notice, rows: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime, seen: int | None = None) -> list[Basis]:
    """What the notice rests on, as the officer says; whoever came in between is told so.

    rows  title, number, issuer, issued_on (a date or None), other (id of a notice in Anlan or None); what has neither title nor number
          is left out
    """
    row = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if not may_edit(by, row):
        raise NotYours("E-notice-role", _("上位文件由发文单位的人改"))
    if seen is not None and seen != row.version:
        raise Conflict("E-notice-moved", _("这份通知刚被别人改过。你填的还在，看一下再存。"))
    kept = [_basis(row, place, given) for place, given in enumerate(r for r in rows if r.get("title") or r.get("number"))]
    if len(kept) > MOST:
        raise Refused("E-basis-many", _("最多写 20 份上位文件"))
    was = [str(b) for b in row.bases.order_by("order")]
    row.bases.all().delete()
    Basis.objects.bulk_create(kept)
    row.version += 1
    row.save(update_fields=["version"])
    record("notice.base", unit_id=row.unit_id, by=by, at=at, payload={"notice": row.pk, "was": was, "now": [str(b) for b in kept]})
    touched("notices", row.unit_path)
    return kept


def _basis(notice: Notice, place: int, given: Mapping[str, Any]) -> Basis:
    number, day = fitted(str(given.get("number") or ""))[:80], given.get("issued_on")
    other = Notice.objects.filter(pk=given["other"]).first() if given.get("other") else None
    if other is None and number:
        other = by_number([number]).get(number)
    if other is not None and other.pk == notice.pk:
        raise Refused("E-basis-self", _("不能以自己为依据"), fields={f"number-{place}": _("这是这份通知自己的文号")})
    return Basis(
        notice=notice, unit_path=notice.unit_path, order=place, title=str(given.get("title") or "").strip()[:200] or
        (other.title if other else ""), number=number, issuer=str(given.get("issuer") or "").strip()[:80],
        issued_on=day if isinstance(day, date) else None, other=other,
    )  # fmt: skip
