"""Kept questions, and columns that were asked before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.actor import Actor
from anlan.oversight.questions.models import Question
from anlan.work.returns.models import Round, Sheet
from anlan.work.returns.rules import HANDED, load

LOOKED_AT, SHOWN = 60, 8


@dataclass(frozen=True)
class Before:
    """A column of a table that was asked already: how many units have answered it, and when it was sent."""

    round_id: int
    key: str
    column: str
    title: str
    at: datetime
    handed: int


def get_question(pk: int) -> Question:
    """A kept question; Question.DoesNotExist outside scope."""
    return Question.objects.get(pk=pk)


def kept(actor: Actor, limit: int = 40) -> list[Question]:
    """Questions of the offices in which the actor works, newest first."""
    return list(Question.objects.filter(unit_id__in=[g.unit_id for g in actor.grants]).order_by("-id")[:limit])


def same_columns(titles: Iterable[str], *, without: int = 0) -> list[Before]:
    """Columns of earlier tables called the same as those of a draft, the newest of each."""
    wanted = {_plain(t): t for t in titles if _plain(t)}
    rounds = Round.objects.filter(state__in=("open", "frozen")).exclude(pk=without).order_by("-sent_at", "-id")[:LOOKED_AT]
    found: dict[str, tuple[Round, str, str]] = {}
    for round_ in rounds:
        for field in load(round_.fields):
            if field.asked and (name := _plain(field.title)) in wanted and name not in found:
                found[name] = (round_, field.key, field.title)
    handed: dict[int, int] = {}
    for round_, _key, _title in found.values():
        if round_.pk not in handed:
            handed[round_.pk] = Sheet.objects.filter(round=round_, state__in=HANDED).count()
    rows = [Before(r.pk, key, column, r.title, r.sent_at, handed[r.pk]) for r, key, column in found.values() if r.sent_at and handed[r.pk]]
    return rows[:SHOWN]


def _plain(title: str) -> str:
    return "".join(title.split())
