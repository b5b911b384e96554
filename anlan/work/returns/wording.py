"""Values, doubts and counts in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anlan.work.returns.models import Doubt
from anlan.work.returns.rules import Field, is_empty
from anlan.work.returns.sheets import shown

STATE_SIGNS = {"asked": "wait", "begun": "doing", "questioned": "ret", "handed": "done", "missed": "unk", "withdrawn": "na"}


def state_words(state: str) -> str:
    """How a unit's return stands, in a word."""
    words = {
        "asked": _("没动"), "begun": _("在填"), "questioned": _("有疑问"), "handed": _("已报"), "missed": _("没有报"),
        "withdrawn": _("已撤回"),
    }  # fmt: skip
    return words.get(state, state)


def doubt_words(doubt: Doubt, field: Field | None) -> str:
    """The question, with the unit's own facts and nothing of a neighbour."""
    facts: Mapping[str, Any] = doubt.facts
    if doubt.kind == "range":
        if "least" in facts and "most" in facts:
            return _("一般在 %(least)s 到 %(most)s 之间，是这个数吗") % facts
        return (_("一般不小于 %(least)s，是这个数吗") if "least" in facts else _("一般不大于 %(most)s，是这个数吗")) % facts
    if doubt.kind == "jump":
        return _("上次报的是 %(last)s，差了 10 倍以上，是这个数吗") % facts
    if doubt.kind == "register":
        known = shown(field, facts.get("known")) if field else facts.get("known")
        return _("台账里是 %(known)s，两个不一样，哪个对") % {"known": known}
    if doubt.kind == "copied":
        return _("这一行和别的单位报的一模一样，是不是带错了")
    return doubt.question


def total_words(field: Field, totals: Mapping[str, Any]) -> str:
    """What a column comes to: a sum, how many said yes, how often each choice, how many are filled in."""
    if field.kind == "choice":
        counted = [(label, totals.get(f"{field.key}:{code}", 0)) for code, label in field.choices]
        return " · ".join(f"{label} {n}" for label, n in counted if n)
    value = totals.get(field.key)
    if value is None:
        return "0" if field.is_number else ""
    if field.is_number:
        return plain(value)
    return (_("是 %(n)s") if field.kind == "boolean" else _("%(n)s 条")) % {"n": value}


def plain(value: Any) -> str:
    """A number without a tail of zeros."""
    return format(Decimal(str(value)).normalize(), "f") if not isinstance(value, int) else str(value)


def last_words(field: Field, values: Mapping[str, Any]) -> str:
    """Last time's value beside a cell; '' when there was none."""
    return "" if is_empty(values.get(field.key)) else shown(field, values[field.key])
