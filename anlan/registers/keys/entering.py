"""Who comes with a token: asked by the frame for each request of a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import Actor
from anlan.registers.keys import rules
from anlan.registers.keys.actions import digest, remember_use
from anlan.registers.keys.models import Token
from anlan.registers.people.models import Person
from anlan.registers.people.rules import password_due


@dataclass(frozen=True)
class Entry:
    """What a token opens: the account and what may be done; or why it opens nothing (`trouble`: unknown, revoked, expired, left, locked,
    due)."""

    person: Person | None = None
    token: Token | None = None
    trouble: str = ""


def entry(request: Any, text: str, at: datetime) -> Entry:
    """Who comes with the token `text`. Asked before anybody acts; its row is seen by its owner alone."""
    parts = rules.taken_apart(text)
    person = Person.objects.filter(pk=parts[0]).first() if parts and parts[0] < 2**63 else None
    if parts is None or person is None:
        return Entry(trouble="unknown")
    with acting(Actor(person_id=person.pk, name=person.name)):
        token = Token.objects.filter(person_id=person.pk, digest=digest(parts[1])).first()
        if token is not None and not (trouble := _spent(token)) and person.is_active:
            remember_use(token, at)
    if token is None:
        return Entry(trouble="unknown")
    return Entry(person, token, trouble or _shut(request, person))


def _spent(token: Token) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.ends_at <= clock.wall() else ""


def _shut(request: Any, person: Person) -> str:
    """Why the account itself is shut at the moment."""
    if not person.is_active:
        return "left"
    if AxesProxyHandler.is_locked(request, {"username": person.username}):
        return "locked"
    days = settings.ANLAN_PASSWORD_DAYS if person.has_usable_password() else 0
    return "due" if password_due(person.must_change_password, person.password_changed_at, clock.wall(), days) else ""
