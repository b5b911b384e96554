"""Words of deliveries, and what is left of a reason when persons are taken out of it. Pure."""

from __future__ import annotations

import re

from anlan.kernel.wording import N_

STATES = {"waiting": N_("等着发"), "trying": N_("没发成，还在试"), "sent": N_("发出去了"), "read": N_("对方看过"), "given_up": N_("放弃了")}
RESTS = {"at_once": N_("马上发"), "digest": N_("早上一条"), "none": N_("不发")}

_MAIL = re.compile(r"[^\s@'\"<>{]+@[^\s@'\"<>}]+")
_NUMBER = re.compile(r"\d{7,}")


def without_persons(reason: str) -> str:
    """A reason as operators read it: no mail address, no number by which somebody could be known."""
    return _NUMBER.sub("…", _MAIL.sub("…@…", reason))
