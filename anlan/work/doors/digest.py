"""Links of the morning's mail: for what waits to be answered in one tap, so that nobody has to sign in for a receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from anlan.kernel.outbox.models import Message
from anlan.work.cases.models import Case
from anlan.work.doors import rules
from anlan.work.doors.actions import Wanted, short_links


def ways(told: Mapping[int, Sequence[Message]], at: datetime) -> dict[tuple[int, int], tuple[Any, str]]:
    """person -> what they are told; -> (person, message) -> (word, address). Messages about the same case have the same link."""
    messages = list({m.pk: m for rows in told.values() for m in rows}.values())
    chosen: dict[tuple[int, int], Wanted] = {}
    words: dict[Wanted, Any] = {}
    for answer in rules.ANSWERS.values():
        found = answer.finds(messages) if answer.finds else {}
        if not found:
            continue
        rows = Case.objects.filter(pk__in=set(found.values()), kind=answer.kind, state__in=answer.states, closed_at=None, sealed=False)
        paths = dict(rows.values_list("pk", "unit_path"))
        for person, mine in told.items():
            for message in mine:
                if (case := found.get(message.pk)) in paths:
                    wanted = Wanted(person, case, paths[case], answer.key)
                    chosen[person, message.pk], words[wanted] = wanted, answer.words
    made = short_links(chosen.values(), at=at) if chosen else {}
    return {key: (words[wanted], made[wanted]) for key, wanted in chosen.items()}
