"""The kind `tip`: what its app adds to the page and to the steps of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import actions as evidence
from anlan.kernel.evidence import queries as kept
from anlan.kernel.machine import Step
from anlan.kernel.registry import Kind
from anlan.kernel.web import dates
from anlan.kernel.wording import N_
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from anlan.work.hazards import actions as hazards
from anlan.work.hazards import rules as hazard_rules
from anlan.work.tips import actions, forms, queries, rules


def facts(case: Case) -> list[tuple[str, Any]]:
    """Where and when; what became of it."""
    tip = queries.of_case(case.pk)
    if tip is None:
        return []
    rows: list[tuple[str, Any]] = [(N_("在哪儿"), f"{tip.about} {tip.place_words}"), (N_("什么时候报的"), dates.moment(tip.at))]
    if tip.hazard:
        rows.append((N_("立成的隐患"), tip.hazard.number))
    if tip.moved_to_id:
        rows.append((N_("交到"), _("上级，内容本单位不留")))
    if tip.reply:
        rows.append((N_("给反映人的话"), tip.reply))
    return rows


def chips(case: Case) -> list[dict[str, Any]]:
    """Marks beside the title: danger, and that it concerns the leader of the unit."""
    tip = queries.of_case(case.pk)
    marks: list[dict[str, Any]] = []
    if tip and tip.danger:
        marks.append({"tone": "red", "icon": "hazard", "text": _("反映的人说有危险")})
    if tip and tip.about_leader:
        marks.append({"tone": "or", "icon": "lock", "text": _("关系到校领导，学校看不到")})
    return marks


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What was said, the photos, and how the sender may be asked back."""
    tip = queries.of_case(case.pk)
    if tip is None:
        return []
    files = [row for row in kept.of_case(case.pk) if row.is_image]
    ticked = hazards_words(tip.criteria, case.unit_path, at)
    return [{"template": "tips/_tip.html", "tip": tip, "files": files, "ticked": ticked, "masked": rules.masked(tip.reach), "case": case}]


def hazards_words(codes: list[str], path: str, at: datetime) -> list[str]:
    """The ticked yes-facts in words."""
    from anlan.work.hazards.queries import criteria

    words = {c.code: c.text for c in criteria(path, at)}
    return [words.get(code, code) for code in codes]


def at_hazard(case: Case, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """On the page of a hazard: the tips it came from."""
    found = queries.of_hazard(case.pk) if case.kind == "hazard" else []
    return {"tips": found} if found else None


def before(case: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Check the words a step needs beside those the machine asks for."""
    if step.verb == "accept" and given.get("category") not in hazard_rules.CATEGORIES:
        raise Refused("E-tip-category", _("选一类"), fields={"category": _("选一类")})
    if step.verb == "merge":
        given["of"] = _other(case, str(given["of"])).number
    return {}


def _other(case: Case, number: str) -> Case:
    """The open hazard with this number at the unit the tip is about."""
    tip = queries.of_case(case.pk)
    found = Case.objects.filter(kind="hazard", number=number.strip().upper()).first()
    if found is None or tip is None or not found.unit_path.startswith(tip.about.unit_path) or found.closed_at:
        sentence = _("这个单位没有这个编号的、没销号的隐患")
        raise Refused("E-tip-of", sentence, fields={"of": sentence})
    return found


def after(case: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Write what the step leads to: the hazard with its photos, or the words for the sender."""
    tip = queries.of_case(case.pk)
    assert tip is not None
    if step.verb == "accept":
        actions.closing(tip, at, hazard=_report(case, given, by=by, at=at))
    elif step.verb == "merge":
        other = Case.objects.get(number=given["of"])
        _share(case, other, "proof", by=by, at=at)
        actions.closing(tip, at, hazard=other)
    elif step.verb == "pass_up":
        actions.passing_up(tip)
    elif step.verb in ("answer", "reject"):
        actions.closing(tip, at, reply=str(given["note"]))


def _report(case: Case, given: dict[str, Any], *, by: Actor, at: datetime) -> Case:
    """The hazard that the tip becomes, reported by whoever accepts it; its photos are those of the tip."""
    tip = queries.of_case(case.pk)
    assert tip is not None
    place = Place.objects.select_related("unit").get(pk=tip.place_id)
    hazard = hazards.report(
        place.unit, place=place, category=str(given["category"]), description=str(given["description"]), danger=bool(given.get("danger")),
        criteria=list(given.get("criteria") or ()), found_at=tip.at, nonce=uuid5(case.nonce, "hazard"), by=by, at=at,
    )  # fmt: skip
    _share(case, hazard.case, "before", by=by, at=at)
    return hazard.case


def _share(case: Case, hazard: Case, phase: str, *, by: Actor, at: datetime) -> None:
    for row in kept.of_case(case.pk):
        evidence.share(row, case_id=hazard.pk, unit_id=hazard.unit_id, unit_path=hazard.unit_path, phase=phase, by=by, at=at)


KIND = Kind(
    key="tip", label=N_("扫码反映"), icon="qr", prefix="FY", machine=rules.MACHINE, facts=facts, panels=panels, chips=chips,
    step_form=forms.step_form, before=before, after=after, stamp=lambda path, domain, level, at: rules.stamp(level), close_tells=(),
    began=N_("收到"), stamps=lambda: {"": rules.stamp(""), N_("有危险"): rules.stamp(rules.DANGER)},
)  # fmt: skip
