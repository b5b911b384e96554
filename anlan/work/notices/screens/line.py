"""Pages up and down the line of a notice, laid out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.registers.org import queries as org
from anlan.registers.people import queries as people
from anlan.work.notices.models import PUBLISHED, Dossier, Notice
from anlan.work.notices.queries import lineage, rights
from anlan.work.notices.queries.effects import Effect
from anlan.work.notices.rules.comparing import Comparison, Pair
from anlan.work.notices.screens.amending import amended

CHANGED = ("time", "addressees", "force", "words")


def context(notice: Notice, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """The page of a notice: its line, who handed it on, what was changed, what others show on it."""
    above = actor.covers(notice.unit_path)
    office = rights.reissuing_unit(actor, notice) if notice.state == PUBLISHED else None
    mine = lineage.reissue_of(notice, office) if office else None
    home = {g.path for g in actor.grants} | {g.home for g in actor.grants if g.home}
    return {
        "notice": notice, "line": lineage.line_of(notice), "may_edit": rights.may_edit(actor, notice),
        "may_reissue": office is not None and mine is None, "own_reissue": mine,
        "handed_on": lineage.handed_on(notice, actor, at=at) if above and not notice.reissues_id and notice.is_out else [],
        "sooner": lineage.sooner_of(notice, at=at) if notice.reissues_id and notice.is_out else [],
        "amendments": [amended(row, at) for row in lineage.amendments_of(notice)],
        "dossiers": [d for d in lineage.dossiers_with([notice.pk]) if d.unit_path in home][:3] if notice.is_out else [],
        "gone_by": people.names([notice.withdrawn_by_id]).get(notice.withdrawn_by_id, "") if notice.withdrawn_by_id else "",
        "panels": shown_on(notice, actor, at), "issuer": notice.unit,
        "follows": any(g.unit_kind in ("city", "district") for g in actor.grants),
    }  # fmt: skip


def shown_on(notice: Notice, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What apps above show on the page of a notice."""
    found = []
    for panel in registry.panels("notice"):
        shown = panel.context(notice, actor, at)
        if shown is not None:
            found.append({"template": panel.template, **shown})
    return found


def effect_words(effect: Effect, *, amending: bool = False) -> list[str]:
    """What a change does to running lines, in sentences. amending: what was handed on follows, instead of being taken back."""
    moved = amending and not (effect.open or effect.waiting)  # nothing that runs is touched: who goes and comes says it all
    found = [
        _("%(n)d 件还在办的会跟着变。") % {"n": effect.open} if effect.open else "" if moved else _("没有还在办的。"),
        _("%(n)d 件交了等核验的，不用再核，交的东西留着。") % {"n": effect.waiting} if effect.waiting else "",
        _("%(n)d 件从不要办的单位收回来，交过的东西留着。") % {"n": effect.taken} if effect.taken else "",
        _("%(n)d 件新派给加进来的单位。") % {"n": effect.asked} if effect.asked else "",
        _("%(n)d 件已经落实的不动，记录都在。") % {"n": effect.proved} if effect.proved else "" if moved else _("还没有落实的。"),
        _("告诉 %(units)d 个单位的 %(people)d 个人，每人一次。") % {"units": effect.units, "people": effect.people},
    ]
    if effect.reissues:
        names = "、".join(str(n.unit) for n in effect.reissues)
        says = _("%(names)s转发过：转下去的跟着变。") if amending else _("%(names)s转发过：转下去的要求一起撤。")
        found.append(says % {"names": names})
        if effect.stays and not amending:
            found.append(_("区里自己加的还有 %(n)d 件在办，这些不撤，由区里定。") % {"n": effect.stays})
    return [words for words in found if words]


def comparison(found: Comparison) -> dict[str, Any]:
    """Two notices side by side in words."""
    said = {"time": _("期限"), "addressees": _("谁来办"), "force": _("力度"), "words": _("写法")}

    def pair(p: Pair) -> dict[str, Any]:
        return {"old": p.old, "new": p.new, "changed": [said[c] for c in CHANGED if c in p.changed],
                "was": p.old.when.phrase if p.old.when else "", "now": p.new.when.phrase if p.new.when else ""}  # fmt: skip

    return {
        "fresh": found.new, "gone": found.gone, "changed": [pair(p) for p in found.changed], "same": [pair(p) for p in found.same],
    }  # fmt: skip


def on_top(dossier: Dossier, found: dict[str, Any]) -> list[dict[str, Any]]:
    """What an office below the issuer says on top in a dossier: who, its covering note, how many lines, how many asked for earlier."""
    tasks = [row["task"] for row in found["lines"]]
    notices: dict[int, Notice] = dict(found["on_top"])
    for task in tasks:
        if task.sooner_by is not None:
            notices.setdefault(task.sooner_by_id, task.sooner_by)
    said = [] if dossier.notice.reissues_id else list(
        Notice.objects.filter(reissues=dossier.notice, state=PUBLISHED, unit__unit_path__in=_paths(dossier)).exclude(note="")
        .select_related("unit").defer("text", "undo")
    )  # fmt: skip
    notices |= {n.pk: n for n in said if n.pk not in notices}
    return [
        {"notice": n, "unit": str(n.unit), "note": n.note, "lines": sum(t.notice_id == n.pk for t in tasks),
         "sooner": sum(t.sooner_by_id == n.pk for t in tasks), "gone": n.state != PUBLISHED}
        for n in notices.values()
    ]  # fmt: skip


def _paths(dossier: Dossier) -> list[str]:
    return [u.unit_path for u in org.ancestors(dossier.unit_path)]
