"""A round while it fills and after: groups, one district open, who is missing, differences, draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.registers.org import queries as org
from anlan.registers.org.rules import issues_at
from anlan.work.cases.standing import works_for
from anlan.work.checks import rules
from anlan.work.checks.models import Check, Round
from anlan.work.checks.queries import inspectors, rollup
from anlan.work.checks.queries.differences import compared
from anlan.work.checks.queries.places import unsealed
from anlan.work.checks.queries.rounds import draws_of
from anlan.work.checks.queries.todo import given_to
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
        "opened": _opened(round_, open_path) if open_path and by == "district" else [],
        "late": at > round_.due_at, "mine": issues_at(actor, round_.unit_path), "post": next(
            (g for g in actor.grants if g.path == round_.unit_path), actor.post),
        "differ": compared(round_) if round_.sort == "round" and any(d.stage in (RECHECK, SAMPLE) for d in draws) else None,
        "draws": draws, "handed": found.whole.handed + found.whole.rechecked + found.whole.sampled,
        "unsealed": named(round_, at) if round_.sort in PARTS and at >= round_.due_at else [],
    }  # fmt: skip


def _opened(round_: Round, path: str) -> list[dict[str, Any]]:
    checks = rollup.units_of_group(round_, path)
    whose = inspectors.named(checks)
    return [unit_row(c, whose) for c in checks]


def unit_row(check: Check, whose: Mapping[int, list[str]] | None = None) -> dict[str, Any]:
    """One check of a district that was opened; `whose`: as `inspectors.named`."""
    state = "begun" if check.state == "to_do" and check.began_at else check.state
    words = _("没有发现问题") if check.state in CHECKED and check.nothing else state_words(state)
    return {"check": check, "unit": check.unit, "stage": _(rules.STAGES[check.stage]), "sign": SIGNS.get(state, "unk"), "state": words,
            "first": check.stage in rollup.FIRST, "whose": "、".join((whose or {}).get(check.pk, ()))}  # fmt: skip


def todo_rows(checks: Iterable[Check], actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(what was handed to the actor by name, the rest), with whose each is."""
    checks = list(checks)
    whose, mine = inspectors.named(checks), given_to(actor, checks)
    rows = [unit_row(c, whose) for c in checks]
    return [r for r in rows if r["check"].pk in mine], [r for r in rows if r["check"].pk not in mine]


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


def draw_rows(round_: Round, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Draws with the schools, how each check stands and whose it is, and whether the same comes out when it is drawn again; for who
    hands checks on at the office: to whom."""
    draws = draws_of(round_)
    units = org.named({pk for d in draws for pk in d.chosen})
    checks = list(Check.objects.filter(round=round_, stage__in=rules.OFFICE_STAGES).select_related("unit", "round", "office"))
    whose = inspectors.named(checks)
    drawn = {(c.stage, c.unit_id): unit_row(c, whose) for c in checks}
    rows = []
    for d in draws:
        found = [drawn[d.stage, pk] for pk in d.chosen if (d.stage, pk) in drawn]
        may = round_.state == "open" and works_for(actor, d.unit.unit_path) and any(r["check"].state in OPEN for r in found)
        rows.append(
            {"draw": d, "stage": _(rules.STAGES[d.stage]), "of": len(d.population), "count": len(d.chosen), "checks": found, "may": may,
             "same": draw(d.seed, d.population, len(d.chosen)) == d.chosen, "people": inspectors.inspectors(d.unit, at) if may else [],
             "units": [str(units[pk]) for pk in d.chosen if pk in units]}
        )  # fmt: skip
    return rows
