"""The responsibility chain: for a unit and a domain, who answers at each of the five layers, and where nobody does.

What is named (Answerable) comes first; otherwise posts imply it: the leader of the supervising bureau, its safety officer, the
linked town, the head of the unit, the keeper or the post for the domain. An empty layer is a gap and is shown first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.actor import lineage
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.people import queries as people
from anlan.registers.people.models import Answerable
from anlan.registers.people.queries import Holder
from anlan.registers.people.rules import LAYERS


@dataclass(frozen=True)
class Layer:
    """One layer of one chain: who (None: a gap), and whether it was named or follows from a post."""

    key: str
    label: str
    person_id: int | None = None
    name: str = ""
    title: str = ""
    unit: str = ""
    phone: str = ""
    named: bool = False

    @property
    def gap(self) -> bool:
        return not self.name


def chain_of(unit_path: str, domain: str, at: datetime, *, keeper_post_id: int | None = None) -> list[Layer]:
    """The five layers for the unit in the domain, top first."""
    whole = org.whole_unit(unit_path)
    named = _named(whole.unit_path, domain)
    supervisor = org.supervisor_of(unit_path, domain, at)
    above = supervisor or whole
    implied = {
        "leadership": lambda: _first(above.unit_path, ("leader", "head"), domain, at),
        "department": lambda: _first(above.unit_path, ("safety",), domain, at),
        "territory": lambda: _territory(unit_path, domain, at),
        "school": lambda: _first(whole.unit_path, ("head",), domain, at) if whole.kind in (org_rules.SCHOOL,) else _first(whole.unit_path, ("head", "leader"), domain, at),
        "post": lambda: _post(whole.unit_path, domain, at, keeper_post_id),
    }  # fmt: skip
    layers = []
    for key, label in LAYERS.items():
        layers.append(_layer(key, label, named.get(key), at) or _implied(key, label, implied[key]()))
    return layers


def _named(path: str, domain: str) -> dict[str, Answerable]:
    rows = Answerable.objects.filter(unit_path__in=lineage(path), domain__in=["", domain], ends__isnull=True).select_related(
        "person", "post", "unit"
    )
    best: dict[str, Answerable] = {}
    for row in sorted(rows, key=lambda r: (len(r.unit_path), bool(r.domain))):
        if row.layer in ("school", "post") and row.unit_path != path:
            continue  # what is named above for its own house does not answer for the school
        best[row.layer] = row
    return best


def _layer(key: str, label: str, row: Answerable | None, at: datetime) -> Layer | None:
    if row is None:
        return None
    if row.post_id:
        found = [h for h in people.holders_at(row.post.unit_path, [row.post.role], at) if h.title == row.post.title]
        if not found:
            return None
        return _of(key, label, found[0], named=True)
    if row.person_id:
        posts = people.holders_of(row.person_id, at)
        if posts:
            return _of(key, label, posts[0], named=True)
        return Layer(key, label, row.person_id, row.person.name, named=True) if row.person.is_active else None
    return Layer(key, label, None, row.outside_name, "", "", row.outside_phone, named=True)


def _of(key: str, label: str, holder: Holder, *, named: bool = False) -> Layer:
    return Layer(key, label, holder.person_id, holder.name, holder.title, holder.unit_name, holder.phone, named)


def _implied(key: str, label: str, holder: Holder | None) -> Layer:
    return _of(key, label, holder) if holder else Layer(key, label)


def _first(path: str, roles: tuple[str, ...], domain: str, at: datetime) -> Holder | None:
    found = people.holders_at(path, roles, at)
    return found[0] if found else None


def _territory(path: str, domain: str, at: datetime) -> Holder | None:
    towns = [link for link in org.links_of(path, domain, at) if link.outside.outside_kind == "town"]
    for link in towns:
        if found := people.holders_at(link.outside.unit_path, ["outside", "safety", "leader"], at):
            return found[0]
    return None


def _post(path: str, domain: str, at: datetime, keeper_post_id: int | None) -> Holder | None:
    from anlan.kernel.scope import below

    rows = list(people.grants_at(at).filter(below(path)))
    for grant in rows:
        if keeper_post_id and grant.post_id == keeper_post_id:
            return people._holder(grant)
    for grant in rows:
        if grant.post.domain == domain:
            return people._holder(grant)
    return None
