"""The kinds of checks and the walk: what this app adds to the page and the steps of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.machine import Step
from anlan.kernel.registry import Kind
from anlan.kernel.web import dates
from anlan.kernel.wording import N_
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.checks.models import Check, Walk
from anlan.work.checks.queries import inspectors
from anlan.work.checks.queries.rounds import get_check
from anlan.work.checks.rules import BREAK, PARTS, SELF_CHECK, SITE_CHECK, STAGES, WALK


def before(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Handing in is refused while something is left, by whatever door."""
    from anlan.work.checks.actions import handing

    if step.verb == "hand_in":
        handing.check_whole(row.pk, given, by, at)
    return {}


def after(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Keep the check's own state beside the case's."""
    from anlan.work.checks.actions import handing

    handing.stepped(row.pk, step.verb, step.target, given, by=by, at=at)


def offers(case: Case, steps: list[Step], at: datetime) -> list[Step]:
    """Signing stands on the page of the check, where one sees what is signed."""
    return [s for s in steps if s.verb != "hand_in"]


def facts(case: Case) -> list[tuple[str, Any]]:
    """What the page of the case tells about the check."""
    check = get_check(case.pk)
    counted = _("%(asked)s 项，答了 %(answered)s，不合格 %(failed)s")
    if check.stage in PARTS:
        counted = _("%(asked)s 间，弄好 %(answered)s，没好 %(failed)s")
    rows = [
        (N_("哪次检查"), check.round.title), (N_("哪一段"), _(STAGES[check.stage])), (N_("谁来查"), str(check.office)),
        (N_("查到哪儿"), counted % {"asked": check.asked, "answered": check.answered, "failed": check.failed}),
    ]  # fmt: skip
    if who := inspectors.named([check]).get(check.pk):
        rows.append((N_("交给谁查"), "、".join(who)))
    if check.signed and check.handed_at:
        signed = "{unit} {post} {name}".format(**{k: check.signed.get(k, "") for k in ("unit", "post", "name")})
        rows.append((N_("签名"), f"{signed} · {dates.moment(check.handed_at)}"))
    if check.nothing:
        rows.append((N_("声明"), _("没有发现问题")))
    return rows


def conditions(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What is still left before it can be signed."""
    check = get_check(case.pk)
    if case.closed_at:
        return []
    left = max(0, check.asked - check.answered)
    return [{"ok": not left, "text": _("都看过了") if not left else _("还有 %(n)s 处没看完") % {"n": left}}]


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The door to the check itself."""
    return [{"template": "checks/_door.html", "case": case, "url": door(case), "open": case.closed_at is None}]


def door(case: Case) -> str:
    """Where a check is made."""
    return reverse("check_do", args=[case.pk])


def house(case: Case) -> str:
    """The office that makes the check hands it on: a school does not choose who looks at it."""
    return Check.objects.select_related("office").get(pk=case.pk).office.unit_path


def able(case: Case, at: datetime) -> list[people.Holder]:
    """Inspectors of the office without a post at the school."""
    return inspectors.able(Check.objects.select_related("office").get(pk=case.pk), at)


def says(verb: str, payload: dict[str, Any]) -> str:
    """To whom it was handed, who goes along."""
    to = payload.get("to") if verb in ("case.assign", "check.companion") else None
    return people.names([to]).get(to, "") if to else ""


def together(case_ids: list[int]) -> dict[int, dict[str, str]]:
    """The schools that an office drew are read as one message."""
    rows = Check.objects.filter(pk__in=case_ids).values_list("pk", "round_id", "stage")
    return {pk: {"group": f"check-{round_}-{stage}", "one": f"/checks/do/{pk}/", "many": "/checks/"} for pk, round_, stage in rows}


def _kind(key: str, label: str, prefix: str, icon: str, machine: Any, **more: Any) -> Kind:
    return Kind(
        key=key, label=label, icon=icon, prefix=prefix, machine=machine, facts=facts, panels=panels, conditions=conditions, before=before,
        after=after, offers=offers, door=door, together=together, close_tells=(), began=N_("布置"), says=says, **more,
    )  # fmt: skip


KINDS = (
    _kind("self_check", N_("自查"), "ZC", "check", SELF_CHECK),
    _kind("recheck", N_("区复查"), "FC", "eye", SITE_CHECK, house=house, able=able),
    _kind("sample_check", N_("市抽查"), "CC", "eye", SITE_CHECK, house=house, able=able),
    _kind("break_check", N_("假期检查"), "JC", "lock", BREAK),
)


# ── the walk ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def walk_facts(case: Case) -> list[tuple[str, Any]]:
    """Who was there, when, with whom."""
    walk = Walk.objects.select_related("office").get(pk=case.pk)
    rows: list[tuple[str, Any]] = [
        (N_("谁来的"), f"{walk.office} {walk.walker_title} {people.names([walk.walker_id]).get(walk.walker_id, '')}"),
        (N_("什么时候"), dates.moment(walk.walked_at)),
    ]
    if case.place:
        rows.append((N_("去了哪儿"), str(case.place)))
    if walk.company:
        rows.append((N_("同去的"), walk.company))
    return rows


def walk_panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What was seen, with what became of it; photos."""
    from anlan.kernel.evidence.queries import of_case
    from anlan.work.checks.screens.walks import seen_rows

    rows = seen_rows(Walk.objects.get(pk=case.pk), at)
    return [{"template": "checks/_seen.html", "rows": rows, "shots": [f for f in of_case(case.pk) if f.is_image]}]


WALK_KIND = Kind(
    key="walk", label=N_("督导检查"), icon="eye", prefix="DC", machine=WALK, facts=walk_facts, panels=walk_panels, close_tells=(),
    new_url="check_walk_new", began=N_("来校"),
)  # fmt: skip
