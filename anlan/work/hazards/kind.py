"""The kind `hazard`: what its app adds to the page, the rights and the steps of the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor, lineage
from anlan.kernel.ledger.queries import TrailEntry
from anlan.kernel.registry import Kind
from anlan.kernel.web import dates
from anlan.kernel.wording import N_
from anlan.registers.org import queries as org
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.cases.queries import sign as cases_sign
from anlan.work.cases.standing import doers, holds_at
from anlan.work.cases.standing import standing as standing_of
from anlan.work.hazards import doing, forms, listing, photos, queries, recurring, rules
from anlan.work.hazards.models import Hazard


def standing(case: Case, actor: Actor, at: datetime) -> frozenset[tuple[str, str]]:
    """Further rights: without a listing the supervising levels close out; the body a hazard was handed to says when it is done."""
    held: set[tuple[str, str]] = set()
    if not case.lister_id or listing.nobody_there(case.lister_id, at):
        home = org.whole_unit(case.unit_path).unit_path
        supervisor = org.supervisor_of(case.unit_path, case.domain, at)
        paths = {*lineage(home)[1:], *([supervisor.unit_path] if supervisor else [])}
        held |= {(g.role, "lister") for g in actor.grants if any(holds_at(g, path) for path in paths)}
    if case.state in ("outside", "major_outside"):
        body = Hazard.objects.filter(pk=case.pk).values_list("outside__unit_path", flat=True).first()
        held |= {("outside", "own") for g in actor.grants if body and holds_at(g, body)}
    return frozenset(held)


# ── the page ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def way(case: Case, trail: list[TrailEntry]) -> list[dict[str, Any]]:
    """The line of steps of this grade; the moment of a step is the last entry of its verb."""
    table = rules.MAJOR_WAY if case.level == rules.MAJOR else rules.MINOR_WAY if _was_minor(case, trail) else rules.WAY
    done_at: dict[str, TrailEntry] = {}
    for line in trail:  # newest first
        done_at.setdefault(line.verb, line)
    here = next((i for i, (_w, _v, states) in enumerate(table) if case.state in states), len(table))
    who = people.names({line.actor for line in trail})
    if case.state in ("void", "duplicate"):
        return _set_aside(case, table, done_at, who)
    rows = []
    for index, (word, verbs, _states) in enumerate(table):
        last = max((done_at[v] for v in verbs if v in done_at), key=lambda entry: entry.at, default=None)
        state = "done" if index < here else "on" if index == here else "later"
        row = {"word": _(word), "state": state, "at": last.at if last and state == "done" else None}
        rows.append(row | ({"who": who.get(last.actor, "")} if last and state == "done" else {}))
    if here == len(table) - 1 and case.closed_at:
        rows[-1] |= {"state": "later", "note": _later_words(case)}
    return rows


def _set_aside(case: Case, table: Any, done_at: dict[str, TrailEntry], who: dict[int, str]) -> list[dict[str, Any]]:
    """The line of a hazard that was none, or stands elsewhere: what was done until then, and how it ended."""
    ends = [(word, verbs) for word, verbs, _states in table] + [(rules.MACHINE.states[case.state].label, (case.state,))]
    rows = []
    for word, verbs in ends:
        if found := [done_at[verb] for verb in verbs if verb in done_at]:
            last = max(found, key=lambda entry: entry.at)
            rows.append({"word": _(word), "state": "done", "at": last.at, "who": who.get(last.actor, "")})
    rows[-1]["state"] = "on"  # where it stays, not a thing done
    return rows


def _was_minor(case: Case, trail: list[TrailEntry]) -> bool:
    return case.level == rules.MINOR and case.state in ("fixed", "closed")


def _later_words(case: Case) -> str:
    when = Hazard.objects.filter(pk=case.pk).values_list("look_back_at", flat=True).first()
    return dates.day(when) if when else ""


def facts(case: Case) -> list[tuple[str, Any]]:
    """The five assurances of a major hazard, then what was found and what became of it."""
    hazard = queries.get(case.pk)
    rows: list[tuple[str, Any]] = _assured(hazard) if case.level == rules.MAJOR else []
    rows += listing.facts(hazard)
    rows.append((N_("上报人"), people.names([hazard.found_by_id]).get(hazard.found_by_id, "")))
    if hazard.found_at != case.opened_at:
        rows.append((N_("发现时间"), dates.moment(hazard.found_at)))
    if hazard.description.strip() != case.title:
        rows.append((N_("怎么了"), hazard.description))
    if hazard.criteria:
        words = {c.code: c.text for c in queries.criteria(case.unit_path, hazard.found_at)}
        rows.append((N_("判定"), "；".join(f"{code} {words.get(code, '')}".strip() for code in hazard.criteria)))
    if case.owner_id and case.level != rules.MAJOR:
        rows.append((N_("承办人"), people.names([case.owner_id]).get(case.owner_id, "")))
    if hazard.outside:
        rows.append((N_("外单位"), str(hazard.outside)))
    if hazard.duplicate_of_id:
        rows.append((N_("重复于"), hazard.duplicate_of.number if hazard.duplicate_of else ""))
    if hazard.cause:
        rows.append((N_("为什么又出现"), hazard.cause))
    if hazard.look_back_result:
        rows.append((N_("回头看"), hazard.look_back_result))
    if hazard.external_number:
        rows.append((N_("平台编号"), hazard.external_number))
    return rows


def _assured(hazard: Hazard) -> list[tuple[str, Any]]:
    who = people.names([hazard.responsible_id]).get(hazard.responsible_id, "") if hazard.responsible_id else ""
    title = f"（{hazard.responsible_title}）" if who and hazard.responsible_title else ""
    money = " · ".join(w for w in (yuan(hazard.money), hazard.money_source) if w) if hazard.money is not None else ""
    return [
        (N_("责任"), who + title), (N_("措施"), hazard.measures), (N_("资金"), money),
        (N_("时限"), dates.moment(hazard.deadline) if hazard.deadline else ""), (N_("预案"), hazard.plan),
    ]  # fmt: skip


def yuan(value: Any) -> str:
    """An amount as people read it: 860 元, 1.86 万元."""
    if value is None:
        return ""
    if value >= 10000:
        return _("%(n)s 万元") % {"n": f"{value / 10000:.2f}".rstrip("0").rstrip(".")}
    return _("%(n)s 元") % {"n": f"{value:.2f}".rstrip("0").rstrip(".")}


def says(verb: str, payload: Mapping[str, Any]) -> str:
    """What an entry of the trail says beside a note: the listing its number, signer and deadline."""
    return listing.says(payload) if verb == "list" else ""


def chips(case: Case) -> list[dict[str, Any]]:
    """Marks beside the title: listed supervision with its number, an outside body, a hazard that comes back."""
    hazard = queries.get(case.pk)
    marks = [{"tone": "", "icon": rules.CATEGORIES[hazard.category][1], "text": _(rules.CATEGORIES[hazard.category][0])}]
    if hazard.lister:
        marks.append(
            {
                "tone": "red",
                "icon": "stamp",
                "text": _("%(unit)s挂牌督办%(number)s") % {"unit": hazard.lister, "number": hazard.list_number},
            }
        )
    if case.state in ("outside", "major_outside"):
        marks.append({"tone": "or", "icon": "out", "text": _("等%(unit)s") % {"unit": hazard.outside}})
    if hazard.times > 1:
        marks.append({"tone": "or", "icon": "history", "text": _("同一处一年内第 %(n)d 次") % {"n": hazard.times}})
    return marks


def conditions(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What must hold before a check: same place, another person, on the spot."""
    rows: list[dict[str, Any]] = []
    if case.state in ("fixed", "rectifying", "rectified", "major_rectifying", "major_rectified", "accepted", "reviewed"):
        hazard = queries.get(case.pk)
        if hazard.times > 1:
            rows.append({"ok": bool(hazard.cause), "text": _("写清为什么又出现")})
    if case.state not in ("rectified", "major_rectified", "accepted", "reviewed"):
        return rows
    same = photos.same_place(case.pk)
    if same is not None:
        rows.append({"ok": same, "text": _("整改后照片是在这儿拍的")})
    worked = doers(case, ("rectify", "outside_done"))
    if case.state in ("accepted", "reviewed"):
        rows.append({"ok": not (doers(case, ("accept",)) & worked), "text": _("验收人不是整改人")})
    if not _has_the_post(case, actor, at):
        return rows  # what one must do oneself is nothing to tell an onlooker
    rows.append({"ok": actor.person_id not in worked, "text": _("你没有动手整改")})
    if case.state == "accepted" and case.rules.get("on_site"):
        hazard = queries.get(case.pk)
        there = doing.was_on_site(case, hazard, actor.person_id)
        came = hazard.on_site_at if there else None
        words = _("%(when)s 到过现场") % {"when": dates.stamp(came, at)} if came else _("到现场扫门口的码")
        rows.append({"ok": there, "text": words, "scan": True})
    return rows


def _has_the_post(case: Case, actor: Actor, at: datetime) -> bool:
    """Whether the actor holds a post that takes the next step, whatever the actor did before."""
    held = standing_of(case, actor, at).held
    steps = [s for s in rules.MACHINE.steps_from(case.state) if not s.aside]
    return any((role, level) in held for s in steps for role in s.role for level in s.levels)


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Photos before and after; the number on the city's platform."""
    pairs, others = photos.pairs(case.pk), photos.others(case.pk)
    shown: list[dict[str, Any]] = []
    if pairs or others:
        count = sum(1 for pair in pairs for shot in pair.values() if shot) + len(others)
        fixed = any(pair["after"] for pair in pairs)
        shown.append({"template": "hazards/_photos.html", "pairs": pairs, "others": others, "count": count, "fixed": fixed})
    hazard = queries.get(case.pk)
    if hazard.times > 1:
        shown.append({"template": "hazards/_earlier.html", "hazard": hazard, "rows": _before(hazard, at), "at": at})
    if actor.covers(case.unit_path):
        shown.append({"template": "hazards/_number.html", "place": "right", "hazard": hazard, "case": case})
    return shown


def _before(hazard: Hazard, at: datetime) -> list[dict[str, Any]]:
    """The earlier ones of the same kind at the place, as the panel shows them."""
    return [
        {"case": row.case, "sign": cases_sign(row.case, at), "state": _(rules.MACHINE.states[row.case.state].label), "found": row.found_at,
         "cause": row.cause}
        for row in recurring.earlier(hazard)
    ]  # fmt: skip


KIND = Kind(
    key="hazard",
    label=N_("隐患"),
    icon="hazard",
    prefix="YH",
    machine=rules.MACHINE,
    facts=facts,
    panels=panels,
    conditions=conditions,
    step_form=forms.step_form,
    before=doing.before,
    after=doing.after,
    standing=standing,
    stamp=queries.stamp,
    way=way,
    says=says,
    chips=chips,
    new_url="hazard_report",
    levels=rules.GRADES,
    stamps=lambda: {word: rules.stamp_of(grade, rules.values_of({})) for grade, word in rules.GRADES.items()},
)
