"""What a notice says it rests on, read from its words; and which earlier notice it is like. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anlan.work.notices.rules.text import short, similar

_LEADS = r"(?:根据|依据|按照|依照|遵照|落实|贯彻|执行|转发|印发|对照|结合|按)"
_NUMBER = r"[\u4e00-\u9fff]{1,12}\s*[\[［(（【〔]\s*\d{4}\s*[\]］)）】〕]\s*第?\s*\d+\s*号"
_LAID = re.compile(rf"{_LEADS}(?P<before>[^。；\n《]{{0,40}})《(?P<title>[^《》\n]{{4,80}})》\s*(?:[（(](?P<number>{_NUMBER})[）)])?")
_AND = re.compile(
    rf"[、和及与，]{{1,2}}(?P<before>[^。；\n《]{{0,30}})《(?P<title>[^《》\n]{{4,80}})》\s*(?:[（(](?P<number>{_NUMBER})[）)])?"
)
_BARE = re.compile(rf"{_LEADS}[^。；\n《]{{0,20}}?(?P<number>{_NUMBER})")
_ISSUER = re.compile(r"[\u4e00-\u9fff、]{0,24}(?:部|厅|局|委|办公室|办|政府|委员会|国务院|安委会)$")
_IN_TITLE = re.compile(r"^([\u4e00-\u9fff、]{2,24}?(?:部|厅|局|委|办公室|办|政府|委员会|国务院))(?:关于|转发|印发)")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_PARTS = re.compile(r"(?P<code>.*?)\s*[\[［(（【〔]\s*(?P<year>\d{4})\s*[\]］)）】〕]\s*第?\s*0*(?P<n>\d+)\s*号")
SEASON = 60  # days: our own default, how far from a whole number of years an earlier notice of the same season may lie
LIKE = 0.45  # our own default: share of neighbouring characters in common from which a title is proposed


@dataclass(frozen=True)
class Named:
    """A document as a notice names it; '' and None where the words do not say."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None


def fitted(number: str) -> str:
    """A number as it is compared: the year in 〔〕, no 第, no leading zeros, no blanks."""
    found = _PARTS.fullmatch(number.strip())
    return f"{found['code']}〔{found['year']}〕{found['n']}号" if found else "".join(number.split())


def named_in(text: str, *, own: str = "") -> list[Named]:
    """Documents that a text rests on (根据、按照、落实…《》 or a number), in its order, each once. own: the number of the text itself."""
    found: list[Named] = []
    place = 0
    while match := _LAID.search(text, place):
        found.append(_named(match))
        place = match.end()
        while again := _AND.match(text, place):
            found.append(_named(again))
            place = again.end()
    known = {fitted(n.number) for n in found if n.number}
    found += [
        Named("", number)
        for match in _BARE.finditer(text)
        if (number := fitted(_trimmed(match["number"]))) not in known and not known.add(number)  # type: ignore[func-returns-value]
    ]
    seen, kept = {fitted(own)} if own else set(), []
    for one in found:
        key = one.number or one.title
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _named(match: re.Match[str]) -> Named:
    title, before = match["title"].strip(), match["before"].strip()
    issuer = _ISSUER.search(before)
    inside = _IN_TITLE.match(title)
    day = _DAY.search(before)
    return Named(
        title,
        fitted(match["number"]) if match["number"] else "",
        issuer.group().strip("、") if issuer else inside.group(1) if inside else "",
        _date(day) if day else None,
    )


def _trimmed(number: str) -> str:
    """The number without the words that led to it: 按照云教安〔2026〕31号 -> 云教安〔2026〕31号."""
    return re.sub(rf"^.*{_LEADS}", "", number)


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


# ── which earlier notice is like it ────────────────────────────────────────────────────────────────────────────────────


def likeness(title: str, day: date, other: str, other_day: date) -> float:
    """How much an earlier notice is like this one, 0 to 1: by title without years, and somewhat more when it lies in the same season."""
    alike = similar(re.sub(r"\d{4}年?", "", short(title)), re.sub(r"\d{4}年?", "", short(other)))
    if alike < LIKE or other_day >= day:
        return 0.0
    return round(alike * (1.0 if same_season(day, other_day) else 0.7), 3)


def same_season(day: date, other: date) -> bool:
    """Whether two days lie within SEASON days of a whole number of years, at least one, from each other."""
    days = abs((day - other).days)
    away = days % 365.25
    return days > 365 - SEASON and min(away, 365.25 - away) <= SEASON


def likest(title: str, day: date, others: Iterable[tuple[int, str, date]], *, most: int = 5) -> list[tuple[int, float]]:
    """(id, likeness) of the earlier notices most like it, the likest first."""
    rated = [(pk, likeness(title, day, other, other_day)) for pk, other, other_day in others]
    return sorted(((pk, alike) for pk, alike in rated if alike > 0), key=lambda r: (-r[1], -r[0]))[:most]
