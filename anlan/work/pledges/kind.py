"""The case kind `pledge`: one person's responsibility letter. Hooks the letter into the generic steps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.machine import Step
from anlan.kernel.registry import Kind
from anlan.kernel.wording import N_
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people.rules import LAYERS
from anlan.work.cases.models import Case
from anlan.work.pledges.models import Letter
from anlan.work.pledges.queries.lists import get_letter
from anlan.work.pledges.rules import MACHINE, blocks

SHOWN = 10


def before(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Remarks go to the office that sent the letter, whatever stands between."""
    if step.verb != "remark":
        return {}
    return {"lister_id": Letter.objects.select_related("batch").get(pk=row.pk).batch.unit_id}


def after(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Keep what the step means for the letter."""
    from anlan.work.pledges.actions import stepped

    stepped(row.pk, step.verb, step.target, given, by=by, at=at)


def facts(case: Case) -> list[tuple[str, Any]]:
    """What the page of the case tells about the letter."""
    letter = get_letter(case.pk)
    names = [_(DOMAINS.get(domain, domain)) for domain in letter.domains]
    shown = "、".join(names[:SHOWN]) + (_(" 等 %(n)d 个领域") % {"n": len(names)} if len(names) > SHOWN else "")
    return [
        (N_("责任人"), " ".join(word for word in (letter.name, letter.title) if word)),
        (N_("层级"), _(LAYERS[letter.layer])),
        (N_("领域"), shown),
        (N_("管几个单位"), len(letter.units) if len(letter.units) > 1 else str(letter.unit)),
        (N_("有效期"), f"{letter.starts:%Y-%m-%d} – {letter.ends:%Y-%m-%d}"),
        (N_("谁发的"), str(letter.batch.unit)),
        (N_("意见"), letter.remark),
        (N_("答复"), letter.reply),
    ]


def chips(case: Case) -> list[dict[str, Any]]:
    """A letter that ended before its time says so."""
    ended = Letter.objects.filter(pk=case.pk, ended_on__isnull=False).values_list("ended_on", flat=True).first()
    return [{"tone": "or", "icon": "users", "text": _("%(day)s 换了责任人") % {"day": f"{ended:%Y-%m-%d}"}}] if ended else []


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The letter to read, and the same as Word."""
    letter = get_letter(case.pk)
    lines = [{"level": level, "line": line} for level, line in blocks(letter.text)]
    return [{"template": "pledges/_letter.html", "letter": letter, "lines": lines, "url": reverse("pledge_paper", args=[case.pk])}]


KIND = Kind(
    key="pledge", label=N_("责任书"), icon="stamp", prefix="ZR", machine=MACHINE, facts=facts, panels=panels, chips=chips,
    before=before, after=after, close_tells=(), began=gettext_lazy("发出"),
)  # fmt: skip
