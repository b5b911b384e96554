"""Whether a paragraph tells, before its clauses are asked what they want: findings, events, seasons, greetings.

A 通报 tells what was found, a letter begins with the weather. Clauses of such paragraphs have verbs and numbers
like any task; what gives them away is that nothing commands and something is reported.
"""

from __future__ import annotations

import re

from . import lexicon as lx
from .segments import Sentence

#: A sentence shows its tone in so many characters.
FAR = 600
#: Headings under which one tells.
TELLING_HEADING = re.compile(r"(?:范围|对象|指导思想|时间安排|背景|整治重点|治理重点|时间|地点|参加人员|目标(?:任务)?)$")
#: Headings of findings: all that stands under them tells, sub-headings included.
FINDINGS_HEADING = re.compile(
    r"(?:基本|总体|检查|抽查|排查|督查|暗访|整改|事故|事件|工作|有关|开展|完成)情况$|情况概述|好的方面|(?:亮点|成绩|不足)$|(?:主要|突出|存在|发现|共性|个性)(?:的)?(?:主要|突出|共性|典型)?(?:问题|不足|隐患)$|问题(?:及|与|和)(?:原因|不足)|"
    r"(?:事故|事件)(?:简?要?)?(?:经过|概况|教训|原因)|原因分析|形势分析|总体评价|(?:主要|典型|好的)(?:做法|经验|成效|亮点|案例)|工作成效|取得的?成[效绩]|经验做法|表扬名单|通报批评名单"
)
#: Signs that something is reported, not asked.
REPORTED = re.compile(
    r"(?:检查|抽查|排查|暗访|督查|巡查|调查|调研|走访|抽样|核查)(?:中|时|组)?(?:共|还|也)?(?:发现|查出|了解到|显示|表明)(?![^。]{0,24}(?:的|后)(?:，|,|$))|从[^，]{0,10}(?:检查|抽查|督查|统计|掌握|反馈)[^，]{0,6}(?:看|来看)|"
    r"(?:共|累计|合计|总计)(?:检查|抽查|排查|发现|出动|查出|整改|下发|投入|设|有|查处|收到|梳理)[^，]{0,14}\d|(?:率|比例)(?:已|分别)?(?:达到?|为|仅|只有)?(?!100)\d{1,2}(?:\.\d{1,7})?%|"
    r"(?:较|比)(?:去年|上年|上月|上期|上一?学期)|同比|环比|(?:效果|成效|情况|态势|秩序|制度|管理)(?:比?较为?|总体|基本)?(?:好|良好|平稳|明显|显著|健全|稳定)$|仍有(?:个别|部分|少数)?|"
    r"(?:^|，)(?:个别|部分|少数|有的|多数|大多数|绝大多数|一些)(?:学校|单位|县区|地方|食堂|教师|学生|区县|企业|家长|人员|干部)|"
    r"(?:开展|组织|进行|召开|下发|印发|建立|制定|采取|完成|发现|查处|整改|纠正|检查|排查|抽查|取得|出现|发生|造成|作出|做出|提出|经历|举办)了|不幸|遇难|身亡|(?:造成|致使?|人)(?:死亡|受伤|溺亡)|(?:造成|致)[^，]{1,12}(?:死亡|受伤|伤亡)|教训|令人痛心|揪心|"
    r"再也没有|(?:(?<!\d)(?:去|前|昨)年|(?:上|前)(?:周|个?月|学期|半年))[^，。]{0,14}(?:发生|出现|某|共[查发检排]|邻|外[省市县]|有\d|\d[名人起]|[一二两三]名)|(?<!\d)日前|近(?:期|日|来|年来?)[^，。]{0,16}(?:发生|出现|接连|频|多次|连续|不断|部分|个别|一些|持续|降|呈|报道|曝光|时有)|今年以来|入(?:夏|冬|秋|汛|春)以来|开学以来|天气(?:一天|渐|逐渐|越来越|转)|(?:夏|冬|春|秋)天(?:到|来)了|(?:炎|寒)(?:热|冷)的|(?:定于|将于)[^，]{2,30}举行"
)
#: What only a report says.
FOUND = re.compile(
    r"(?:^|，)[^，]{0,8}某[县市区省镇乡校]|先后(?:深入|检查|赴|到|组织)|(?:这|此)次(?:检查|抽查|督查|事故)|\d{1,7}[所家个][^，]{0,6}(?:未|没有)[^，]{2,}(?<!的)(?:$|，)|由\d{1,7}(?:\.\d{1,7})?%[^，]{0,4}[到至]|"
    r"(?:^|，)(?:大部分|大多数|绝大多数|多数)(?:学校|单位|县区)|(?:作出|做出)[^，]{0,6}批示|"
    r"(?:检查|抽查|排查|暗访|督查|巡查|调查)(?:中|时|组)?(?:共|还|也)?(?:发现|查出)[^，。]{0,20}\d|(?:共|累计|合计|总计)(?:检查|抽查|排查|发现|出动|查出|整改|下发|查处)[^，]{0,14}\d|从[^，]{0,14}(?:检查|抽查|督查|统计|掌握|反馈|查看)[^，]{0,8}(?:情况)?(?:看|来看)|"
    r"率(?:已|分别)?(?:达到?|为|仅|只有)?(?!100)\d{1,2}(?:\.\d{1,7})?%|(?:较|比)(?:去年|上年|上月|上期)|同比|环比|(?:^|，)但?[^，]{0,8}仍(?:然)?(?:发现|存在|有)|(?:^|，)其中[^，]{0,6}\d{1,7}[台座辆所个栋间名人处项家]|(?:^|，)(?:但?(?:仍|还)?有的|个别|部分|少数)(?:学校|单位|县区|食堂|教师|企业|地方|教学点|干部)[^，]{0,20}(?:不|未|没|敞|流于|存在|仅|只|无)"
)
#: Where a circular turns from what happened to what is to be done.
DEMANDS = re.compile(
    r"(?:做好|抓好|落实|提出|强调|明确)(?:好)?(?:以下|如下|下列)[^，。]{0,10}[:：。]?$|(?:要求|通知)如下[:：。]?$|(?:提|作|做)[^，。]{0,4}(?:如下|以下)[^，。]{0,6}(?:要求|部署)[:：。]?$"
)
#: Greetings, thanks, wishes.
COURTESY = re.compile(
    r"^(?:您好|你们好|大家好|同志们?好|祝|敬祝|衷心(?:祝愿|感谢)|感谢|谢谢|愿(?:每|所有|我们|您|孩子|大家|天下)|让我们(?:携手|共同|一起)|此致|敬礼|请(?:大家)?(?:互相|相互)转告|如有(?:疑问|不明|问题))|(?:感谢|谢谢)(?:您|大家|各位)"
)
#: How the writer feels, and that he is going to speak.
FEELING = re.compile(r"由衷|倍感|深感(?!责任)|(?:和|跟|与|同)大家(?:说|谈|聊|讲)|给大家带来不便|敬请谅解")
#: What may happen is no report.
IF = re.compile(r"一旦|如[遇发有果出]|若[遇发有]|万一|(?:^|，)(?:凡|遇)|的，")
#: An act that is done.
DONE = re.compile(
    r"(?<![是尽])已(?:经)?(?!达到?使用|过期|损坏|停用|失效|满|老化|到期|投用|录用|上岗|建|配|安装的|签)[\u4e00-\u9fa5]{2}(?![^，]{0,10}的(?:$|，|[学校车人员单])|[^，]{0,6}(?:学生|师生|人员|教师|儿童|幼儿|车辆|单位|家庭)$)|(?:开展|组织|召开|下发|印发|建立|制定|采取|查处|纠正|取得|作出|做出|提出|举办)了"
)
_COMMANDS = (lx.MUST, lx.BAN, lx.SHOULD, lx.WILL)


def commands(words: str) -> bool:
    """Whether words hold a command, a ban, advice or an announcement."""
    return any(pattern.search(words) for pattern in _COMMANDS)


def tells(sentences: list[Sentence], headings: list[str], listed: bool = False) -> bool:
    """Whether a paragraph only tells: it stands under a heading that does, or opens with a report and nothing in it commands.

    ``listed``: the paragraph is an item of a list, which tells only by heading.
    """
    bare = [re.sub(r"[（(][^（）()]*[)）]$", "", words) for words in headings]
    if bare and (TELLING_HEADING.search(bare[-1]) or any(FINDINGS_HEADING.search(words) for words in bare)):
        return True
    if not sentences or listed or sentences[0].segments[0].mark:
        return False
    words = ["，".join(s.text for s in sentence.segments)[:FAR] for sentence in sentences]
    return bool(REPORTED.search(words[0])) and not IF.search(words[0]) and not any(commands(w) for w in words)


def reports(sentence: Sentence) -> bool:
    """Whether one sentence reports what was found, wherever it stands: figures of a check, shares, what some schools do."""
    words = "，".join(s.text for s in sentence.segments)[:FAR]
    return bool(FOUND.search(words)) and not IF.search(words) and not commands(words) and not sentence.segments[0].mark


def polite(sentence: Sentence) -> bool:
    """Whether a sentence greets, thanks or wishes."""
    if any(FEELING.search(s.text) for s in sentence.segments):
        return True
    return bool(COURTESY.search(sentence.segments[0].text)) and not lx.BAN.search(sentence.segments[0].text)
