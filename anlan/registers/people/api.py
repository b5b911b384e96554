"""People, posts and the responsibility chain through the API. Private numbers are not given out here."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web.api import inside
from anlan.kernel.web.keyset import keyset
from anlan.kernel.words import OUT_OF_SCOPE
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import actions, queries, rules
from anlan.registers.people.chain import Layer, chain_of, chains_of_unit
from anlan.registers.people.models import Grant, Person, Post

router = Router(tags=["people"])


class GrantOut(Schema):
    """A post held: at which unit, in which role, from a day to a day; `stands_in` for whom, by id of that grant."""

    id: int
    post_id: int
    unit_id: int
    unit: str
    role: str
    title: str
    domain: str
    reach: str
    starts: date
    ends: date | None
    stands_in: int | None


class PersonOut(Schema):
    id: int
    name: str
    username: str
    active: bool
    posts: list[GrantOut]


class PeopleOut(Schema):
    rows: list[PersonOut]
    next: str


class LayerOut(Schema):
    """One of the five layers; `gap` when nobody answers."""

    key: str
    gap: bool
    named: bool
    person_id: int | None
    name: str
    title: str
    unit: str
    phone: str


class ChainOut(Schema):
    domain: str
    layers: list[LayerOut]


class NameIn(Schema):
    """Who answers at a layer for a domain ('' = all): a person, a post, or somebody outside by name and phone."""

    domain: str
    layer: str
    person_id: int | None = None
    post_id: int | None = None
    outside_name: str = ""
    outside_phone: str = ""


def grant_shown(grant: Grant) -> dict[str, Any]:
    """A grant as GrantOut."""
    post = grant.post
    return {"id": grant.pk, "post_id": post.pk, "unit_id": post.unit_id, "unit": str(post.unit), "role": post.role, "title": post.title,
            "domain": post.domain, "reach": grant.reach, "starts": grant.starts, "ends": grant.ends,
            "stands_in": grant.stands_in_id}  # fmt: skip


def _people(rows: list[Person], at: Any) -> list[dict[str, Any]]:
    held: dict[int, list[dict[str, Any]]] = {}
    for grant in queries.grants_at(at).filter(person__in=rows).order_by("unit_path", "id"):
        held.setdefault(grant.person_id, []).append(grant_shown(grant))
    return [{"id": p.pk, "name": p.name, "username": p.username, "active": p.is_active, "posts": held.get(p.pk, [])} for p in rows]


@router.get("/people", response=PeopleOut, summary="People within my scope")
@inside
def people(request: HttpRequest, q: str = "", after: str = "") -> dict[str, Any]:
    rows = queries.in_scope(request.actor, request.at).filter(queries.found(q))  # type: ignore[attr-defined]
    page = keyset(rows, order=("pinyin", "pk"), after=after)
    return {"rows": _people(list(page), request.at), "next": page.after}  # type: ignore[attr-defined]


@router.get("/people/{int:pk}", response=PersonOut, summary="One person of my scope")
@inside
def person(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = queries.person_in_scope(request.actor, pk, request.at)  # type: ignore[attr-defined]
    return _people([row], request.at)[0]  # type: ignore[attr-defined]


@router.get("/units/{int:pk}/posts", response=list[GrantOut], summary="Who holds which post in a unit now")
@inside
def posts(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    unit = org.unit(pk)
    rows = queries.grants_at(request.at).filter(queries.belongs_to(unit.unit_path))  # type: ignore[attr-defined]
    return [grant_shown(g) for g in rows.order_by("unit_path", "id")]


def _in_reach(request: HttpRequest, unit: Unit) -> bool:
    homes = [g.home or g.path for g in request.actor.grants]  # type: ignore[attr-defined]
    return any(unit.unit_path.startswith(home) for home in homes)


def _layers(found: list[Layer]) -> list[dict[str, Any]]:
    keys = ("key", "gap", "named", "person_id", "name", "title", "unit", "phone")
    return [{key: getattr(layer, key) for key in keys} for layer in found]


@router.get("/units/{int:pk}/chain", response=list[ChainOut], summary="The responsibility chain of a unit of my scope")
@inside
def chain(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    unit = org.whole_unit(org.unit(pk).unit_path)
    if not _in_reach(request, unit):
        raise Unit.DoesNotExist(OUT_OF_SCOPE)
    found = chains_of_unit(unit.unit_path, request.at)  # type: ignore[attr-defined]
    return [{"domain": domain, "layers": _layers(layers)} for domain, layers in found.items()]


@router.post("/units/{int:pk}/chain", response=ChainOut, summary="Say who answers at one layer")
@inside
def name(request: HttpRequest, pk: int, data: NameIn) -> dict[str, Any]:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = org.unit(pk)
    if data.layer in rules.LAYERS and not rules.may_name(actor, unit.unit_path, data.layer):
        raise NotYours("E-chain-right", OUT_OF_SCOPE)
    if data.domain and data.domain not in org_rules.DOMAINS:
        raise Refused("E-chain-domain", OUT_OF_SCOPE)
    actions.name_answerable(
        unit,
        domain=data.domain,
        layer=data.layer,
        person=Person.objects.get(pk=data.person_id) if data.person_id else None,
        post=Post.objects.get(pk=data.post_id) if data.post_id else None,
        outside_name=data.outside_name,
        outside_phone=data.outside_phone,
        by=actor,
        at=at,
    )
    return {"domain": data.domain, "layers": _layers(chain_of(unit.unit_path, data.domain, at))}
