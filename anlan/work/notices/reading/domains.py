"""Domain and evidence of an obligation: by act first, then by thing, then general."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .topics import ASIDE, BODIES, BODY, BY_ACT, BY_THING, EDUCATION, EVIDENCE, GENERAL, MIXED, POSTS, compiled


def thing_scores(text: str) -> dict[str, float]:
    """How much ``text`` speaks of each thing: matched characters, later ones a little more."""
    out: dict[str, float] = {}
    for name, pattern in BY_THING:
        hits = list(pattern.finditer(text))
        if hits:
            out[name] = sum(len(h.group()) for h in hits) + hits[-1].start() / (len(text) + 1)
    return out


def thing_of(text: str) -> str | None:
    """The one thing that ``text`` speaks of most."""
    scores = thing_scores(text)
    return max(scores, key=lambda n: scores[n]) if scores else None


@lru_cache(maxsize=2048)
def thing_last(text: str) -> str | None:
    """The thing named last: of 食堂燃气安全 it is the gas."""
    ends = [(hit.end(), name) for name, pattern in BY_THING for hit in pattern.finditer(text)]
    return max(ends)[1] if ends else None


def topic_of(title: str) -> str:
    """A title from 关于 on: the names of issuers before it are no topic, nor are the years and the form after it."""
    words = title.split("关于", 1)[-1]
    return re.sub(
        "(?:的)?(?:紧急)?(?:通知|通告|通报|意见|方案|(?:提醒|提示|告知)?函|要点|提示|提醒|告知书|预案|办法)(?:[（(].*)?$", "", words
    )


@dataclass(frozen=True)
class Around:
    """What stands around a clause: headings (nearest first), title, and the domain just before it."""

    headings: tuple[str, ...] = ()
    title: str = ""
    before: str | None = None
    same_sentence: bool = False
    event: bool = False

    def bonus(self) -> dict[str, float]:
        """What the surroundings add to each thing."""
        out: dict[str, float] = {}
        title = topic_of(self.title)
        topics = list(thing_scores(title))
        single = not re.search("[和、及与]", title) or len(topics) == 1
        last = thing_last(title)
        for name in topics:
            out[name] = out.get(name, 0) + (TITLE_BONUS if single and name == last else 1.5)
        for n, words in enumerate(self.headings):
            for name in thing_scores(words):
                out[name] = out.get(name, 0) + (2.0 if n == 0 else 1.5)
        if self.before in dict(BY_THING):
            out[str(self.before)] = out.get(str(self.before), 0) + (2.5 if self.same_sentence else 0.8)
        return out


#: Domains of the clause before that a clause with no thing of its own takes over within the sentence.
_CARRIED = {"duty", "incident_report", "building", "bus", "gas", "food", "fire", "chemicals", "gate", "epidemic", "emergency_response"}
#: What a notice may be about without its being an object that one checks or mends.
_HAPPENINGS = {"weather", "epidemic", "other", "traffic", "threat", "disputes"}
TITLE_BONUS = 3.0
#: A check that stands before what it looks at: 抽查值班和预案落实情况.
_LOOKS_AT = compiled(
    r"(?:督查|督导|抽查|暗访|检查|点名|巡视)[^，]{0,6}(?:值班|带班|预案|值守|演练|制度|[^，]{0,16}(?:落实|执行|开展|到岗|准备|安置|整改)情况)"
)
#: Who may work with children: the scheme gives vetting no domain of its own.
_VETTING = compiled("(?:犯罪|违法)[^，]{0,6}(?:记录|信息)|入职查询|准入查询|背景(?:审查|核查|调查)|从业禁止")
#: Places of a school; several of them in a row, and no danger named, are key areas.
_PLACES = compiled(
    "食堂|宿舍|公寓|实验室|配电[房室]|锅炉房|操场|教学楼|图书[馆室]|厕所|仓库|库房|体育馆|报告厅|消控室|机房|活动室|车棚|地下室|泵房|围墙|门卫室|楼道"
)
#: A meeting of those who lead, whatever it hands out.
_MEETS = compiled(r"召开[^，]{0,20}(?:会|会议)(?:，|$|部署|研究)")


def act_of(text: str, addressee: list[str]) -> str | None:
    """The domain that the act itself decides (rule 1); brackets and quoted slogans are passed over."""
    text = ASIDE.sub("", text)
    if _VETTING.search(text):
        return "other"
    if re.search("通报[^，]{0,12}(?:抽查|督查|检查|暗访)(?:情况|结果)", text) and "school" not in addressee:
        return "inspection"
    if (
        re.search("责令[^，]{0,6}(?:整改|停课|改正)|下达[^，]{0,6}(?:整改|通知书)", text)
        and addressee
        and not set(addressee) & {"school", "leaders"}
    ):
        return "inspection"
    if re.search("结果[^，]{0,10}(?:通报|公布)|通报[^，]{0,8}结果", text) and addressee != ["school"]:
        return "inspection"
    if re.search(
        "[瞒迟谎漏]报一起|一票否决|停职|免职|撤职|诫勉|取消[^，]{0,14}(?:资格|评优|评先)|(?:问责|追究|追责|处分)一[起个例人家]|通报一[起个例]|予以[^，]{0,6}通报|通报批评|全[市县区省][^，]{0,2}通报|依[法规](?:依[法规纪])?[^，]{0,6}(?:追究|问责|严肃处理)|(?:严肃|从严)(?:处理|查处)$",
        text,
    ):
        return "accountability"
    if re.search("问责|追责|追究|约谈", text) and _over_others(text, addressee):
        return "accountability"
    looks = _LOOKS_AT.search(text)
    if re.search("对[^，]{2,30}(?:进行|开展)(?:随机|专项|重点|全面|电话|现场|实地)?“?(?:抽查|督查|暗访|回头看)", text) and set(
        addressee
    ) <= {
        "city_bureau",
        "district_bureau",
        "partner_dept",
    }:
        return "inspection"
    if _MEETS.search(text) and not re.search("班会|家长会|总结会|讲评会|复盘会|安全教育|专题教育|演练|培训", text):
        return None if thing_of(text) else "leadership"
    if looks and set(addressee) <= {"city_bureau", "district_bureau", "partner_dept", "leaders"}:
        return "inspection"
    for name, pattern in BY_ACT:
        if name == "duty" and EDUCATION.search(text):
            return _education(text)
        if pattern.search(text):
            if name == "duty" and re.search("上下学|上学|放学|护学|高峰", text) and not re.search("值班|带班", text):
                continue
            if name == "accountability" and not _over_others(text, addressee):
                continue
            if name == "duty" and addressee == ["partner_dept"] and re.search("治安|周边", text):
                continue
            if name == "inspection" and addressee and set(addressee) <= {"parents", "teachers", "staff_other", "students"}:
                continue
            return name
    return _education(text) if EDUCATION.search(text) else _inspects(text, addressee)


def _education(text: str) -> str | None:
    """Teaching pupils or staff in general; training of post-holders on one thing stays with it."""
    if re.search("演练|演习", text):
        return "education_drill"
    if POSTS.search(text) and thing_of(text) and re.search("培训|轮训|教育|教会|讲[一1]次课", text) and not re.search("学生|师生", text):
        return None
    return "education_drill"


def _over_others(text: str, addressee: list[str]) -> bool:
    if re.search(
        "问责|追责|追究|约谈|移交|移送|评优|评先|挂钩|一票否决|倒查|资格|诫勉|免职|撤职|从严|从重|处分|吊销|表扬|责令|说明情况|书面检[查讨]|检讨|停职|抄告|黄牌",
        text,
    ):
        return True
    return bool({"city_bureau", "district_bureau", "partner_dept"} & set(addressee)) or "单位" in text


def _inspects(text: str, addressee: list[str]) -> str | None:
    checks = re.search("检查(?!点|站)|评估|复核|核查|巡查(?!员)|验收|核验|复查|抽检|集中整治|专项整治", text)
    if checks and re.search("(?:台账|清单)[^，]{0,4}(?:，|$)|销号", text) and not re.search("督|抽", text):
        return None
    if checks and set(addressee) <= {"city_bureau", "district_bureau", "partner_dept", "leaders"} and addressee:
        if set(addressee) == {"leaders"} and not re.search("一线|值班|食堂巡查|督|到(?:学校|校|食堂|宿舍)", text):
            return None
        return "inspection"
    return None


#: Who leads and answers, as against papers and rules of one thing.
_DUTIES = compiled("责任|领导|机制|专班|职责|双责|经费|部署|分工|会议")
#: A report on the whole of what the notice is about stays with that.
_SUMMARY = compiled(
    r"(?:总结|台账|情况|方案|汇总表|统计表|报表|典型案例)[^，]{0,20}(?:报|送|交|发)|(?:报|送|交)[^，]{0,16}(?:总结|台账|情况|方案|汇总表|统计表|报表)"
)


def _of_whole(title_words: str) -> str | None:
    """The one thing that a title is about; a campaign against hazards of all kinds is about hazards."""
    things = thing_scores(title_words)
    if len(things) == 1:
        return next(iter(things))
    if not things and re.search("高考|中考|考试|招生", title_words):
        return "other"
    return "hazards" if not things and re.search("隐患|整治|排查|大检查", title_words) else None


#: A report within minutes or hours, and any report upward.
_SOON = compiled(r"(?:分钟|小时)[^，]{0,4}内[^，]{0,6}报[^，。警]{0,10}(?:局|办|中心|政府|领导)")
_UPWARD = compiled(
    r"(?:报告|上报|通报情况)(?!制度|单)|(?:告知|告诉|通知)[^，。]{0,8}(?:处(?!理|置)|科|校长|主任|领导|局)|"
    r"报[^，。]{0,10}(?:局|科|委|办|部门|中心|校长|园长|领导|派出所|政府|值班室)"
)


def domain_of(text: str, addressee: list[str], around: Around) -> tuple[str, str]:
    """Domain and the rule that gave it (act, thing, around, general, none)."""
    scores, bonus = thing_scores(text), around.bonus()
    spoken = _by_act(text, addressee, around, {*scores, *bonus})
    return (spoken, "act") if spoken else _by_thing(text, addressee, around, scores, bonus)


def _by_act(text: str, addressee: list[str], around: Around, things: set[str]) -> str | None:
    """Rule 1, with what the thing at hand or a happening before it takes away or adds."""
    act = act_of(text, addressee)
    if act == "education_drill" and re.search("培训|轮训", text) and things - {"other"} and not re.search("学生|师生|全体教", text):
        act = None
    if act == "emergency_response" and around.event and _SOON.search(text):
        return "incident_report"
    if act == "publicity" and _SUMMARY.search(text):
        act = None
    if act and not (BODY.search(text) and act in ("education_drill", "emergency_response", "incident_report", "inspection")):
        return act
    body = BODIES.search(text)
    if body:
        return (thing_of(body.group()) if BODY.search(body.group()) else None) or "leadership"
    upward = around.event and _UPWARD.search(ASIDE.sub("", text)) and not re.search("备案|报备", text)
    return "incident_report" if upward else None


def _by_thing(text: str, addressee: list[str], around: Around, scores: dict[str, float], bonus: dict[str, float]) -> tuple[str, str]:
    """Rules 2 and 3, and what the surroundings say when the clause says nothing."""
    if not scores and around.same_sentence and around.before in _CARRIED:
        return str(around.before), "around"
    if MIXED.search(text) and len(scores) <= 1:
        return "hazards", "general"
    if len(scores) >= 3 and re.search("重点(?:部位|场所|区域)", text):
        return "key_areas", "general"
    if (
        len(_PLACES.findall(text)) >= 3
        and not thing_scores(_PLACES.sub("", text))
        and not re.search("隐患|排查|检查|查看|逐[处楼栋室]", text)
    ):
        return "key_areas", "general"
    if len(set(scores) - _HAPPENINGS) >= 3 and re.search("检查|排查|自查|确认|过一遍|查看|逐[楼室项]", text):
        return "hazards", "general"
    if any(name not in _HAPPENINGS for name in scores):  # the object in the clause before the danger in the title
        bonus = {name: min(value, 1.0) if name in _HAPPENINGS and name not in scores else value for name, value in bonus.items()}
    total = {name: value + bonus.get(name, 0) for name, value in scores.items()}
    if len(scores) >= 2 and not bonus and re.search("检查|排查|检修|维护|自查|检测|过一遍|试运行", text) and text.count("、") >= 2:
        return "hazards", "general"
    strong = {name: value for name, value in bonus.items() if value >= 2.0}
    return _at_large(text, addressee, around, total, bool(scores), strong)


def _at_large(
    text: str, addressee: list[str], around: Around, total: dict[str, float], named: bool, strong: dict[str, float]
) -> tuple[str, str]:
    """The thing that weighs most, else what stands around, else the general word."""
    general = next((n for n, p in GENERAL if p.search(text)), None)
    if general == "leadership" and strong and not _DUTIES.search(text):  # a paper of the thing, no duty of a body
        general = None
    if general in (None, "hazards", "risk") or total:
        for name, value in strong.items():
            total[name] = max(total.get(name, 0), value)
    if total and (named or general in (None, "hazards", "risk")):
        return max(total, key=lambda n: total[n]), "thing" if named else "around"
    if general is None and around.same_sentence and around.before:
        return around.before, "around"
    if general is None and around.headings:
        spoken = act_of(around.headings[0], addressee)
        if spoken in ("duty", "incident_report", "emergency_response", "parents_letter", "education_drill") and not (
            spoken == "education_drill" and re.search("记录|谈话|登记", text)
        ):
            return spoken, "around"
    if general == "leadership" and (_SUMMARY.search(text) or re.search("归档|总结", text)):
        return _of_whole(title_words=topic_of(around.title)) or general, "around"
    return (general, "general") if general else ("other", "none")


@lru_cache(maxsize=2048)
def evidence_of(text: str, domain: str | None = None) -> str:
    """The one kind of proof that fits best; ``record`` when nothing says more."""
    for name, pattern in EVIDENCE:
        if pattern.search(text):
            if name == "circular" and domain not in (None, "accountability", "inspection"):
                continue
            return name
    return {"duty": "record", "publicity": "publicity", "leadership": "plan", "parents_letter": "letter_receipts"}.get(
        domain or "", "record"
    )
