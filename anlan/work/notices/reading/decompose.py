"""Text in, spans out: walks the lines of a notice with headings, subjects and times in mind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from . import lexicon as lx
from .bounded import demands_control
from .describe import minutes_of, proof_of, title_of
from .domains import Around, act_of, domain_of, evidence_of
from .group import Draft, drafts_of
from .head import head_of
from .judge import CONDITIONAL, core_of, deontic_at, starts_like_predicate, subject_of
from .layout import LEAD_IN, Line, read_lines
from .marks import mark_at
from .model import Reason, Span, When
from .people import BELOW, GUIDE, GUIDE_FIRM, PERSONS, SELF, Issuer, role_at_end, roles_in_list
from .segments import Sentence, cut
from .times import HAPPENING, haste, heading_time, iso_date, own_time

_OPERATIONAL = {"gas", "chemicals", "fire", "food", "gate", "building", "bus", "epidemic", "weather", "key_areas", "other", "traffic", "education_drill", "parents_letter", "emergency_response", "peak_patrol"}


@dataclass
class _Heading:
    level: int
    mark: str
    words: str
    time: When | None
    roles: tuple[str, ...]


@dataclass
class _Walk:
    """What the walk over the lines remembers."""

    issuer: Issuer
    title: str
    day: Any
    headings: list[_Heading] = field(default_factory=list)
    unit_roles: tuple[str, ...] = ()
    paragraph: int = 0
    spans: list[Span] = field(default_factory=list)
    asks: bool = True

    def push(self, level: int, mark: str, words: str) -> None:
        """Enter the section that a heading opens."""
        self.headings = [h for h in self.headings if h.level < level]
        roles = _heading_roles(words)
        self.headings.append(_Heading(level, mark, words, heading_time(words), roles))
        self.unit_roles = ()


def decompose(text: str) -> list[Span]:
    """Read a notice: obligations and exhortations in order, never overlapping; the rest is gaps.

    ``text`` should be NFC with ``\\n`` newlines (``intake`` makes it so); offsets are its code points.
    """
    lines = read_lines(text)
    frame = head_of(text, lines)
    names = list(dict.fromkeys(m.text for m in frame.issuer))
    issuer = Issuer(names, frame.salutation.text if frame.salutation else "")
    walk = _Walk(issuer, frame.title.text if frame.title else "", frame.day)
    strict_until = _preamble_end(lines)
    looks = frame.salutation is not None or frame.number is not None or frame.date is not None
    for i, line in enumerate(lines):
        if i <= strict_until and line.kind == "para" and not line.level:
            continue
        _line(walk, text, line, lines[i + 1 :])
    if not looks:
        for span in walk.spans:
            span.confidence = round(span.confidence * 0.5, 2)
    return walk.spans


def _preamble_end(lines: list[Line]) -> int:
    """Index of the line that ends the recitals (…通知如下：), or -1."""
    seen = 0
    for i, line in enumerate(lines):
        if line.kind == "heading":
            return i - 1 if seen else -1
        if line.kind != "para":
            continue
        if line.level and seen:
            return -1
        seen += 1
        if LEAD_IN.search(line.stripped) and not line.level:
            return i
        if seen > 8:
            break
    return -1


def _line(walk: _Walk, text: str, line: Line, following: list[Line]) -> None:
    if line.kind == "heading":
        walk.push(line.level or 7, line.mark, text[line.body : line.end].strip())
    elif line.kind == "annex":
        walk.headings = []
        walk.issuer.parents_letter = any("家长" in n.text and len(n.text) < 40 for n in following[:4])
    elif line.kind == "table_row" and not line.annex:
        _table_row(walk, text, line)
    elif line.kind == "para":
        walk.paragraph += 1
        _paragraph(walk, text, line, following)


def _table_row(walk: _Walk, text: str, line: Line) -> None:
    """A row that says what, by when or to whom is one obligation, the whole line."""
    words = line.stripped
    walk.paragraph += 1
    if not re.search(r"\d+月|\d+[日号]|前|每[周月日天]|报|科|室|局|办", " ".join(line.cells[1:])):
        return
    start = line.start + line.text.find(words)
    when = own_time(words)
    dated = re.search(r"\d{1,2}月\d{1,2}[日号](?:之?前)?", words)
    if dated:
        when = When("by_date", dated.group())
    roles = walk.unit_roles or walk.headings and walk.headings[-1].roles or ()
    people = walk.issuer.resolve(roles) if roles else walk.issuer.base
    domain, _ = domain_of(words, [], Around((), walk.title))
    span = _span(walk, start, start + len(words), words, people, "must", domain, when or When(), "report", 0.75, Reason("table_row"))
    span.title = title_of(next((c for c in line.cells if re.search("[\u4e00-\u9fa5]{2}", c)), words), "must")
    walk.spans.append(span)


def _paragraph(walk: _Walk, text: str, line: Line, following: list[Line]) -> None:
    sentences = cut(text, line.body, line.end)
    walk.unit_roles = ()
    if line.level and sentences:
        if _is_heading(sentences, following, line.level):
            first = sentences.pop(0)
            words = text[first.segments[0].start : first.segments[-1].end]
            walk.push(line.level, line.mark, words)
        else:
            walk.headings = [h for h in walk.headings if h.level < line.level]
            _colon_heading(walk, sentences, line)
    if sentences and re.search("[：:]$", line.stripped) and re.search("下列|如下|以下", sentences[-1].segments[-1].text):
        sentences.pop()
    for sentence in sentences:
        if _in_item_heading(walk, sentence, sentences):
            continue
        _sentence(walk, text, sentence)


def _colon_heading(walk: _Walk, sentences: list[Sentence], line: Line) -> None:
    """（二）住建部门：督促… – the words before the colon head the item."""
    first = sentences[0].clauses[0].segments
    if len(first) > 1 and first[0].delim in "：:" and len(first[0].text) <= 16 and not lx.MUST.search(first[0].text):
        if not re.search(r"\d", first[0].text):
            walk.push(line.level, line.mark, first[0].text)
            first.pop(0)


def _in_item_heading(walk: _Walk, sentence: Sentence, sentences: list[Sentence]) -> bool:
    """一是严把人员关。 in the middle of a paragraph, followed by what it means."""
    first = sentence.clauses[0].segments[0]
    if sentence is sentences[-1] or not first.mark or len(sentence.segments) > 1 or len(first.text) > 14:
        return False
    after = sentences[sentences.index(sentence) + 1]
    if after.clauses[0].segments[0].mark or lx.BAN.search(first.text) or own_time(first.text) or re.search(r"\d", first.text):
        return False
    return subject_of(first.text) is None


def _is_heading(sentences: list[Sentence], following: list[Line], level: int) -> bool:
    """Whether the first sentence of a marked paragraph only heads what follows it."""
    first = sentences[0]
    nxt = next((n for n in following if n.kind != "blank"), None)
    deeper = nxt is not None and nxt.kind in ("para", "heading") and nxt.level > level
    if len(sentences) < 2 and not deeper or len(first.clauses) > 1:
        return False
    words = re.sub(r"[（(][^（）()]*[)）]", "", "，".join(s.text for s in first.segments))
    if len(words) > 32 or lx.BAN.search(words) or re.search(r"\d", words) or words.endswith("的"):
        return False
    if any(s.delim in "：:" for s in first.segments):
        return False
    spoken = own_time(words)
    if spoken and spoken.type in ("by_date", "daily", "periodic", "on_event"):
        return False
    if len(words) <= 10:
        return True
    if subject_of(words) or (lx.MUST.search(words) and len(words) > 12):
        return False
    return level <= 3 or len(words) <= 16 or len(sentences) > 1 and subject_of(sentences[1].segments[0].text) is not None


def _heading_roles(words: str) -> tuple[str, ...]:
    """A heading that is itself a subject: （二）住建部门."""
    bare = re.sub(r"[（(][^（）()]*[)）]", "", words)
    found = role_at_end(bare)
    if found and found[1] == 0:
        return found[0]
    if re.fullmatch(r".{0,14}(?:职责|责任|任务)", bare):
        inner = role_at_end(re.sub("(?:工作)?(?:职责|责任|任务)$", "", bare))
        return inner[0] if inner else ()
    start = re.match("(?:学校|各校|各地各校)(?=做到|要|工作|落实)", bare)
    return roles_in_list(start.group()) if start else ()


def _sentence(walk: _Walk, text: str, sentence: Sentence) -> None:
    if re.match(r"(?:联系人|联系电话|附件|电话|邮箱|附)\s*[:：]", sentence.segments[0].text + sentence.segments[0].delim):
        return
    drafts = drafts_of(sentence)
    person: tuple[str, ...] = ()
    lead_time: When | None = None
    clause, shared = 0, False
    for draft in drafts:
        if draft.clause != clause:
            clause = draft.clause
            if draft.roles:
                person, lead_time = (), None
            if not (shared and starts_like_predicate(draft.segments[0].text) and not draft.lead):
                lead_time = None
        roles = draft.roles
        if roles and set(roles) & PERSONS:
            person = roles
        elif roles and SELF in roles:
            person = roles
        elif roles:
            walk.unit_roles, person = roles, ()
        if _only_tells(walk, draft):
            continue
        if draft.label == "exhortation":
            _exhortation(walk, text, draft)
            continue
        span = _obligation(walk, text, draft, person, lead_time)
        if draft.first_in_sentence or draft.lead:
            opened = _opening_time(text, draft)
            shared = shared or bool(opened and draft.lead)
            lead_time = opened or (lead_time if not draft.first_in_sentence else None)
        walk.spans.append(span)


def _only_tells(walk: _Walk, draft: Draft) -> bool:
    """Under 治理范围, 检查对象, 时间安排 a clause without any command tells and asks nothing."""
    heading = walk.headings[-1].words if walk.headings else ""
    if not re.search(r"(?:范围|对象|指导思想|时间安排|基本情况|背景)$", heading):
        return False
    return not lx.MUST.search(draft.words) and not lx.BAN.search(draft.words)


def _opening_time(text: str, draft: Draft) -> When | None:
    """A time said before the first verb: it holds for what follows in the sentence."""
    first = draft.segments[0].text
    mark = deontic_at(first)
    before = "，".join(s.text for s in draft.lead)
    core = core_of(first)
    head_part = first[: mark.start()] if mark else first[: max(0, len(first) - len(core))]
    found = own_time(before) or own_time(head_part)
    return found if found and found.type != "continuous" else None


def _exhortation(walk: _Walk, text: str, draft: Draft) -> None:
    start, end = draft.start, draft.end
    score = min(draft.judgement.score, 0.95)
    reason = Reason(draft.judgement.key, {"word": draft.judgement.word})
    walk.spans.append(
        Span(start, end, text[start:end], "exhortation", confidence=score, reason=reason, segment=walk.paragraph, **_place(walk))
    )


def _place(walk: _Walk) -> dict[str, str]:
    if not walk.headings:
        return {"section": "", "heading": ""}
    return {"section": walk.headings[0].mark, "heading": walk.headings[-1].words}


def _deontic(words: str, roles: list[str], domain: str) -> str:
    ban, may = lx.BAN.search(words), lx.MAY.search(words)
    should, must, will = lx.SHOULD.search(words), lx.MUST.search(words), lx.WILL.search(words)
    if ban and not re.match("不得(?:少于|低于|超过|多于|小于|大于)", words[ban.start() :]):
        return "must_not"
    if should and not (must and must.start() < should.start()):
        return "should"
    if will and set(roles) <= {SELF, "partner_dept", BELOW}:
        return "will"
    if SELF in roles and not must:
        return "will"
    if may and not must:
        return "may"
    return "must"


def _obligation(walk: _Walk, text: str, draft: Draft, person: tuple[str, ...], lead_time: When | None) -> Span:
    start, end = draft.start, draft.end
    words = text[start:end]
    act = draft.words
    explicit = draft.roles or draft.by_roles
    roles = draft.by_roles if draft.by_roles and not draft.roles else draft.roles or person or walk.unit_roles
    roles = roles or next((h.roles for h in reversed(walk.headings) if h.roles), ())
    people = _people(walk, words, roles)
    around = _around(walk, draft)
    domain, rule = domain_of(act, people, around)
    if rule in ("none", "around", "general") and draft.lead:
        domain, rule = domain_of(words, people, around)
    people, domain = _defaults(walk, words, explicit, roles, people, domain)
    when = _when(walk, words, act, draft, lead_time)
    evidence = evidence_of(act, domain)
    score = draft.judgement.score * (0.9 if rule == "none" else 1.0) * (1.0 if explicit else 0.95)
    reason = Reason(draft.judgement.key, {"word": draft.judgement.word})
    span = _span(walk, start, end, words, people, _deontic(words, people, domain), domain, when, evidence, score, reason)
    span.bounded = draft.bounded or demands_control(words) or _bounded_by_context(walk, words)
    if span.bounded:
        span.reason, span.confidence, span.proof = Reason("bounded"), max(0.9, span.confidence), "declared"
    return span


def _bounded_by_context(walk: _Walk, words: str) -> bool:
    """A measure whose persons were named before: 上述人员名单…报公安机关, or under 重点人员管控."""
    before = next((s for s in reversed(walk.spans[-2:]) if s.segment == walk.paragraph), None)
    if before is not None and before.bounded and re.search(r"(?:上述|此类|以上|该类|这类|相关|有关|其)[^，。]{0,4}(?:人员|人群|学生|家长|对象|群体|名单|动向|行踪|情况)|名单|名册|动向|稳控|一人一", words):
        return demands_control(words, before.text + "人员")
    heading = walk.headings[-1].words if walk.headings else ""
    return demands_control(heading) and demands_control(words, heading + "人员")


def _around(walk: _Walk, draft: Draft) -> Around:
    before = next((s for s in reversed(walk.spans[-3:]) if s.label == "obligation" and s.segment == walk.paragraph), None)
    return Around(
        tuple(h.words for h in reversed(walk.headings)), walk.title, before.domain if before else None, not draft.first_in_sentence
    )


def _people(walk: _Walk, words: str, roles: tuple[str, ...]) -> list[str]:
    people = walk.issuer.resolve(roles)
    guided = GUIDE.search(words)
    if guided:
        people = [p for p in people if p != "school"] or [BELOW]
        people.append("school")
    if GUIDE_FIRM.search(words):
        people = (people or ["school"]) + ["contractor"]
    if re.search("严禁学生|禁止学生", words):
        people = (people or ["school"]) + ["students"]
    return list(dict.fromkeys(people))


def _defaults(walk: _Walk, words: str, explicit: tuple[str, ...], roles: tuple[str, ...], people: list[str], domain: str) -> tuple[list[str], str]:
    """Who is meant when nobody is named: the issuer for audits and penalties, else the salutation."""
    announced = lx.WILL.search(words) or domain == "accountability" and not re.match("(?:[^，]{0,12})(?:要|应|须)", words)
    if announced and not (explicit and SELF not in explicit and domain != "accountability"):
        if not (set(people) & {SELF, "partner_dept"}) and not (explicit and people and domain != "accountability"):
            people = [SELF, "partner_dept"] if walk.issuer.joint else [SELF]
        return people, act_of(words, people) or domain
    if people:
        return people, domain
    if walk.issuer.parents_letter:
        return ["parents"], domain
    base = walk.issuer.base
    if BELOW in base and "school" in base and domain in _OPERATIONAL:
        return ["school"], domain
    return base, domain


def _when(walk: _Walk, words: str, act: str, draft: Draft, lead_time: When | None) -> When:
    found = own_time(words)
    conditional = any(s.text.endswith(("的", "者")) and not HAPPENING.match(s.text) for s in draft.lead)
    conditional = conditional or bool(CONDITIONAL.match(act))
    if not found and not conditional:
        found = lead_time
    if not found:
        found = haste(words)
    if not found or found.type == "none":
        timed = next((h.time for h in reversed(walk.headings) if h.time), None)
        found = timed or found
    found = found or When()
    day = iso_date(found, walk.day)
    return When(found.type, found.phrase, day) if day else found


def _span(walk: _Walk, start: int, end: int, words: str, people: list[str], deontic: str, domain: str, when: When, evidence: str, score: float, reason: Reason) -> Span:
    day = iso_date(when, walk.day)
    if day:
        when = When(when.type, when.phrase, day)
    return Span(
        start, end, words, "obligation", people, deontic, domain, when, evidence,
        confidence=round(min(0.97, max(0.05, score)), 2), reason=reason, title=title_of(words, deontic),
        minutes=minutes_of(evidence, domain), proof=proof_of(evidence, domain, deontic), segment=walk.paragraph, **_place(walk),
    )


def to_rows(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Rows with exactly the fields of the labelling scheme."""
    return [span.as_row() for span in spans]


def gaps(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The stretches of ``text`` that no span covers, as (start, end)."""
    out, pos = [], 0
    for span in spans:
        if span.start > pos:
            out.append((pos, span.start))
        pos = max(pos, span.end)
    if pos < len(text):
        out.append((pos, len(text)))
    return out


def rebuild(text: str, spans: list[Span]) -> str:
    """Put spans and gaps together again: equals ``text`` whenever nothing was lost or overlaps."""
    pieces = [(s.start, s.text) for s in spans] + [(a, text[a:b]) for a, b in gaps(text, spans)]
    return "".join(words for _, words in sorted(pieces, key=lambda p: p[0]))


__all__ = ["decompose", "gaps", "mark_at", "rebuild", "to_rows"]
