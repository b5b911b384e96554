"""Who does it, and where the verb begins: time, subject, command words and adverbs of a segment told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from . import lexicon as lx
from .people import role_at_end, role_at_start, roles_from_start, roles_in_list
from .times import LEADING

#: A stretch without any mark that is longer than this is no sentence of a notice.
LONGEST = 500
CONNECT = re.compile(
    r"^(?:其余(?=[改用停按由])|同时|另外|此外|并且|其中|特别是?|尤其是?|对此|为此|因此|一方面|另一方面|并|且|而|但|还|也|以及)+[,，]?"
)
ADVERBS = re.compile(f"^{lx.ADVERB}+")
_VERBS = sorted(set(lx.ACT_VERB.split("|")), key=lambda v: -len(v))
AT_HEAD = re.compile("(?:" + "|".join(sorted({*_VERBS, *lx.HEAD_VERB.split("|")}, key=lambda v: -len(v))) + r"|边\S边\S)")
ANYWHERE = re.compile("(?:" + "|".join(v for v in _VERBS if len(v) > 1) + r")(?!的|人员|员|情况$|机制$)")
BA = re.compile(r"^(?:把|将|对|向|与|和|在|从|为|按|按照|根据|对照|通过|利用|以|由|于|用|会同|到|给|就|针对|结合|依托|借助|围绕|经|采取)")
_NOUNISH = re.compile(
    r"^(?:名单|电话|人数|情况|宿舍|食堂|公寓|用品|活动|用餐|餐|证|信息|健康|人数|安全|心理|矛盾|出行|欺凌|溺水|交通|接送|家长|自我|生命|代表|集中|就餐|车辆|校服|床|大门|门口|周边|内|外|及|和|、|等|办公|值班室|休息|楼|厨房|后厨|伙食|供餐|"
    r"燃气|用气|用电|消防|校车|实验|图书|操场|危化|建筑|房屋|供暖|锅炉|电梯|围墙)"
)


@dataclass(frozen=True)
class Subject:
    """Roles named as the doer and where they stand in the segment."""

    roles: tuple[str, ...]
    start: int
    end: int
    by: bool = False


@lru_cache(maxsize=2048)
def strip_time(text: str) -> str:
    """Take a time phrase off the head of a segment."""
    for rule in LEADING:
        found = rule.pattern.match(text)
        if found and found.end() and not text.startswith(("的", "、"), found.end()) and not role_at_start(text[: found.end()]):
            return text[found.end() :].lstrip("，, ")
    return text


def deontic_at(text: str) -> re.Match[str] | None:
    """The first word that commands, forbids, permits or announces."""
    hits = [m for m in (p.search(text) for p in (lx.MUST, lx.BAN, lx.SHOULD, lx.MAY, lx.WILL)) if m]
    duty = re.search("负责(?!制|人|同志)", text)
    if duty:
        hits.append(duty)
    return min(hits, key=lambda m: m.start()) if hits else None


@lru_cache(maxsize=2048)
def subject_of(text: str) -> Subject | None:
    """Who is named as the doer of this segment, if anyone is."""
    if len(text) > LONGEST:
        return None
    offset = len(text) - len(CONNECT.sub("", text))
    words = text[offset:]
    by = re.search(r"(?:^|[^自理事来缘因])由(?=[^，]{2,24})", words)
    if (
        by
        and not re.search("成立|组成|组建|设立", words[: by.start() + 1])
        and not re.search("(?:(?<!主)任(?!课)|担任|兼任|牵头|组成)", words[by.end() : by.end() + 24])
    ):
        found = roles_from_start(words[by.end() :])
        if found:
            roles = _shared(words[by.end() + found[1] :], found[0])
            return Subject(roles, offset + by.end(), offset + by.end() + found[1], True)
    if re.match("请家长|请监护人", words):  # whoever asks the parents is to do it
        return None
    bare = re.sub("^(?:请|要求|希望|望|责成)(?!示|假|见|远)", "", strip_time(words))
    offset += len(words) - len(bare)
    mark = deontic_at(bare)
    if mark and mark.start() > 1:
        prefix = re.sub(f"{lx.ADVERB}+$", "", bare[: mark.start()]) or bare[: mark.start()]
        roles = roles_in_list(prefix.rstrip("，, "))
        if roles and not _as_object(prefix.rstrip("，, ")):
            return Subject(roles, offset, offset + mark.start())
    return _first_noun(bare, offset)


def _as_object(prefix: str) -> bool:
    """骑车接送孩子请…: the noun before the command is what a verb is about."""
    found = role_at_end(prefix)
    return bool(
        found and re.search("(?:接送|接|组织|安排|带领|带|教育|指导|督促|要求|提醒|对|把|给|向|为|让|使|看护|照看)$", prefix[: found[1]])
    )


def _shared(rest: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """由备课组提出用量、总务处汇总、分管校长审批: those who take a later share."""
    for part in rest.split("、")[1:]:
        found = role_at_start(part)
        if found and 2 <= len(part) - found[1] <= 12 and starts_like_predicate(part[found[1] :]):
            roles = tuple(dict.fromkeys(roles + found[0]))
    return roles


def _first_noun(bare: str, offset: int) -> Subject | None:
    opens = role_at_start(bare)
    if opens and re.match(
        "(?:组织|安排|选派|抽调|发动|动员|邀请|聘请|督促|指导|要求|派)(?!部|领导)", bare[opens[1] :]
    ):  # 各校组织宿管员对…
        return Subject(opens[0], offset, offset + opens[1])
    listed = re.match(r"^[^，。]{2,30}?(?=要|应|须|必须|每|将|负责|于|对|把|与|在|全程|立即|切实|认真|严格)", bare)
    if listed and re.search("[、和]", listed.group()) and not starts_like_predicate(listed.group()):
        roles = roles_in_list(listed.group())
        if roles:
            return Subject(roles, offset, offset + listed.end())
    marked = re.match("[^，、的]{2,8}的(?=[^，的]{2,12})", bare)  # 停课班级的班主任每天…
    if marked:
        named = role_at_start(bare[marked.end() :])
        rest = bare[marked.end() + named[1] :] if named else ""
        if named and set(named[0]) <= {"leaders", "teachers", "staff_other", "gate_guard"} and starts_like_predicate(rest):
            return Subject(named[0], offset, offset + len(bare) - len(rest))
    found = roles_from_start(bare)
    if not found or _NOUNISH.match(bare[found[1] :]):
        return None
    rest = bare[found[1] :]
    if re.match("[^，、的要应须]{2,3}的[^，]", rest):  # 家长签字的回执
        return None
    if not rest or starts_like_predicate(rest):
        return Subject(found[0], offset, offset + found[1])
    if set(found[0]) <= {"leaders", "teachers", "staff_other", "gate_guard", "parents"} or (
        found[0] == ("students",) and lx.MUST.search(rest) and not re.match("的|[由把家]", rest)
    ):
        return Subject(found[0], offset, offset + found[1])
    return None


def starts_like_predicate(rest: str) -> bool:
    """Whether the words after a noun begin what the noun does."""
    return bool(
        BA.match(rest)
        or ADVERBS.match(rest)
        or lx.MUST.match(rest)
        or lx.BAN.match(rest)
        or lx.WILL.match(rest)
        or lx.MAY.match(rest)
        or AT_HEAD.match(rest)
        or strip_time(rest) != rest
        or re.match(
            r"每|至少|逐|先|分(?:[\d两三四五六七八九十片组头]|别)|成立|派|抽|全程|全员|带头|时刻|\d|[，,]|牵头|之间|及其|防灾|领导|分管",
            rest,
        )
    )


@lru_cache(maxsize=2048)
def core_of(text: str) -> str:
    """A segment without connectives, time, subject, command word and adverbs: verb first, mostly."""
    words = CONNECT.sub("", text)
    words = strip_time(words)
    subject = subject_of(words)
    if subject and not subject.by:
        words = words[subject.end :]
    words = strip_time(words.lstrip("，, "))
    return ADVERBS.sub("", words) or words
