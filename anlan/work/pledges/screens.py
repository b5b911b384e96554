"""Columns and panels of the pages about responsibility letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below_any
from anlan.kernel.web import dates
from anlan.kernel.web.pages import Action, Column, Panel
from anlan.kernel.web.templatetags.anlan import state_sign
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people.rules import LAYERS
from anlan.work.pledges.models import DRAFT, OPEN, Batch, Cover, Letter
from anlan.work.pledges.queries import answering, lists
from anlan.work.pledges.rules import COVER, MACHINE

SIGNS = {"gap": "late", "none": "due", "remarked": "review", "asked": "wait", "ending": "due", "signed": "done", "whole": "na"}
MOST_GAPS, MOST_LETTERS = 60, 300


def views() -> list[tuple[str, str]]:
    """Ready filters: (state, words)."""
    return [("", _("全部")), *((key, _(COVER[key])) for key in ("gap", "none", "asked", "ending"))]


def sentence(actor: Actor) -> str:
    """What is missing, as a sentence."""
    rows = Cover.objects.filter(below_any(actor.paths))
    found = {state: rows.filter(state=state).count() for state in ("gap", "none", "asked", "ending")}
    people = rows.filter(state__in=("asked", "signed", "ending", "remarked", "none")).aggregate(all=Sum("people"), signed=Sum("signed"))
    parts = [
        (found["gap"], _("%(n)d 处没有人负责")), (found["none"], _("%(n)d 处没有责任书")), (found["asked"], _("%(n)d 处等确认")),
        (found["ending"], _("%(n)d 处快到期")),
    ]  # fmt: skip
    said = "，".join(words % {"n": count} for count, words in parts if count)
    signed = _("要签的 %(all)d 人里 %(n)d 人签了") % {"n": people["signed"] or 0, "all": people["all"] or 0}
    return "，".join(part for part in (said, signed) if part)


def row_class(row: Cover) -> str:
    """What nobody answers for stands out."""
    return "bad" if row.state == "gap" else ""


def columns(actor: Actor) -> list[Column]:
    """Unit, layer, how it stands, who, until when."""
    return [
        Column("unit", _("单位"), value=lambda row: str(row.unit), link=lambda row: reverse("unit", args=[row.unit_id])),
        Column("layer", _("层级"), value=lambda row: _(LAYERS[row.layer])),
        Column("state", _("情况"), value=_state),
        Column("who", _("责任人"), value=_who),
        Column("signed", _("签了"), value=lambda row: f"{row.signed} / {row.people}" if row.people else ""),
        Column("until", _("有效到"), kind="day"),
    ]


def _state(row: Cover) -> Any:
    words = _(COVER[row.state])
    if row.state == "gap":
        words = ngettext("%(n)d 个领域没有人负责", "%(n)d 个领域没有人负责", row.gaps) % {"n": row.gaps}
    sign = state_sign(SIGNS[row.state], word=words)
    if row.state == "gap":
        url = f"{reverse('chain')}?{urlencode({'unit': row.unit_path, 'own': '1', 'layer': row.layer})}"
        return format_html('{} <a class="sm" href="{}">{}</a>', sign, url, _("去填"))
    return sign


def _who(row: Cover) -> Any:
    if row.case_id and row.who:
        return format_html('<a href="{}">{}</a>', reverse("case", args=[row.case_id]), row.who)
    return row.who


def batch_words(batch: Batch, counted: dict[str, int] | None) -> str:
    """还没发出; 已撤回; 12 / 15 已确认，1 条意见."""
    if batch.state == DRAFT:
        return _("还没发出")
    counted = counted or {"all": 0, "signed": 0, "remarked": 0}
    said = _("%(n)d / %(all)d 已确认") % {"n": counted["signed"], "all": counted["all"]}
    if counted["remarked"]:
        said = _("%(said)s，%(n)d 份有意见") % {"said": said, "n": counted["remarked"]}
    return said if batch.state == OPEN else _("已撤回，%(said)s") % {"said": said}


def batch(row: Batch, *, own: bool, at: datetime) -> dict[str, Any]:
    """Everything the page of a batch shows."""
    facts = [
        (_("谁发的"), str(row.unit)),
        (_("签哪几层"), "、".join(_(LAYERS[layer]) for layer in row.layers)),
        (_("有效期"), f"{row.starts:%Y-%m-%d} – {row.ends:%Y-%m-%d}"),
        (_("哪天前确认"), dates.day(row.due_at)),
        (_("接着哪一批"), row.previous.title if row.previous else ""),
        (_("为什么撤回"), row.ended_why),
    ]
    text = Panel(_("正文"), template="pledges/_text.html", context={"lines": row.text.splitlines()})
    if row.state == DRAFT:
        return _draft(row, facts, text, own, at)
    counted = lists.progress([row.pk]).get(row.pk, {"all": 0, "signed": 0, "waiting": 0, "remarked": 0})
    letters = [_line(letter) for letter in lists.letters_of(row)]
    panel = Panel(
        _("每个人"),
        template="pledges/_letters.html",
        context={"letters": letters[:MOST_LETTERS], "more": max(0, len(letters) - MOST_LETTERS)},
    )
    return {"lead": batch_words(row, counted), "facts": facts, "panels": [panel, text], "actions": _running(row, counted) if own else []}


def _line(letter: Letter) -> dict[str, Any]:
    state = MACHINE.states[letter.state]
    return {"letter": letter, "sign": state.sign, "state": _(state.label), "layer": _(LAYERS[letter.layer])}


def _draft(row: Batch, facts: list[tuple[str, Any]], text: Panel, own: bool, at: datetime) -> dict[str, Any]:
    plan = answering.plan(row, at)
    units = {unit.pk for letter in plan.letters for unit in letter.units}
    lead = _("发给 %(n)d 人，管 %(units)d 个单位；每人看一遍点一下，约 2 分钟") % {"n": len(plan.letters), "units": len(units)}
    gaps = [
        {"unit": unit, "layer": _(LAYERS[layer]), "domains": "、".join(_(DOMAINS[d]) for d in domains[:6]) + "…" * (len(domains) > 6),
         "url": f"{reverse('chain')}?{urlencode({'unit': unit.unit_path, 'own': '1', 'layer': layer})}"}
        for unit, layer, domains in plan.gaps[:MOST_GAPS]
    ]  # fmt: skip
    shown = [
        {"name": letter.who[1], "title": letter.title, "layer": _(LAYERS[letter.layer]), "unit": str(letter.unit),
         "paper": letter.who[0] is None, "units": len(letter.units)} for letter in plan.letters[:MOST_LETTERS]
    ]  # fmt: skip
    panels = [
        *([Panel(_("没有人可签的"), template="pledges/_gaps.html",
                 context={"gaps": gaps, "more": max(0, len(plan.gaps) - MOST_GAPS)})] if gaps else []),
        Panel(_("发给谁"), template="pledges/_whom.html", context={"rows": shown, "more": max(0, len(plan.letters) - MOST_LETTERS)}),
        text,
    ]  # fmt: skip
    confirm = _("发给 %(n)d 人？发出后只能撤回没确认的。") % {"n": len(plan.letters)}
    buttons = [
        *([Action(_("发出去"), reverse("pledge_send", args=[row.pk]), "send", "p", post=True, confirm=confirm)] if plan.letters else []),
        Action(_("改"), reverse("pledge_edit", args=[row.pk]), "edit"),
        Action(_("扔掉草稿"), reverse("pledge_drop", args=[row.pk]), "trash", "t", post=True, confirm=_("扔掉这批草稿？没有人看到过它。")),
    ]  # fmt: skip
    return {"lead": lead, "facts": facts, "panels": panels, "actions": buttons if own else []}


def _running(row: Batch, counted: dict[str, int]) -> list[Action]:
    buttons = [Action(_("续一年"), reverse("pledge_renew", args=[row.pk]), "undo", "q", post=True)]
    if row.state == OPEN and counted["waiting"]:
        buttons.append(Action(_("撤回"), reverse("pledge_withdraw", args=[row.pk]), "", "t"))
    return buttons
