"""Whose calendar an address is, and what stands in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.kernel import registry
from anlan.kernel.acting import acting
from anlan.kernel.actor import Actor
from anlan.kernel.machine import Rung
from anlan.registers.people.models import Person
from anlan.work.cases import queries as cases
from anlan.work.cases.models import Case
from anlan.work.doors.models import Feed
from anlan.work.doors.rules import MOST_EVENTS


def person_of(code: str) -> tuple[Person, str] | None:
    """(account, secret) that an address `number-secret` names; None where there is no such account in use."""
    number, _dash, secret = code.partition("-")
    try:
        pk = int(number, 36)
    except ValueError:
        return None
    person = Person.objects.filter(pk=pk, is_active=True).first() if 0 < pk < 2**63 else None
    return (person, secret) if person else None


def feed_of(person: Person, digest: str) -> Feed | None:
    """The calendar with this address, as its owner sees it; None where it was taken back."""
    with acting(Actor(person_id=person.pk, name=person.name)):
        return Feed.objects.filter(person_id=person.pk, digest=digest, revoked_at=None).first()


def running_feed(person_id: int) -> Feed | None:
    """The calendar that the person has now."""
    return Feed.objects.filter(person_id=person_id, revoked_at=None).first()


def dated(actor: Actor) -> list[Case]:
    """What waits for the actor, nearest limit first, without what is sealed."""
    ids = list(dict.fromkeys(line.pk for line in cases.waiting_lines(actor, MOST_EVENTS)))
    found = {c.pk: c for c in Case.objects.filter(pk__in=ids, sealed=False).select_related("unit")}
    return [found[pk] for pk in ids if pk in found]


def reminder(case: Case) -> timedelta | None:
    """How long before its limit the last reminder of a case comes (negative); None where its ladder has none."""
    early = [rung.late for rung in (Rung.load(r) for r in case.rules.get("ladder", [])) if rung.late < timedelta(0)]
    return max(early) if early else None


def verb_of(case: Case, at: datetime) -> str:
    """What is to be done with a case, as its state asks for it."""
    machine = registry.kind(case.kind).machine
    return str(machine.states[case.state].label)
