"""Reads: which service a person is reached by, whose account somebody is, what was set up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below_any
from anlan.registers.channels.clients import Access
from anlan.registers.channels.models import Binding, Proposal, Reading, Robot, Secret, Service
from anlan.registers.channels.rules import DOORS
from anlan.registers.channels.sealing import opened
from anlan.registers.org import queries as org
from anlan.registers.people.models import Contact


def access(service: Service) -> Access:
    """What a client needs, the secret opened; it is there only for the worker, for whoever keeps it, and at the door."""
    sealed = Secret.objects.filter(service=service).values_list("sealed", flat=True).first() or _asked("channels_sealed", service.pk) or ""
    return Access(service.pk, service.kind, service.corp, service.agent, service.key, opened(sealed), service.addresses)


def _asked(function: str, *arguments: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(arguments))})", list(arguments))
        return cursor.fetchone()[0]


def doors() -> list[Service]:
    """Services through which one may sign in, those of the city first."""
    rows = Service.objects.filter(running=True, door=True, kind__in=DOORS)
    return list(rows.select_related("unit").order_by("unit_path", "kind"))


def open_door(pk: int) -> Service | None:
    """The service to sign in through or to bind to, when it is in use."""
    return Service.objects.filter(pk=pk, running=True, kind__in=DOORS).select_related("unit").first()


def person_bound(service: Service, user_id: str) -> int | None:
    """Whose account this person of the directory is; None when nobody's. Asked at the door, where nobody acts."""
    found: int | None = _asked("channels_bound", service.pk, user_id)
    return found


def bindings_of(person_id: int) -> dict[int, Binding]:
    """service -> binding of one person."""
    return {b.service_id: b for b in Binding.objects.filter(person_id=person_id).select_related("service__unit")}


def doors_for(person_id: int) -> list[Service]:
    """Services that a person may bind: of their bureau and of those above, and those they are bound to already."""
    path = Contact.objects.filter(person_id=person_id).values_list("unit_path", flat=True).first() or ""
    rows = Service.objects.filter(running=True, kind__in=DOORS).select_related("unit").order_by("unit_path", "kind")
    bound = set(Binding.objects.filter(person_id=person_id).values_list("service_id", flat=True))
    return [s for s in rows if path.startswith((s.unit_path, "9.")) or s.pk in bound]


def reached(kind: str, persons: Collection[int]) -> set[int]:
    """Those of the persons who are bound to a service of this kind that is in use."""
    rows = Binding.objects.filter(person_id__in=persons, service__kind=kind, service__running=True)
    return set(rows.values_list("person_id", flat=True))


def binding(kind: str, person_id: int) -> Binding | None:
    """By which service of this kind a person is reached: the one nearest to their home (the longest path)."""
    rows = Binding.objects.filter(person_id=person_id, service__kind=kind, service__running=True)
    return rows.select_related("service").order_by("-service__unit_path").first()


def gateways() -> list[Service]:
    """SMS gateways in use, the nearest to a school first."""
    return sorted(Service.objects.filter(kind="sms", running=True), key=lambda s: -len(s.unit_path))


def with_mobile(persons: Collection[int]) -> set[int]:
    """Those of the persons who have a mobile number and a gateway above their home."""
    there = gateways()
    if not there:
        return set()
    rows = Contact.objects.filter(person_id__in=persons).exclude(mobile="").values_list("person_id", "unit_path")
    return {person for person, path in rows if gateway_for(path, there)}


def gateway_for(path: str, there: Sequence[Service]) -> Service | None:
    """The gateway nearest to a home; people of outside bodies, who stand beside the tree, are reached by the city's."""
    near = next((s for s in there if path.startswith(s.unit_path)), None)
    return near or (there[-1] if path.startswith("9.") and there else None)


def kept_services(actor: Actor) -> list[Service]:
    """Services of the units whose accounts the actor keeps."""
    return list(Service.objects.filter(below_any(actor.keeps)).select_related("unit").order_by("unit_path", "kind"))


def kept_robots(actor: Actor) -> list[Robot]:
    """Robots of the units whose accounts the actor keeps."""
    return list(Robot.objects.filter(below_any(actor.keeps)).select_related("unit").order_by("unit_path", "id"))


def bound_counts() -> dict[int, int]:
    """service -> how many are bound, as far as in scope."""
    return dict(Binding.objects.values_list("service_id").annotate(Count("id")))


def latest_reading(service: Service) -> Reading | None:
    """The last time the directory was read, None before the first."""
    return Reading.objects.filter(service=service).order_by("-id").first()


def proposals(reading: Reading, what: str) -> list[Proposal]:
    """What was found of one sort, by department and name."""
    rows = Proposal.objects.filter(reading=reading, what=what).select_related("person")
    return list(rows.order_by("departments", "name", "id")[:500])


def proposal_counts(reading: Reading) -> dict[str, int]:
    """sort -> how many still wait for an officer."""
    return dict(Proposal.objects.filter(reading=reading).values_list("what").annotate(Count("id")))


def homes(persons: Collection[int]) -> dict[int, str]:
    """person -> name of the unit where the account is at home, as far as in scope."""
    rows = dict(Contact.objects.filter(person_id__in=persons).values_list("person_id", "unit_id"))
    units = org.named(set(rows.values()))
    return {person: str(units[unit]) for person, unit in rows.items() if unit in units}


def robots_due(day: date, hour: int, at: datetime) -> list[int]:
    """Robots that have not spoken on `day` though their hour has come."""
    rows = Robot.objects.filter(running=True, hour__lte=hour).exclude(said_on=day)
    return list(rows.filter(Q(next_try__isnull=True) | Q(next_try__lte=at)).order_by("id").values_list("pk", flat=True)[:500])
