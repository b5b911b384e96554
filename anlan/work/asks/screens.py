"""How full weeks are told: words, bars, and the box on a page from which something is to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.web import dates
from anlan.work.asks.queries import Week, collisions, standing_release
from anlan.work.asks.queries.releases import asked_release
from anlan.work.asks.rules import EXEMPT, Draft


def week_rows(weeks: Sequence[Week], at: datetime) -> list[dict[str, Any]]:
    """Weeks for `asks/_weeks.html`."""
    return [
        {
            "week": w, "name": f"{dates.day(w.week, at, weekday=False)} – {dates.day(w.last, at, weekday=False)}",
            "say": _say(w), "busiest": _busiest(w, at), "bar": w.groups, "having": _having(w), "days": _days(w, at),
        }
        for w in weeks
    ]  # fmt: skip


def _say(w: Week) -> str:
    """`4 个单位里 3 个手上已有事，最多的有 5 件`."""
    busy = w.units - w.having.get(0, 0)
    if not busy:
        return _("这一周还空着")
    words = {"busy": busy, "units": w.units, "most": w.most}
    if w.over:
        over = ngettext("%(n)d 个单位已有 %(limit)d 件以上", "%(n)d 个单位已有 %(limit)d 件以上", w.over) % {"n": w.over, "limit": w.limit}
        return _("%(over)s，最多的有 %(most)d 件") % {**words, "over": over}
    return _("%(units)d 个单位里 %(busy)d 个手上有事，最多的有 %(most)d 件") % words


def _having(w: Week) -> str:
    """`已有 0 件的 12 个 · 1 件的 30 个 · 2 件的 18 个`."""
    return " · ".join(_("已有 %(many)d 件的 %(n)d 个") % {"many": many, "n": n} for many, n in w.having.items())


def _days(w: Week, at: datetime) -> list[str]:
    words = _("%(day)s：%(units)d 个单位，一个单位最多 %(most)d 件")
    return [words % {"day": dates.day(day, at), "units": units, "most": most} for day, units, most in w.days]


def _busiest(w: Week, at: datetime) -> str:
    if not w.days:
        return ""
    day, units, most = max(w.days, key=lambda row: (row[1] * row[2], row[0]))
    return _("%(day)s 到期的最多：%(units)d 个单位，一个单位最多 %(most)d 件") % {"day": dates.day(day, at), "units": units, "most": most}


def box(draft: Draft | None, at: datetime) -> dict[str, Any]:
    """What the page of a draft shows before it is sent; {} for a draft that asks nobody yet.

    crowded: it may not go out as it is · release: what lets it out · asked: the case in which a release was asked
    """
    if draft is None or not draft.dues:
        return {}
    weeks = collisions(draft, at=at)
    over = [w for w in weeks if w.over]
    release = standing_release(draft, weeks) if over else None
    busy = [w for w in weeks if w.most]
    return {
        "draft": draft, "weeks": week_rows(over or busy[:3], at), "over": bool(over), "crowded": bool(over) and release is None,
        "release": release, "asked": asked_release(draft) if over and release is None else None, "free": not busy,
        "limit": weeks[0].limit if weeks else 0, "url": reverse("ask_release", args=[draft.source, draft.ref_id]),
        "exempt": [(key, _(word)) for key, word in EXEMPT.items()],
    }  # fmt: skip
