"""The board's sentences in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.clock import local
from anlan.kernel.web.dates import HALF_DAY, days_between
from anlan.oversight.board.rules import Saying


def sentence(saying: Saying, *, since: datetime | None = None) -> str:
    """The title: 19 件逾期，13 件在禾渚区和岩溪市."""
    n, part, places = saying.count, saying.part, _names(saying.names)
    late = ngettext("%(n)d 件逾期", "%(n)d 件逾期", n) % {"n": n}
    if saying.key == "unknown":
        return _("%(clock)s 起没有新数据") % {"clock": f"{local(since):%H:%M}"} if since else _("还没有数据")
    if saying.key == "late_all":
        return _("%(late)s，都在%(places)s") % {"late": late, "places": places}
    if saying.key == "late_in":
        return _("%(late)s，%(part)d 件在%(places)s") % {"late": late, "part": part, "places": places}
    if saying.key == "late_spread":
        return _("%(late)s，散在 %(part)d 个单位") % {"late": late, "part": part}
    if saying.key == "late_days":
        return _("%(late)s，最长的超 %(part)d 天") % {"late": late, "part": part}
    calm = {
        "late": late,
        "major": ngettext("没有逾期，%(n)d 处重大隐患还没销号", "没有逾期，%(n)d 处重大隐患还没销号", n) % {"n": n},
        "today": ngettext("没有逾期，今天到期 %(n)d 件", "没有逾期，今天到期 %(n)d 件", n) % {"n": n},
        "open": ngettext("没有逾期，%(n)d 件都在时限内", "没有逾期，%(n)d 件都在时限内", n) % {"n": n},
        "none": _("现在没有要办的事"),
    }
    return calm[saying.key]


def _names(names: tuple[str, ...]) -> str:
    return _("和").join(names)


def change(now: int, before: int | None) -> str:
    """比昨天 +4; honest when nobody looked last midnight."""
    if before is None:
        return _("昨天没有记录")
    if now == before:
        return _("和昨天一样多")
    return _("比昨天 %(n)+d") % {"n": now - before}


def days_late(due: datetime | None, at: datetime) -> int:
    """Whole days by the calendar, as beside every limit; 0 on the same day and while less than half a day has passed."""
    if due is None or at - due < HALF_DAY:
        return 0
    return -days_between(due, at)


def length(due: datetime | None, at: datetime) -> str:
    """最长 6 天, under a day in hours."""
    if due is None:
        return ""
    if days := days_late(due, at):
        return ngettext("最长 %(n)d 天", "最长 %(n)d 天", days) % {"n": days}
    hours = max(1, int((at - due).total_seconds() // 3600))
    return ngettext("最长 %(n)d 小时", "最长 %(n)d 小时", hours) % {"n": hours}
