"""Units through the API: the same queries and actions as the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.clock import local
from anlan.kernel.scope import below
from anlan.kernel.web.api import inside
from anlan.kernel.web.keyset import keyset
from anlan.registers.org import actions, queries, rules
from anlan.registers.org.models import Unit

router = Router(tags=["units"])


class UnitOut(Schema):
    """A unit as lists show it. `path` names its place in the tree; positions are degrees (WGS-84 as given)."""

    id: int
    path: str
    parent_id: int | None
    kind: str
    outside_kind: str
    code: str
    name: str
    short: str
    stage: str
    nature: str
    pupils: int | None
    longitude: float | None
    latitude: float | None
    duty_phone: str
    traits: dict[str, bool]
    closed_on: date | None


class SupervisorOut(Schema):
    domain: str
    supervisor_id: int
    supervisor: str
    starts: date
    ends: date | None
    basis: str


class LinkOut(Schema):
    outside_id: int
    outside: str
    outside_kind: str
    domain: str
    phone: str


class UnitWhole(UnitOut):
    """A unit with its departments, who supervises it apart from its parent, and outside bodies it works with."""

    parts: list[UnitOut]
    supervisors: list[SupervisorOut]
    links: list[LinkOut]


class UnitsOut(Schema):
    rows: list[UnitOut]
    next: str


class OwnFactsIn(Schema):
    """What a unit says about itself; what is left out stays as it is."""

    short: str | None = None
    pupils: int | None = None
    staff: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    address: str | None = None
    duty_phone: str | None = None


def shown(unit: Unit) -> dict[str, Any]:
    """A unit as UnitOut."""
    keys = ("id", "parent_id", "kind", "outside_kind", "code", "name", "short", "stage", "nature", "pupils", "longitude", "latitude",
            "duty_phone", "closed_on")  # fmt: skip
    traits = {key: bool(unit.traits.get(key)) for key in rules.TRAITS}
    return {k: getattr(unit, k) for k in keys} | {"path": unit.unit_path, "traits": traits}


@router.get("/units", response=UnitsOut, summary="Units in the order of the tree")
@inside
def units(request: HttpRequest, under: str = "", kind: str = "", q: str = "", after: str = "") -> dict[str, Any]:
    """`under` a path, of a `kind`, named `q` (name, pinyin, code); `after` is the token of the page before."""
    rows = Unit.objects.filter(queries.open_at(local(request.at).date()))  # type: ignore[attr-defined]
    if under.endswith("."):
        rows = rows.filter(below(under))
    if kind:
        rows = rows.filter(kind=kind)
    if q.strip():
        rows = rows.filter(queries.found(q))
    page = keyset(rows, order=("unit_path",), after=after)
    return {"rows": [shown(u) for u in page], "next": page.after}


@router.get("/units/{int:pk}", response=UnitWhole, summary="One unit")
@inside
def unit(request: HttpRequest, pk: int) -> dict[str, Any]:
    at = request.at  # type: ignore[attr-defined]
    row = queries.unit(pk)
    supervisors = [
        {"domain": s.domain, "supervisor_id": s.supervisor_id, "supervisor": s.supervisor.name, "starts": s.starts, "ends": s.ends,
         "basis": s.basis} for s in queries.supervisions_of(row)
    ]  # fmt: skip
    links = [
        {"outside_id": link.outside_id, "outside": link.outside.name, "outside_kind": link.outside.outside_kind,
         "domain": link.domain, "phone": link.outside.duty_phone} for link in queries.links_of(row.unit_path, "", at)
    ]  # fmt: skip
    return shown(row) | {"parts": [shown(p) for p in queries.parts_of(row, at)], "supervisors": supervisors, "links": links}


@router.patch("/units/{int:pk}", response=UnitOut, summary="Correct what a unit says about itself")
@inside
def change(request: HttpRequest, pk: int, data: OwnFactsIn) -> dict[str, Any]:
    facts = data.dict(exclude_unset=True)
    return shown(actions.change_unit(queries.unit(pk), by=request.actor, at=request.at, **facts))  # type: ignore[attr-defined]
