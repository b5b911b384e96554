"""The case kind `task`: one line of a dossier. Hooks into the generic step: what a proof must hold, who looked, which ladder runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.machine import Limit, Step
from anlan.kernel.registry import Kind
from anlan.kernel.wording import N_
from anlan.work.cases import deadlines
from anlan.work.cases.models import Case
from anlan.work.notices.models import Dossier, Look, Sample, Task
from anlan.work.notices.rules import MACHINE, PHASES, PROOFS, RULES, short, way_words
from anlan.work.notices.rules.machine import ABOVE, HANDS_IN, LADDER, REWORK, VERIFY


def stamp(unit_path: str, domain: str, level: str, at: datetime) -> dict[str, Any]:
    """Limits and both ladders as they stand now."""
    return {**MACHINE.stamp(), "phases": {state: [r.dump() for r in rungs] for state, rungs in PHASES.items()}}


def before(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """May refuse: proof too thin, the wrong door for the line's rule, a confirmation without having looked.

    Returns the limit and the ladder of the phase that begins.
    """
    from anlan.work.notices.actions import proving

    task = Task.objects.select_related("obligation").get(pk=row.pk)
    if step.verb in HANDS_IN:
        if step.verb != proving.verb_for(row, task, at):
            raise Refused("E-task-verb", _("这一件按“%(rule)s”办，刷新看一下") % {"rule": _(RULES[task.rule])})
        proving.prove(row, task, given, by=by, at=at)
    if step.verb == "round":
        following = proving.time_after(row, task, at)
        return {"due_at": following, "limit_at": following}
    if step.verb == "verify" and task.proof != "declared" and not has_looked(row, by, task):
        raise Refused("E-task-look", _("先打开交来的东西看一遍，再核验"))
    rungs = row.rules.get("phases", {}).get(step.target)
    ladder = rungs if rungs is not None else [r.dump() for r in LADDER]
    more: dict[str, Any] = {"rules": {**row.rules, "ladder": ladder}}
    if due := _due(row, step, task, at):
        more["due_at"] = due
    return more


def _due(row: Case, step: Step, task: Task, at: datetime) -> datetime | None:
    """When the phase that begins ends: the line's own limit, or a few workdays where that would be too short."""
    limits, own = row.rules.get("limits", {}), row.limit_at or row.due_at
    if task.sooner_at is not None:  # a re-issue asks for it earlier than who issued it
        if step.verb == "receive":
            return row.due_at
        own = min(own, task.sooner_at)
    rework = Limit.load(limits["return"]) if "return" in limits else REWORK
    check = Limit.load(limits["submit"]) if "submit" in limits else VERIFY
    if step.verb == "receive":
        return own
    if step.verb in ("return", "doubt", "refuse_na"):
        return max(own, deadlines.moment_after(rework, at, row.unit_path))
    if step.verb == "submit" and task.rule == "sample" and not task.drawn:
        return deadlines.moment_after(check, max(own, at), row.unit_path)  # the draw comes at the deadline at the latest
    return None


def has_looked(row: Case, by: Actor, task: Task) -> bool:
    """Whether the person opened the proof since it was handed in."""
    since = task.submitted_at or row.since
    return Look.objects.filter(case_id=row.pk, person_id=by.person_id, at__gte=since).exists()


def after(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Write the task's own facts; a line that waits for the draw is nobody's turn until it is drawn."""
    task = Task.objects.get(pk=row.pk)
    if step.verb in ("receive", *HANDS_IN) and task.received_at is None:
        task.received_at = at
        Dossier.objects.filter(pk=task.dossier_id, received_at=None).update(received_at=at, received_by_id=by.person_id)
    task.submitted_at = at if step.target == "submitted" else None
    if step.verb in HANDS_IN and task.first_submitted_at is None:
        task.first_submitted_at = at
    if step.verb == "doubt":
        task.drawn = True
    task.save(update_fields=["received_at", "submitted_at", "first_submitted_at", "drawn"])
    _keep_lateness(row, step)
    if step.target == "submitted" and task.rule == "sample" and not task.drawn:
        row.turn_unit_id, row.turn_role, row.turn_person_id, row.stepped_up = None, "", None, False
        row.save(update_fields=["turn_unit_id", "turn_role", "turn_person_id", "stepped_up"])
    if task.rule == "sample" and step.verb in ("return", "doubt"):
        _sample_failed(row, task, step.verb, at)


def _keep_lateness(row: Case, step: Step) -> None:
    """Late is who did not hand in by the limit. What the level above takes longer is its own lateness, not the unit's."""
    if step.verb in (*HANDS_IN, "not_apply"):
        row.rules = {**row.rules, "late": row.was_late}
        row.save(update_fields=["rules"])
    elif step.verb in ("verify", "return", "agree_na", "refuse_na", "outside"):
        row.was_late = row.rules.get("late", row.was_late)
        row.save(update_fields=["was_late"])


def _sample_failed(row: Case, task: Task, verb: str, at: datetime) -> None:
    """A line of the round did not hold: the latest round failed; the clockwork draws more.

    One that was drawn and returned, or one that passed with the round and is doubted. What came in after the draw was looked at by itself
    and says nothing about the round.
    """
    rounds = list(Sample.objects.filter(obligation_id=task.obligation_id, unit_path=task.group_path).order_by("round"))
    last = rounds[-1] if rounds else None
    meant = last.drawn if last and verb == "return" else [pk for r in rounds for pk in r.population]
    if last is None or last.result == "failed" or row.pk not in meant:
        return
    last.result, last.judged_at = "failed", at
    last.save(update_fields=["result", "judged_at"])


def standing(case: Case, actor: Actor, at: datetime) -> frozenset[tuple[str, str]]:
    """At the top nobody supervises: another person of the same bureau confirms its own lines."""
    if any(g.path == case.unit_path and g.unit_kind == "city" and g.role in ABOVE for g in actor.grants):
        return frozenset((g.role, "supervisor") for g in actor.grants if g.path == case.unit_path)
    return frozenset()


def offers(case: Case, steps: list[Step], at: datetime) -> list[Step]:
    """Of the doors for handing in, the one that the line's rule knows, or this time's where others follow."""
    from anlan.work.notices.actions import proving

    other = set(HANDS_IN) - {proving.verb_for(case, Task.objects.get(pk=case.pk), at)}
    return [s for s in steps if s.verb not in other]


def facts(case: Case) -> list[tuple[str, Any]]:
    """What the page of a task tells: its source, clause, proof and verification."""
    task = Task.objects.select_related("obligation", "notice", "notice__unit").get(pk=case.pk)
    clause, rule = task.obligation, _(RULES[task.rule])
    if task.rule == "sample":
        rule = _("抽查 %(n)d%%") % {"n": clause.percent} + (_("，抽到了") if task.drawn else "")
    way, rhythm = way_words(clause.way, clause.phrase)
    asked = [(N_("谁加的"), str(task.notice.unit))] if task.notice.reissues_id and not clause.passes_on_id else []
    return [
        (N_("通知"), " ".join(p for p in (task.notice.title, task.notice.number) if p)),
        *asked,
        (N_("要求"), clause.text),
        (N_("出处"), _("第%(section)s部分") % {"section": clause.section} if clause.section else "—"),
        (N_("要交什么"), _(PROOFS[task.proof])),
        (N_("怎么核验"), rule),
        *([(N_("什么时候办"), " · ".join(p for p in (rhythm, _(way)) if p))] if clause.way != "once" else []),
        (N_("预计用时"), _("%(n)d 分钟") % {"n": clause.minutes}),
    ]


def conditions(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What is still missing for the next step, each with whether it is there."""
    from anlan.work.notices.queries.proofs import proof_conditions

    return proof_conditions(case, actor, at)


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The records that prove the line, when the screens of notices are there."""
    from anlan.work.notices.queries.proofs import records_of

    try:
        get_template("notices/_proofs.html")
    except TemplateDoesNotExist:
        return []
    return [{"template": "notices/_proofs.html", "case": case, "records": records_of(case), "at": at, "actor": actor}]


def step_form(step: Step, case: Case, actor: Actor) -> Any:
    """The extra fields of a step, from the app's forms."""
    if find_spec("anlan.work.notices.forms") is None:
        return None
    from anlan.work.notices import forms  # type: ignore[attr-defined,unused-ignore]

    return forms.step_form(step, case, actor) if hasattr(forms, "step_form") else None


def together(case_ids: list[int]) -> dict[int, dict[str, str]]:
    """The lines of a notice are reminded of together: one dossier, not forty messages."""
    rows = Task.objects.filter(pk__in=case_ids).values_list("pk", "notice_id", "dossier_id")
    return {
        pk: {"group": f"notice-{notice}", "one": f"/dossiers/{dossier}/", "many": f"/notices/{notice}/matrix/"}
        for pk, notice, dossier in rows
    }


def bundled(counts: Mapping[int, int], state: str) -> dict[int, str]:
    """The row of the inbox that stands for many lines of a dossier: by the notice's title."""
    word = _(MACHINE.states[state].label)
    rows = Dossier.objects.filter(pk__in=list(counts)).values_list("pk", "notice__title")
    return {pk: _("%(title)s，%(n)d 项要求%(state)s") % {"title": short(title), "n": counts[pk], "state": word} for pk, title in rows}


KIND = Kind(
    key="task", label=N_("任务"), icon="file", prefix="RW", machine=MACHINE, facts=facts, panels=panels, conditions=conditions,
    step_form=step_form, before=before, after=after, standing=standing, stamp=stamp, offers=offers, close_tells=("owner",),
    together=together, began=gettext_lazy("派来"), bundled=bundled,
    stamps=lambda: {"": MACHINE.stamp(), **{state: {"ladder": [r.dump() for r in rungs]} for state, rungs in PHASES.items()}},
)  # fmt: skip
