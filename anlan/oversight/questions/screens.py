"""The page of a question: what may be chosen, the table, the sentence that says what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.web import dates
from anlan.oversight.questions.apps import may_ask
from anlan.oversight.questions.queries import Answer, Choices, answer, choices_of, kept, known_subjects, same_columns
from anlan.oversight.questions.rules import ANSWERS, MEASURES, OPS, PLACES, POSTS, UNTIL_NOW, Spec, Subject
from anlan.oversight.questions.rules.subjects import WHEN
from anlan.registers.org import queries as org


def context(spec: Spec, actor: Actor, at: datetime, *, name: str = "") -> dict[str, Any]:
    """Everything the page shows; a refusal stands in place of the table."""
    known = known_subjects()
    subject = known[spec.subject]
    choices = choices_of(spec, subject, actor, {u.unit_path: str(u) for u in org.districts(at)})
    found, refused = None, None
    if subject.key != ANSWERS or (spec.round and spec.column):
        try:
            found = answer(spec, actor, at=at)
        except Refused as error:
            refused = error
    query = urlencode(spec.dump(), doseq=True)
    return {
        "spec": spec, "subject": subject, "subjects": [(k, _(str(s.label)), k == subject.key) for k, s in known.items()],
        "by": _divisions(spec, subject, choices), "fields": _fields(spec, subject, choices), "more": _more(spec, subject, choices),
        "narrowed": bool(spec.where or spec.trait or spec.nature or spec.on or spec.since or spec.until), "found": found,
        "refused": refused, "say": said(found, choices) if found else "", "query": query, "kept": kept(actor), "name": name,
        "excel": f"{reverse('question_sheet')}?{query}", "link": f"{reverse('questions')}?{query}", "title": name or _("不问也知道"),
        "measures": [(m, _(MEASURES[m]), m == spec.measure) for m in subject.measures] if len(subject.measures) > 1 else [],
    }  # fmt: skip


def _divisions(spec: Spec, subject: Subject, choices: Choices) -> list[list[tuple[str, str, bool]]]:
    """Two lists to choose from: divided by what, and by what else."""
    chosen = [*spec.by, "", ""][:2]
    return [[("", _("不分"), not one), *((d, choices.dim_words(d), d == one) for d in subject.dims)] for one in chosen]


def _select(name: str, label: str, table: Mapping[str, str] | Iterable[tuple[str, str]], chosen: Iterable[str]) -> dict[str, Any]:
    pairs = table.items() if isinstance(table, Mapping) else table
    picked = set(chosen)
    return {"name": name, "label": label, "options": [("", _("全部"), not picked), *((k, w, k in picked) for k, w in pairs)]}


def _fields(spec: Spec, subject: Subject, choices: Choices) -> list[dict[str, Any]]:
    """What narrows first."""
    words = choices.words
    rows: list[dict[str, Any]] = []
    if subject.key == ANSWERS:
        rows.append(_select("round", _("哪张表"), choices.rounds, [spec.round]))
        rows[-1]["options"][0] = ("", _("选一张表"), not spec.round)
        if choices.columns:
            rows.append(_select("column", _("哪一列"), choices.columns, [spec.column]))
            rows[-1]["options"][0] = ("", _("选一列"), not spec.column)
    if words.get("ask"):
        rows.append(_select("ask", _("哪一件"), words["ask"], spec.ask))
    if subject.kind:
        rows.append(_select("when", _("哪些"), {k: _(w) for k, w in WHEN.items() if k != "open"}, [spec.when]))
        rows[-1]["options"][0] = ("", _(WHEN["open"]), not spec.when)
        rows.append(_select("state", _("到哪一步"), words["state"], spec.state))
        rows.append(_select("domain", _("安全领域"), words["domain"], spec.domain))
        if words["level"]:
            rows.append(_select("level", _("级别"), words["level"], spec.level))
    if subject.key == PLACES:
        rows.append(_select("place_kind", _("地点类别"), words["place_kind"], spec.place_kind))
    if subject.key == POSTS:
        rows.append(_select("role", _("岗位"), words["role"], spec.role))
    if len(words["district"]) > 1:
        rows.append(_select("district", _("区"), words["district"], spec.district))
    return [*rows, _select("stage", _("学段"), words["stage"], spec.stage)]


def _more(spec: Spec, subject: Subject, choices: Choices) -> list[dict[str, Any]]:
    """What narrows further, folded away."""
    words = choices.words
    rows = [_select("trait", _("有这些情形"), words["trait"], spec.trait), _select("nature", _("办学性质"), words["nature"], spec.nature)]
    if subject.kind:
        days = {"since": _("从哪天起登记的"), "until": _("到哪天为止登记的")}
        rows += [{"name": name, "label": label, "date": getattr(spec, name)} for name, label in days.items()]
    if subject.key not in UNTIL_NOW:
        rows.append({"name": "on", "label": _("截至哪天"), "date": spec.on})
    rows.append(_select("where", _("只要某张表里这样答的单位"), choices.rounds, [spec.where]))
    if choices.where:
        rows.append(_select("where_column", _("哪一列"), choices.where, [spec.where_column]))
        rows.append(_select("where_op", _("怎么比"), {k: _(w) for k, w in OPS.items()}, [spec.where_op or "is"]))
        del rows[-1]["options"][0]
        rows.append({"name": "where_value", "label": _("是多少"), "text": spec.where_value})
    return rows


def said(found: Answer, choices: Choices) -> str:
    """`隐患，没办结，按区、学段分 · 截至 12月14日 09:00 · 4 个单位`."""
    spec, subject = found.spec, found.subject
    parts = [_(str(subject.label))]
    if subject.kind:
        parts.append(_(WHEN[spec.when or "open"]))
    if subject.key == ANSWERS:
        parts += [dict(choices.rounds).get(spec.round, ""), dict(choices.columns).get(spec.column, "")]
    for name in ("district", "stage", "nature", "trait", "ask", "state", "domain", "level", "place_kind", "role"):
        parts += [choices.words.get(name, {}).get(key, key) for key in getattr(spec, name)]
    if spec.by:
        parts.append(_("按%(by)s分") % {"by": _("、").join(choices.dim_words(d) for d in spec.by)})
    if spec.measure != "count":
        parts.append(_(MEASURES[spec.measure]))
    text = _("，").join(p for p in parts if p)
    return _("%(text)s · 截至 %(at)s · %(n)d 个单位") % {"text": text, "at": dates.moment(found.at), "n": found.units}


def first(columns: Iterable[str], actor: Actor, *, without: int = 0) -> dict[str, Any] | None:
    """For the pages from which schools are to be asked: what is known already. None for people who ask no questions here."""
    if not may_ask(actor):
        return None
    before = [
        {"one": b, "url": f"{reverse('questions')}?{urlencode({'subject': ANSWERS, 'round': b.round_id, 'column': b.key})}"}
        for b in same_columns(columns, without=without)
    ]
    return {"url": reverse("questions"), "before": before, "kept": kept(actor, 5)}
