"""Lists of notices and of dossiers, and one dossier with its lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anlan.kernel import progress as progresses
from anlan.kernel.actor import Actor
from anlan.kernel.machine import Standing
from anlan.kernel.wording import N_
from anlan.registers.org import queries as org
from anlan.registers.people import queries as people
from anlan.registers.people.rules import AT_UNIT
from anlan.work.cases.queries import extended_words, extensions, is_mine, sign, turns_of
from anlan.work.notices.models import DRAFT, PUBLISHED, REVIEW, SENDING, WITHDRAWN, Dossier, Notice, Proof, Task
from anlan.work.notices.queries.matrix import counts_of
from anlan.work.notices.queries.rights import may_edit
from anlan.work.notices.rules import CELLS, COUNTED, FULFILLING, MACHINE, PROOFS, RULES, VERB_OF_RULE, cell_of, verb_of
from anlan.work.notices.rules.machine import HANDS_IN, OPEN

STATE_WORDS = {
    DRAFT: N_("草稿"), REVIEW: N_("核对中"), SENDING: N_("正在派发"), PUBLISHED: N_("已派出"), WITHDRAWN: N_("已撤回"),
}  # fmt: skip
PAGE = 50


def get_notice(pk: int) -> Notice:
    """One notice; Notice.DoesNotExist when it is not there or not in scope."""
    return Notice.objects.select_related("unit").get(pk=pk)


def notices(actor: Actor, *, at: datetime, limit: int = PAGE) -> list[dict[str, Any]]:
    """Notices that the actor may see, newest first, with how far each has come: in review what is confirmed, after it what is done."""
    rows = list(Notice.objects.select_related("unit").defer("text", "undo").order_by("-imported_at", "-id")[:limit])
    states = Notice.objects.filter(pk__in=[n.pk for n in rows if n.is_open]).values("pk").annotate(
        live=Count("obligations", filter=~Q(obligations__state="dropped")),
        confirmed=Count("obligations", filter=Q(obligations__state="confirmed")),
        look=Count("obligations", filter=Q(obligations__state="look")),
    )  # fmt: skip
    review = {s["pk"]: s for s in states}
    found = []
    for notice in rows:
        row: dict[str, Any] = {"notice": notice, "mine": may_edit(actor, notice), "state": _(STATE_WORDS[notice.state])}
        row |= {"live": 0, "confirmed": 0, "look": 0} | {k: v for k, v in review.get(notice.pk, {}).items() if k != "pk"}
        if notice.is_out:
            row |= _how_far(notice, actor, at)
        found.append(row)
    return found


def _how_far(notice: Notice, actor: Actor, at: datetime) -> dict[str, int]:
    """Lines in the actor's scope: total, done (as the rule of each demands), overdue, unknown."""
    rules = dict(notice.obligations.values_list("pk", "rule"))
    total = done = overdue = unknown = 0
    for (clause, _path), cells in counts_of(notice.pk, actor, at).items():
        total += sum(n for key, n in cells.items() if key in COUNTED)
        done += sum(cells.get(key, 0) for key in FULFILLING[rules[clause]])
        overdue += cells.get("overdue", 0)
        unknown += cells.get("unknown", 0)
    return {"total": total, "done": done, "overdue": overdue, "unknown": unknown}


def progress(notice: Notice) -> dict[str, object] | None:
    """How far the sending has come, while it runs."""
    return progresses.read(notice.progress_id) if notice.progress_id else None


def dossiers(actor: Actor, *, at: datetime, limit: int = PAGE) -> list[dict[str, Any]]:
    """Dossiers of the units where the actor works, newest first: dossier, notice, open, late, done, mine (lines on the actor)."""
    homes = {path for g in actor.grants for path in (g.path, getattr(g, "home", "")) if path}
    rows = list(
        Dossier.objects.filter(Q(unit_path__in=homes)).select_related("notice", "unit").defer("notice__text", "notice__undo")
        .order_by("-sent_at", "-id")[:limit]
    )  # fmt: skip
    tally: dict[int, Counter[str]] = defaultdict(Counter)
    lines = Task.objects.filter(dossier__in=[d.pk for d in rows]).values_list(
        "dossier_id", "state", "limit_at", "sooner_at", "case__due_at", "case__owner_id"
    )
    for bundle, state, limit_at, sooner_at, due_at, owner in lines:
        limit_at = due_at if sooner_at else limit_at
        tally[bundle]["open" if state in OPEN else "waiting" if state in ("submitted", "asked_na") else "done"] += 1
        tally[bundle]["late"] += state in OPEN and limit_at is not None and at > limit_at
        tally[bundle]["mine"] += owner == actor.person_id and state in OPEN
    return [{"dossier": d, "notice": d.notice, **{k: tally[d.pk][k] for k in ("open", "waiting", "done", "late", "mine")}} for d in rows]


def dossier(pk: int, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """One dossier with its lines in the order of the notice; Dossier.DoesNotExist outside scope.

    Each line: case, task, clause, number, sign, state, cell, owner, due_at, proof, rule, mine, may (verbs the actor may take).
    """
    row = Dossier.objects.select_related("notice", "unit").get(pk=pk)
    tasks = list(
        Task.objects.filter(dossier=row)
        .select_related("case", "case__unit", "obligation", "notice", "notice__unit", "sooner_by", "sooner_by__unit")
        .defer("notice__text", "notice__undo", "sooner_by__text", "sooner_by__undo")
        .order_by("obligation__order", "obligation_id")
    )
    tasks.sort(key=lambda t: (t.notice_id != row.notice_id, t.notice_id))  # what an office below laid on top comes after
    order = {o: n for n, o in enumerate(
        row.notice.obligations.exclude(state="dropped").order_by("order", "id").values_list("pk", flat=True), start=1)}  # fmt: skip
    for task in tasks:
        order.setdefault(task.obligation_id, max(order.values(), default=0) + 1)
    names = people.names({t.case.owner_id for t in tasks if t.case.owner_id})
    turns, who = turns_of(actor), _standing(actor, row)
    times = {t.pk for t in tasks if t.until}
    given = Counter(Proof.objects.filter(case__in=times).values_list("case_id", flat=True)) if times else Counter()
    extended = extensions([t.case for t in tasks])
    lines = [
        _line(t, order.get(t.obligation_id, 0), names, actor, turns, who, at)
        | {"given": given[t.pk], "extended": extended_words(extended.get(t.case.pk, 0))}
        for t in tasks
    ]  # fmt: skip
    colleagues = people.holders_at(row.unit_path, AT_UNIT, at)
    return {
        "dossier": row, "notice": row.notice, "unit": row.unit, "lines": lines, "whole": len(lines) == row.lines,
        "counts": Counter(line["cell"].key for line in lines), "receivable": sum("receive" in line["may"] for line in lines),
        "on_top": {t.notice_id: t.notice for t in tasks if t.notice_id != row.notice_id or t.notice.reissues_id},
        "colleagues": list({h.person_id: h for h in colleagues}.values()), "minutes": sum(t.obligation.minutes for t in tasks),
    }  # fmt: skip


def _standing(actor: Actor, row: Dossier) -> frozenset[tuple[str, str]]:
    supervisor = org.supervisor_of(row.unit_path, "", row.sent_at)
    held = set()
    for grant in actor.grants:
        homes = {grant.path, getattr(grant, "home", "")}
        if row.unit_path in homes:
            held.add((grant.role, "own"))
        if supervisor and supervisor.unit_path in homes:
            held.add((grant.role, "supervisor"))
    return frozenset(held)


def _line(task: Task, number: int, names: dict[int, str], actor: Actor, turns: list[tuple[int, str]],
          held: frozenset[tuple[str, str]], at: datetime) -> dict[str, Any]:  # fmt: skip
    case = task.case
    mine = frozenset({("owner", "owner")}) if case.owner_id == actor.person_id else frozenset()
    who = Standing(actor.person_id, held | mine)
    # where a re-issue asks for it earlier, the promise runs until then, or until the time granted since
    limit = case.due_at if task.sooner_at and case.state in OPEN else case.limit_at or case.due_at
    other = set(HANDS_IN) - {verb_of(VERB_OF_RULE[task.rule], until=task.until, limit_at=limit, at=at)}
    key = cell_of(case.state, at=at, limit_at=limit, receipt_by=task.receipt_by)
    return {
        "case": case, "task": task, "clause": task.obligation, "number": number, "sign": sign(case, at), "cell": CELLS[key],
        "state": _(MACHINE.states[case.state].label), "owner": names.get(case.owner_id or 0, "") if case.owner_id else "",
        "due_at": limit, "proof": _(PROOFS[task.proof]), "rule": _(RULES[task.rule]),
        "mine": is_mine(case, actor, turns), "may": {s.verb for s in MACHINE.offered(case.state, who)} - other,
        "on_me": case.owner_id == actor.person_id,
        "askable": case.state in OPEN and (is_mine(case, actor, turns) or bool({("owner", "owner"), ("safety", "own")} & who.held)),
    }  # fmt: skip
