"""What an amendment asks on top: read from what was typed at the end of the notice, to whom the officer chose or the words name."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.errors import Refused
from anlan.work.notices.actions.typed import clean_typed, typed_lines
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.rules import SCHOOLS, Addressees, Whom
from anlan.work.notices.rules.addressing import within


@dataclass(frozen=True)
class Addition:
    """What an amendment asks on top: one clause a line, all with the same date, proved alike ('' as read).

    whom  to whom it goes; a line whose words name others goes to those
    each  words of a line -> to whom that line goes, where the officer said so for it alone
    """

    text: str = ""
    due_at: datetime | None = None
    whom: Whom = SCHOOLS
    proof: str = ""
    each: Mapping[str, Whom] = field(default_factory=dict)


def added_lines(notice: Notice, addition: Addition, *, at: datetime) -> tuple[str, list[Obligation]]:
    """(the text of the notice with what is asked on top at its end, the lines read there, unsaved); Refused where one cannot go out."""
    own = clean_typed(addition.text)
    if not own:
        return notice.text, []
    day = local(at)
    longer = copy(notice)
    longer.text += f"\n\n修订（{day.year}年{day.month}月{day.day}日）：\n{own}"  # the document's own words, Chinese as the document is
    last = notice.obligations.order_by("-order").values_list("order", flat=True).first() or 0
    rows = typed_lines(longer, len(longer.text) - len(own), len(longer.text), at=at, order=last)
    for row in rows:
        row.notice, row.added_at, row.state, row.look_why = notice, at, "confirmed", []
        whom = addition.each.get(row.text) or named_for(row, addition.whom)
        row.addressees, row.post_role, row.proof = whom.to.dump(), whom.post or row.post_role, addition.proof or row.proof
        if addition.due_at is not None and row.way == "once":
            row.due_at, row.due_fixed, row.standing, row.reading = addition.due_at, True, "fixed", []
        _refuse(row, at)
    return longer.text, rows


def named_for(row: Obligation, chosen: Whom) -> Whom:
    """To whom a line goes by its own words, within what was chosen for all; as chosen where its words name nobody.

    What it is about narrows it as in review: hoses of gas are asked of schools that use gas.
    """
    read = Addressees.load(row.addressees)
    if "who:said" in (row.draft.get("signs") or ()):
        return Whom(within(chosen.to, read), chosen.post)
    return Whom(replace(chosen.to, traits=chosen.to.traits or read.traits) if chosen.to.kinds else chosen.to, chosen.post)


def _refuse(row: Obligation, at: datetime) -> None:
    if row.is_bounded_open:
        says = _("“%(title)s”要求按身份、健康、经历或诉求摸排管控人员，不能派") % {"title": row.title}
        raise Refused("E-notice-bounded", says, fields={"text": _("写成对行为的要求")})
    if row.way == "once" and (row.due_at is None or row.due_at <= at):
        raise Refused("E-amend-date", _("给新加的要求定一个期限"), fields={"added_due": _("定一个以后的期限")})
