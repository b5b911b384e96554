"""The page of burdens in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.web import dates
from anlan.oversight.burden import queries
from anlan.oversight.burden.models import Finding
from anlan.oversight.burden.queries import Burden, Share
from anlan.registers.org import queries as org
from anlan.work.asks.queries import most_a_week
from anlan.work.asks.rules import MAY_RELEASE, SOURCES, Sent
from anlan.work.returns.queries.known import sources

URLS = {"return": "return_round", "notice": "notice_matrix"}


def context(path: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """Everything the page shows."""
    found = queries.burden(path, at)
    unit = org.by_path(path)
    names = {pk: str(u) for pk, u in org.named({s.unit_id for s in found.dearest}).items()}
    lines = [
        {"name": _("估的"), "values": [found.each(m) for m in found.estimated], "style": "solid"},
        {"name": _("量到的"), "values": [None if m is None else found.each(m) for m in found.measured], "style": "dash"},
    ]
    return {
        "found": found, "unit": unit, "say": _sentence(found), "title": _("负担"), "crumbs": [(_("负担"), "")],
        "figures": _figures(found), "trend": {"labels": [dates.day(w, at, weekday=False) for w in found.weeks], "lines": lines},
        "has_measured": any(m is not None for m in found.measured),
        "offices": _bars(found, found.offices), "kinds": _bars(found, found.kinds), "dearest": [_dear(s, names) for s in found.dearest],
        "effort": _effort(found), "needless": [_needless(f) for f in queries.needless(path)], "ahead": queries.ahead(path, at),
        "limit": most_a_week(path, at), "may_limit": any(g.path == path and g.role in MAY_RELEASE for g in actor.grants),
        "excel": reverse("burden_sheet"),
    }  # fmt: skip


def _sentence(found: Burden) -> str:
    this, recent = found.each(found.this_week), found.each(found.recent)
    if not found.sent:
        return _("这一季还没有给学校发过事")
    if not this:
        return _("这一周还没有给学校加事，前四周平均每所一周 %(n)d 分钟") % {"n": recent}
    if not recent:
        return _("这一周发下去的，每所学校约 %(n)d 分钟") % {"n": this}
    words = {"n": this, "recent": recent}
    return _("这一周发下去的，每所学校约 %(n)d 分钟，前四周平均 %(recent)d 分钟") % words


def _figures(found: Burden) -> list[tuple[str, Any, str]]:
    return [
        (_("这一周，每所学校"), found.each(found.this_week), _("分钟，估的")),
        (_("前四周平均，每所学校"), found.each(found.recent), _("分钟一周，估的")),
        (_("这一周，全部学校"), round(found.this_week / 60), _("小时，估的")),
        (_("13 周里发下去"), len(found.sent), _("件，通知和报表")),
    ]


def _bars(found: Burden, shares: Sequence[Share]) -> list[dict[str, Any]]:
    top = max((s.minutes for s in shares), default=0)
    return [{"share": s, "each": found.each(s.minutes), "top": top, "hours": round(s.minutes / 60)} for s in shares]


def _dear(sent: Sent, names: dict[int, str]) -> dict[str, Any]:
    hours = round(sent.minutes / 60, 1)
    return {"sent": sent, "office": names.get(sent.unit_id, ""), "kind": str(SOURCES[sent.source].label), "hours": hours}


def _effort(found: Burden) -> list[str]:
    """What one handing in took, where it was measured, beside what was estimated."""
    words = []
    for source, (minutes, times) in found.effort.items():
        label = str(SOURCES[source].label) if source in SOURCES else source
        words.append(_("%(kind)s：交一次约 %(minutes)s 分钟（%(times)d 次）") % {"kind": label, "minutes": minutes, "times": times})
    return words


def _needless(finding: Finding) -> dict[str, Any]:
    url = reverse(URLS[finding.source], args=[finding.ref_id]) if finding.source in URLS else ""
    return {"finding": finding, "say": why_words(finding), "url": url, "hours": round(finding.minutes / 60, 1)}


def why_words(finding: Finding) -> str:
    """What need not have been asked, and why."""
    facts = {"column": "", "line": "", "other": "", "before": "", **finding.facts, "of": finding.of, "units": finding.units}
    if finding.why == "known":
        facts["known"] = next((s.label for s in sources() if s.key == facts.get("source")), "")
        return _("“%(column)s”：%(units)d 个单位里 %(of)d 个答的和台账里的“%(known)s”一样，下次标成已知") % facts
    if finding.why == "again":
        return _("“%(title)s”：%(units)d 个单位里 %(of)d 个已按“%(before)s”证明过同样的事") % facts
    if facts["line"]:
        return _("“%(line)s”：%(units)d 个单位里 %(of)d 个不适用，下次只发给有的") % facts
    if facts["column"]:
        return _("“%(column)s”：%(units)d 个单位里 %(of)d 个答无或 0，改成有才报") % facts
    return _("%(units)d 个单位里 %(of)d 个零报告，改成有才报") % facts
