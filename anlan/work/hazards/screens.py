"""What the pages of hazards show, gathered for their templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.scope import below_any
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.places import queries as places
from anlan.registers.places import rules as place_rules
from anlan.registers.places.models import Place
from anlan.work.cases import queries as cases
from anlan.work.cases.models import Case, Party
from anlan.work.hazards import queries, rules
from anlan.work.hazards.models import Criterion

WHEN = ("open", "late", "major", "listed", "outside", "look_back", "closed", "all")
FEW = 5  # places offered without a search


# ── the report ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def place_from(text: str) -> Place | None:
    """The place named in an address: by the code of its QR or by id; None when there is none in scope."""
    try:
        code = UUID(text)
    except ValueError:
        return Place.objects.select_related("unit", "keeper").filter(pk=int(text)).first() if text.isdecimal() else None
    return Place.objects.select_related("unit", "keeper").filter(code=code).first()


def is_code(text: str) -> bool:
    """Whether the address names a place by the code at its door, not by its id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def home_of(actor: Actor) -> Unit | None:
    """The whole unit of the post in use."""
    return org.whole_unit(actor.post.path) if actor.post else None


def report_page(actor: Actor, at: datetime, chosen: Place | None) -> dict[str, Any]:
    """Places, tiles, phrases, yes-facts and who is told, for the report's page."""
    home = org.whole_unit(chosen.unit_path) if chosen else home_of(actor)
    if home is None:
        return {}
    recent = [p for p in queries.recent_places(actor.person_id, home.unit_path) if not chosen or p.pk != chosen.pk]
    wide = is_wide(actor)
    few = [] if wide else list(places.places_of(home.unit_path).select_related("unit", "keeper")[: FEW + 6])
    known = {p.pk for p in recent} | ({chosen.pk} if chosen else set())
    offered = [*recent, *(p for p in few if p.pk not in known)][:FEW]
    facts = [c for c in queries.criteria(home.unit_path, at) if c.kind == "direct"]
    return {
        "home": home, "chosen": chosen, "keepers": keepers([p for p in (chosen, *offered) if p], at),
        "recent": offered, "wide": wide, "stopped": stopped([p for p in (chosen, *offered) if p], at),
        "tiles": [(key, *rules.CATEGORIES[key]) for key in queries.category_order(actor.person_id)],
        "phrases": [(key, words) for key, list_ in rules.PHRASES.items() for words in list_],
        "facts": [(c, " ".join(c.categories)) for c in facts], "told": told(home, "", actor.person_id, at),
        "sources": _sources(facts),
    }  # fmt: skip


def is_wide(actor: Actor) -> bool:
    """Whether the post in use looks over several units, so that a place alone does not say where."""
    return bool(actor.post and actor.post.unit_kind in ("city", "district"))


def place_or_unit(text: str) -> tuple[Place | None, Unit | None]:
    """What a form names: a place by id or code, or `u7` for the unit 7, whose place is written beside it."""
    if text.startswith("u") and text[1:].isdecimal():
        return None, Unit.objects.filter(pk=int(text[1:])).first()
    return place_from(text), None


def stopped(found: Iterable[Place], at: datetime) -> dict[int, str]:
    """place -> what holds it from being used: 此处已停用."""
    return {pk: _(place_rules.STANDING[control.kind]) for pk, control in places.stopped([p.pk for p in found], at).items()}


def keepers(found: Iterable[Place], at: datetime) -> dict[int, str]:
    """place -> who keeps it."""
    from anlan.registers.people import queries as people

    kept: dict[int, str] = {}
    for place in found:
        if place.keeper is not None:
            holders = [h for h in people.holders_at(place.unit_path, [place.keeper.role], at) if h.title == place.keeper.title]
            kept[place.pk] = holders[0].name if holders else place.keeper.title
    return kept


def told(unit: Unit, domain: str, reporter_id: int, at: datetime) -> dict[str, str]:
    """grade -> who hears first, in words: 报给 校长陆怀民、区局何静."""
    words: dict[str, str] = {}
    for grade in rules.GRADES:
        found = queries.told(unit, domain, grade, reporter_id, at)
        words[grade] = "、".join(f"{h.title}{h.name}" for h in found) or str(unit)
    return words


def _sources(facts: list[Criterion]) -> str:
    return "；".join(dict.fromkeys(c.source.split(" ")[0] for c in facts))


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(actor: Actor, get: Any, at: datetime) -> QuerySet[Case]:
    """Hazards of the actor's scope under the filters of an address (when, domain, grade, unit), without an order."""
    unit = Unit.objects.filter(pk=int(get["unit"])).first() if get.get("unit", "").isdecimal() else None
    paths = [unit.unit_path] if unit and actor.covers(unit.unit_path) else list(actor.paths) if not unit else []
    named = Party.objects.filter(person_id=actor.person_id).values("case_id")
    rows = Case.objects.filter(below_any(paths) if paths else Q(pk__in=named), kind="hazard")
    if get.get("domain") in rules.CATEGORIES:
        rows = rows.filter(domain=get["domain"])
    if get.get("grade") in rules.GRADES:
        rows = rows.filter(level=get["grade"])
    if get.get("place", "").isdecimal():
        rows = rows.filter(place_id=int(get["place"]))
    return _when(rows, get.get("when", "open"), at)


def _when(rows: QuerySet[Case], when: str, at: datetime) -> QuerySet[Case]:
    if when == "all":
        return rows
    if when == "closed":
        return rows.filter(closed_at__isnull=False)
    rows = rows.filter(closed_at__isnull=True)
    narrower: dict[str, dict[str, Any]] = {
        "late": {"due_at__lt": at}, "major": {"level": rules.MAJOR}, "listed": {"lister_id__isnull": False},
        "outside": {"state__in": ["outside", "major_outside"]}, "look_back": {"state__in": ["looking_back", "major_looking_back"]},
    }  # fmt: skip
    return rows.filter(**narrower.get(when, {}))


def views_of(path: str, when: str) -> list[tuple[str, str, bool]]:
    """The ready filters of the list."""
    words = {
        "open": _("没销号"), "late": _("已逾期"), "major": _("重大"), "listed": _("挂牌督办"), "outside": _("等外单位"),
        "look_back": _("该回头看"), "closed": _("已销号"),
    }  # fmt: skip
    again = (_("反复出现的"), reverse("hazards_again"), False)
    return [*((label, f"{path}?when={key}", key == when) for key, label in words.items()), again]


# ── beside a place ─────────────────────────────────────────────────────────────────────────────────────────────────────


def at_place(place: Place, actor: Actor, at: datetime) -> dict[str, Any]:
    """Panel on the page of a place: open hazards there, and whether a check of one waits for somebody on the spot."""
    found = queries.at_place(place)
    rows = [{"case": c, "sign": cases.sign(c, at), "state": _(rules.MACHINE.states[c.state].label)} for c in found]
    mine = [c for c in found if cases.is_mine(c, actor)]
    check = any(c.state in ("accepted", "major_rectified", "rectified", "reviewed", "major_looking_back", "looking_back") for c in mine)
    return {"rows": rows, "check": check, "here": place, "title": _("这里没销号的隐患"), "today": local(at).date()}
