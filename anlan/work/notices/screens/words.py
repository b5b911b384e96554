"""Words for obligations: to whom, until when, how it is proved and verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.web import dates
from anlan.kernel.wording import N_
from anlan.registers.org.rules import NATURES, STAGES, TRAITS
from anlan.work.notices.actions.reissuing import PRINTED
from anlan.work.notices.models import Obligation
from anlan.work.notices.reading.reasons import SENTENCES as REASONS
from anlan.work.notices.rules import ADDRESSEE_KINDS, RULES, WAYS, Addressees, way_words

HALF_A_YEAR = timedelta(days=180)
LOOK_WORDS = {
    "bounded": N_("不能照原文派"), "date": N_("要定期限"), "date_past": N_("期限已过"), "nobody": N_("没定谁来办"),
    "assumed": N_("期限是推定的"), "unpublished": N_("日子还没公布"), "unsure": N_("请看一眼"), "weekday": N_("星期和日期对不上"),
}  # fmt: skip


def who_words(addressees: Mapping[str, object], schools: int | None = None, names: Mapping[int | str, str] | None = None) -> str:
    """To whom: `60 所学校`, `用燃气的 59 所学校`, `辖市区局、学校`. schools: how many schools are meant, None when not counted.

    names  units by id, districts also by path
    """
    to = Addressees.load(addressees)
    parts = [_(ADDRESSEE_KINDS[kind]) for kind in to.kinds if kind != "school"]
    if "school" in to.kinds:
        parts.append(_school_words(to, schools))
    if to.units:
        named = [names[pk] for pk in to.units if names and pk in names]
        parts.append("、".join(named[:2]) if named and len(to.units) <= 2 else _("指定的 %(n)d 个单位") % {"n": len(to.units)})
    words = "、".join(p for p in parts if p)
    if to.districts and to.kinds:
        where = [names[path] for path in to.districts if names and path in names]
        words += _("（限%(names)s）") % {"names": "、".join(where[:3]) if where else _("%(n)d 个区") % {"n": len(to.districts)}}
    if to.without:
        words += _("，%(n)d 个除外") % {"n": len(to.without)}
    if to.departments:
        words += " " + _("处室：%(names)s") % {"names": "、".join(to.departments)}
    return words or _("没定谁来办")


def _school_words(to: Addressees, schools: int | None) -> str:
    narrowed = [_(TRAITS[t]) for t in to.traits if t in TRAITS]
    narrowed += [_(STAGES[s]) for s in to.stages if s in STAGES] + [_(NATURES[n]) for n in to.natures if n in NATURES]
    narrow = "、".join(narrowed)
    if schools is None:
        return _("%(narrow)s的学校") % {"narrow": narrow} if narrow else _("全部学校")
    count = ngettext("%(n)d 所学校", "%(n)d 所学校", schools) % {"n": schools}
    return _("%(narrow)s的 %(count)s") % {"narrow": narrow, "count": count} if narrow else count


def due_words(obligation: Obligation, at: datetime, *, weekday: bool = True) -> str:
    """`12月28日 周一`, `没写明，要补`, `立即`, `每周五`, `随发现随办`."""
    if obligation.resolution == "outside":
        return _("系统外办理")
    if obligation.way != "once":
        fixed = near_day(obligation.due_at, at, weekday=weekday) if obligation.due_at else ""
        return " · ".join(p for p in (running(obligation), fixed) if p)
    if obligation.due_at is None:
        return _("没写明，要补")
    if obligation.when_type == "immediately" and not obligation.due_fixed:
        return _("立即")
    return near_day(obligation.due_at, at, weekday=weekday)


def running(obligation: Obligation) -> str:
    """How a line runs that is not due once: `每周五`, `随发现随办`, `长期`; '' for one that is."""
    way, rhythm = way_words(obligation.way, obligation.phrase)
    return "" if obligation.way == "once" else rhythm or _(way)


def running_long(obligation: Obligation) -> str:
    """The same where it stands alone: `每周五 · 分次办`."""
    words = running(obligation)
    return f"{words} · {_(WAYS['recurring'])}" if obligation.way == "recurring" and words != _(WAYS["recurring"]) else words


def near_day(moment: datetime, at: datetime, *, weekday: bool = True) -> str:
    """`1月29日 周五`: the year is left out of what lies within half a year, even across new year."""
    return dates.day(moment, None if abs(moment - at) < HALF_A_YEAR else at, weekday=weekday)


def look_words(codes: Iterable[str]) -> list[str]:
    """Why somebody should look, in words."""
    return [_(LOOK_WORDS[c]) for c in codes if c in LOOK_WORDS]


def reason_words(key: str, word: str = "") -> str:
    """Why something was read so, in a sentence; '' for a key that no table knows."""
    if key not in REASONS and key != PRINTED:
        return ""
    text = _("上级通知的原文，不是你们加的。") if key == PRINTED else _(REASONS[key])
    return text % {"word": word} if "%(" in text else text


def rule_words(rule: str, percent: int) -> str:
    """逐件核验, 抽查 10%, 有疑问才查."""
    return _("抽查 %(n)d%%") % {"n": percent} if rule == "sample" else _(RULES[rule])


def hours(minutes: int) -> str:
    """Minutes as hours people can grasp: `45 分钟`, `1.5 小时`, `620 小时`."""
    if minutes < 60:
        return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
    value = minutes / 60
    text = f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
    return _("%(n)s 小时") % {"n": text}
