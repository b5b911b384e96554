"""The page on which an officer reviews a notice: the text cut into pieces, the lines beside it, what is still to be settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.wording import N_
from anlan.registers.org.rules import DOMAINS, NATURES, STAGES, TRAITS
from anlan.registers.people.rules import ROLES
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries import timing
from anlan.work.notices.queries.planning import Reach, addressed_units, plan_of, reachable
from anlan.work.notices.queries.preview import blockers_of
from anlan.work.notices.queries.rights import may_edit
from anlan.work.notices.reading import Bounded, explain_bounded
from anlan.work.notices.rules import ADDRESSEE_KINDS, PROOFS, RULES, Addressees

LOOK_WORDS = {
    "bounded": N_("不能照原文派"),
    "date": N_("期限没写明，要补"),
    "date_past": N_("期限已过，改一下"),
    "nobody": N_("谁来办没定"),
    "assumed": N_("期限是推定的，看一眼"),
    "unpublished": N_("日子还没公布，看一眼"),
    "unsure": N_("读得不太准，看一眼"),
    "weekday": N_("星期和日期对不上"),
}
UNDO_WORDS = {
    "edit": N_("改动"),
    "split": N_("拆开"),
    "merge": N_("并入"),
    "drop": N_("不是要求"),
    "restore": N_("恢复"),
    "add": N_("添加"),
    "confirm": N_("确认"),
    "resolve": N_("边界条款的处理"),
    "outside": N_("系统外办理"),
}


@dataclass(frozen=True)
class Piece:
    """A run of the text: plain, or the words of a line (then with its number and state)."""

    start: int
    end: int
    text: str
    obligation_id: int | None = None
    number: int = 0
    state: str = ""


def pieces(text: str, rows: list[Obligation]) -> list[Piece]:
    """The text cut at the spans of live lines; where two overlap the later one begins after the earlier."""
    found, place = [], 0
    numbered = sorted(enumerate(rows, start=1), key=lambda pair: (pair[1].start, pair[1].end))
    for number, row in numbered:
        start, end = max(row.start, place), min(row.end, len(text))
        if end <= start:
            continue
        if start > place:
            found.append(Piece(place, start, text[place:start]))
        found.append(Piece(start, end, text[start:end], row.pk, number, row.state))
        place = end
    if place < len(text):
        found.append(Piece(place, len(text), text[place:]))
    return found


def who_words(obligation: Obligation, count: int) -> str:
    """Whom it is addressed to, in words: 区局、学校（用燃气）59 个."""
    to = Addressees.load(obligation.addressees)
    words = [_(ADDRESSEE_KINDS[k]) for k in to.kinds]
    if to.units:
        words.append(_("点名 %(n)d 个") % {"n": len(to.units)})
    narrow = [_(table.get(key, key)) for table, keys in ((STAGES, to.stages), (NATURES, to.natures), (TRAITS, to.traits)) for key in keys]
    narrow += list(to.departments)
    inside = _("（%(what)s）") % {"what": "、".join(narrow)} if narrow else ""
    return _("%(who)s%(inside)s · %(n)d 个单位") % {"who": "、".join(words), "inside": inside, "n": count} if words else _("还没有定谁来办")


def bounded_help(obligation: Obligation) -> Bounded:
    """Why the clause cannot be sent as written, and wordings that can; the words of the notice decide."""
    source = obligation.notice.text[obligation.start : obligation.end]
    return explain_bounded(source or obligation.text)


def obligation_row(row: Obligation, number: int, units: int) -> dict[str, Any]:
    """One line as the right side shows it."""
    return {
        "obligation": row, "number": number, "who": who_words(row, units), "units": units, "due_at": row.due_at,
        "reading": timing.sentences(row), "look": [_(LOOK_WORDS[w]) for w in row.look_why], "proof": _(PROOFS[row.proof]),
        "rule": _(RULES[row.rule]), "domain": _(DOMAINS.get(row.domain, row.domain)), "post": _(ROLES.get(row.post_role, row.post_role)),
        "source": row.notice.text[row.start : row.end], "bounded": bounded_help(row) if row.bounded else None,
        "edited": row.notice.text[row.start : row.end] != row.text,
    }  # fmt: skip


def review(notice: Notice, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Everything of the review page: text pieces, rows (live and dropped), counts, what stops the sending, what undo would undo."""
    every = list(notice.obligations.select_related("notice").order_by("order", "id"))
    rows = [o for o in every if o.is_live]
    reach = Reach(notice, at)
    plan = plan_of(notice, at=at, reach=reach)
    sizes = {o.pk: len(reach.meant(o)) for o in rows}
    states = [o.state for o in rows]
    return {
        "notice": notice, "may_edit": may_edit(actor, notice) and notice.is_open, "pieces": pieces(notice.text, rows),
        "rows": [obligation_row(o, n, sizes[o.pk]) for n, o in enumerate(rows, start=1)],
        "dropped": [o for o in every if not o.is_live],
        "counts": {"live": len(rows), "confirmed": states.count("confirmed"), "open": states.count("open"), "look": states.count("look")},
        "stops": blockers_of(plan, at=at), "units": sum(1 for _unit in plan.asked()),
        "lines": sum(len(meant) for meant in plan.meant.values()),
        "minutes": sum(timing.minutes_of(o, due) for _u, lines in plan.asked() for o, due in lines),
        "undo": _(UNDO_WORDS.get(notice.undo[-1]["what"], notice.undo[-1]["what"])) if notice.undo else "",
    }  # fmt: skip


def one_row(obligation: Obligation, *, at: datetime) -> dict[str, Any]:
    """One line again, after it was changed."""
    notice = obligation.notice
    rows = list(notice.obligations.exclude(state="dropped").order_by("order", "id").values_list("pk", flat=True))
    number = rows.index(obligation.pk) + 1 if obligation.pk in rows else 0
    return obligation_row(obligation, number, len(addressed_units(obligation, reachable(notice, at))))
