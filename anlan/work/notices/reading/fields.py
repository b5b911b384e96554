"""The fields of one obligation: whom, how binding, when – from the clause and what stands around it."""

from __future__ import annotations

import re

from . import choice
from . import lexicon as lx
from .bounded import demands_control
from .domains import Around, act_of, topic_of
from .group import EACH, KEPT, Draft
from .judge import CONDITIONAL
from .model import Span, When
from .people import BELOW, CENTRE, COUNTY, GUIDE, GUIDE_FIRM, OFFICE, PERSONS, SELF, role_at_start, roles_in_list
from .subjects import CONNECT, strip_time
from .times import HAPPENING, haste, iso_date, own_time
from .walk import Walk

_OPERATIONAL = {
    "gas",
    "chemicals",
    "fire",
    "food",
    "gate",
    "building",
    "bus",
    "epidemic",
    "weather",
    "key_areas",
    "other",
    "traffic",
    "education_drill",
    "parents_letter",
    "emergency_response",
    "peak_patrol",
}


#: A window in which a state must hold, as against one in which a check or campaign is to be done.
_WINDOW = re.compile(r"\d[日号月底]?(?:至|到|[-—~～]+)")
_HOLDS = re.compile(r"值班|值守|有人|停课|停止|停运|停业|暂停|禁止|严禁|不得|不准|实行|执行|封闭|保持|每[日天]|24小时|在岗|关闭")
_WORKS = re.compile(r"开展|检查|排查|整治|自查|培训|演练|组织|完成|抽查|督查|暗访")


#: Happenings that are reported upward as incidents.
_INCIDENT = re.compile(
    "发生|出现|发现|遇|险|灾|事故|事件|伤|症状|病|漏|火|情况|异常|举报|欺凌|分钟|小时|看到|失联|一旦|接报|事后|出事|[后内]$"
)


def deontic_of(words: str, roles: list[str], domain: str) -> str:
    """How binding: must, must_not, should, may, or will for what the issuer announces."""
    ban, may = lx.BAN.search(words), lx.MAY.search(words)
    should, must, will = lx.SHOULD.search(words), lx.MUST.search(words), lx.WILL.search(words)
    if ban and must and ban.end() <= must.start() and "的" in words[ban.end() : must.start()]:  # 不能参加的须请假
        ban = None
    if ban and not re.match("不得(?:少于|低于|超过|多于|小于|大于)", words[ban.start() :]):
        return "must_not"
    if should and not (must and must.start() < should.start()):
        return "should"
    if will and set(roles) <= {SELF, "partner_dept", BELOW}:
        return "will"
    if SELF in roles and set(roles) <= {SELF, "partner_dept"} and not must:
        return "will"
    if may and not must:
        return "may"
    return "must"


def question(walk: Walk, act: str, words: str, context: Around, people: list[str], deontic: str, when: When, ruled: str) -> choice.Question:
    """What the field of a clause is chosen by."""
    heading = context.headings[0] if context.headings else ""
    return choice.Question(
        act, words, heading, topic_of(walk.title), context.before, context.same_sentence, context.event, tuple(people), deontic,
        when.type, ruled,
    )  # fmt: skip


def choose(walk: Walk, asked: choice.Question) -> choice.Choice:
    """The field of a clause; of a letter to parents it is settled."""
    if walk.issuer.parents_letter and asked.ruled == "parents_letter":
        return choice.Choice(asked.ruled, 1.0, False)
    return choice.choose(walk.learned.fields, asked)


def bounded_by_context(walk: Walk, words: str) -> bool:
    """A measure whose persons were named before: 上述人员名单…报公安机关, or under 重点人员管控."""
    before = next((s for s in reversed(walk.spans[-2:]) if s.segment == walk.paragraph), None)
    if (
        before is not None
        and before.bounded
        and re.search(
            r"(?:上述|此类|以上|该类|这类|相关|有关|其)[^，。]{0,4}(?:人员|人群|学生|家长|对象|群体|名单|动向|行踪|情况)|名单|名册|动向|稳控|一人一",
            words,
        )
    ):
        return demands_control(words, before.text + "人员")
    heading = walk.headings[-1].words if walk.headings else ""
    return demands_control(heading) and demands_control(words, heading + "人员")


def around(walk: Walk, draft: Draft, lead_time: When | None = None) -> Around:
    """What stands around a draft and may decide its domain."""
    before = next((s for s in reversed(walk.spans[-3:]) if s.label == "obligation" and s.segment == walk.paragraph), None)
    event = own_time(draft.words) or lead_time
    return Around(
        tuple(h.words for h in reversed(walk.headings)),
        walk.title,
        (before.asked.ruled if before.asked else before.domain) if before else None,
        not draft.first_in_sentence,
        event is not None and event.type == "on_event" and _INCIDENT.search(event.phrase or "") is not None,
    )


def people_of(walk: Walk, words: str, roles: tuple[str, ...]) -> list[str]:
    """Addressees named or inherited; who guides schools answers together with them."""
    people = walk.issuer.resolve(roles)
    guided = GUIDE.search(words)
    if guided:
        people = [p for p in people if p != "school"] or [BELOW]
        people.append("school")
        if roles and not set(roles) & PERSONS:
            walk.unit_roles = tuple(dict.fromkeys((*roles, "school")))
    if GUIDE_FIRM.search(words):
        people = (people or ["school"]) + ["contractor"]
    banned = lx.BAN.search(words)
    barred = roles_in_list(_barred(words[banned.end() :])) if banned and banned.group() in ("严禁", "禁止", "不准", "不许") else ()
    if barred and set(barred) <= {"students", "teachers", "staff_other"} and not set(barred) & set(people):
        people = (people or ["school"]) + list(barred)
    if people in (["gate_guard"], ["staff_other"]) and re.search(r"不少于\d+[名人个]|配[足齐备]|每班|持证率", words):
        people = ["school", *people]
    return list(dict.fromkeys(people))


#: Who may be the doer without a word of command behind the name: anybody but the school, its pupils and their parents.
_DOERS = {"leaders", "teachers", "staff_other", "gate_guard", "partner_dept", "contractor", SELF, BELOW, COUNTY, CENTRE, OFFICE}


def opens_with(words: str) -> tuple[str, ...]:
    """The doer that opens one of the segments of a clause, where nothing else says who does it: 保洁公司早中晚各擦拭一遍."""
    for segment in re.split("[，,]", words):
        bare = strip_time(CONNECT.sub("", segment))
        found = role_at_start(bare)
        if found and found[1] < len(bare) and set(found[0]) <= _DOERS:
            return found[0]
    return ()


def _barred(words: str) -> str:
    """The persons that stand right after a ban: 严禁学生单独进入, 严禁教师、学生带入."""
    found = re.match(
        "(?!组织|安排|允许|让|要求|强迫|诱导)[^，。；]{2,12}?(?=个人|单独|私自|擅自|独自|进入|携带|带|参加|在|到|骑|驾)", words
    )
    return found.group() if found else ""


#: Those at fault who must answer for it themselves.
_OWNS_UP = re.compile("说明情况|书面检[查讨]|[作做]出?[^，]{0,4}检讨")
#: What only the issuer makes known.
_MADE_KNOWN = re.compile("结果[^，]{0,8}(?:通报|公布)|另行(?:通知|公布|安排|部署|下发)")


def defaults(walk: Walk, words: str, explicit: tuple[str, ...], people: list[str], domain: str) -> tuple[list[str], str]:
    """Who is meant when nobody is named: the issuer for audits and penalties, else the salutation."""
    announced = (
        lx.WILL.search(words)
        or (not explicit and _MADE_KNOWN.search(words))
        or (domain == "accountability" and not lx.MUST.search(words[:14]))
    )
    barred = explicit and SELF not in explicit and lx.BAN.search(words) and domain == "accountability"
    barred = barred or bool(explicit and _OWNS_UP.search(words))
    if announced and not barred and not (explicit and SELF not in explicit and domain != "accountability"):
        inherited = not explicit and walk.issuer.joint and domain == "accountability" and BELOW in people
        if (inherited or not (set(people) & {SELF, "partner_dept"})) and not (explicit and people and domain != "accountability"):
            people = [SELF, "partner_dept"] if walk.issuer.joint else [SELF]
        return people, act_of(words, people) or domain
    if walk.issuer.parents_letter and (not explicit or people == ["parents"]):
        return ["parents"], "parents_letter"
    if people:
        return people, domain
    base = walk.issuer.base
    if BELOW in base and "school" in base and domain in _OPERATIONAL:
        return ["school"], domain
    return base, domain


def when_of(walk: Walk, words: str, act: str, draft: Draft, lead_time: When | None) -> When:
    """Own phrase, else the sentence's, else an adverb of haste, else the heading's; with its calendar day."""
    found = own_time(words)
    inner = own_time(act) if draft.lead and found and found.type in ("during_break", "during_period") else None
    if inner and inner.type in ("daily", "periodic", "by_date"):
        found = inner
    conditional = any(s.text.endswith(("的", "者")) and not HAPPENING.match(s.text) for s in draft.lead)
    conditional = conditional or bool(CONDITIONAL.match(act) or EACH.search(act) or (KEPT.match(act) and "保" in act))
    if not found and not conditional:
        found = lead_time
    if not found:
        found = haste(words)
    if not found or found.type == "none":
        timed = next((h.time for h in reversed(walk.headings) if h.time), None)
        found = timed or found
    if (
        found
        and found.type == "by_date"
        and found.phrase
        and found.phrase in words
        and _WINDOW.search(found.phrase)
        and _HOLDS.search(act)
        and not _WORKS.search(act)
    ):
        found = When("during_period", found.phrase)
    found = found or When()
    day = iso_date(found, walk.day)
    return When(found.type, found.phrase, day) if day else found


def when_origin(span: Span, words: str, lead_time: When | None) -> str:
    """Where the time was said: in the clause, before it in the sentence, in a heading, or nowhere."""
    if span.when is None or span.when.phrase is None:
        return "none"
    if span.when.phrase in words:
        return "said"
    return "sentence" if lead_time and lead_time.phrase == span.when.phrase else "heading"
