"""Text in, spans out: walks the lines of a notice with headings, subjects and times in mind."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import lexicon as lx
from .asking import LEAST, asks
from .bounded import demands_control
from .cuts import settled
from .describe import minutes_of, proof_of, title_of
from .domains import Around, domain_of, evidence_of, thing_scores
from .fields import around, bounded_by_context, choose, defaults, deontic_of, opens_with, people_of, question, when_of, when_origin
from .group import KEPT, Draft, drafts_of
from .head import head_of
from .layout import LEAD_IN, TITLE_WORD, Line, read_lines
from .learned import Learned
from .learned import shipped as everything
from .logit import Weights
from .model import Reason, Span, When
from .people import PERSONS, SELF, Issuer, roles_in_list
from .segments import Sentence, cut
from .subjects import core_of, deontic_at, starts_like_predicate, strip_time
from .times import iso_date, own_time
from .tone import DEMANDS, polite, reports, tells
from .trust import confidence, doubt, shipped, signs_of
from .walk import Walk, colon_heading, is_heading, item_heading, stage_heading

#: 为…，决定在全区开展…，制定本方案。 tells why the document exists.
_RECITAL = re.compile(
    r"特?制定本(?:方案|办法|预案|通知|规定|细则)|^为[^。]{4,80}(?:决定|定于|经研究)|现[^。]{0,10}(?:通知|提示|通报)如下|(?:通知|要求|部署|安排|提示)如下$|现将[^。]{2,60}(?:印发|转发|下发|发给)|提出(?:如下|以下)(?:工作)?(?:要求|意见|措施)|(?:下面|以下|下列|这)(?:的)?[几两三四五六七八](?:件|点|项|条|个方面|方面)(?:事|要求|工作)?[^，。]{0,14}$|请(?:你们|各[校地单位]{1,3})?(?:一并|认真|遵照|结合实际|抓好)*(?:贯彻)?(?:执行|落实|贯彻落实)$"
)
#: A paper that goes upward is the unit's, whoever was named before it.
_REPORTS = re.compile(r"(?:名单|材料|报告|总结|方案|台账|情况|表)[^，]{0,14}(?:报|送|发)[^，]{0,12}(?:局|委|科|处|办|室|备案)")
#: What is done to those who work, by whoever employs them.
_OVER_STAFF = re.compile("调离|停止上岗|辞退|清退|解聘|不得(?:上岗|聘用|录用)|另行安排")
#: From day to day: 7月10日—25日.
_DAYS = re.compile(r"(?:\d{1,2}月)?\d{1,2}[日号]?(?:至|到|[-—~～]+)(?:\d{1,2}月)?\d{1,2}[日号]")
_CJK = re.compile("[\u4e00-\u9fa5]")


def decompose(
    text: str, weights: Weights | None = None, learned: Learned | None = None, watch: Callable[[list[Draft]], None] | None = None
) -> list[Span]:
    """Read a notice: obligations and exhortations in order, never overlapping; the rest is gaps.

    ``text`` should be NFC with ``\\n`` newlines (``intake`` makes it so); offsets are its code points.
    ``weights`` of the confidence and all else that is ``learned``: what ships, unless other is given. ``watch`` is shown
    the drafts of each sentence as the rules made them.
    """
    lines = read_lines(text)
    frame = head_of(text, lines)
    names = list(dict.fromkeys(m.text for m in frame.issuer))
    issuer = Issuer(names, frame.salutation.text if frame.salutation else "")
    issuer.parents_letter = _to_parents(frame.title.text if frame.title else "", issuer.salutation)
    walk = Walk(issuer, frame.title.text if frame.title else "", frame.day)
    strict_until = _preamble_end(lines)
    walk.weights = shipped() if weights is None else weights
    walk.learned = everything() if learned is None else learned
    walk.watch = watch
    told = _told_until(lines, walk.title)
    looks = frame.salutation is not None or frame.number is not None or frame.date is not None
    for i, line in enumerate(lines):
        if i <= strict_until and line.kind == "para" and not line.level:
            continue
        if i == told:
            walk.headings = []
        walk.before_demands = i < told
        if line.kind != "blank":
            _line(walk, text, line, lines[i + 1 : i + 12])
    if not looks:
        for span in walk.spans:
            span.confidence = round(span.confidence * 0.5, 2)
    return walk.spans


def _told_until(lines: list[Line], title: str) -> int:
    """Index of the line after which a circular on accidents or findings begins to demand; 0 for other notices."""
    if not re.search("通报|事故|案例|警示|火情|教训", title):
        return 0
    return max((i for i, line in enumerate(lines) if line.kind == "para" and not line.level and DEMANDS.search(line.stripped)), default=0)


def _to_parents(title: str, salutation: str) -> bool:
    """The whole paper is a letter to parents."""
    return bool(
        re.search("致[^，。]{0,12}家长[^，。]{0,8}(?:信|书|提醒|提示)$", title)
        or re.match("(?:(?:尊敬|亲爱)的[^，]{0,10}|各位|全体|广大)?(?:学生)?家长", salutation)
    )


def _preamble_end(lines: list[Line]) -> int:
    """Index of the line that ends the recitals (…通知如下：), or -1."""
    seen = 0
    for i, line in enumerate(lines):
        if line.kind == "heading" and not line.level and TITLE_WORD.search(line.stripped):
            seen = 0
            continue
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


def _line(walk: Walk, text: str, line: Line, following: list[Line]) -> None:
    if line.kind == "heading":
        walk.push(line.level or 7, line.mark, text[line.body : line.end].strip())
    elif line.kind == "annex":
        walk.headings = []
        walk.issuer.parents_letter = any("家长" in n.text and len(n.text) < 40 for n in [line, *following[:4]])
    elif line.kind == "table_head":
        walk.columns = _joined(line.cells)
    elif line.kind == "table_row" and not line.annex:
        _table_row(walk, text, line)
    elif line.kind == "para":
        walk.paragraph += 1
        _paragraph(walk, text, line, following)


def _joined(cells: list[str]) -> list[str]:
    """Cells of a head row whose words were spaced out: 时 段 is one column."""
    out: list[str] = []
    for n, cell in enumerate(cells):
        if out and len(cell) == 1 and len(cells[n - 1]) == 1 and len(out[-1]) < 4:
            out[-1] += cell
        else:
            out.append(cell)
    return out


def _table_row(walk: Walk, text: str, line: Line) -> None:
    """A row that says what, by when or to whom is one obligation, the whole line."""
    words = line.stripped
    walk.paragraph += 1
    if not re.search(r"\d+月|\d+[日号]|前|每(?:[周月日天季]|学[期年])|报|科|室|局|办", " ".join(line.cells[1:])):
        return
    start = line.start + line.text.find(words)
    when = own_time(words)
    dated = re.search(r"\d{1,2}月\d{1,2}[日号](?:之?前)?", words)
    if dated:
        when = When("by_date", dated.group())
    roles = walk.unit_roles or (walk.headings and walk.headings[-1].roles) or ()
    people = walk.issuer.resolve(roles) if roles else [r for r in walk.issuer.everyone if r in ("district_bureau", "school")]
    named = _named_in_row(walk.columns, line.cells)
    people = walk.issuer.resolve(named) or people
    domain, rule = domain_of(words, [], Around((), walk.title))
    rota = re.search("值班|带班|值守|轮值|巡查(?:人员|单位|重点)", " ".join(walk.columns)) and not re.search("报|完成", words)
    if rota:
        domain, rule = "duty", "act"
    if rota and when and when.phrase:
        window = re.search(_DAYS, words)
        when = When("during_period", window.group() if window else when.phrase)
    asked = question(walk, words, words, Around((), walk.title), people, "must", when or When(), domain)
    chosen = choose(walk, asked)
    domain = domain if rota else chosen.field
    papers = re.search("报|送(?!检)|交|室|科|表|清单|台账|总结|报告|名单|材料", words)
    evidence = "roster" if rota else "report" if papers else evidence_of(words, domain)
    span = _span(walk, start, start + len(words), words, people, "must", domain, when or When(), evidence, Reason("table_row"))
    _weigh(walk, span, ["act:table_row", "when:said" if when else "when:none", f"domain:{rule}", *chosen.signs])
    span.asked = asked
    span.title = title_of(next((c for c in line.cells if re.search("[\u4e00-\u9fa5]{2}", c)), words), "must")
    walk.spans.append(span)


def _named_in_row(columns: list[str], cells: list[str]) -> tuple[str, ...]:
    """Who the column 责任单位 names in this row."""
    place = next(
        (i for i, c in enumerate(columns) if re.search("责任|报送单位|填报单位|承办|牵头|实施单位|[值带]班(?:单位|人员|领导)|巡查单位", c)),
        -1,
    )
    if place < 0 or len(cells) not in (len(columns), place + 1):
        return ()
    parts = [roles_in_list(part) for part in re.split("[、，/]", cells[place])]
    return tuple(dict.fromkeys(role for part in parts for role in part))


def _paragraph(walk: Walk, text: str, line: Line, following: list[Line]) -> None:
    sentences = cut(text, line.body, line.end)
    walk.unit_roles = ()
    if line.level and sentences:
        if is_heading(sentences, following, line.level):
            first = sentences.pop(0)
            words = text[first.segments[0].start : first.segments[-1].end]
            walk.push(line.level, line.mark, words)
        else:
            walk.leave(line.level)
            colon_heading(walk, sentences, line)
    if sentences and re.search("[：:]$", line.stripped) and re.search("下列|如下|以下|下表|附表", sentences[-1].segments[-1].text):
        sentences.pop()
    walk.tells = walk.before_demands or tells(sentences, [h.words for h in walk.headings], line.level > 0)
    for sentence in sentences:
        if polite(sentence) or reports(sentence):
            continue
        if set(walk.unit_roles) <= {"partner_dept", "contractor"}:
            walk.unit_roles = ()
        if stage_heading(walk, sentence) or item_heading(walk, sentence, sentences):
            continue
        _sentence(walk, text, sentence)


def _sentence(walk: Walk, text: str, sentence: Sentence) -> None:
    if re.match(
        r"[（(]?(?:联系人|(?:[\u4e00-\u9fa5]{2,6})?(?:24小时)?(?:值班|联系|举报|监督|咨询|服务)?(?:电话|邮箱|传真)|附件|附)\s*[:：]",
        sentence.segments[0].text + sentence.segments[0].delim,
    ):
        return
    if _RECITAL.search("，".join(s.text for s in sentence.segments)):
        return
    if len(_CJK.findall(text[sentence.segments[0].start : sentence.segments[-1].end])) < 2:
        return
    drafts = drafts_of(sentence)
    if walk.watch:
        walk.watch(drafts)
    drafts = settled(drafts, walk.learned.cuts)
    person: tuple[str, ...] = ()
    lead_time: When | None = None
    clause, shared = 0, False
    for draft in drafts:
        opens_clause = draft.clause != clause
        if opens_clause:
            clause = draft.clause
            if draft.roles:
                person, lead_time = (), None
            elif set(person) <= {"students", "parents"} or re.match(r"[（(]\d{1,2}[）)]", draft.segments[0].text):
                person = ()
            if not (shared and starts_like_predicate(draft.segments[0].text) and not draft.lead):
                lead_time = None
        draft.roles, draft.by_roles = walk.issuer.settle(draft.roles), walk.issuer.settle(draft.by_roles)
        roles = draft.roles
        if (roles and set(roles) & PERSONS) or (roles and SELF in roles):
            person = roles
        elif roles:
            walk.unit_roles, person = roles, ()
        if _only_tells(walk, draft):
            continue
        if draft.label == "exhortation":
            _exhortation(walk, text, draft)
            continue
        span = _obligation(walk, text, draft, person, lead_time)
        if draft.first_in_sentence or draft.lead or opens_clause:
            opened = _opening_time(text, draft)
            shared = shared or bool(opened and draft.lead)
            lead_time = opened or (lead_time if not draft.first_in_sentence else None)
        walk.spans.append(span)


def _only_tells(walk: Walk, draft: Draft) -> bool:
    """A clause without any command in a paragraph that tells."""
    return walk.tells and not lx.MUST.search(draft.words) and not lx.BAN.search(draft.words)


def _opening_time(text: str, draft: Draft) -> When | None:
    """A time said before the first verb: it holds for what follows in the sentence."""
    first = draft.segments[0].text
    mark = deontic_at(first)
    before = "，".join(s.text for s in draft.lead)
    core = core_of(first)
    head_part = first[: mark.start()] if mark else first[: max(0, len(first) - len(core))]
    after = first[mark.end() :] if mark else ""
    dated = own_time(after[: len(after) - len(strip_time(after))]) if re.match("[于在]", after) else None  # 应于10月底前配备…
    opens = own_time(first)
    opens = (
        opens
        if opens and opens.phrase and opens.type in ("on_event", "during_period", "by_date") and first.startswith(opens.phrase)
        else None
    )
    found = own_time(before) or (own_time(before + "，") if before else None) or own_time(head_part) or dated or opens
    return found if found and found.type != "continuous" else None


def _exhortation(walk: Walk, text: str, draft: Draft) -> None:
    start, end = draft.start, draft.end
    score = min(draft.judgement.score, 0.95)
    reason = Reason(draft.judgement.key, {"word": draft.judgement.word})
    walk.spans.append(
        Span(
            start,
            end,
            text[start:end],
            "exhortation",
            confidence=score,
            reason=reason,
            segment=walk.paragraph,
            section=walk.section,
            heading=walk.heading,
        )
    )


def _obligation(walk: Walk, text: str, draft: Draft, person: tuple[str, ...], lead_time: When | None) -> Span:
    start, end = draft.start, draft.end
    words = text[start:end]
    act = draft.words
    explicit = draft.roles or draft.by_roles or walk.issuer.settle(opens_with(words))
    by = draft.by_roles if not draft.roles or set(draft.by_roles) & PERSONS else ()
    roles = by or explicit or person or walk.unit_roles
    roles = roles or next((h.roles for h in reversed(walk.headings) if h.roles), ())
    if roles is person and not explicit and set(person) & PERSONS and (_REPORTS.search(act) or KEPT.match(act) or _OVER_STAFF.search(act)):
        roles = walk.unit_roles or ()
    people = people_of(walk, words, roles)
    context = around(walk, draft, lead_time)
    domain, rule = domain_of(act, people, context)
    if rule in ("none", "around", "general") and draft.lead:
        domain, rule = domain_of(words, people, context)
    people, domain = defaults(walk, words, explicit, people, domain)
    when = when_of(walk, words, act, draft, lead_time)
    deontic = deontic_of(words, people, domain)
    asked = question(walk, act, words, context, people, deontic, when, domain)
    chosen = choose(walk, asked)
    domain = chosen.field
    evidence = "letter_receipts" if walk.issuer.parents_letter and people == ["parents"] else evidence_of(act, domain)
    reason = Reason(draft.judgement.key, {"word": draft.judgement.word})
    span = _span(walk, start, end, words, people, deontic, domain, when, evidence, reason)
    span.asked = asked
    origin = "said" if explicit else "inherited" if person or walk.unit_roles else "heading" if roles else "default"
    _weigh(walk, span, signs_of(
        key=draft.judgement.key, firm=draft.judgement.score, rule=rule, who=origin, when=when_origin(span, words, lead_time),
        words=words, segments=len(draft.segments), things=len(thing_scores(act)), first=draft.first_in_sentence,
        led=bool(draft.lead), marked=bool(draft.segments[0].mark), field=chosen,
    ))  # fmt: skip
    span.bounded = draft.bounded or demands_control(words) or bounded_by_context(walk, words)
    span.title = title_of(act, span.deontic)
    chance = asks(walk.learned.asking, span)
    if chance < LEAST:
        return _greyed(span, chance)
    if span.bounded:
        span.reason, span.confidence, span.proof = Reason("bounded"), max(0.9, span.confidence), "declared"
    return span


def _greyed(span: Span, chance: float) -> Span:
    """A draft that asks for nothing after all."""
    return Span(
        span.start, span.end, span.text, "exhortation", confidence=round(min(0.95, 1 - chance), 2), reason=Reason("asks_nothing"),
        segment=span.segment, section=span.section, heading=span.heading,
    )  # fmt: skip


def _weigh(walk: Walk, span: Span, signs: list[str]) -> None:
    """Give the span its signs, its confidence and what is doubtful about it."""
    span.signs = [*signs, *(f"to:{role}" for role in span.addressee)]
    span.confidence = confidence(walk.weights, span.signs)
    span.doubt = doubt(walk.weights, span.signs)


def _span(
    walk: Walk,
    start: int,
    end: int,
    words: str,
    people: list[str],
    deontic: str,
    domain: str,
    when: When,
    evidence: str,
    reason: Reason,
) -> Span:
    day = iso_date(when, walk.day)
    if day:
        when = When(when.type, when.phrase, day)
    return Span(
        start,
        end,
        words,
        "obligation",
        people,
        deontic,
        domain,
        when,
        evidence,
        reason=reason,
        minutes=minutes_of(evidence, domain),
        proof=proof_of(evidence, domain, deontic),
        segment=walk.paragraph,
        section=walk.section,
        heading=walk.heading,
    )
