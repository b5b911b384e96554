"""From segments to drafts: which segments are one obligation and where a new one begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import lexicon as lx
from .bounded import demands_control, groups_in
from .domains import act_of, evidence_of
from .judge import ACT, AIM, BAN, CONDITIONAL, FACT, LEAD, LEADIN, STANCE, TAIL, WHO, Judgement, judge
from .segments import Clause, Segment, Sentence
from .subjects import core_of, strip_time, subject_of
from .times import own_time

_RESULT = re.compile(
    r"^(?:并)?(?:[^，]{0,8}(?:记录|结果|情况|报告|证明|材料|笔录|合同|影像|资料|回执|查询|名单|信息|表格|照片|过程|单据|台账|总结|电子版|安检单|成绩|比例|有关材料|清单))(?:[^，]{0,10})(?:记入|存入|入档|归档|存档|备查|留存|留档|记录在|计入|登记|一式|公开|公示(?!栏)|发送|报送|反馈|不低于|不少于|装订|签字|签名)"
)
_CONTENT = re.compile(
    r"^(?:重点|利用|通过[^，]{2,12}(?:等)?(?:方式|形式|途径|渠道)|主要|包括|其中|尤其|特别是|内容|具体|即|分别|标出|绘制|小学|初中|高中|中职|幼儿园|低年级|一份|抽查比例|并做到|做到|一式|逐校|逐人|每班至少|每[班校名人车]配|采取|不打招呼|实行双|按照?|核对|引导[^，]{0,8}(?:排队|乘车|有序)|核查|保证每|真正做到|确保做到|同时报送|力求|[^，]{0,10}合格后?方可|安排专人(?:看守|值守|看管|监护)$|单[场次批]人数|每[场批次]人数|没有?[^，]{0,6}也要?报|引导[^，]{0,8}(?:即停即走|快速|依次))"
)
_COMPLETES = re.compile(r"完成|录入|报送?|发至|清零|到位|签完|销号|结束|备案|提交|整改|上传|填报|交|送")
_PRODUCT = re.compile(
    r"^(?:在[^，]{2,14}上)?(?:认真|科学|并|逐一|分类|及时)*(?:建立|制定|制订|修订|形成|签署|填写|登记|编制|明确|落实|绘制|标出|查找|出具|填|签订|列出|梳理|摸清|做好记录|做好登记|记录)"
)
_STEP = re.compile(
    r"检测|检查|排查|自查|清查|复核|核查|分析|研究|梳理|清点|摸底|走一遍|检一遍|巡查|评估|勘查|改不了|摸排|普查|对照|会诊|踏勘|考察"
)
_AND = re.compile(r"(?<=[\u4e00-\u9fa5”》）])并(?!且|非|存|重|列|网|行|发症|轨|举|肩|购|联|用|由|在此)")
#: How long something is kept, or where a list hangs: one can look at it by itself.
KEPT = re.compile(
    r"^(?:[^，]{0,10}(?:录像|影像|图像|视频|台账|记录|档案|资料|凭证|票据|单据|试卷|样品))(?:资料|材料|时间)?(?:要|应|须)?(?:保存|留存|保管|存档|存放)[^，]{0,8}(?:不少于|至|到|满|以上|[\d一二三两半]+[年个天月])|^[^，]{2,8}在[^，]{2,8}(?:公示|公布|张贴)$"
)
#: A measure of its own thing: 从装车到分餐不超过2小时.
_LIMIT = re.compile(
    r"^[^，]{0,12}(?:从[^，]{1,8}到|温度|浓度|库存量?|存量|水位|时长|用时)[^，]{0,8}(?:不得?(?:超过|少于|低于|高于|大于|小于)|控制在)[^，]{0,4}[\d零一二三四五六七八九十两半]"
)
#: A further case beside the one before: 其他时间…, 有条件的可…, 每层安排一名…
_ANOTHER = re.compile(
    r"其余|其他(?:学校|单位|的|时[间段])|余下|有条件的[^，]{0,8}可|每(?:个|层|栋|处|间)[^，]{0,8}(?:配备|安排|设置|安装|确定|指定)|(?:确定|明确|指定)(?:[一两三]|\d)[名个位]"
)
#: 瞒报一起查处一起.
EACH = re.compile(r"一(?P<x>[起个例人家次处])[，、]?[^，]{1,4}一(?P=x)$")
#: What a meeting is for, what a letter says and how its slip comes back, a rule and how it works.
_MEETING = re.compile(r"(?:召开|开)[^，]{0,20}(?:会|会议)$")
_OF_MEETING = re.compile(
    r"^(?:把|将|对照)[^，]{1,30}(?:分解|落实|细化|部署|明确|安排|传达)|^(?:及时|相应)?(?:修订|完善|形成|查找|梳理|总结)|^(?:逐项|逐级)?(?:部署|传达|学习|研究|分析|通报|讲评)"
)
_OF_LETTER = re.compile(
    r"^(?:讲清|讲明|说明|告知|提醒|写明|提示|嘱咐|叮嘱|宣传)|^请?(?:家长|监护人)[^，]{0,10}(?:签字|签名|签收)|^(?:收回|收齐|签好)[^，]{0,6}(?:回执|存档|留存)|回执[^，]{0,4}(?:收回|存档|留存)"
)
#: Who sits on a body that is set up, and where its office is.
_OF_BODY = re.compile(r"^由[^，]{2,16}(?:任|担任)(?:组长|总指挥|主任)$|办公室设在|^[^，]{2,14}为成员$")
_PAUSE = re.compile(r"(?:停课|停工|停产|停业|停训)[一半\d][^，]{0,3}$")
_PERIOD_RULE = re.compile(r"(?:实行|执行|落实)[^，]{0,20}(?:日报|零报告|报告|报平安)[^，]{0,4}$")
_SYSTEM = re.compile(r"(?:实行|推行|施行|执行)[^，]{0,18}(?:管理|制度?|采购|模式|供餐|报告|销号|责任制)(?:、[^，]{2,8})?$")
#: What a school does about parents and pupils who do something: 家长骑车接送的，要提醒戴好头盔.
_OF_SCHOOL = re.compile(
    r"^(?:要|应|须|应当|必须|及时|立即)*(?:提醒|告知|劝|通知|安排|引导|疏导|联系|登记|核实|教育|批评|动员|督促|协调|帮助|给予|予以|纳入|建立)"
)
_KEEP_APART = ("letter_receipts", "report", "drill_log", "training_signin", "circular")


@dataclass
class Draft:
    """An obligation or exhortation in the making: segments, judgement, and what it stood under."""

    segments: list[Segment]
    judgement: Judgement
    label: str
    lead: list[Segment] = field(default_factory=list)
    roles: tuple[str, ...] = ()
    by_roles: tuple[str, ...] = ()
    first_in_sentence: bool = False
    clause: int = 0
    closed: bool = False
    bounded: bool = False

    @property
    def start(self) -> int:
        """Offset of the first code point, leading segments included."""
        return (self.lead or self.segments)[0].start

    @property
    def end(self) -> int:
        """Offset after the last code point."""
        return self.segments[-1].end

    @property
    def words(self) -> str:
        """The act segments joined (leading segments left out)."""
        return "，".join(s.text for s in self.segments)


def drafts_of(sentence: Sentence) -> list[Draft]:
    """Group the segments of one sentence into drafts, in order."""
    out: list[Draft] = []
    for number, clause in enumerate(sentence.clauses):
        listed = _enumeration(clause, sentence, number)
        if listed is not None:
            out += listed
            if number == 0 and len(listed) == 1 and len(listed[0].segments) > len(clause.segments):
                return out
            continue
        found = _clause_drafts(clause)
        for draft in found:
            draft.clause = number
        if found and not out:
            found[0].first_in_sentence = True
        out += found
    return out


def _enumeration(clause: Clause, sentence: Sentence, number: int) -> list[Draft] | None:
    """要…配备照管员：不足20座的配1人，… and 报送：(1)…；(2)…： one obligation, lead-in included."""
    segs = clause.segments
    if not segs or segs[0].delim not in "：:" or number:
        colon = next((i for i, s in enumerate(segs[:-1]) if s.delim in "：:"), -1)
        if colon < 0 or number:
            return None
    else:
        colon = 0
    head_text = "，".join(s.text for s in segs[: colon + 1])
    rest = segs[colon + 1 :]
    later = [s for c in sentence.clauses[1:] for s in c.segments]
    if not (lx.MUST.search(head_text) or judge(segs[colon].text, True).kind == ACT) or re.search("如下|以下|下列", head_text):
        return None
    nouny = all(not _acts(s.text) for s in rest + later)
    quantities = rest and all(re.search(r"的?[配设派]?\S{0,4}\d", s.text) for s in rest)
    if (not rest and not later) or not (nouny or quantities):
        return None
    verdict = judge(segs[colon].text, True)
    subject = next((x for x in (subject_of(s.text) for s in segs[: colon + 1]) if x), None)
    draft = Draft(segs + later, verdict, "obligation", roles=subject.roles if subject else (), first_in_sentence=True)
    return [draft]


def _acts(text: str) -> bool:
    verdict = judge(text, True)
    return verdict.kind in (BAN, AIM, STANCE) or (verdict.kind == ACT and verdict.score >= 0.7 and not re.match(r"[（(]?\d", text))


def _clause_drafts(clause: Clause) -> list[Draft]:
    out: list[Draft] = []
    lead: list[Segment] = []
    roles: tuple[str, ...] = ()
    segs = clause.segments
    for i, seg in enumerate(segs):
        last = i == len(segs) - 1
        if (
            i == 0
            and not last
            and seg.delim in "：:"
            and re.fullmatch("[\u4e00-\u9fa5“”]{2,5}", seg.text)
            and not (own_time(seg.text) or subject_of(seg.text) or lx.MUST.search(seg.text))
        ):  # 消防：学校要…
            continue
        verdict = _judge_in_context(segs, i, out, last)
        current = out[-1] if out and not out[-1].closed else None
        if current and verdict.kind == LEAD and (_CONTENT.match(seg.text) or _RESULT.match(seg.text)):
            verdict = Judgement(TAIL, 0.6, "how")
        if seg.delim in "：:" and not last and verdict.kind in (ACT, TAIL, LEADIN) and _announces(seg.text):
            lead, verdict = [], Judgement(LEADIN, 0.8, "announces_list")
        if verdict.kind in (LEAD,) and not last:
            lead.append(seg)
            found = subject_of(seg.text)
            others = (
                found and set(found.roles) <= {"parents", "students"} and seg.text.endswith("的") and _OF_SCHOOL.match(segs[i + 1].text)
            )
            roles = found.roles if found and not others else roles
            continue
        if current and _OF_BODY.search(seg.text) and re.search("成立|组建|设立", current.words):
            current.segments.append(seg)
            continue
        if verdict.kind in (FACT, LEADIN, WHO):
            if current:
                current.closed = True
            found = subject_of(seg.text)
            roles = found.roles if found and not found.by else roles
            lead = []
            continue
        if verdict.key == "general" and not verdict.word.startswith(("加大", "规范")) and _after_stance(out, lead, seg.text):
            verdict = Judgement(STANCE, 0.55, "abstract")
        _place(out, current, seg, verdict, lead, roles)
        named = subject_of(seg.text)
        if verdict.kind in (AIM, STANCE) and out and not roles:
            roles = out[-1].roles
        elif named and not named.by and roles:
            roles = named.roles
        lead = []
    return [piece for draft in out for piece in _inner_split(draft)]


def _after_stance(out: list[Draft], lead: list[Segment], text: str) -> bool:
    """A general sentence that goes on from a stance in the same sentence: 要高度负责，扎实做好自查工作."""
    return bool(out) and out[-1].label == "exhortation" and not lead and not lx.MUST.search(text) and len(text) <= 14


def _judge_in_context(segs: list[Segment], i: int, out: list[Draft], last: bool) -> Judgement:
    verdict = judge(segs[i].text, last)
    if i and re.match("宁[可愿肯]?", segs[i - 1].text) and re.match("(?:也|绝|决|万)?不", segs[i].text):  # 宁可…，不可…
        return Judgement(STANCE, 0.85, "stance", "宁可")
    before = "，".join(s.text for s in segs[max(0, i - 2) : i])
    if verdict.key != "bounded" and before and demands_control(segs[i].text, before):
        return Judgement(ACT, 0.85, "bounded")
    return verdict


def _announces(text: str) -> bool:
    return bool(re.search(r"如下|以下|下列|几[项个点]|工作$|要求$|方面$|“[^”]{2,8}”$|[几三四五六]个", text)) and len(text) < 40


def _place(out: list[Draft], current: Draft | None, seg: Segment, verdict: Judgement, lead: list[Segment], roles: tuple[str, ...]) -> None:
    """Put one judged segment where it belongs: into the current draft or into a new one."""
    found = subject_of(seg.text)
    own = found.roles if found and not found.by else ()
    by = found.roles if found and found.by else ()
    if verdict.kind in (AIM, STANCE):
        if current and current.label == "exhortation" and not lead:
            current.segments.append(seg)
            return
        if current:
            current.closed = True
        out.append(Draft([seg], verdict, "exhortation", list(lead), own or roles, by, closed=False))
        return
    if current and current.label == "obligation" and not _begins_new(current, seg, verdict, lead, own):
        current.segments += [*lead, seg]
        current.by_roles = tuple(dict.fromkeys(current.by_roles + by)) if current.by_roles else ()
        current.bounded = current.bounded or verdict.key == "bounded"
        return
    if verdict.kind == TAIL:
        if current and current.label == "exhortation" and not re.search(r"\d", seg.text):
            current.segments += [*lead, seg]
            return
        if current is None and not lead and verdict.score < 0.4:
            return
    draft = Draft([seg], verdict, "obligation", list(lead), own or roles, by)
    draft.bounded = verdict.key == "bounded"
    out.append(draft)


def _begins_new(cur: Draft, seg: Segment, verdict: Judgement, lead: list[Segment], own: tuple[str, ...]) -> bool:
    """Whether ``seg`` is a new act with its own evidence rather than a means, content or product."""
    text = seg.text
    if verdict.kind == TAIL or (text.startswith("再") and re.search("(?:^|[^首])先", cur.words)):
        return False
    if len(cur.segments) == 1 and not own and _spells_out(cur, text, verdict, lead):
        return False
    if verdict.kind == BAN and _OF_LETTER.match(text) and act_of(cur.words, []) == "parents_letter":
        return False
    if cur.bounded and verdict.key == "bounded" and not seg.mark and not groups_in(text):
        return False
    if seg.mark or verdict.kind == BAN or verdict.key == "bounded" or cur.judgement.kind == BAN:
        return not (verdict.kind == BAN and re.match("不得(?:少于|低于|超过)", text))
    if CONDITIONAL.match(text) or re.match("并(?:商定|填写|注明|附|签|加盖|留存|记录)", text):
        return bool(CONDITIONAL.match(text))
    if lead and all(_OF_LETTER.search(s.text) for s in lead) and _belongs(cur, text, own):
        return False
    if lead and lead[-1].text.endswith("的") and act_of(text, ["city_bureau"]) == "accountability":
        return True
    if lead and not all(re.match("经|按|根据|对|在", s.text) for s in lead):
        return True
    if KEPT.match(text) or EACH.search(text) or _LIMIT.match(text) or _ANOTHER.match(text):
        return True
    if _belongs(cur, text, own):
        return False
    if _RESULT.match(text) or _CONTENT.match(text):
        return False
    if own and (set(own) != set(cur.roles) or lx.MUST.search(text)) and not text.startswith(("教会", "引导")):
        return not _by_state(text)
    time = own_time(text)
    if time and time.type == "by_date" and re.search("(?:将|把)[^，]{2,20}报", text) and not re.search("填|汇总|总结", cur.words):
        return True
    if time and time.type in ("on_event", "by_date") and strip_time(text).startswith("完成") and len(text) <= 16:
        return False
    if re.fullmatch("[^，]{0,2}(?:完成|完毕|到位|办结|[\u4e00-\u9fa5]完|结束|清零|收齐)", strip_time(text)):
        return False
    if re.match("逐[件项条人户车个辆]", text) and _STEP.search(cur.words):
        return False
    before = own_time(cur.words)
    if (
        time
        and time.type == "by_date"
        and before
        and before.type in ("periodic", "daily", "by_date")
        and time.phrase != before.phrase
        and lx.REPORT_VERB.search(text)
    ):
        return True
    if time and time.type == "by_date" and _COMPLETES.search(text) and re.match(r"(?:于|在)?[\d自即]", text):
        return False
    if time and time.type in ("daily", "periodic", "on_event", "by_date", "during_break", "before_break", "around_term_start"):
        return not text.startswith("由")
    return _differs(cur, text, verdict)


def _belongs(cur: Draft, text: str, own: tuple[str, ...]) -> bool:
    """Whether ``text`` says what a meeting, a letter or a rule in the draft is for or how it works."""
    if _MEETING.search(cur.segments[0].text) and _OF_MEETING.match(text):
        return True
    if act_of(cur.words, []) == "parents_letter" and _OF_LETTER.search(text) and own_time(text) is None:
        return True
    if re.search("成立[^，]{0,8}(?:组|队)$", cur.words) and re.search("分赴|赴|深入", text[:10]):
        return True
    if re.match("限期(?:整改|改正|整治)", text) and re.search("通知书|下达|责令|督办", cur.words):
        return True
    if _PAUSE.search(cur.words) and re.match("(?:集中|统一|用于|专门)?(?:对|开展|组织|进行|教会)", text):
        return True
    if (
        re.search("先[^，、]{1,6}[、，]?(?:再|后)[^，]{1,6}$", cur.words)
        and act_of(text, []) == act_of(cur.words, []) == "emergency_response"
    ):
        return True
    time = own_time(text)
    if len(cur.segments) == 1 and not lx.MUST.search(text) and _SYSTEM.search(cur.words):
        if time and time.type == "by_date" and lx.REPORT_VERB.search(text):
            return False
        return not _PERIOD_RULE.search(cur.words) or bool(lx.REPORT_VERB.search(text) or "报平安" in text)
    if own or time:
        return False
    return bool(_SYSTEM.search(text)) and bool(re.match("(?:并)?(?:实行|推行|施行)", text))


def _spells_out(cur: Draft, text: str, verdict: Judgement, lead: list[Segment]) -> bool:
    """A general statement goes on: 做好…工作，在…的同时，及时…; 实行封闭管理，除…外，…不得进入."""
    if re.search("(?:实行|执行)[^，]{0,8}(?:管理|制度)$", cur.words):
        if lead and lead[0].text.startswith("除"):
            return True
        if verdict.kind == BAN and re.match("未经|无关|外来|非本校|校外", text):
            return True
    return cur.judgement.key == "general" and bool(lead) and verdict.kind == ACT and lead[0].text.startswith(("在", "按", "根据", "结合"))


def _by_state(text: str) -> bool:
    return bool(re.search("签名$|签字(?:确认)?$", text)) and len(text) <= 8


def _differs(cur: Draft, text: str, verdict: Judgement) -> bool:
    new, old = evidence_of(text), evidence_of(cur.words)
    if re.search("(?:成立|组成|组建)[^，]{0,12}(?:组|专班|队)$", cur.words) and len(cur.segments) == 1:
        return False
    if verdict.key == "assigns_duties" and "、" in text and cur.judgement.key != "assigns_duties":
        return True
    if act_of(text, ["city_bureau"]) == "accountability" and act_of(cur.words, ["city_bureau"]) != "accountability":
        return True
    if cur.judgement.key == "general" and len(cur.segments) == 1:
        return False
    if text.startswith("由"):
        return False
    must = lx.MUST.search(text)
    if must and must.start() >= 2 and not re.match("(?:并|还|也|进一步|同时|切实|在|用|以|就|都|均|则|只|又)", text):
        return True
    if re.match("(?:对|把|将)[^，]{2,30}", text) and verdict.kind == ACT and verdict.score >= 0.6:
        return True
    if text.startswith("并"):
        if new == "circular" and act_of(cur.words, ["city_bureau"]) == "accountability":
            return False
        return not re.match("并(?:商定|填写|注明|附|签|加盖|留存|记录|做好记录|妥善保管|取得|明确)", text)
    if text.startswith("鼓励") and not lx.SHOULD.search(cur.words):
        return True
    if act_of(text, []) == "parents_letter" and act_of(cur.words, []) != "parents_letter":
        return True
    if act_of(text, []) == "emergency_response" and act_of(cur.words, []) != "emergency_response" and verdict.score >= 0.6:
        return True
    if _PRODUCT.match(text) and _STEP.search(cur.words):
        return False
    if new == old:
        hasty = re.match("(?:及时|立即|第一时间|严格|加快|迅速|进一步|依法|拒收|要|应|须|必须)", text)
        return bool(hasty) and verdict.score >= 0.6
    if new == "record":
        return bool(re.match("(?:及时|立即|严格|加快|迅速|进一步|依法|组织(?=.{6})|开展|要|应|须|必须|定期)", text))
    return not (new == "inventory" and old == "record" and "登记" in text)


def _inner_split(draft: Draft) -> list[Draft]:
    """Cut before 并 inside a segment when the halves leave different evidence."""
    if draft.label != "obligation" or draft.bounded:
        return [draft]
    for n, seg in enumerate(draft.segments):
        for found in _AND.finditer(seg.text):
            left, right = seg.text[: found.start()], seg.text[found.start() :]
            if len(left) < 4 or len(right) < 5:
                continue
            new, old = evidence_of(right), evidence_of(left)
            if new != old and new in _KEEP_APART and judge(core_of(right), True).kind == ACT:
                cut = seg.start + found.start()
                first = Segment(seg.start, cut, left, "", seg.mark)
                second = Segment(cut, seg.end, right, seg.delim)
                a = Draft(
                    [*draft.segments[:n], first],
                    draft.judgement,
                    draft.label,
                    draft.lead,
                    draft.roles,
                    draft.by_roles,
                    draft.first_in_sentence,
                )
                b = Draft([second, *draft.segments[n + 1 :]], Judgement(ACT, 0.7, "verb", right[1:3]), draft.label, [], draft.roles)
                return [a, b]
    return [draft]
