"""A service's directory against our register: read from the service, compared, nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.actor import lineage
from anlan.registers.channels import queries, rules
from anlan.registers.channels.clients import client_of
from anlan.registers.channels.models import Binding, Service
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import INNER
from anlan.registers.people.actions import mobile_digest
from anlan.registers.people.models import Contact, Person


@dataclass(frozen=True)
class Read:
    """What a directory held: what comparing found, how many members, and the departments and units that do not fit."""

    compared: rules.Compared
    members: int
    departments: dict[str, list[str]]


def read(service: Service, *, at: datetime, told: Callable[[int, int], None] | None = None) -> Read:
    """Read and compare. Trouble when the service does not tell. The worker's: it sees every account."""
    client = client_of(queries.access(service))
    whole_name = org.unit(service.unit_id).name  # DingTalk's root has no name: it is the bureau itself
    tree = {number: (name or whole_name, above) for number, (name, above) in client.departments().items()}
    members = list(client.members(tree, told))
    bound = dict(Binding.objects.filter(service=service).values_list("user_id", "person_id"))
    known = accounts(service.unit_path, at)
    compared = rules.compare([(m, mobile_digest(m.mobile) if m.mobile else "") for m in members], known, bound)
    whole = [(u.name, u.short) for u in org.under(service.unit_path, at=at) if u.kind not in INNER]
    return Read(compared, len(members), rules.departments_and_units(tree, whole))


def accounts(path: str, at: datetime) -> list[rules.Known]:
    """Accounts in use at `path` and below, with the names of the units from their home up to below the city."""
    units = {u.unit_path: u for u in org.under(path, at=at)}
    homes: dict[int, list[str]] = defaultdict(list)
    for person, home in Contact.objects.filter(unit_path__startswith=path).values_list("person_id", "unit_path"):
        homes[person].append(home)
    rows = Person.objects.filter(pk__in=homes, is_active=True).values_list("pk", "name", "mobile_digest")
    return [rules.Known(pk, name, digest or "", _names(homes[pk], units)) for pk, name, digest in rows]


def _names(homes: list[str], units: dict[str, Unit]) -> frozenset[str]:
    """Names of the school (or bureau) somebody is at home in, short and long; a department is known by its school."""
    names: set[str] = set()
    for home in homes:
        for here in lineage(home):
            unit = units.get(here)
            if unit is None:
                break
            names |= {n for n in (unit.name, unit.short) if n}
            if unit.kind not in INNER:
                break
    return frozenset(names)
