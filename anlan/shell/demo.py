"""The demo's cast on the sign-in page: who may be looked in as, what waits for them, and the walk through the whole of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from anlan.kernel import clock, registry, settings_store
from anlan.kernel.acting import acting
from anlan.registers.people.models import Person
from anlan.registers.people.queries import actor_for

CAST = "demo.cast"  # {city, people: [{username, says}], walk: [[words, name]]}, written when the demo city is made
LOOPBACK = ("127.0.0.1", "::1")


def is_demo() -> bool:
    """Whether this is a demo city, which has a clock of its own; real units are none, whatever mode they are started in."""
    return bool(settings.ANLAN_DEMO) and bool(clock.offset())


def is_offered(request: HttpRequest) -> bool:
    """Whether a cast may sign in by one click: in demo mode, from this machine, through no proxy. Who it is stands in the database."""
    return bool(settings.ANLAN_DEMO) and request.META.get("REMOTE_ADDR") in LOOPBACK and "HTTP_X_FORWARDED_FOR" not in request.META


def one_of_the_cast(person_id: int) -> Person | None:
    """The person, when the demo city that was made here names them in its cast; nobody else's account is open to a click.

    A city of real units has no cast, whatever mode it is started in.
    """
    kept = settings_store.read(CAST) or {"people": []}
    names = [row["username"] for row in kept["people"]]
    return Person.objects.filter(pk=person_id, username__in=names, is_active=True).first()


def offered(at: datetime) -> dict[str, Any]:
    """Context of the sign-in page: the cast in the order of the story, the city's name, the walk. Nothing without a demo city."""
    kept = settings_store.read(CAST)
    if not kept:
        return {}
    people = {p.username: p for p in Person.objects.filter(username__in=[row["username"] for row in kept["people"]], is_active=True)}
    cast = [_line(people[row["username"]], row["says"], at) for row in kept["people"] if row["username"] in people]
    return {"cast": cast, "city_name": kept["city"], "walk": kept["walk"]}


def _line(person: Person, says: str, at: datetime) -> dict[str, Any]:
    actor = actor_for(person, at)
    post, count = actor.post, registry.MENU["inbox"].count
    with acting(actor):
        waiting = count(actor, at) if count else None
    return {
        "person_id": person.pk, "name": person.name, "initial": person.name[:1], "says": says, "count": waiting,
        "post": post.title if post else "", "unit": post.unit_name if post else "",
    }  # fmt: skip
