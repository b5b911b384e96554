"""A round while it fills and after: groups, one district open, who is missing, differences, draws."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.registers.org import queries as org
from anlan.registers.org.rules import issues_at
from anlan.work.checks import rules
from anlan.work.checks.models import Check, Draw, Round
from anlan.work.checks.queries import rollup
from anlan.work.checks.queries.differences import compared
from anlan.work.checks.queries.places import unsealed
from anlan.work.checks.queries.rounds import draws_of
from anlan.work.checks.rules import CHECKED, OPEN, PARTS, RECHECK, SAMPLE, VERDICTS, draw
from anlan.work.checks.wording import SIGNS, state_words

MOST_NAMED = 60  # schools whose rooms are named on one page


def context(round_: Round, actor: Actor, at: datetime, *, by: str, open_path: str) -> dict[str, Any]:
    """Counted anew at every look."""
    found = rollup.rollup(round_, by=by)
    draws = draws_of(round_)
    return {
        "round": round_, "at": at, "by": by, "whole": found.whole, "open": open_path,
        "groups": [{"group": g, "word": _(g.label) if by == "kind" else g.label} for g in found.groups],
        "opened": [unit_row(c) for c in rollup.units_of_group(round_, open_path)] if open_path and by == "district" else [],
        "late": at > round_.due_at, "mine": issues_at(actor, round_.unit_path), "post": next(
            (g for g in actor.grants if g.path == round_.unit_path), actor.post),
        "differ": compared(round_) if round_.sort == "round" and any(d.stage in (RECHECK, SAMPLE) for d in draws) else None,
        "draws": draws, "handed": found.whole.handed + found.whole.rechecked + found.whole.sampled,
        "unsealed": named(round_, at) if round_.sort in PARTS and at >= round_.due_at else [],
    }  # fmt: skip


def unit_row(check: Check) -> dict[str, Any]:
    """One check of a district that was opened."""
    state = "begun" if check.state == "to_do" and check.began_at else check.state
    words = _("没有发现问题") if check.state in CHECKED and check.nothing else state_words(state)
    return {"check": check, "unit": check.unit, "stage": _(rules.STAGES[check.stage]), "sign": SIGNS.get(state, "unk"), "state": words,
            "first": check.stage in rollup.FIRST}  # fmt: skip


def named(round_: Round, at: datetime) -> list[tuple[Check, list[str]]]:
    """(check, rooms that are not in order by name), of the schools that are over their limit."""
    late = Check.objects.filter(round=round_, state__in=OPEN, case__due_at__lte=at).select_related("unit", "round").order_by("unit_path")
    rows = [(check, unsealed(check, at)) for check in late[:MOST_NAMED]]
    return [(check, names) for check, names in rows if names]


def missing_text(round_: Round, at: datetime) -> str:
    """Words for the group: only who is missing is named."""
    groups = rollup.missing(round_)
    total = sum(len(units) for _district, units in groups)
    if not total:
        return ""
    due = f"{local(round_.due_at):%m月%d日 %H:%M}"
    head = _("%(title)s：截至 %(at)s，还有 %(n)s 所学校没交") % {"title": round_.title, "at": f"{local(at):%H:%M}", "n": total}
    lines = [_("%(district)s（%(n)s）：%(units)s") % {"district": d, "n": len(u), "units": "、".join(u)} for d, u in groups]
    foot = _("%(due)s 已经过了，现在就查。") if at > round_.due_at else _("%(due)s 前交。没有发现问题的也要签名。")
    return "\n".join([head, *lines, foot % {"due": due}])


def differences(round_: Round) -> dict[str, Any]:
    """Where the three looks differ, in words."""
    found = compared(round_)
    rows = [
        {"item": one.item, "compared": one.compared, "differ": len(one.rows), "missed": one.missed,
         "units": [{"unit": unit, "said": words(d.said), "recheck": words(d.recheck), "sample": words(d.sample), "missed": d.missed}
                   for unit, d in one.rows]}
        for one in found.items
    ]  # fmt: skip
    return {"found": found, "rows": rows}


def words(verdict: str | None) -> str:
    """An answer in words; "" where that stage did not look."""
    return _(VERDICTS[verdict]) if verdict else ""


def draw_rows(draws: Iterable[Draw]) -> list[dict[str, Any]]:
    """Draws with the names of the schools, and whether the same comes out when it is drawn again."""
    draws = list(draws)
    units = org.named({pk for d in draws for pk in d.chosen})
    return [
        {"draw": d, "stage": _(rules.STAGES[d.stage]), "of": len(d.population), "count": len(d.chosen),
         "same": draw(d.seed, d.population, len(d.chosen)) == d.chosen,
         "units": [str(units[pk]) for pk in d.chosen if pk in units]}
        for d in draws
    ]  # fmt: skip
