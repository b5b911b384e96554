"""What the page of a case holds, gathered for the template: head, where it stands, turn, facts, trail, chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.kernel.ledger import queries as ledger
from anlan.kernel.machine import Rung, Step
from anlan.kernel.wording import N_
from anlan.registers.org import queries as org
from anlan.registers.people import queries as people
from anlan.registers.people.chain import chain_of
from anlan.registers.people.rules import LAYERS, ROLES, may_name, sees_chain
from anlan.registers.places import queries as places
from anlan.registers.places import rules as place_rules
from anlan.work.cases import deadlines
from anlan.work.cases.models import Case, TimeRequest
from anlan.work.cases.queries import extended_words, extensions, is_mine, sign
from anlan.work.cases.standing import DECIDERS, able_to_have, house_of, may_hand_on, standing
from anlan.work.cases.substitutes import away_line, place_words

VIA = {"link": N_("从短链接"), "token": N_("由程序")}  # by which door somebody came, where it was not by signing in
FILE = "evidence.attach"  # the ledger has an entry for each file


@dataclass(frozen=True)
class Offer:
    """A step as offered: the step, whether it is the primary one, and its extra form."""

    step: Step
    primary: bool
    form: Any = None


def turn_line(case: Case, at: datetime) -> dict[str, Any]:
    """Whose turn: name(s), title, unit, phone; with nobody holding the post it says so."""
    if case.closed_at:
        return {}
    if case.turn_person_id:
        found = list(people.holders_of(case.turn_person_id, at))
        name = people.names([case.turn_person_id]).get(case.turn_person_id, "")
        return {"name": name, "title": found[0].title if found else "", "unit": found[0].unit_name if found else "",
                "phone": found[0].phone if found else "", "nobody": False, **away_line([case.turn_person_id], at)}  # fmt: skip
    if case.turn_unit_id is None:  # the software's: it draws, or waits for a moment
        return {"name": people.names([])[0], "title": "", "unit": "", "phone": "", "nobody": False}
    unit = org.unit(case.turn_unit_id)
    found = people.holders_at(unit.unit_path, [case.turn_role], at)
    if not found:
        return {"name": "", "title": "", "unit": str(unit), "phone": unit.duty_phone, "nobody": True}
    first = found[0]
    return {"name": "、".join(dict.fromkeys(h.name for h in found[:3])), "title": first.title, "unit": str(unit),
            "phone": first.phone, "nobody": False, **away_line([h.person_id for h in found], at)}  # fmt: skip


def way_steps(case: Case, trail: list[ledger.TrailEntry]) -> list[dict[str, Any]]:
    """The straight way of the machine as dots: done with its moment, on, later."""
    kind = registry.kind(case.kind)
    if kind.way:
        return kind.way(case, trail)
    machine = kind.machine
    reached: dict[str, datetime] = {}
    for line in reversed(trail):
        if line.now:
            reached[line.now] = line.at
    reached.setdefault(machine.start, case.opened_at)
    way = list(machine.way) or [machine.start]
    here = way.index(case.state) if case.state in way else max((way.index(s) for s in reached if s in way), default=0)
    steps = []
    for index, state in enumerate(way):
        status = "done" if index < here or (case.closed_at and index <= here) else "on" if index == here else "later"
        steps.append({"word": _(machine.stages.get(state, machine.states[state].label)), "state": status,
                      "at": reached.get(state) if status == "done" else None})  # fmt: skip
    return steps


def rungs(case: Case) -> list[tuple[datetime, str, bool]]:
    """Ladder marks for the waterline: moment, words, whether it was told."""
    ladder = deadlines.sorted_ladder([Rung.load(r) for r in case.rules.get("ladder", [])])
    return [(case.due_at + rung.late, rung_words(rung), index < case.climbed) for index, rung in enumerate(ladder)]


def rung_words(rung: Rung) -> str:
    """提前 2 天提醒, 超 1 天报校长 …"""
    days, hours, minutes = abs(rung.late).days, abs(rung.late).seconds // 3600, abs(rung.late).seconds // 60
    span = _("%(n)d 天") % {"n": days} if days else _("%(n)d 小时") % {"n": hours} if hours else _("%(n)d 分钟") % {"n": minutes}
    if rung.late < timedelta(0):
        return _("提前 %(span)s提醒") % {"span": span}
    who = _("承办人") if rung.level in ("owner", "turn") else _(ROLES.get(rung.role, rung.role))
    if rung.level == "supervisor":
        who = _("上级")
    elif rung.level == "above":
        who = _("市局")
    return _("超 %(span)s报%(who)s") % {"span": span, "who": who} if rung.late else _("到时限报%(who)s") % {"who": who}


def context(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Everything the page shows. The trail is checked while it is read; a broken one is said on top."""
    kind = registry.kind(case.kind)
    trail = ledger.trail(case.pk)
    who = standing(case, actor, at)
    mine = is_mine(case, actor)
    offers: list[Offer] = []
    if not case.closed_at or kind.machine.steps_from(case.state):
        possible = kind.machine.offered(case.state, who)
        for step in kind.offers(case, possible, at) if kind.offers else possible:
            primary = not any(o.primary for o in offers) and not step.counter and not step.aside
            form = kind.step_form(step, case, actor) if kind.step_form else None
            offers.append(Offer(step, primary, form))
    names = people.names({line.actor for line in trail})
    home = org.whole_unit(case.unit_path).unit_path
    controls = list(places.controls_of_case(case.pk))
    conditions = kind.conditions(case, actor, at) if kind.conditions else []
    return {
        "case": case,
        "kind": kind,
        "sign": sign(case, at),
        "mine": mine,
        "in_place": place_words(case, actor) if mine else "",
        "offers": offers,
        "main_offers": [o for o in offers if not o.step.aside],
        "aside_offers": [o for o in offers if o.step.aside],
        "turn": turn_line(case, at),
        "turn_step": kind.machine.turn(case.state),
        "state": kind.machine.states[case.state],
        "steps": way_steps(case, trail),
        "rungs": rungs(case),
        "facts": kind.facts(case) if kind.facts else [],
        "chips": kind.chips(case) if kind.chips else [],
        "conditions": conditions,
        "scan_first": mine and any(row.get("scan") and not row["ok"] for row in conditions),
        "panels": _panels(case, actor, at, kind),
        "because": back_because(case, trail),
        "trail": told(case, trail, names),
        "record": ledger.case_record(case.pk),
        "controls": [(c, _(place_rules.STANDING[c.kind])) for c in controls if not c.lifted_at],
        "past_controls": [c for c in controls if c.lifted_at],
        "requests": list(TimeRequest.objects.filter(case=case).order_by("-asked_at")),
        "extended": extended_words(extensions([case]).get(case.pk, 0)),
        "who": who,
        "chain": chain_of(case.unit_path, case.domain, at, keeper_post_id=case.place.keeper_id if case.place else None),
        "chain_unit": home if sees_chain(actor, home) else "",
        "fillable": {layer for layer in LAYERS if may_name(actor, home, layer)},
        "may_ask_time": not case.closed_at and (mine or ("owner", "owner") in who.held or ("safety", "own") in who.held),
        "may_decide": bool(DECIDERS & who.held),
        "colleagues": able_to_have(case, at) if not case.closed_at and may_hand_on(case, house_of(case), actor) else [],
    }  # fmt: skip


def back_because(case: Case, trail: list[ledger.TrailEntry]) -> str:
    """The reason with which the case came back to whose turn it is; "" where its last step was no step back."""
    last = next((line for line in trail if line.now is not None), None)
    machine = registry.kind(case.kind).machine
    step = machine.step(last.was, last.verb) if last and last.was else None
    return str(last.payload.get("note") or "") if last and step and step.counter and last.now == case.state else ""


def told(case: Case, trail: list[ledger.TrailEntry], names: dict[int, str]) -> list[dict[str, Any]]:
    """The trail in words, newest first; files that one person laid beside one another in one go are one line."""
    lines: list[dict[str, Any]] = []
    kind = registry.kind(case.kind)
    for line in trail:
        if line.verb == FILE and lines and (last := lines[-1]["line"]).verb == FILE and (last.actor, last.at) == (line.actor, line.at):
            lines[-1]["files"] += 1
            continue
        says = line.payload.get("note") or line.payload.get("why") or (kind.says(line.verb, line.payload) if kind.says else "")
        verb = _(str(registry.verb_words(line.verb, case.kind)))
        via = VIA.get(str(line.payload.get("via", "")).partition(" ")[0], "")
        lines.append({"line": line, "who": names.get(line.actor, ""), "verb": verb, "says": says, "files": 1, "via": _(via) if via else ""})
    return lines


def _panels(case: Case, actor: Actor, at: datetime, kind: registry.Kind) -> list[dict[str, Any]]:
    shown = list(kind.panels(case, actor, at)) if kind.panels else []
    for panel in registry.panels("case"):
        found = panel.context(case, actor, at)
        if found is not None:
            shown.append({"template": panel.template, **found})
    return shown
