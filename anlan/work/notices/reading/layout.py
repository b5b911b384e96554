"""What every line of a notice is: letterhead, salutation, heading, paragraph, table row, signature …

Works on the look of lines and a few words that every official document has, never on the subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .marks import mark_at

BLANK = " \t\u3000\xa0\r\v\f"
CN_DIGITS = "〇○Ｏ零一二三四五六七八九十"
DATE_LINE = re.compile(
    rf"^\s*(?:(?:\d{{4}}|[{CN_DIGITS}]{{4}})\s*年\s*(?:\d{{1,2}}|[{CN_DIGITS}]{{1,3}})\s*月"
    rf"\s*(?:\d{{1,2}}|[{CN_DIGITS}]{{1,3}})\s*日)(?:\s*\d{{1,2}}\s*[时点](?:\d{{1,2}}分|整)?)?\s*$"
)
NUMBER = re.compile(r"[\u4e00-\u9fa5]{2,14}[〔\[［【(（]\s*(?:19|20)\d\d\s*[〕\]］】)）]\s*第?\s*\d{1,5}\s*号")
TITLE_WORD = re.compile(
    r"(?:通知|通告|公告|意见|方案|函|办法|要点|预案|决定|通报|提示|倡议书?|工作单|指引|规定|公开信|的信)(?:[（(].{1,12}[)）])?$"
)
ORG_END = re.compile(
    r"(?:局|厅|委|部|办|会|所|院|校|中心|公司|政府|队|室|处|科|股|学|园|支队|大队|委员会|办公室|指挥部|领导小组|学区|联校|局长|校长|园长|厅长)(?:[（(].{1,8}[)）])?$"
)
SALUTE = re.compile(
    r"^(?:各|有关|全市|全县|全区|市直|县直|区直|局属|直属|相关|本市|我市|驻|[^，。；]{1,12}(?:局|学校|中心|部门|单位|园|院))"
)
LEAD_IN = re.compile(
    r"(?:如下|以下)[^，。；;,]{0,10}[:：。.]?\s*$|[^，。；]{0,12}通知[:：]$|(?:要求|部署|安排|提示|倡议)[:：]$|请[^，。；]{0,12}[:：]$|(?:下面|以下|下列|这)的?[几两三四五六七八][件点项条][^，。；]{0,14}[。:：]?\s*$"
)
CONTACT = re.compile(
    r"^[（(]?\s*(?:附[:：])?(?:[^，。：:]{0,8}(?:联系人|联系电话|联系方式|咨询电话|举报电话|监督电话|值班电话|传真|电子邮箱|邮箱|邮编|地址))\s*[:：]?"
)
COPY = re.compile(r"^\s*(?:抄送|抄报|主送|分送)\s*[:：]|印发\s*$|^[（(]\s*(?:此件|共印)|^[（(].{0,12}公开[)）]\s*$")
ANNEX = re.compile(r"^\s*附\s*(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*(?:[:：]|$)")
ANNEX_HEAD = re.compile(r"^\s*附\s*(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[:：]?\s*$")
#: A letter printed behind the notice: 附：致家长的一封信.
ANNEX_LETTER = re.compile(r"^\s*附\s*(?:件\s*\d{0,2}\s*)?[:：]\s*《?[^，。；]{0,24}(?:信|书|提示|倡议|须知)》?$")
#: 附件2：检查表 behind the signature heads its annex; 附件：2.检查表 belongs to the list.
ANNEX_TITLED = re.compile(r"^\s*附\s*(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[:：]\s*[^，。；]{2,40}$")
ANNEX_FIRST = re.compile(r"^\s*附\s*(?:件|表|录)?\s*[:：]\s*1\s*[.．、]")
#: The slip that parents cut off, sign and send back: nothing behind it asks.
SLIP = re.compile(
    r"^[\s\-－—–_=…·.*✂〓（(]*(?:回\s*执(?:单|条|联)?|沿[^，。]{0,4}(?:虚|此)?线[^，。]{0,8}[剪裁撕][^，。]{0,6})[\s\-－—–_=…·.*〓)）:：]*$"
)
FORM_NOTE = re.compile(r"^\s*(?:填表说明|填报说明|说明|注|备注|填表人|填报单位|填报时间|填报人|审核人|单位[（(]盖章|制表)\s*[:：（(]")
COLUMNS = re.compile(r"(?:\t|[ \u3000]{2,}|(?<=\S)\u3000(?=\S)|\s*[|│]\s*)")
SENTENCE_END = re.compile(r"[。；;！!？?]\s*$")


@dataclass
class Line:
    """One line of the text, ``start`` to ``end`` without its newline, with what it was taken for."""

    start: int
    end: int
    text: str
    kind: str = "para"
    level: int = 0
    mark: str = ""
    body: int = 0
    annex: bool = False
    cells: list[str] = field(default_factory=list)

    @property
    def stripped(self) -> str:
        """The words of the line without outer blanks."""
        return self.text.strip(BLANK)


def read_lines(text: str) -> list[Line]:
    """Cut ``text`` at newlines and say what each line is."""
    lines: list[Line] = []
    pos = 0
    for raw in text.split("\n"):
        line = Line(pos, pos + len(raw), raw)
        line.body = pos + len(raw) - len(raw.lstrip(BLANK))
        if not line.stripped:
            line.kind = "blank"
        lines.append(line)
        pos += len(raw) + 1
    _artefacts(lines)
    body = _head(lines)
    tail = _tail(lines, body)
    _annexes(lines, tail)
    _marks(lines)
    _tables(lines, body)
    _headings(lines, body)
    return lines


def _artefacts(lines: list[Line]) -> None:
    """Step over editor debris such as ``[bookmark: x]`` at the head of a line."""
    for line in lines:
        found = re.match(r"\s*\[bookmark:[^\]\n]{0,60}\]\s*", line.text)
        if found:
            line.body = line.start + found.end()


def _filled(lines: list[Line], begin: int = 0) -> list[int]:
    return [i for i in range(begin, len(lines)) if lines[i].kind != "blank"]


def _head(lines: list[Line]) -> int:
    """Mark letterhead, number, title and salutation; answer the index of the first body line."""
    filled = _filled(lines)
    salute = -1
    for i in filled[:22]:
        words = lines[i].stripped
        if mark_at(words) or SENTENCE_END.search(words) or "。" in words:
            break
        ends = words.endswith((":", "："))
        if ends and SALUTE.match(words) and not LEAD_IN.search(words) and not ANNEX.match(words):
            salute = i
            break
    title = _title(lines, [i for i in filled[:22] if salute < 0 or i < salute])
    if salute >= 0:
        lines[salute].kind = "salutation"
        for i in filled:
            if i < salute and lines[i].kind == "para":
                lines[i].kind = "letterhead"
        for i in range(max(title, 0) + 1, salute):
            if lines[i].kind == "letterhead" and lines[i].stripped.endswith(("，", "、", ",")):
                lines[i].kind = "salutation"
        return salute + 1
    return title + 1


def _title(lines: list[Line], candidates: list[int]) -> int:
    """Mark number and title lines; answer the index of the last of them (-1: none)."""
    last = -1
    for n, i in enumerate(candidates[:12]):
        words = lines[i].stripped
        if NUMBER.search(words) and len(words) < 60:
            lines[i].kind = "number"
            last = max(last, i)
        elif len(words) <= 70 and not SENTENCE_END.search(words) and not mark_at(words) and "。" not in words:
            if TITLE_WORD.search(words) or words.startswith("关于"):
                lines[i].kind = "title"
                last = max(last, i)
                _title_start(lines, candidates, n)
            elif (n <= 3 and words.endswith("文件")) or (n == 0 and len(words) <= 40 and "，" not in words):
                lines[i].kind = "letterhead"
                last = max(last, i)
        elif len(words) > 70 or "。" in words:
            break
    return last


def _title_start(lines: list[Line], candidates: list[int], n: int) -> None:
    """A title broken over lines: the line before, when it starts with 关于 and this one ends it."""
    if n and "关于" not in lines[candidates[n]].stripped:
        before = lines[candidates[n - 1]]
        if "关于" in before.stripped and before.kind in ("para", "letterhead"):
            before.kind = "title"


def _tail(lines: list[Line], body: int) -> int:
    """Mark annex list, signature, date, copies and contacts; answer where annexes may begin."""
    end = len(lines)
    dates = [i for i in _filled(lines, body) if DATE_LINE.match(lines[i].stripped) or _signed_and_dated(lines[i].stripped)]
    if dates:
        first = dates[0]
        lines[first].kind = "date"
        end = first + 1
        for i in reversed([i for i in _filled(lines, body) if i < first]):
            words = lines[i].stripped
            if len(words) > 60 or re.search(r"[，。；：:;,\t|]|\d", words) or not ORG_END.search(words) or mark_at(words):
                break
            lines[i].kind = "signature"
    for i in _filled(lines, body):
        words = lines[i].stripped
        if lines[i].kind != "para":
            continue
        if COPY.search(words):
            lines[i].kind = "copy"
        elif CONTACT.match(words):
            lines[i].kind = "contact"
        elif FORM_NOTE.match(words):
            lines[i].kind = "note"
        elif (ANNEX.match(words) and i < end and not ANNEX_HEAD.match(words)) or ANNEX_FIRST.match(words):
            _annex_list(lines, i)
    return end


def _signed_and_dated(words: str) -> bool:
    """Body and date in one line with blanks between: 某县教育局　　2020年5月6日."""
    name, *rest = re.split(f"[{BLANK}]{{1,}}(?=[\\d{CN_DIGITS}]{{4}}\\s*年)", words, maxsplit=1)
    return (
        bool(rest)
        and len(name) <= 40
        and bool(ORG_END.search(name))
        and bool(DATE_LINE.match(rest[0]))
        and not re.search("[，。；：]", name)
    )


def _annex_list(lines: list[Line], first: int) -> None:
    """附件：1.… and the numbered or indented lines that follow it."""
    lines[first].kind = "attachment"
    for line in lines[first + 1 :]:
        words = line.stripped
        if not words:
            break
        mark = mark_at(words)
        if not (mark and mark.level >= 4) or SENTENCE_END.search(words) or len(words) > 60:
            break
        line.kind = "attachment"


def _annexes(lines: list[Line], begin: int) -> None:
    """Everything after a heading 附件1 that stands alone behind the signature is annex."""
    inside = fresh = slip = False
    for line in lines[begin:]:
        if fresh and line.kind == "para" and line.stripped:
            fresh = False
            if len(line.stripped) <= 40 and not SENTENCE_END.search(line.stripped):
                line.kind = "annex_title"
        if line.kind == "para" and any(p.match(line.stripped) for p in (ANNEX_HEAD, ANNEX_LETTER, ANNEX_TITLED)):
            inside, fresh, slip = True, bool(ANNEX_HEAD.match(line.stripped)), False
            line.kind = "annex"
        slip = slip or bool(line.kind == "para" and SLIP.match(line.stripped))
        if slip and line.kind == "para":
            line.kind = "note"
        line.annex = inside


def _marks(lines: list[Line]) -> None:
    for line in lines:
        if line.kind != "para":
            continue
        mark = mark_at(line.text, line.body - line.start)
        if mark and mark.length < line.end - line.body:
            line.level, line.mark = mark.level, mark.text
            line.body += mark.length


def _tables(lines: list[Line], body: int) -> None:
    """Rows of a table flattened into lines: several columns, no sentence end."""
    for i in _filled(lines, body):
        line = lines[i]
        if line.kind != "para":
            continue
        words = line.stripped
        cells = [c for c in COLUMNS.split(words) if c]
        if len(cells) < 3 and not (len(cells) == 2 and _in_table(lines, i)):
            continue
        if re.search("[。；]", words) and len(words) > 120:
            continue
        line.cells = cells
        head = cells[0].startswith(("序号", "编号", "项目", "类别", "时间")) or not re.search(r"\d", words)
        line.kind = "table_head" if head and not _in_table(lines, i) else "table_row"
    for line in lines:
        if line.kind == "table_row" and sum(len(c) for c in line.cells[1:]) < 2:
            line.kind = "note"
    _bare_numbers(lines)


def _bare_numbers(lines: list[Line]) -> None:
    """Empty rows of a form: a line that is only its running number."""
    for i, line in enumerate(lines):
        if line.kind == "para" and re.fullmatch(r"\d{1,3}|[…—\-.]{1,6}", line.stripped) and _in_table(lines, i):
            line.kind = "note"


def _in_table(lines: list[Line], i: int) -> bool:
    for line in reversed(lines[max(0, i - 3) : i]):
        if line.kind in ("table_head", "table_row"):
            return True
        if line.kind == "para" and len(line.stripped) > 4:
            return False
    return False


def _headings(lines: list[Line], body: int) -> None:
    """Lines that only head what follows: short, no sentence end, body text or deeper marks below."""
    filled = _filled(lines, body)
    for n, i in enumerate(filled):
        line = lines[i]
        words = line.text[line.body - line.start :].strip(BLANK)
        if line.kind != "para" or SENTENCE_END.search(words) or len(words) > 44:
            continue
        if words.count("，") > 2 or (words.endswith((":", "：", "，", ",")) and not line.level):
            continue
        nxt = lines[filled[n + 1]] if n + 1 < len(filled) else None
        if nxt is None or nxt.kind in ("signature", "date", "attachment", "copy", "contact", "title", "annex"):
            continue
        if line.level:
            if nxt.level == 0 or nxt.level > line.level or nxt.kind.startswith("table") or line.level == 1:
                line.kind = "heading"
        elif len(words) <= 20 and not re.search("[，。：:,]", words) and line.start > 0 and nxt.kind == "para":
            signs = ORG_END.search(words) and i and lines[filled[n - 1]].kind in ("heading", "title")
            line.kind = "heading" if not re.search(r"\d{2}", words) and not signs else line.kind
