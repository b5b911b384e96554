"""What one segment is: an act, a ban, an aim, a stance, a fact, or only the head of what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from . import lexicon as lx
from .bounded import demands_control
from .people import role_at_start
from .slogans import slogan
from .subjects import ADVERBS, ANYWHERE, AT_HEAD, BA, CONNECT, LONGEST, core_of, strip_time, subject_of
from .times import EVENT_EDGE, HAPPENING, LEADING
from .tone import DONE

ACT, BAN, AIM, STANCE, LEAD, FACT, LEADIN, WHO, TAIL = (
    "act",
    "ban",
    "aim",
    "stance",
    "lead",
    "fact",
    "leadin",
    "who",
    "tail",
)
#: The name of a rule is no ban: 会背“六不准”, 张贴“严禁烟火”标志.
QUOTED_BAN = re.compile(r"[“\"][^”\"，]{0,6}(?:不准|不得|严禁|禁止|不能|不要|不)[^”\"，]{0,6}[”\"]")
_RECITAL = re.compile(
    r"^(?:为|为了|根据|依据|遵照|鉴于|本着|由于|因|按照|结合|针对|围绕|对照|在|除|凡|如|若|当|对|对于|关于|一旦|自|从|随着|以|坚持以)"
)
_LEAD_END = re.compile(
    r"(?:的|后|(?<!小)时|前|中|期间|起|之际|以来|基础上|方面|情况下|外|同时|过程中|要求|精神|规定|原则|特点|实际|(?<!到)时段|为契机|为抓手|为重点|为单位)$"
)


@dataclass(frozen=True)
class Judgement:
    """Kind of a segment, how sure (0..1), and the reason with the words that decided."""

    kind: str
    score: float
    key: str
    word: str = ""


#: Words that only a predicate has: haste at the head, 由…将, 将…报, 分类存放 at the end.
_DOES = re.compile(
    r"^(?:并|且|还|也|应|要)*(?:立即|及时|迅速|马上|第一时间|严格|认真|逐一|统一|定期|按时|切实|尽快|一律|妥善)(?=.{2})|由[^，的]{2,14}(?:将|把|对|向)|凭[^，]{2,14}(?:入场|入校|进校|进入|出入|领取|乘车|就餐|上车|入园)|(?:将|把)[^，]{2,30}(?:报|送|发|交|给|到|在|为|成|出)|[分专集统单独][^，的]{1,4}(?:管理|存放|摆放|使用|保管|采购|停放)$|[^，的]{2,20}(?:管理到位|到位|上锁|断电|关闭)$"
)
_NAMED = re.compile(
    r"的(?:学生|人员|教师|单位|学校|车辆|食堂|部位|场所|房屋|设施|设备|地区|区域|部门|企业|干部|家长|项目|机构|问题|隐患|情况|行为)$"
)
#: 利用班会等形式, 结合…的要求: how or on what basis, never the act.
_MANNER = re.compile(r"(?:等)?(?:多种)?(?:形式|方式|途径|渠道|载体|契机|平台|手段|机会)$")
#: 自查阶段为8月21日至28日, 治理范围为…
_TELLS = re.compile(r"(?:阶段|时间|期限|范围|对象|时段|比例|地点)(?:安排)?[为是]|为[^，]{2,12}阶段$")
#: How far an act must reach: 一张不能少, 一处一处过, 知晓率要达到百分之百.
COVERAGE = re.compile(
    r"^(?:真正|切实)?(?:做到)?一[^，一]{1,3}[也都]?(?:不(?:能|得|可|许|准)?|没有?)(?:少|漏|落下?|缺|留|剩|掉队|放过)$|^一(?P<x>[^，一]{1,2})一(?P=x)[^，]{1,6}$|"
    r"^[^，]{0,16}(?:(?:知晓|参与|覆盖|合格|到位|完成|整改)率|面|的[^，]{2,4})(?:要|应|须|必须)?(?:达到|达|实现|为)(?:百分之百|100%|1\d{2}%)$"
)
#: 一时改不了的要…, 能当场改的当场改: a class of things and what becomes of it, in one segment.
CONDITIONAL = re.compile(
    r"^[^，的]{2,22}的(?:(?:学生|食堂|学校|车辆|单位|人员)?|[^，的]{2,6}(?=予以|一律|当场|限))(?:当[场天日]|立即|坚决|一律|先|暂缓|暂停|终止|取消|要(?!求)|应|须|必须|不得|严禁|予以|停止|停用|及时|全[镇县市区校](?:表扬|通报)|表扬|奖励|当年(?:不|取消)|不(?:得|予|评|安排|再|准|许|参加)|依[法规纪]|追究|移交|抄告|约谈|责令|调离|劝离|限[期\d一二三两]|可(?!能)|问清|登记|单独|安排)"
)


@lru_cache(maxsize=2048)
def judge(text: str, last: bool = False) -> Judgement:
    """Say what the segment ``text`` is; ``last`` when nothing follows in its clause."""
    if len(text) > LONGEST:
        return Judgement(FACT, 0.5, "unclear")
    if demands_control(text):
        return Judgement(ACT, 0.9, "bounded")
    core = core_of(text)
    ban = lx.BAN.search(QUOTED_BAN.sub("", text))
    stance = lx.STANCE.search(text)
    stock = stance.group()[:12] if stance else slogan(text)
    if (
        stock
        and re.search("(?:提醒|告知|督促|通知)[^，]{0,6}(?:家长|监护人)[^，]{2,}", text)
        and re.search("《|群|信|书|短信|电话|微信", text)
    ):
        stock = None
    if lx.WHO_ANSWERS.search(text) and not lx.BAN.search(text) and not re.search("实行|落实|执行", text):
        return Judgement(WHO, 0.8, "who_answers")
    if re.search("党政领导责任|“[^”]{4,40}责[^”]*”要求|明确[^，]{0,4}责任|细化[^，]{0,4}(?:方案|分工|措施)|分解[^，]{0,4}任务", text):
        return Judgement(ACT, 0.7, "assigns_duties")
    if "是否" in text and not lx.MUST.search(text) and not re.match(".{0,6}(?:检查|查看|核查|排查|核对|查|看)", core):
        return Judgement(FACT, 0.8, "fact", "是否")
    if re.fullmatch("(?:凡)?一(?:经|旦)(?:发现|查实|核实|查出|举报|查处|确认|认定)", text):
        return Judgement(LEAD, 0.8, "leads")
    if re.search(r"(?:电话|邮箱|传真|手机)(?:号码)?[:：]?[ ]?[\d-]{5,}$", text) and not re.search(
        "公布|设立|开通|拨打|公开|请|要|张贴", text
    ):
        return Judgement(FACT, 0.8, "fact", "电话")
    if COVERAGE.search(text):
        return Judgement(TAIL, 0.6, "how")
    if _TELLS.search(text) and not lx.MUST.search(text):
        return Judgement(FACT, 0.8, "fact", "为")
    if not last and _MANNER.search(text) and not ban and not re.match("录入|登录|接入|上传|填报|建立|搭建|开通|完善|报送|推送", core):
        return Judgement(LEAD, 0.8, "leads")
    if CONDITIONAL.match(text) and not stock:
        return Judgement(BAN if ban else ACT, 0.8, "ban" if ban else "verb", ban.group() if ban else core[:4])
    if not last and not (stock and not _LEAD_END.search(text)) and _is_lead(text, core):
        return Judgement(LEAD, 0.8, "leads")
    if lx.LEAD_WORDS.search(text):
        return Judgement(LEADIN, 0.8, "announces_list")
    if ban and not stock and not (lx.AIM_HEAD.match(core) and ban.start() > 6):
        return Judgement(BAN, 0.9, "ban", ban.group())
    if stock:
        return Judgement(STANCE, 0.85, "stance", stock)
    if re.fullmatch("经(?:[^，]{0,10})(?:研究|同意|批准|审议)", text):
        return Judgement(FACT, 0.8, "fact", text)
    return _act_or_aim(text, core)


def _act_or_aim(text: str, core: str) -> Judgement:
    aim = lx.AIM_HEAD.match(core) or lx.AIM_HEAD.match(text)
    if aim:
        if (lx.MAINTAIN.search(core[:8]) or lx.MAINTAIN.search(text[: aim.end() + 2])) and lx.STATE.search(text):
            return Judgement(ACT, 0.7, "checkable_state", lx.STATE.search(text).group())  # type: ignore[union-attr]
        if core.startswith(("做到", "实现")) and (lx.TRACE.search(core) or lx.STATE.search(core)):
            return Judgement(TAIL, 0.6, "how")
        if re.match(r"(?:推进|推动|构建|打造|形成|减少|提高|巩固)", core) and re.search(
            r"工程|改造|项目|接入|台账|清单|报告|频次|车速|机制|外出|聚集|\d|发现和?消除|安装|整改", core
        ):
            return Judgement(ACT, 0.55, "verb", core[:2])
        if aim.group().endswith(("让", "使")) and re.search(r"\d[日号]?前|\d[日号]", core + text):
            return Judgement(TAIL, 0.6, "how")
        return Judgement(AIM, 0.85, "aim", aim.group()[-4:])
    if lx.ABSTRACT.match(core) or lx.ABSTRACT.match(text):
        return Judgement(STANCE, 0.65, "abstract")
    return _act_or_fact(text, core)


#: 小卖部不卖三无食品.
_WITHOUT = re.compile(
    "^不(?:带|到|去|玩|吃|乘坐|购买|食用|进入|攀爬|触摸)[^，]{3,}$|[^，、]{2,8}不(?:卖|售|买|采购|使用|存放|留宿|带|接收|提供|加工|进校)[^，]{0,12}$"
)


def _act_or_fact(text: str, core: str) -> Judgement:
    must = lx.MUST.search(text)
    fact = lx.FACT.search(text)
    verb = AT_HEAD.match(core)
    if DONE.search(text) and not must:
        return Judgement(FACT, 0.8, "fact", "已")
    if fact and not must and not (verb and len(verb.group()) > 1):
        return Judgement(FACT, 0.8, "fact", fact.group()[:8])
    if verb:
        general = (lx.GENERAL_HEAD.match(core) and lx.GENERAL.match(core)) or (lx.GENERAL_HEAD.search(text) and lx.GENERAL.match(text))
        return Judgement(ACT, 0.55 if general else 0.85 if must else 0.75, "general" if general else "verb", verb.group())
    if must:
        return Judgement(ACT, 0.75, "command", must.group())
    if lx.HOLLOW.search(core):
        return Judgement(STANCE, 0.6, "abstract")
    other = lx.SHOULD.search(text) or lx.MAY.search(text) or lx.WILL.search(text)
    if other:
        return Judgement(ACT, 0.65, "command", other.group())
    does = _DOES.search(text)
    if does:
        return Judgement(ACT, 0.65, "verb", does.group()[:6])
    inner = ANYWHERE.search(core) or re.search("组织(?=[^，]{4,}(?:竞赛|比赛|活动|测试|评选|展评|征文|观摩|仪式|大会|讲座)$)", text)
    if inner:
        return Judgement(ACT, 0.6, "verb", inner.group())
    if lx.STATE.search(core):
        return Judgement(ACT, 0.45, "checkable_state", lx.STATE.search(core).group())  # type: ignore[union-attr]
    if _WITHOUT.match(text):
        return Judgement(ACT, 0.5, "command", "不")
    named = subject_of(text)
    if named and not named.by and len(text) - named.end >= 3:
        return Judgement(ACT, 0.45, "named", text[named.start : named.end])
    return Judgement(TAIL, 0.3, "unclear")


#: Nouns that end a named place, person or thing: 使用煤炉取暖的教室、值班室.
_NOUN_END = re.compile(
    r"(?:[室楼房园校生员人者车区处库堂站栋店厂舍具]|食品|用品|产品|食材|活动|赛事|集会|课程|作业|情形|设备|设施|部位|场所|单位|企业|机构|家庭|家长|教师|水域|路段|工程|项目|物品|药品|器材|线路|岗位|班级|考点|宿舍|食堂|公寓)$"
)


def _names_only(text: str) -> bool:
    """Whether a segment only names things with what marks them, and says nothing of them."""
    text = re.sub("^(?:对于?|针对)", "", text)
    head, found, tail = text.rpartition("的")
    return bool(
        found
        and 2 <= len(head) <= 24
        and 1 <= len(tail) <= 14
        and _NOUN_END.search(tail)
        and all(_NOUN_END.search(part) for part in re.split("[、和及]", tail))
        and not (lx.MUST.search(text) or lx.BAN.search(text) or BA.match(ADVERBS.sub("", text)) or lx.AIM_HEAD.match(text))
        and not _DOES.search(head)
    )


def _ends_in_time(text: str) -> bool:
    """Whether a segment breaks off after saying who and when: 学校要于4月30日前, 启动部署（3月25日至4月10日）, 学校接到报告."""
    if re.search(r"[\u4e00-\u9fa5]{2,10}[（(][^（）()]*\d{1,2}[日号月][^（）()]*[)）]$", text) and not lx.MUST.search(text):
        return True
    found = re.search(r"(?:于|在)(?P<when>[^，]{2,22})$", text)
    if found and any((m := rule.pattern.match(found["when"])) and m.end() == len(found["when"]) for rule in LEADING):
        return True
    subject = subject_of(text)
    rest = text[subject.end :] if subject and not subject.by else text
    if (
        rest != text
        and re.match("(?:接到|收到|发现|遇到|遇有?|发生|出现)[^，的]{2,16}$", rest)
        and not lx.MUST.search(rest)
        and not re.search("[后内](?:报|上报|电话|通知|到|赶|启动)", rest)
    ):
        return True
    if re.search(
        r"(?:出现|发生)(?:\d|[一二两三四五六七八九十]+[例人名起]|[^，的]{2,24}(?:症状|病例|事故|险情|情况|异常))[^，的]{0,24}$", rest
    ):
        return not lx.MUST.search(rest) and not AT_HEAD.match(rest)
    return any((m := rule.pattern.match(rest)) and m.end() == len(rest) for rule in LEADING) and len(rest) >= 2


#: What is left of a time when its first half is off: 最后5分钟, 第一节课.
_SPELL = r"的?(?:最后|头|前|第)?[\d一二三两四五六七八九十半]{1,3}个?(?:分钟|小时|节课?|周|天|日)"


_DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号](?:[（(][^（）()]*[)）])?(?:上午|下午|中午|晚上?|当天|起|\d{1,2}[:：时点]\d{0,2}分?)*"


def _is_lead(text: str, core: str) -> bool:
    """A time, a condition, a subject or a basis that only opens what follows."""
    if text.endswith("的") and len(text) > 3:
        return True
    if text != strip_time(text) and re.fullmatch(_SPELL, strip_time(text)):
        return True
    if re.fullmatch(_DAY, text):
        return True
    if re.search('为[“"]?[^，“”"]{1,8}[周月日][”"]?$', text) and re.search(r"\d", text):
        return True
    if re.match("(?:通过|未经)[^，]{1,12}$", text) or _names_only(text) or _ends_in_time(text):
        return True
    bare = strip_time(CONNECT.sub("", text))
    if not bare.strip(" ，") or HAPPENING.match(text) or (EVENT_EDGE.match(text) and not lx.MUST.search(text)):
        return True
    if re.search(
        r"(?:要|应|须|应当)?(?:严格|充分)?(?:按照|结合|根据|针对|对照|依据|围绕)[^，]{2,60}(?:要求|精神|规定|原则|特点|实际|部署|基础上)$",
        text,
    ):
        return True
    if _LEAD_END.search(text) and not re.search("(?:目的|的$)", text[-3:-1]) and not (lx.MUST.search(text) and not _RECITAL.match(bare)):
        if not text.endswith(("要求", "精神", "规定", "原则", "中", "外", "实际")) or _RECITAL.match(bare):
            return True
        if re.match(r".{0,12}(?:按照?|根据|结合|针对|在|对照)", bare):
            return True
    commands = lx.MUST.search(bare) or lx.BAN.search(bare)
    if _NAMED.search(bare) and not commands and re.match("凡|对|如|[^，]{2,30}的[^的]{2,3}$", bare) and not ANYWHERE.match(core):
        return True
    if bare.startswith("凡") and not commands:
        return True
    role = role_at_start(bare)
    if role and role[1] >= len(bare):
        return True
    if (
        re.match(
            "(?:对|对于|针对)[^，]{2,30}的[^，的]{0,6}(?:任务|问题|隐患|情况|学校|单位|人员|学生|行为|部位|场所|线索|矛盾|诉求)$", bare
        )
        and not commands
    ):
        return True
    if re.match(r"(?:遇|如遇|遇有|遇到|一旦)[^，]{2,24}(?:信号|天气|险情|情况|预警|事故|灾害|火情|警情|故障)$", bare) and not commands:
        return True
    if re.match(r"(?:凡|如|若|除|遇|对|对于|针对)", bare) and not _predicate_inside(bare):
        return True
    return (
        not _predicate_inside(bare)
        and not lx.AIM_HEAD.match(core)
        and not lx.STANCE.search(text)
        and not lx.FACT.search(text)
        and not re.search(r"\d", bare)
        and not lx.STATE.search(bare)
    )


def _predicate_inside(text: str) -> bool:
    return bool(
        _DOES.search(text)
        or AT_HEAD.match(core_of(text))
        or ANYWHERE.search(text)
        or lx.MUST.search(text)
        or lx.BAN.search(text)
        or lx.MAY.search(text)
    )
