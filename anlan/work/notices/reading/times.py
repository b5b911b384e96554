"""Time phrases: which words of a clause say when, of what type, and which calendar day they name.

Order of the labelling scheme: the clause's own phrase; a phrase before the first verb of the sentence;
立即-type adverbs; the period a heading sets; none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .model import When

N = r"(?:\d{1,4}|[一二三四五六七八九十两半百几]{1,3})"
WEEKDAY = r"(?:[（(](?:周|星期|礼拜)[一二三四五六日天末][）)])?"
MD = rf"(?:(?:20\d\d|今|明|当)年)?(?:\d{{1,2}}月(?:\d{{1,2}}[日号]|底|初|末|[上中下]{{1,2}}旬|份)|(?:本|当|次|下|这个|下个)月\d{{1,2}}[日号]){WEEKDAY}"
DAY = rf"(?:{MD}|(?<![\d.])\d{{1,2}}[日号]{WEEKDAY}(?=前|之前|以前))"
HOLIDAY = "(?:元旦|春节|清明|五一|劳动节|端午|中秋|国庆|寒假|暑假|节日|节假日|假期|双节|两节|小长假|开学|放假|离校|除夕|假日)"
EVENT_HEAD = (
    "(?:一旦|如遇|遇到|遇有|遇|如有|若有|若遇|若发生|如发生|发生|出现|发现|接到|接报|收到|凡发生|如发现|一经|闻到|听到|预警|如果|万一)"
)


@dataclass(frozen=True)
class Rule:
    """A pattern and the type it gives; earlier rules win where two start at the same place."""

    type: str
    pattern: re.Pattern[str]


def _r(kind: str, pattern: str) -> Rule:
    return Rule(kind, re.compile(pattern))


#: Explicit phrases, tried in this order.
EXPLICIT: tuple[Rule, ...] = (
    _r("during_period", rf"^{MD}[^，。；]{{2,22}}(?:时段|期间)(?=$|[，,各市区县学要应])"),
    _r(
        "by_date",
        r"(?:今|明|当|次)(?:天|日|晚|早)(?:(?:上|下|中)午|晚上?|\d{1,2}(?:[:：]\d\d|[时点]\d{0,2}分?))*(?:下班)?(?:之|以)?前|(?:今|明)日?下班前",
    ),
    _r(
        "during_period",
        r"(?:\d{1,2}月)?\d{1,2}[日号](?:[、和]\d{1,2}[日号])+(?!前)|(?:\d{1,2}月)?\d{1,2}[日号](?:夜间|凌晨|白天|夜里|晚间|全天|上午|下午)?(?:至|到)(?:\d{1,2}月)?\d{1,2}[日号](?:上午|下午|中午|夜间|晚上|全天)|(?:\d{1,2}月)?\d{1,2}[日号](?:夜间|凌晨|白天|夜里|晚间|全天)|(?:今|明)[天晚夜](?=[^，。；]{2})(?!前|起)",
    ),
    _r(
        "periodic",
        r"(?:以后|此后)?每(?:(?:周|月)[一二三四五六日末初底]?|半月|旬|季度?|学期|学年|半年|年(?!级|龄))(?:上午|下午)?(?:\d{1,2}[日号])?(?:前|之前|上旬|中旬|下旬|月底)?",
    ),
    _r(
        "daily",
        r"每[晚夜][^，。；]{0,6}[前后]|(?:午间|课间|午休|晚自习|放学|早晚|就寝)(?:[、和](?:午间|课间|午休|晚自习|放学|早晚|就寝))+(?:后|前|时段?)?|每[天日](?:\d{1,2}[:：]\d\d|\d{1,2}[时点])(?:以?前)?|每[日天](?:出车|开火|上岗|上课|放学|开餐|收工|上学|下班|早晚|课前|课后|入园|离园|离校|到校|就寝|睡前|晚自习)[^，。；]{0,8}?(?:前|后|时段?)(?:、[^，。]{1,4}[前后])?|每[天日](?:上下学|早晚|每趟)(?:时段|高峰)?|每[天日](?:早|晚|中午|上午|下午|夜间|放学后|上学前)?|(?:夜间)?每(?:隔)?"
        + N
        + r"?个?(?:小时|分钟)|每(?:餐|顿|班次|趟|节课)|餐餐|日日|天天|逐日",
    ),
    _r(
        "by_date",
        r"(?<![\d.月])\d{1,2}[日号](?:一早|一大早|清晨)|(?<![\d.月])\d{1,2}[日号](?:至|到|[-—~～]+)(?:\d{1,2}月)?\d{1,2}[日号]|(?<![\d.月])\d{1,2}[日号](?:(?:上|下|中)午|早晨|晚上?)?(?:\d{1,2}[:：]\d\d|\d{1,2}[时点]\d{0,2}分?)(?:之|以)?前",
    ),
    _r("by_date", rf"(?:自|从|于)?{DAY}(?:[^，。；、]{{0,4}}(?:至|到|[-—~～]+)(?:{DAY}|\d{{1,2}}[日号]|(?:明|次)年\d{{1,2}}月))(?:期间)?"),
    _r("periodic", rf"每{N}(?:天|日|周|个月|年)(?=[^，。；]{{0,4}}(?:一次|至少|开展|进行|组织|检|清|联系|更换|\d|报)|$)"),
    _r(
        "by_date",
        rf"(?:请?[务于在]必?于?|最迟|最晚|不迟于)?(?:{DAY}|年底|本?月底|[本下]月[初中]|月末|学期末|本学期末|年内|本周[一二三四五六日末]|下周[一二三四五六日]|{N}月底)(?:(?:上|下|中)午|晚上?|\d{{1,2}}[:：]\d\d|\d{{1,2}}[时点](?:\d{{1,2}}分|整)?|下班)*(?:之前|以前|前|底前)(?!后)",
    ),
    _r(
        "by_date",
        rf"(?:截至|截止到?|最迟不?超过|不超过|不得?[迟晚]于){DAY}|{DAY}(?:为?止|前后|当[天日])|^(?:于|在)?\d{{1,2}}[日号](?:一早|一大早|清晨)|^(?:于|在)?{MD}(?:(?:上|下)午|晚上?|\d{{1,2}}[:：]\d\d|\d{{1,2}}[时点]|当天)*(?=[，,]|[各全由市区县学统])",
    ),
    _r(
        "by_date",
        rf"自{MD}起|(?:自|从)?即日起(?:至|到){DAY}|限期|限{N}[日天个][^，]{{0,4}}内|(?:于|在)?{MD}(?:上|下)?午?(?=[^，。；]{{0,16}}(?:报|组织|开展|举行|召开|完成|集中|检查|抽查|开始|进行|对|派|派出|会同|联合|验收|督查))",
    ),
    _r(
        "by_date",
        rf"(?:于|在)?{MD}(?!前|之前|以前|起|至|到|[-—~～]|的|以来|、|和|以后|后|出台|印发|下发|会议|夜|晚|凌晨|全天)(?!开学)(?=(?:上午|下午)?[把将收交发印贴上办开复返组让集对由统派给全各])|(?:将于|于|在)?(?<!\d)\d{{1,2}}月(?:份)?(?=集中|组织|开展|举行|进行|联合|召开|启动|对|由)|(?:本|这|下)周[一二三四五六日天]?(?:之?内)?(?![一二三四五六日天末前]|之前|至|到|期|[转邻边])",
    ),
    _r("on_event", rf"(?:接到|收到|发现|发生|出现|自|从)[^，。；]{{0,20}}(?:之日)?(?:起|后)?{N}个?(?:工作日|小时|分钟|日|天)(?:之?内)"),
    _r(
        "on_event",
        rf"(?<!第){N}(?:周|星期|个月|个?学期)(?:之?内)(?!不)|{N}个?(?:工作日|日|天)(?:之?内)(?!不)|(?<!少于)(?<!超过)(?<![达至\d]){N}个?(?:小时|分钟)(?:之内|以内|内)",
    ),
    _r(
        "daily",
        r"(?:上|下)?(?:上学|放学|上下学)(?:、放学|、上学)?(?:等)?(?:高峰)?(?:重点)?(?:时间?[段点]|时(?=$|[，,安由组要应须教派各在]))|上放学(?:高峰)?(?:时段|期间)?|早晚高峰(?:时段)?|全天候?|24小时(?!(?:内|抢修|电话|以上|后|值班电话|服务|热线))|二十四小时|昼夜|日夜|课间(?:时段)?|就餐时段?|午休(?:时|时段)|下班后|每?(?<!下)课[后前](?!服务|延时|托管|看护|作业)|(?:晚间|夜间|下班|放学|每[天日])离[开校岗]时|(?<![\d日号午]) ?\d{1,2}[:：]\d\d(?:之|以)?前|睡前|餐前|开餐前[^，。；]{0,4}|用餐后|放学后(?!第|[^，。；]{0,10}的(?:孩子|学生|幼儿))|每[晚夜]|其[他余]时[间段]|夜间(?!巡查制度|演练|疏散|值班|施工|照明)",
    ),
    _r(
        "before_break",
        r"放(?:寒|暑)?假(?:离校)?时(?!间|段|期|候)|(?:寒|暑)?假期?(?:来临|到来|开始)?之?前(?:一周|一天|一日|"
        + N
        + r"[天日周])?|放(?:寒|暑)?假之?前(?:一周|一天|一日|\d+天)?|节前|(?:节假日|小长假|长假|假期)前|(?:离校|期末考试结束后至离校|学期结束|期末)[之以]?前|学期末|期末考试结束后[^，]{0,6}前|(?:元旦|春节|国庆|中秋|五一|端午|清明|两节|双节)(?:节|假期)?前",
    ),
    _r(
        "around_term_start",
        r"(?:新学期)(?:第一[节周课次堂](?:[^，。；]{0,6}课)?)|(?:\d{1,2}月\d{1,2}[日号])?(?:春季|秋季|新)?(?:学期)?开学(?:前后|第一[周天课日]内?|当天|首日|首周|之[前初]|初|前(?:一周|一天|"
        + N
        + r"[天日周])?|后(?:第一周|第一个?月内?|一周内?|一个月内|"
        + N
        + r"[天日周]内?|前)?)|返校(?:前|后|当日|当天|首日)|开园前|报到(?:当天|前)|(?:假期|节|假)(?:结束)?后(?=$|，|,|[要应须各第])|收假(?:后|当天)?|学期初|(?:春季|秋季|新)学期(?:开始|伊始|初)前?",
    ),
    _r(
        "during_break",
        rf"(?:在)?(?:{HOLIDAY}(?:[、和及]?{HOLIDAY})*)(?:假期|假日|节日|放假|长假)?(?:期间|当中|当周|内|中(?!的|心|考|小))|假期|暑期(?=[，,各学全要应须严值]|期间)|假日期间|除夕至[^，]{{1,6}}期间|寒假、?春节期间",
    ),
    _r("on_event", rf"(?!开学|放假|放寒假|放暑假)[\u4e00-\u9fa5]{{2,8}}?[前后](?:{N}个?(?:天|日|周|小时|工作日)|半小时)(?:之?内)?"),
    _r(
        "on_event",
        rf"{EVENT_HEAD}[^，。；：]{{1,40}}?(?:后|时|的|之后|情况|情形|预警|天气)(?=，|,|$|[^，。；]{{0,3}}(?:要|应|须|立即|必须))",
    ),
    _r(
        "on_event",
        r"[^，。；：]{2,20}?(?:预警(?:信号)?)(?:发布|生效)?(?:后|时|当日|发布后|生效后)|[^，。；：、]{2,16}(?:发生|出现|结束|停止|解除|消失|恢复|退去|过后)[^，。；]{0,8}?(?:后|当天|时|前)",
    ),
    _r(
        "continuous",
        r"滚动|(?:全流程|全程)?动态|常态化|经常(?:性)?|长期(?!信访|上访|患|在外|外出|不|未|闲置|缺|居住|请假|无)|日常|随时|持续(?!\d|[一二三两半]|降|高温|低温|下雨)|不间断|始终",
    ),
    _r(
        "periodic",
        r"(?<![不规])定期|按月|按季|按周|逐月|逢[^，]{1,8}|一年[一两]次|半年一次|^(?:每逢|在|逢)?(?:双休日|周末|节假日)(?:期间)?(?!前|后|假|集)",
    ),
    _r(
        "during_period",
        r"(?:冬|夏|春|秋|雨|旱|汛)季(?!学期)|农忙(?:时节?|季节|期间)|冬春季节?|主?汛期|供暖(?:期|季)|采暖(?:期|季)|考试(?:期间|周)|(?:高|中)考期间|[^，。；、的对]{2,14}(?:期间|途中|过程中)|低温(?:雨雪)?(?:天气)?期间",
    ),
)
#: The last four are vague: a happening without its head word, 滚动, 定期, 冬季.
_VAGUE = 4
SURE_TIMES = EXPLICIT[:-_VAGUE]
#: Rules whose phrase may open a clause before its subject or verb.
LEADING = SURE_TIMES + tuple(r for r in EXPLICIT[-_VAGUE:] if r.type in ("periodic", "during_period"))
#: Adverbs of haste.
HASTE = re.compile(
    r"(?:从|自)?(?:现在|此刻|接通知之?时|今天|今日)起|第一时间|立即|马上|迅速|尽快|尽早|即刻|当场|即时|立刻|当[天日](?=[^，。；]{0,6}(?:改|停|换|销号|更新|整改|处置|清))|随即|火速|及时"
)
#: A condition that names a happening.
HAPPENING = re.compile(
    r"(?:^|[^，。；]{0,24})(?:发生|出现|遇|发现|接到|接报|接(?:此|本|到)?通知|收到|一旦|闻到|更换|离开|失联|造成|调整|离校|外出|逾期|启动|解除|变动|变更|故障|涨水|降雪|积雪|积水|断电|停电|停水|请假|暴雨|降雨|预警|"
    r"(?:超过|达到|超)\d+(?:\.\d+)?(?:毫米|厘米|米|度|℃|级|小时|天|分钟|例|人|名|摄氏)|突发|晕倒|中暑|走散|见到|看到|听到|得知|退去|起火|着火|冒烟|受伤|发病|确诊|走失|进水|漏水|倒塌|滑坡)[^，。；]{0,30}(?:的|后|(?<!小)(?<!同)时|前|当[天日])$"
)
STARTS_EVENT = re.compile(r"(?:一旦|如遇|遇有|遇到|遇(?=[^，]{2})|如发生|若发生|如有|若有|如出现|若遇|万一)[^，。；]{2,38}$")
_SUDDEN = re.compile(
    r"^(?:(?![会教对])[^，的]){0,8}?((?:发现(?!一[起例个])|接到|收到|遇到|遇有|发生|出现)(?![^，]{0,8}(?:要|应|须|并|后))[^，的]{2,14})$"
)
EVENT_EDGE = re.compile(
    r"^[^，。；]{2,26}(?:(?<![放收最今以])(?:前(?!后|期|提)|后(?!厨|勤|门|续|备|台))|当[天日晚夜]|之[前后])$|^(?:在)?[^，。；]{2,20}(?:(?<![小同错定及临按准限随课学工\d])时)$|^(?:首次|每次)[^，。；]{2,16}前"
)
EVENT_INNER = re.compile(
    r"(?:^|(?<=[员人师长工]))[^，。；、]{2,3}(?<!从)前(?=[向由到将对从要应须])|(?<=[员人师长工])[赛课岗行演车]前(?=[逐要应须对先])|(?<=[在于])[\u4e00-\u9fa5]{2,4}前(?=[对将把要应由须进])|(?<=[员组人校园生司位师在])在?[\u4e00-\u9fa5]{2,8}(?<![小同错定及临按准限随课学工时\d])时(?=[要应须停立一])|^[^，。；的]{2,14}(?:超过|达到|不足|低于|高于)[^，。；的]{1,10}时(?=[要应须立一]|必须)|(?<=在)(?:出发|出车|发车|返程|开赛|开考|使用|上岗|施工|活动)前|(?:送餐|送货|配送|送气)到[校园货](?=[须要应当])|^(?:凡)?发现[^，的]{1,10}?(?=立即|及时|现场|当场|随时|马上|要|应|须|第一时间|迅速|一律|必须)|(?:接到|收到)(?:指令|报警|报告|报修|通知|预警|举报|信息)后?|送气到校|发现故障|(?:考|赛|演练|实验|活动|施工|作业|开考|开餐)(?:前一?[天日]?|当[天日]|后)(?=[，至各要应须先对将]|$)|(?:购买|领用|采购|启用|入库|使用|出发|上车)[^，。；的]{0,12}[时前](?=[，要应须填先依]|$)|恢复[^，。；的]{1,6}前|出发前一[天日]|上岗前|入校前|使用前|启用前|(?:活动|考试|大型活动|集会|用餐|开考|施工|作业|运输|出行|雨|雪)(?:结束)?[前后](?=[^，。；])|"
    r"(?:遇|如遇|遇有)[^，。；的]{2,14}(?:天气|情况|预警)|(?:遇有|遇到|遇|出现)(?:险情|灾情|火情|警情|突发[^，。；的]{0,6}|紧急情况|异常)|[\u4e00-\u9fa5]{2,6}(?<!假期)(?<!开学)(?:来临|到来|来袭|登陆)之?前|^(?:在)?(?:[雷暴大雨雪雾霾高低冰寒沙尘冻风强恶劣极端]{1,4}(?:天气|时))(?=$|[，,要应须停严不各学组先由])|(?<=实行)[雨雪雾]天(?=停)|^(?:送|进|收|购|装|卸)货时|^(?:配送|采购|验收|交接|上车|下车|用餐|就餐|取用|领用|离开|交班|起床|集合|出发|返程|出操|训练|演练|疏散|集会|升旗|比赛|作业|充电|会车|倒车|断电|停电|停水|进校|入校|入园|接送)时(?!间|段|期|限|候|刻|速|常|效|长)|[^，。；、]{0,10}(?:级以上)(?:大风|预警)天?|症状消失[^，。；]{0,6}后\d?天?|[^，。；、]{1,8}停用后再次启用前|[^，。；、]{2,8}(?:开启|收齐|验收|检测)后(?!的)"
)
HEAD_TIME = re.compile(rf"[（(]([^（）()]*(?:{MD}|{DAY}|{HOLIDAY})[^（）()]*)[)）]")


def _first(text: str, rules: tuple[Rule, ...]) -> tuple[int, int, str] | None:
    for rule in rules:
        found = rule.pattern.search(text)
        if found and found.group().strip():
            return found.start(), found.end(), rule.type
    return None


@lru_cache(maxsize=2048)
def own_time(text: str) -> When | None:
    """The explicit time phrase of a clause, if it has one (not the adverbs of haste)."""
    event = event_phrase(text)
    found = _leading(text) or _first(text, EXPLICIT)
    if found and found[2] not in ("continuous", "periodic", "during_period", "on_event"):
        if event and event.phrase and found[2] not in ("by_date", "before_break", "around_term_start", "during_break"):
            where = text.find(event.phrase)
            covers = where <= found[0] < where + len(event.phrase)
            return event if covers or (where < found[0] and found[2] != "daily") else _when(text, found)
        return _when(text, found)
    if event:
        return event
    return _when(text, found) if found else None


def _leading(text: str) -> tuple[int, int, str] | None:
    """A phrase that opens the clause goes before one inside it (汛期…执行24小时值班)."""
    for rule in EXPLICIT:
        found = rule.pattern.match(text)
        if found and len(found.group()) >= 2 and rule.type not in ("continuous", "on_event") and not _inner_noun(text, found.end()):
            if rule.type in ("during_break", "during_period", "around_term_start"):
                rest = text[found.end() :]
                closer = next(
                    (m for r in EXPLICIT if r.type in ("daily", "periodic") and (m := r.pattern.match(rest)) and m.end() > 1), None
                )
                if closer:
                    kind = next(r.type for r in EXPLICIT if r.type in ("daily", "periodic") and r.pattern.match(rest))
                    return found.end(), found.end() + closer.end(), kind
            return found.start(), found.end(), rule.type
    return None


def _inner_noun(text: str, end: int) -> bool:
    return text[end : end + 1] in ("的", "、", "和")


def _when(text: str, found: tuple[int, int, str]) -> When:
    phrase = text[found[0] : found[1]]
    return When(found[2], re.sub(r"^(?:请?务必于|请于|于|在|务于|并)", "", phrase))


@lru_cache(maxsize=2048)
def event_phrase(text: str) -> When | None:
    """A happening that sets the clock: 发生…后, 遇…的, 闻到异味的."""
    for part in re.split("[，,：:]", text)[:3]:
        again = re.match("对([^，]{2,20}(?:发生的|造成[^，]{0,8}(?:事故|事件)的))$", part)
        if again:
            return When("on_event", again.group(1))
        if re.match("(?:对|经|凡|按|根据|由)|[^，]{2,10}顺延$", part):
            continue
        sudden = _SUDDEN.match(part)
        if sudden and part != text and not STARTS_EVENT.match(part):
            return When("on_event", sudden.group(1))
        if STARTS_EVENT.match(part) and not re.search("的(?:立即|应|须|要)", part) and len(part) <= 40:
            return When("on_event", part)
        early = re.match(r"[^，。；]{2,24}的(?:当[天日]|(?=立即|应|须|要|马上|及时|当场|一律|先|必须|由))", part)
        if early and (HAPPENING.match(early.group()) or re.match("有(?:变动|变化|异常|情况)", part)):
            return When("on_event", early.group())
        edge = EVENT_EDGE.match(part) and not _first(part, SURE_TIMES)
        if len(part) <= 44 and (HAPPENING.match(part) or edge):
            return When("on_event", re.sub(r"^(?:并|要|应)", "", part))
    inner = EVENT_INNER.search(text)
    if inner:
        return When("on_event", inner.group())
    return None


def haste(text: str) -> When | None:
    """立即, 及时, 第一时间 …"""
    found = HASTE.search(text)
    return When("immediately", found.group()) if found else None


def heading_time(heading: str) -> When | None:
    """The period that a heading sets for its own items."""
    found = HEAD_TIME.search(heading)
    inner = found.group(1) if found else ""
    outer = HEAD_TIME.sub("", heading)
    spoken = own_time(outer.strip())
    over = len(outer.strip()) - len(spoken.phrase) if spoken and spoken.phrase else 99
    whole = over <= (1 if spoken and spoken.type == "during_period" else 3)
    if spoken and whole and spoken.type in ("before_break", "during_break", "around_term_start", "by_date", "during_period"):
        return When(spoken.type, outer.strip() or spoken.phrase)
    if inner:
        dated = own_time(inner)
        return dated if dated else When("by_date", inner)
    return None


def iso_date(when: When, at: date | None) -> str | None:
    """The last calendar day that a by_date phrase names; the year is taken from the notice's date.

    ``at`` is the date of the notice (None: no year, so no date). A day more than 60 days before the
    notice is taken to lie in the next year.
    """
    if when.type != "by_date" or not when.phrase or at is None:
        return None
    phrase = when.phrase
    shift = re.search("(次|下)(?:个)?月(?=\\d)", phrase)
    days = list(re.finditer(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})[日号]", phrase))
    year_end = re.search("年底|年内", phrase)
    month_end = re.search(r"(?:(20\d\d)年)?(\d{1,2})月(?:底|末)", phrase)
    if days:
        month = next((int(d.group(2)) for d in reversed(days) if d.group(2)), at.month % 12 + 1 if shift else at.month)
        return _resolve(days[-1].group(1), month, int(days[-1].group(3)), at)
    if month_end:
        return _month_end(month_end.group(1), int(month_end.group(2)), at)
    if year_end:
        return f"{at.year}-12-31"
    return None


def _resolve(year: str | None, month: int, day: int, at: date) -> str | None:
    """The day in the year written or the likeliest one; None for a day that no calendar has (2月30日)."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    guess = int(year) if year else at.year
    try:
        found = date(guess, month, day)
        if not year and (at - found).days > 60:
            found = date(guess + 1, month, day)
    except ValueError:
        return None
    return found.isoformat()


def _month_end(year: str | None, month: int, at: date) -> str | None:
    for day in (31, 30, 29, 28):
        found = _resolve(year, month, day, at)
        if found:
            return found
    return None
