"""What an officer typed into the fields of a line, brought to what is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.errors import Refused
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people.rules import ROLES
from anlan.work.notices.queries.timing import end_of_day
from anlan.work.notices.rules import PROOFS, RULES, WAYS, Addressees

LONGEST = 2000


def checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Values of a line fit to be kept; Refused names the field."""
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        try:
            kept[name] = _fit(name, value)
        except (ValueError, TypeError) as error:
            raise Refused("E-notice-field", _("有一项填得不对"), fields={name: _("这一项填得不对")}) from error
    return kept


def _fit(name: str, value: Any) -> Any:
    allowed: dict[str, Any] = {"way": WAYS, "proof": PROOFS, "rule": RULES, "domain": DOMAINS, "post_role": ROLES}
    if name in allowed:
        if value not in allowed[name]:
            raise ValueError(value)
        return value
    if name == "addressees":
        return Addressees.load(value).dump()
    if name in ("percent", "minutes"):
        number, most = int(value), 100 if name == "percent" else 10_000
        if not (1 if name == "percent" else 0) <= number <= most:
            raise ValueError(value)
        return number
    if name == "due_at":
        due = end_of_day(value) if isinstance(value, date) and not isinstance(value, datetime) else value
        if due is not None and due.tzinfo is None:
            raise ValueError(value)
        return due
    text = str(value).strip()[:LONGEST]
    if name in ("title", "text") and not text:
        raise ValueError(value)
    return text
