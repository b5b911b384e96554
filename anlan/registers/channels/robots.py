"""What a unit's group hears in the morning: counts, and which units are missing. Nothing to say: nothing is said."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel import clock, registry
from anlan.kernel.clock import local
from anlan.kernel.errors import Refused
from anlan.registers.calendar import queries as calendar
from anlan.registers.channels import actions, queries
from anlan.registers.channels.calls import LIMITED, NONSENSE, REFUSED, UNREACHABLE, Trouble, ask
from anlan.registers.channels.models import Robot
from anlan.registers.channels.sealing import opened
from anlan.registers.channels.texting import feishu

log = logging.getLogger("anlan.channels")
RETRY = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
TOO_OFTEN = {"wecom": {45009, 45033}, "dingtalk": {130101, 660026}}


def morning(at: datetime) -> int:
    """Every robot whose hour has come speaks once on a workday. -> how many spoke."""
    here = local(at)
    spoke = 0
    for pk in queries.robots_due(here.date(), here.hour, at):
        robot = Robot.objects.select_related("unit").get(pk=pk)
        if not calendar.calendar_for(robot.unit_path).is_workday(here.date()):
            actions.robot_spoke(pk, said_on=here.date())
            continue
        spoke += _speak(robot, at)
    return spoke


def _speak(robot: Robot, at: datetime) -> int:
    day = local(at).date()
    with override(settings.LANGUAGE_CODE):
        words = says(robot.unit_path, str(robot.unit), at)
    try:
        if words:
            post(robot, words)
    except (Trouble, Refused) as trouble:
        given_up = robot.tries >= len(RETRY)
        log.warning("robot %s: %s", robot.pk, trouble)
        later = {"said_on": day, "tries": 0, "next_try": None} if given_up else {
            "tries": robot.tries + 1, "next_try": at + RETRY[robot.tries],
        }  # fmt: skip
        actions.robot_spoke(robot.pk, trouble=str(trouble)[:300], **later)
        return 0
    actions.robot_spoke(robot.pk, said_on=day, tries=0, next_try=None, trouble="")
    return int(bool(words))


def says(path: str, name: str, at: datetime) -> str:
    """The morning's words for the unit at `path`, "" when there is nothing to say."""
    lines = [line for key in sorted(registry.GROUP_LINES) for line in registry.GROUP_LINES[key](path, at)]
    if not lines:
        return ""
    head = _("[安澜] %(unit)s，%(day)s 早上") % {"unit": name, "day": f"{local(at):%m-%d}"}
    return "\n".join([head, *lines, f"{settings.ANLAN_BASE_URL}/inbox/"])


def post(robot: Robot, words: str) -> None:
    """Put words into the group; Trouble when they did not go."""
    address = opened(robot.address)
    if robot.kind == "feishu":
        feishu(address, words)
        return
    params = signature(opened(robot.secret), int(clock.wall().timestamp() * 1000)) if robot.kind == "dingtalk" else {}
    found = ask("POST", address, params=params, data={"msgtype": "text", "text": {"content": words}})
    code = found.get("errcode")
    if code == 0:
        return
    if not isinstance(code, int):
        raise Trouble(NONSENSE, "no errcode")
    what = LIMITED if code in TOO_OFTEN[robot.kind] else UNREACHABLE if code == -1 else REFUSED
    raise Trouble(what, str(found.get("errmsg", "")), str(code))


def signature(secret: str, milliseconds: int) -> dict[str, str]:
    """DingTalk's 加签: HMAC-SHA256 of the time and the secret, keyed by the secret; {} without one."""
    if not secret:
        return {}
    text = f"{milliseconds}\n{secret}".encode()
    sign = base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
    return {"timestamp": str(milliseconds), "sign": sign}


def preview(lines: Mapping[str, str]) -> str:
    """A trial's words: where it comes from, and that it is one."""
    return _("[安澜] 试发：%(unit)s 的群机器人设好了") % lines
