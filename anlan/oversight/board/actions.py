"""Wall screens: connected by an officer who stands before them, cut off by one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.oversight.board.models import Screen
from anlan.oversight.board.rules import CONNECTORS
from anlan.registers.org.models import Unit

LASTS = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)


def _demand(by: Actor, path: str) -> None:
    if not (by.covers(path) and by.holds(path, CONNECTORS)):
        raise NotYours("E-screen-right", _("大屏由单位的负责人、分管领导、安全干部、值班员来接"))


@action
def connect(unit: Unit, device: str, *, name: str, by: Actor, at: datetime) -> Screen:
    """The device shows the board of `unit` from now on, for a year, until somebody cuts it off."""
    _demand(by, unit.unit_path)
    if not name.strip():
        raise Refused("E-screen-name", _("写上屏在哪儿"), fields={"name": _("写上屏在哪儿")})
    row = Screen(
        unit=unit, unit_path=unit.unit_path, name=name.strip()[:40], device=device, made_by_id=by.person_id, made_at=at, ends_at=at + LASTS
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("E-screen-taken", _("这块屏已经接过了，看屏上新的码"), fields={"code": _("看屏上新的码")}) from error
    record("screen.connect", unit_id=unit.pk, by=by, at=at, payload={"screen": row.pk, "name": row.name})
    touched("screens", unit.unit_path)
    return row


@action
def revoke(screen: Screen, *, by: Actor, at: datetime) -> Screen:
    """The screen shows a code again within half a minute."""
    row = Screen.objects.select_for_update().get(pk=screen.pk)
    _demand(by, row.unit_path)
    if row.revoked_at:
        raise Refused("E-screen-gone", _("这块屏已经断开了"))
    row.revoked_at, row.revoked_by_id = at, by.person_id
    row.save(update_fields=["revoked_at", "revoked_by_id"])
    record("screen.revoke", unit_id=row.unit_id, by=by, at=at, payload={"screen": row.pk, "name": row.name})
    touched("screens", row.unit_path)
    return row


def note_seen(screen: Screen, at: datetime) -> None:
    """The screen asked for its page: a setting of its own, no entry; written once a minute at most."""
    if screen.seen_at is None or abs(at - screen.seen_at) >= SEEN_EVERY:
        Screen.objects.filter(pk=screen.pk).update(seen_at=at)
