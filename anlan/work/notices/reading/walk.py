"""What the walk over a notice remembers: sections with their times and subjects, the issuer, spans so far."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from . import lexicon as lx
from .group import Draft
from .layout import Line
from .learned import NOTHING, Learned
from .logit import Weights
from .model import Span, When
from .people import PERSONS, Issuer, role_at_end, role_at_start, roles_in_list
from .segments import Sentence
from .subjects import starts_like_predicate, strip_time, subject_of
from .times import heading_time, own_time
from .vocabulary import found_in


@dataclass
class Heading:
    """A section heading: depth, mark, words, and the time and subject that it sets for its items."""

    level: int
    mark: str
    words: str
    time: When | None
    roles: tuple[str, ...]


@dataclass
class Walk:
    """What the walk over the lines remembers."""

    issuer: Issuer
    title: str
    day: date | None
    headings: list[Heading] = field(default_factory=list)
    unit_roles: tuple[str, ...] = ()
    tells: bool = False
    before_demands: bool = False
    paragraph: int = 0
    spans: list[Span] = field(default_factory=list)
    weights: Weights = field(default_factory=dict)
    learned: Learned = NOTHING
    watch: Callable[[list[Draft]], None] | None = None
    columns: list[str] = field(default_factory=list)

    def push(self, level: int, mark: str, words: str) -> None:
        """Enter the section that a heading opens."""
        self.headings = [h for h in self.headings if h.level < level]
        roles = _heading_roles(words)
        self.headings.append(Heading(level, mark, words, heading_time(words), roles))
        self.unit_roles = ()

    def leave(self, level: int) -> None:
        """Leave the sections as deep as ``level`` or deeper."""
        self.headings = [h for h in self.headings if h.level < level]

    @property
    def section(self) -> str:
        """The mark of the outermost section (一, 二, …)."""
        return self.headings[0].mark if self.headings else ""

    @property
    def heading(self) -> str:
        """The words of the nearest heading."""
        return self.headings[-1].words if self.headings else ""


def colon_heading(walk: Walk, sentences: list[Sentence], line: Line) -> None:
    """（二）住建部门：督促… – the words before the colon head the item."""
    first = sentences[0].clauses[0].segments
    short = len(first) > 1 and first[0].delim in "：:" and len(first[0].text) <= 16
    if short and not lx.MUST.search(first[0].text) and not re.search(r"\d", first[0].text):
        walk.push(line.level, line.mark, first[0].text)
        first.pop(0)


#: 一要管住源头。 先说教育。 再讲水边。
_SPOKEN_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]|首先|先|再|其次|然后|最后)(?:要|说说|说|讲讲|讲|谈谈|谈|抓好|抓|管|防|严|强|保|看|查|从)(?=[^，。]{1,16}$)"
)


def stage_heading(walk: Walk, sentence: Sentence) -> bool:
    """自查阶段：5月底前。 – a stage and its time head what follows."""
    segs = sentence.segments
    if len(segs) != 2 or segs[0].delim not in "：:" or not re.search("阶段$", segs[0].text) or len(segs[1].text) > 24:
        return False
    if strip_time(segs[1].text) and not re.fullmatch(r"(?:\d{1,2}月\d{0,2}[日号底初]?(?:[至到、—~-]|$)){1,2}", segs[1].text):
        return False
    walk.leave(7)
    walk.headings.append(Heading(7, segs[0].mark, segs[0].text, When("by_date", segs[1].text), ()))
    return True


def item_heading(walk: Walk, sentence: Sentence, sentences: list[Sentence]) -> bool:
    """一是严把人员关。 in the middle of a paragraph, followed by what it means."""
    first = sentence.clauses[0].segments[0]
    if _SPOKEN_HEADING.match(first.text) and len(sentence.segments) == 1 and sentence is not sentences[-1] and len(first.text) <= 18:
        return not re.search(r"\d", first.text) and not lx.BAN.search(first.text)
    if sentence is sentences[-1] or not first.mark or len(sentence.segments) > 1 or len(first.text) > 14:
        return False
    after = sentences[sentences.index(sentence) + 1]
    if after.clauses[0].segments[0].mark or lx.BAN.search(first.text) or own_time(first.text) or re.search(r"\d", first.text):
        return False
    return subject_of(first.text) is None


def is_heading(sentences: list[Sentence], following: list[Line], level: int) -> bool:
    """Whether the first sentence of a marked paragraph only heads what follows it."""
    first = sentences[0]
    nxt = next((n for n in following if n.kind != "blank"), None)
    deeper = nxt is not None and nxt.kind in ("para", "heading") and nxt.level > level
    if (len(sentences) < 2 and not deeper) or len(first.clauses) > 1:
        return False
    words = re.sub(r"[（(][^（）()]*[)）]", "", "，".join(s.text for s in first.segments))
    if len(words) > 32 or lx.BAN.search(words) or re.search(r"\d", words) or words.endswith("的"):
        return False
    if any(s.delim in "：:" for s in first.segments) or len(first.segments) > 2:
        return False
    spoken = own_time(words)
    if (
        spoken
        and spoken.type in ("by_date", "daily", "periodic", "on_event")
        and not re.fullmatch("夜间|午休|课间|日常|周末|假期|定期|经常|动态", spoken.phrase or "")
    ):
        return False
    if len(words) <= 10:
        return not words.startswith("请")
    if subject_of(words) or (lx.MUST.search(words) and len(words) > 12):
        return False
    return level <= 3 or len(words) <= 16 or (len(sentences) > 1 and subject_of(sentences[1].segments[0].text) is not None)


def _heading_roles(words: str) -> tuple[str, ...]:
    """A heading that is itself a subject: （二）住建部门."""
    bare = re.sub(r"[（(][^（）()]*[)）]", "", words)
    found = role_at_end(bare)
    if found and found[1] == 0:
        return found[0]
    parts = [role_at_end(part) for part in re.split("、|以?及|和|与", bare)]
    if len(parts) > 1 and all(part and part[1] == 0 for part in parts):
        return tuple(dict.fromkeys(role for part in parts if part for role in part[0]))
    if re.fullmatch(r".{0,14}(?:职责|责任|任务)", bare):
        inner = role_at_end(re.sub("(?:工作)?(?:职责|责任|任务)$", "", bare))
        return inner[0] if inner else ()
    opens = role_at_start(bare)  # 燃气企业上门, 公安机关加强巡逻
    if opens and len(bare) <= 14 and set(opens[0]) <= {"contractor", "partner_dept", "district_bureau"} and bare[opens[1] :]:
        rest = bare[opens[1] :]
        if starts_like_predicate(rest) or (opens[0] == ("contractor",) and len(rest) <= 4 and not re.match("安全|管理|[的用]", rest)):
            return opens[0]
    start = re.match("(?:学校|各校|各地各校)(?=做到|要|工作|落实)", bare)
    if start:
        return roles_in_list(start.group())
    told = subject_of(bare) if re.match("[^，、]{2,10}要", bare) else None
    if told and not told.by and not set(told.roles) & PERSONS:
        return told.roles
    return _outside(bare)


def _outside(words: str) -> tuple[str, ...]:
    """A heading over what firms or other departments do: 对承运企业, 压实施工单位责任."""
    named = {role for _, _, roles in found_in("persons", words) for role in roles}
    return tuple(named) if named in ({"contractor"}, {"partner_dept"}) else ()
