"""Leaders' walks as lists and on the page of the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from anlan.work.cases.queries import sign
from anlan.work.checks.models import Walk
from anlan.work.checks.queries import walks
from anlan.work.hazards.queries import recent_places
from anlan.work.hazards.rules import CATEGORIES
from anlan.work.hazards.rules import MACHINE as HAZARD

FEW = 5
FACT_FIELDS = {"text": "fact", "becomes": "becomes", "category": "category"}


def seen_rows(walk: Walk, at: datetime) -> list[dict[str, Any]]:
    """What was seen, with the hazard it became and how far that is."""
    cases = Case.objects.in_bulk([f["hazard"] for f in walk.seen if f.get("hazard")])
    rows = []
    for fact in walk.seen:
        case = cases.get(fact.get("hazard") or 0)
        rows.append(
            {"text": fact["text"], "ask": fact.get("ask"), "case": case, "sign": sign(case, at) if case else "",
             "state": _(HAZARD.states[case.state].label) if case else ""}
        )  # fmt: skip
    return rows


def listing(actor: Actor, at: datetime, unit: Unit | None) -> dict[str, Any]:
    """Walks in the actor's reach with counts by office."""
    found = walks.of_actor(actor, path=unit.unit_path if unit else "")
    who = people.names({w.walker_id for w in found})
    return {
        "rows": [{"walk": w, "who": who.get(w.walker_id, ""), "first": w.seen[0]["text"] if w.seen else "", "more": max(0, len(w.seen) - 1),
                  "hazards": sum(1 for f in w.seen if f.get("hazard"))} for w in found],
        "counted": [] if unit else walks.counted(actor, at), "unit": unit, "at": at,
    }  # fmt: skip


def recent(actor: Actor) -> list[Place]:
    """The places where the actor walked or reported last, newest first."""
    mine = (
        Walk.objects.filter(walker_id=actor.person_id, case__place__isnull=False)
        .order_by("-walked_at")
        .values_list("case__place_id", flat=True)
    )
    ids = list(dict.fromkeys(mine[:20]))[:FEW]
    rows = Place.objects.select_related("unit", "keeper").in_bulk(ids)
    found = [rows[pk] for pk in ids if pk in rows]
    path = actor.post.path if actor.post else ""
    return [*found, *(p for p in (recent_places(actor.person_id, path) if path else []) if p.pk not in rows)][:FEW]


def schools(actor: Actor) -> list[Unit]:
    """The schools where the actor walked last, newest first."""
    ids = list(dict.fromkeys(Walk.objects.filter(walker_id=actor.person_id).order_by("-walked_at").values_list("unit_id", flat=True)[:20]))[
        :FEW
    ]
    found = Unit.objects.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def form_context(actor: Actor, at: datetime, chosen: Place | None, school: Unit | None, typed: Any) -> dict[str, Any]:
    """Everything the page of a new walk shows."""
    places: Sequence[Place] = [p for p in recent(actor) if not chosen or p.pk != chosen.pk]
    return {
        "chosen": chosen, "chosen_unit": school, "recent": places, "wide": True, "schools": [u for u in schools(actor) if u != school],
        "categories": [(key, _(word)) for key, (word, _icon) in CATEGORIES.items()], "at": at,
        "now_text": f"{local(at):%Y-%m-%dT%H:%M}", "facts": [
            {"n": n} | {name: typed.get(f"{field}{n}", "") for name, field in FACT_FIELDS.items()}
            for n in (1, 2, 3)
        ],
    }  # fmt: skip
