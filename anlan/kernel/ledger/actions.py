"""The only writer that takes something out of the ledger: a payload is erased, and the chain says so."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused

ERASE = "ledger.erase"


@action
def erase(unit_id: int, seq: int, *, why: str, by: Actor, at: datetime) -> None:
    """Erase the payload of one entry (personal data that must not be kept). The entry stays, and one more says what was erased
    and why, so that `anlan verify` tells it from a payload that somebody took away. Needs the owner's login."""
    if not why.strip():
        raise Refused("E-erase-why", _("写上依据和谁要求的"), fields={"why": _("写上依据和谁要求的")})
    with connection.cursor() as cursor:
        cursor.execute("delete from ledger_payload where unit_id = %s and seq = %s returning case_id", [unit_id, seq])
        found = cursor.fetchone()
    if found is None:
        raise Refused("E-erase-nothing", _("这条记录里没有可以抹去的内容"))
    record(ERASE, unit_id=unit_id, by=by, at=at, case_id=found[0], was=str(seq), payload={"why": why.strip()})
