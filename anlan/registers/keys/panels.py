"""What keys show on the page of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.registers.people.models import Contact, Person
from anlan.registers.people.queries import grants_at
from anlan.registers.people.rules import may_manage


def person_panel(person: Person, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """The button that takes second factors away, for who keeps the account with every post it holds. Whether there are any is not said."""
    contact = Contact.objects.filter(person=person).first()
    if contact is None or person.pk == actor.person_id or not person.is_active:
        return None
    held = grants_at(at).filter(person=person).values_list("unit_path", flat=True)
    if not may_manage(actor, contact.unit_path, held):
        return None
    return {"title": _("登录方式"), "person": person}
