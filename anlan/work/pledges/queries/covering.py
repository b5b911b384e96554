"""How far the letters cover the chain, unit by unit and layer by layer: counted here, kept by actions, read by the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anlan.kernel.clock import local
from anlan.registers.org.models import Unit
from anlan.registers.people.rules import LAYERS
from anlan.work.pledges.models import Cover, Letter
from anlan.work.pledges.queries.answering import Answers, Who, answers_at
from anlan.work.pledges.rules import IN_FORCE, RANK, WAITING, cover_of

NAMES = 3


@dataclass(frozen=True)
class Held:
    """A letter as counting sees it."""

    case_id: int
    state: str
    ends: date


def live(units: Iterable[int] | None, today: date) -> dict[tuple[int, str], dict[Who, Held]]:
    """(unit, layer) -> who -> the letter that counts: one in force before one that waits. units None: all."""
    rows = Letter.objects.filter(state__in=(*IN_FORCE, *WAITING), ended_on__isnull=True, ends__gte=today).order_by("case_id")
    wanted = None if units is None else set(units)
    found: dict[tuple[int, str], dict[Who, Held]] = defaultdict(dict)
    for case_id, layer, person, name, of_units, state, ends in rows.values_list(
        "case_id", "layer", "person_id", "name", "units", "state", "ends"
    ):
        who: Who = (person, "" if person else name)
        for unit in of_units:
            if wanted is not None and unit not in wanted:
                continue
            before = found[unit, layer].get(who)
            if before is None or before.state not in IN_FORCE or state in IN_FORCE:
                found[unit, layer][who] = Held(case_id, state, ends)
    return found


def count(units: Sequence[Unit], at: datetime, layers: Iterable[str] = tuple(LAYERS)) -> list[Cover]:
    """Rows of Cover for these units as they stand at `at`, not yet kept."""
    today = local(at).date()
    answers, letters = answers_at(units, at), live([u.pk for u in units], today)
    return [
        _row(unit, layer, answers.get(unit.pk, {}).get(layer) or Answers(), letters.get((unit.pk, layer), {}), today)
        for unit in units for layer in layers
    ]  # fmt: skip


def _row(unit: Unit, layer: str, here: Answers, letters: dict[Who, Held], today: date) -> Cover:
    mine = [letters[who] for who in here.people if who in letters]
    signed = [one for one in mine if one.state in IN_FORCE]
    waiting = [one for one in mine if one.state in ("asked", "paper")]
    remarked = [one for one in mine if one.state == "remarked"]
    until = min((one.ends for one in signed), default=None)
    state = cover_of(
        gaps=len(here.gaps), people=len(here.people), signed=len(signed), waiting=len(waiting), remarked=len(remarked), until=until,
        today=today,
    )  # fmt: skip
    names = list(dict.fromkeys(here.title[who].name for who in here.people))
    look = next(iter([*remarked, *waiting, *sorted(signed, key=lambda one: one.ends)]), None)
    return Cover(
        unit=unit, unit_path=unit.unit_path, layer=layer, state=state, rank=RANK[state], gaps=len(here.gaps), people=len(here.people),
        signed=len(signed), who="、".join(names[:NAMES]) + ("…" if len(names) > NAMES else ""), until=until,
        case_id=look.case_id if look else None, counted_on=today, stale=False,
    )  # fmt: skip


def summed(path: str) -> dict[str, int]:
    """state -> how many layers of units at and under `path` stand so."""
    from django.db.models import Count

    from anlan.kernel.scope import below

    return dict(Cover.objects.filter(below(path)).order_by().values_list("state").annotate(n=Count("pk")))
