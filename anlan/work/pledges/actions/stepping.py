"""What a step leaves on the letter itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor
from anlan.work.pledges.actions.counting import recount_few
from anlan.work.pledges.models import Letter

LONGEST = 2000


def stepped(case_id: int, verb: str, state: str, given: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Keep the state beside the case's, and who confirmed, remarked, replied."""
    letter = Letter.objects.select_for_update().get(pk=case_id)
    letter.state, letter.moved = state, True
    note = str(given.get("note", "")).strip()[:LONGEST]
    if verb == "remark":
        letter.remark = note
    elif verb == "answer":
        letter.reply = note
    elif state == "confirmed":
        letter.confirmed_at, letter.confirmed_by_id = at, by.person_id
        letter.remark = letter.remark or note
    letter.save()
    if by.covers(letter.unit_path):  # whoever reaches only their own cases leaves the count to the clockwork
        recount_few([letter], at=at)
