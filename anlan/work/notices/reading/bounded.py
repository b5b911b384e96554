"""Clauses that ask to list, screen, watch or control persons for what they are, not for what they do.

Anlan recognises such a clause, explains it, and never sends it out as written: it keeps no list of
persons by status, health, record, belief or because they complain (Personal Information Protection
Law: necessity, least scope, sensitive data). Conduct – a threat, a weapon, a trespass – is another
matter, and so is the vetting of staff before they work with children.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .model import Span, gettext_noop

_PERSON = r"(?:人员|群体|人群|对象|学生|家长|教师|教职工|师生|家庭|个人|者|人|员工|户|儿童|青少年|幼儿|考生|分子)"
#: Kinds of persons, by what they are; the first kind that matches names the clause.
GROUPS: tuple[tuple[str, str], ...] = (
    (
        "complaint",
        rf"上访|信访(?:重点|户|老户|{_PERSON})|缠访|闹访|进京|赴(?:京|省|市)|访民|重复信访|涉访|涉稳(?:重点)?{_PERSON}|涉稳重点|不稳定{_PERSON}|(?:不满|投诉|举报|维权|信访|诉求|闹事|告状|申诉|索赔|反映问题|发帖|有意见|有怨言|讨薪|利益诉求)[^，。；]{{0,10}}{_PERSON}|(?:多次|反复|长期|经常)(?:投诉|举报|反映|信访|上访|申诉)|缠诉|{_PERSON}[^，。；]{{0,6}}(?:上访|信访)(?!事项|件|渠道|工作)",
    ),
    (
        "record",
        rf"刑释解教|刑满释放|刑释|解教|解除(?:强制)?戒毒|社区(?:矫正|服刑|戒毒|康复)|(?:两劳|劳教)|吸毒|涉毒|戒毒|前科|(?:违法|犯罪|涉案|案底|服刑|被处理|受过[^，。；]{{0,8}}(?:处分|处罚|打击|判)|被处分)[^，。；]{{0,6}}(?:记录|史|经历)?的?{_PERSON}|违法犯罪(?:记录|经历|前科)(?=[^，。；]{{0,4}}的?(?:{_PERSON}))|重点管控{_PERSON}|不良行为(?:的)?(?:学生|青少年)|劣迹|不良行为(?:记录)?(?:的)?{_PERSON}|有劣迹|涉黑涉恶{_PERSON}|黑恶[^，。；]{{0,4}}(?:前科|{_PERSON})",
    ),
    (
        "health",
        rf"精神(?:病|障碍|疾病|异常|患者|残疾|失常|分裂)|肇事肇祸|心理(?:问题|障碍|异常|疾病|危机|疾患|健康问题|不健康|脆弱|偏差|高危|测评异常|筛查异常)|心理(?:健康)?(?:状况)?(?:筛查|测评|普查|排查|摸排|测试)|抑郁|焦虑症|自闭|多动症|癫痫|艾滋|乙肝|肺结核|结核(?:病)?{_PERSON}|传染病(?:史|患者|病人)|特异体质|特殊体质|慢性病|既往病史|病史|疾病史|孕产|孕情|残疾{_PERSON}|智障|患(?:有|过)[^，。；]{{0,14}}(?:病|症|障碍)|身心(?:障碍|异常)|情绪(?:异常|不稳|低落)|自杀(?:倾向|意念|未遂|史)|(?:自杀|自残|自伤)[^，。；件]{{0,8}}(?:学生|人员|经历|行为的)|阳性{_PERSON}|密接|确诊{_PERSON}|(?:身体|心理|精神)(?:状况|状态)异常|服药{_PERSON}|健康异常{_PERSON}",
    ),
    (
        "belief",
        rf"邪教|宗教(?:信仰|活动)?|信教|信仰|教徒|思想(?:动态|倾向|状况|状态|偏激|极端|不稳|情况|波动|表现)|政治(?:倾向|表现|立场有)|言论|偏激{_PERSON}|极端(?:思想|倾向)|意识形态[^，。；]{{0,8}}{_PERSON}|(?:{_PERSON})[^，。；]{{0,6}}(?:思想|政治)(?:动态|倾向|表现)|法轮功|民族成份|少数民族{_PERSON}",
    ),
    (
        "status",
        rf"(?:社会)?闲散(?:{_PERSON}|青年)|流动{_PERSON}|外来(?:务工|流动|人口|务工{_PERSON})|无业{_PERSON}|失业|生活(?:失意|无着|困难|失败)|心态(?:失衡|扭曲)|三失{_PERSON}|“?[三四五六八]失”?{_PERSON}|五失|单亲|离异|离婚|失独|重组家庭|孤儿|困境(?:儿童|学生)|留守|随迁|服刑{_PERSON}子女|特殊(?:{_PERSON}|家庭|群体)|"
        rf"边缘{_PERSON}|高危{_PERSON}|重点(?:关注|关爱|管理|管控|稳控|监控|防范|涉稳|防控|管理)?(?:{_PERSON})(?!密集)|重点(?:少年|青少年)|问题(?:学生|青少年|少年|家庭|家长)|后进生|失学|辍学{_PERSON}|境外{_PERSON}|外籍|(?:来自|返自|途经)[^，。；]{{2,20}}{_PERSON}|(?:疫区|高风险区|中高风险|重点地区|疫情重点)[^，。；]{{0,12}}{_PERSON}|某?籍{_PERSON}|户籍(?:不在|为)|退役(?:军人|{_PERSON})|"
        rf"下岗|解聘|被(?:辞退|解聘|开除)[^，。；]{{0,4}}{_PERSON}|民办教师|代课教师|(?:矛盾|纠纷)[^，。；]{{0,6}}(?:重点)?(?:人员|当事人|户)|失恋|债务|家庭(?:变故|矛盾|暴力)[^，。；]{{0,8}}{_PERSON}|利益群体|(?:行为|性格|心理)(?:偏激|孤僻|古怪|偏执|内向|极端|怪异)|流浪|乞讨|网瘾|(?:婚姻|婚恋|家庭|经济|债务|感情|情感)(?:状况|情况|纠葛)|家庭背景|性取向|同性恋|个人极端[^，。；]{{0,4}}{_PERSON}|扬言[^，。；]{{0,8}}{_PERSON}|社会不满|报复社会|仇视社会|易(?:肇事|激惹|怒)[^，。；]{{0,4}}{_PERSON}|危险分子|敏感{_PERSON}|异常{_PERSON}",
    ),
)
#: Vague names that count only together with a hard measure: 危险人员 may be stopped at the gate, not listed.
_LOOSE = re.compile(
    r"(?:危险|极端|不放心|不托底|问题|失控|高风险|苗头性|风险)(?:人员|对象|学生|家长|群体|分子)|(?:微信群|QQ群|朋友圈|社交账号|网络账号|个人账号|社交媒体)|(?:人员|学生|家长|教师|教职工)[^，。；]{0,6}(?:分类分级|红黄蓝|积分)"
)
_STRICT = re.compile(r"摸排|排查|管控|稳控|台账|名单|名册|列管|盯|监控|监测|监看|监视|建档|一人一|一生一|造册|底数|跟踪")
_GROUP = tuple((kind, re.compile(pattern)) for kind, pattern in GROUPS)
#: Listing, screening, watching, controlling.
CONTROL = re.compile(
    r"摸排|排查|筛查|摸底|摸清|清查|普查|排摸|排清|梳理|起底|甄别|识别|核查|核实|登记|造册|建档|建立?[^，。；]{0,12}(?:档案|台账|名单|清单|信息库|数据库|名册|专档|卡)|台账|名单|名册|底数|信息库|数据库|一人一[档策案表卡]|一生一[档策案]|专档|"
    r"清单|列管|列入|列为|纳入|在控|见面|管控|稳控|防控|控制|监控|监管|管教|帮教|盯防|盯紧|盯住|紧盯|盯牢|盯控|盯人|严盯|监视|监测|监护(?!人)|跟踪|追踪|尾随了解|布控|关注|掌握|了解|摸准|把握|动态管理|重点管理|分类管理|分级管理|"
    r"包保|包干|包联|包案|专人(?:负责|看护|盯)|一对一|多对一|几包一|[一二三四五多]包一|结对|看护|看管|看住|管住|稳住|劝返|劝阻|拦截|截访|拦阻|训诫|驱离|清退|清理|遣返|隔离(?!考场|考点|病房|带|栏|墩|桩|护栏|设施)|限制|禁止|不得|严禁|阻止|谢绝|拒绝|严格审查|审查|政审|背景|报备|上报|报送|通报|汇总|"
    r"收集|采集|统计|录入|测评|评估|研判|谈话|约谈|走访|巡查|检查|防范|管理|疏导管控|行踪|动向|去向|轨迹|活动情况|走动|定位|查控|检测|抽检|尿检|排除"
)
#: Work on a matter, a staff rule that the law sets, or help: not control of persons.
STAFF_VETTING = re.compile(
    r"(?:上岗|入职|聘用|录用|新聘|拟聘|招聘|准入|从业|岗前|任职|教职(?:员)?工|从业人员|保安|驾驶[员人]|工作人员|教师资格)[^。；]{0,40}(?:查询|审查|核查|筛查|背景|无[^，。；]{0,10}(?:记录|前科)|犯罪记录|不得(?:聘|录|上岗|从事)|一律不(?:聘|用))|(?:查询|核查)[^，。；]{0,12}(?:违法)?犯罪记录|从业禁止|(?:酒驾|超员|超速|毒驾|醉驾)[^，。；]{0,10}记录"
)
_MATTER = re.compile(
    r"(?:信访|投诉|举报)(?:室|局|办(?!理|法|结)|科|部门)|联系人|(?:信访|投诉|举报|诉求|意见|不满)(?:事项|件|案件|渠道|电话|问题|箱|平台|办理|工作|线索|制度)|矛盾纠纷(?!(?:重点)?(?:人|当事))|隐患|病媒|(?:接受|受理|方便|畅通|公布|设立|公开|自觉接受)[^，。；]{0,16}(?:投诉|举报|监督|信访|诉求|意见)|"
    r"(?:禁毒|防邪|反邪教|拒毒|毒品预防|防艾|艾滋病预防|心理健康|预防[^，。；]{0,8})(?:宣传|教育|课|讲座|知识|主题|日)|失联[^，。；]{0,12}(?:上报|报告)|成长档案|学籍档案|言论自由|宣传言论"
)
_ACUTE = re.compile(r"(?:因病(?:缺课|缺勤)|晨午?检|发热|呕吐|腹泻|咳嗽|皮疹|病愈|复课|缺课追踪|症状|消毒|就医|送医|急救)")
_HELP = re.compile(r"(?:心理辅导|心理疏导|心理援助|关爱|帮扶|资助|慰问|送教|救助|家访|谈心|安抚|陪伴|谈话|走访|家访|联系|结对)")
_HARD = re.compile(
    r"摸排|排查|筛查|摸底|管控|稳控|防控|盯|监视|监控|跟踪|台账|名单|名册|登记|建档|档案|造册|一人一|一生一|列管|包保|包干|劝返|拦截|截访|行踪|动向|去向|轨迹|重点关注|信息库|数据库|布控|纳入|专人负责|掌握|限制|禁止|不得|严禁|上报|报送|统计|采集|摸清|底数|清单|审查"
)
_CONDUCT_GROUP = re.compile(
    r"可疑(?:人员|车辆)|无关人员|危险人员|闲杂人员|外来(?:人员|车辆)|校外人员|社会人员|陌生人|来访人员|携带|闯入|殴打"
)
_NO_ASK = re.compile(
    r"^[^，。；]{0,8}(?:不得|严禁|禁止|不准|不许|不能)[^，。；]{0,6}(?:泄露|泄漏|透露|外泄|披露|打击报复|歧视|当众询问|曝光|传播)|^[^，。；]{0,6}(?:保护|为)(?:好)?举报人|"
    r"^(?:坚决|严格|切实|有效|全力|努力|并)*(?:防止|防范|杜绝|严防|避免|谨防|预防|确保(?!.{0,30}(?:稳控|管控|掌握|在控))|维护)"
)
_LABEL_FREE = re.compile(r"心理危机预警库内的学生$|扬言(?:伤害|报复)[^，。；]{0,8}(?:行为|线索|信息|言行)")


@dataclass(frozen=True)
class Bounded:
    """Why a clause cannot be sent out as written, and wordings that can.

    ``kind``: complaint, record, health, belief, status or mixed. ``why`` and ``substitutes`` are
    Chinese sentences of our own (source strings for translation); ``source`` names the law behind
    them, read in the text of the law. ``outside`` offers the other way:
    the officer marks the clause as handled outside Anlan and writes a reason.
    """

    kind: str
    why: str
    substitutes: list[str] = field(default_factory=list)
    outside: str = ""
    source: str = ""


def groups_in(text: str) -> list[str]:
    """Kinds of persons named by what they are, in the order of ``GROUPS``."""
    return [kind for kind, pattern in _GROUP if pattern.search(text)]


@lru_cache(maxsize=2048)
def demands_control(text: str, context: str = "") -> bool:
    """Whether ``text`` demands listing, screening, watching or controlling persons for what they are.

    ``context`` is what the same sentence said before: a group named there and a measure named here
    (对…人员，要建立台账) belong together.
    """
    if STAFF_VETTING.search(text) or _NO_ASK.match(text):
        return False
    cleaned = _LABEL_FREE.sub("", _MATTER.sub("　", text))
    kinds = groups_in(cleaned)
    if not kinds and _LOOSE.search(cleaned):
        return bool(_STRICT.search(cleaned))
    if not kinds:
        return bool(context) and _refers_back(text, context)
    measure = CONTROL.search(_without_groups(cleaned))
    if not measure:
        return False
    if kinds == ["health"] and _ACUTE.search(text) and not re.search("精神|心理|档|名单|台账", text):
        return False
    helps = set(kinds) <= {"status", "health"} and _HELP.search(cleaned)
    return not (helps and not _HARD.search(_without_groups(cleaned)))


def _without_groups(text: str) -> str:
    for _, pattern in _GROUP:
        text = pattern.sub("　", text)
    return text


def _refers_back(text: str, context: str) -> bool:
    """The measure follows in a later segment: 此类人员…, 落实…稳控措施, 建立台账."""
    if _NO_ASK.match(text) or STAFF_VETTING.search(context) or _MATTER.search(context) or not groups_in(context):
        return False
    if re.search("(?:此类|上述|以上|这类|该类|其)(?:人员|人群|群体|学生|对象|家长)?", text) and CONTROL.search(text):
        return True
    named = re.search(r"(?:人员|学生|群体|家长|对象|人群|者|教师|儿童|家庭|的)$", context.strip("，, "))
    return bool(named and _HARD.search(text)) or bool(re.search("稳控|盯防|包保|列管|劝返|一人一[档策案]|行踪|在控", text))


_WHY: dict[str, str] = {
    "complaint": gettext_noop("这一条要求因为有人提出诉求而盯控其人。反映问题的人不是管控对象；安澜不建这类名单，也不下发这类任务。"),
    "record": gettext_noop("这一条要求按前科、矫正、戒毒等经历摸排或管控人员。处理个人信息应限于最小范围；安澜不建、不导入这类名单。"),
    "health": gettext_noop(
        "这一条要求按身体或精神健康状况摸排、登记或管控人员。医疗健康信息是敏感个人信息，没有特定目的和充分必要不得处理；安澜不建这类名单。"
    ),
    "belief": gettext_noop(
        "这一条要求按思想、言论或信仰关注人员。宗教信仰是敏感个人信息，思想和言论也不说明谁会伤人；安澜不建这类名单，也不下发这类任务。"
    ),
    "status": gettext_noop("这一条要求按身份或处境摸排、登记或管控一类人员。身份不等于危险；安澜只处理具体行为，不建这类名单。"),
    "mixed": gettext_noop(
        "这一条把几类人按身份、健康、经历或诉求列为对象。安澜不建这类名单，也不跟踪任何人的行踪；真正的危险要从具体行为看出来。"
    ),
}
_CONDUCT = gettext_noop(
    "对扬言伤害、携带器械、尾随、强行闯入等行为，发现后及时报告，由学校评估小组按程序评估、采取保护措施并商请公安机关处置。"
)
_SUBSTITUTES: dict[str, tuple[str, ...]] = {
    "complaint": (
        gettext_noop("对师生、家长反映的问题逐件登记事项（不登记人员），明确承办人和答复期限，按期答复并说明理由。"),
        gettext_noop("对尚未化解的矛盾纠纷逐件制定调处方案，由一名领导牵头、专人承办，跟进至办结。"),
        _CONDUCT,
    ),
    "record": (
        _CONDUCT,
        gettext_noop("上学、放学时段校门口安排护学岗，落实来访登记，遇强行闯入立即启用一键报警。"),
        gettext_noop("新聘教职员工上岗前按规定查询违法犯罪记录，结果按人事要求保管。"),
    ),
    "health": (
        gettext_noop("面向全体学生开展心理健康教育，公布校内外求助渠道；需要帮助的由专业人员依规保密跟进，不在安澜登记。"),
        _CONDUCT,
    ),
    "belief": (
        gettext_noop("面向全体师生开展法治和安全教育，听取意见建议，逐件答复反映的问题。"),
        _CONDUCT,
    ),
    "status": (
        _CONDUCT,
        gettext_noop("面向全体学生落实联系制度，放假前和假期中由班主任逐班联系，公布求助电话。"),
        gettext_noop("加强校门、围墙和校园周边巡查，发现滋扰行为及时报告并报警。"),
    ),
    "mixed": (
        _CONDUCT,
        gettext_noop("与属地公安机关建立校园周边治安信息通报和快速出警机制，落实重点时段护学岗。"),
        gettext_noop("对矛盾纠纷逐件（不是逐人）登记、调处、答复，跟进至办结。"),
    ),
}
_OUTSIDE = gettext_noop("不在安澜办理：由有法定职责的机关另行处理。请写明理由；安澜只保留这条决定，不保留任何人员信息。")

_SOURCE = gettext_noop("《中华人民共和国个人信息保护法》第六条、第二十八条")


def explain_bounded(span: Span | str) -> Bounded:
    """Explain a bounded clause and offer conduct-based wordings; ``span`` may be the bare text."""
    text = span if isinstance(span, str) else span.text
    kinds = groups_in(text)
    if not kinds:
        kind = "complaint" if re.search("稳控|劝返|涉稳", text) else "status"
    elif len(kinds) == 1 or (kinds[:1] == ["complaint"] and set(kinds) <= {"complaint", "status"}):
        kind = kinds[0]
    else:
        kind = "mixed"
    return Bounded(kind, _WHY[kind], list(_SUBSTITUTES[kind]), _OUTSIDE, _SOURCE)


def sentences() -> list[str]:
    """Every sentence this module can show (for the catalogue of translations)."""
    every = list(_WHY.values()) + [s for group in _SUBSTITUTES.values() for s in group] + [_OUTSIDE, _SOURCE]
    return list(dict.fromkeys(every))
