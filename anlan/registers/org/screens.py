"""What the pages of units show: columns, facts, panels, buttons."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.ledger import queries as ledger
from anlan.kernel.registry import VERBS
from anlan.kernel.web.pages import Action, Column, Crumbs, Panel
from anlan.registers.org import queries, rules
from anlan.registers.org.models import Unit

VIEWS = {
    "mine": gettext_lazy("我的范围"),
    "city": gettext_lazy("全市"),
    "outside": gettext_lazy("外单位"),
    "closed": gettext_lazy("已撤销"),
}
HISTORY = ("unit.open", "unit.change", "unit.move", "unit.close", "unit.reopen", "unit.supervise", "unit.supervise_end",
           "unit.link", "unit.unlink")  # fmt: skip
FACTS = {
    "name": gettext_lazy("单位名称"),
    "short": gettext_lazy("简称"),
    "code": gettext_lazy("编号"),
    "stage": gettext_lazy("学段"),
    "nature": gettext_lazy("性质"),
    "pupils": gettext_lazy("学生数"),
    "staff": gettext_lazy("教职工数"),
    "longitude": gettext_lazy("经度"),
    "latitude": gettext_lazy("纬度"),
    "address": gettext_lazy("地址"),
    "duty_phone": gettext_lazy("值班电话"),
    "traits": gettext_lazy("特点"),
    "outside_kind": gettext_lazy("类别"),
    "outline": gettext_lazy("边界"),
}


def kind_word(unit: Unit) -> str:
    """初中 · 公办, 处室, 公安."""
    if unit.kind == rules.SCHOOL:
        words = [rules.STAGES.get(unit.stage, rules.KINDS[unit.kind]), rules.NATURES.get(unit.nature, "")]
        return " · ".join(_(w) for w in words if w)
    return _(rules.OUTSIDE_KINDS.get(unit.outside_kind) or rules.KINDS[unit.kind])


def trait_words(unit: Unit) -> str:
    """What a school has: 有寄宿、用燃气."""
    return _("、").join(_(label) for key, label in rules.TRAITS.items() if unit.traits.get(key))


def address(unit: Unit) -> str:
    """Where the unit's page is."""
    return reverse("unit", args=[unit.pk])


COLUMNS = [
    Column("name", gettext_lazy("单位"), link=address),
    Column("parent", gettext_lazy("上级单位"), value=lambda u: str(u.parent or "")),
    Column("kind", gettext_lazy("类别"), value=kind_word),
    Column("pupils", gettext_lazy("学生"), kind="num"),
    Column("duty_phone", gettext_lazy("值班电话"), kind="phone"),
    Column("traits", gettext_lazy("特点"), value=trait_words, extra=True),
    Column("code", gettext_lazy("编号"), extra=True),
    Column("address", gettext_lazy("地址"), extra=True),
    Column("closed_on", gettext_lazy("撤销日期"), kind="day", extra=True),
]
EXCEPTION_COLUMNS = [
    Column("unit", gettext_lazy("单位"), value=lambda r: str(r.unit), link=lambda r: address(r.unit)),
    Column("domain", gettext_lazy("领域"), value=lambda r: domain_word(r.domain)),
    Column("supervisor", gettext_lazy("主管单位"), value=lambda r: str(r.supervisor)),
    Column("parent", gettext_lazy("上级单位"), value=lambda r: str(r.unit.parent or "")),
    Column("starts", gettext_lazy("从哪天起"), kind="day"),
    Column("basis", gettext_lazy("依据")),
]


def domain_word(domain: str) -> str:
    """消防; 所有领域 for none."""
    return _(rules.DOMAINS.get(domain, domain)) if domain else _("所有领域")


def say(request: HttpRequest, words: str) -> None:
    """One sentence on the next page about what was done."""
    messages.success(request, words)


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def view_of(wanted: str, actor: Actor) -> str:
    """The view of the list: the one asked for, else one's own scope."""
    return wanted if wanted in VIEWS else "mine"


def views_of(wanted: str, actor: Actor) -> list[tuple[Any, str, bool]]:
    """The ready views with their addresses, and the sister pages."""
    here = view_of(wanted, actor)
    shown = [(label, f"?{urlencode({'view': key})}", key == here) for key, label in VIEWS.items()]
    return [*shown, (_("另有主管的"), reverse("unit_exceptions"), False), (_("人员"), reverse("people"), False)]


def looks_over_schools(actor: Actor) -> bool:
    """Whether the actor works in a bureau."""
    return any(g.unit_kind in (rules.CITY, rules.DISTRICT) for g in actor.grants)


def may_import(actor: Actor) -> bool:
    """Whether there is anything the actor could import."""
    return any(g.role in rules.KEEPERS and g.unit_kind in (rules.CITY, rules.DISTRICT) for g in actor.grants)


def list_actions(actor: Actor, view: str) -> list[Action]:
    """Buttons above the list."""
    shown = [Action(_("人员"), reverse("people"), icon="users")]
    post = actor.post
    if view == "outside":
        if rules.keeps_outside(actor):
            shown.append(Action(_("登记外单位"), reverse("unit_new"), icon="plus", tone="p"))
    elif post and any(rules.fits(kind, post.unit_kind) and rules.may_open(actor, post.path, kind) for kind in rules.PARENTS):
        query = urlencode({"parent": post.unit_id})
        shown.append(Action(_("登记单位"), f"{reverse('unit_new')}?{query}", icon="plus", tone="p"))
    return shown


# ── one unit ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def crumbs(unit: Unit, *more: tuple[str, str]) -> Crumbs:
    """单位与人员 / 东汀区教育局 / 青禾中学."""
    above = [(str(u), address(u)) for u in reversed(queries.ancestors(unit.unit_path)[1:])]
    here = (str(unit), address(unit) if more else "")
    return [(_("单位与人员"), reverse("units")), *above, here, *more]


def lead(unit: Unit) -> str:
    """What it is, and below whom."""
    words = [kind_word(unit), str(unit.parent) if unit.parent else "", unit.code]
    return " · ".join(w for w in words if w)


def signs(unit: Unit) -> Any:
    """A closed unit says so above its name."""
    if unit.closed_on is None:
        return ""
    return format_html('<span class="chip">{}</span>', _("{day}撤销：{why}").format(day=_day(unit.closed_on), why=unit.closed_why))


def _day(day: Any) -> str:
    from anlan.kernel.web import dates

    return dates.day(day)


def facts(unit: Unit, at: datetime) -> list[tuple[Any, Any]]:
    """The facts, in the order people look for them."""
    from anlan.kernel.web.templatetags.anlan import phone_link

    place = f"{unit.latitude:.5f}, {unit.longitude:.5f}" if unit.latitude is not None and unit.longitude is not None else ""
    phone = format_html('<span class="row">{}{}</span>', unit.duty_phone, phone_link(unit.duty_phone, unit.name)) if unit.duty_phone else ""
    school = unit.kind in (rules.SCHOOL, rules.CAMPUS)
    return [
        (FACTS["short"], unit.short),
        (FACTS["duty_phone"], phone or (format_html('<span class="unkc">{}</span>', _("没有值班电话")) if school else "")),
        (FACTS["pupils"], unit.pupils),
        (FACTS["staff"], unit.staff),
        (FACTS["traits"], trait_words(unit)),
        (FACTS["address"], unit.address),
        (gettext_lazy("纬度，经度"), place or (format_html('<span class="unkc">{}</span>', _("没有，地图上看不到")) if school else "")),
        (gettext_lazy("登记日期"), _day(unit.opened_on) if unit.opened_on else ""),
    ]


def unit_actions(unit: Unit, actor: Actor) -> list[Action]:
    """What the actor may do with the unit; entries without a right are absent."""
    run, tell = rules.may_run(actor, unit.unit_path, unit.kind), rules.may_tell(actor, unit.unit_path, unit.kind)
    pk = [unit.pk]
    if unit.closed_on:
        return [Action(_("恢复"), reverse("unit_reopen", args=pk), icon="undo")] if run else []
    shown = []
    if tell:
        shown.append(Action(_("改资料"), reverse("unit_edit", args=pk), icon="edit", tone="q"))
    if unit.kind in rules.PARENTS and run:
        shown.append(Action(_("调整隶属"), reverse("unit_move", args=pk), icon="swap"))
    if run and unit.kind != rules.CITY:
        shown.append(Action(_("撤销"), reverse("unit_close", args=pk), icon="close"))
    return shown


def parts_panel(unit: Unit, actor: Actor, at: datetime) -> Panel | None:
    """Departments and campuses; for a bureau also how many units stand below."""
    parts = queries.parts_of(unit, at)
    below = {k: n for k, n in queries.children_counted(unit, at).items() if k in (rules.DISTRICT, rules.SCHOOL)}
    if unit.kind in (rules.OUTSIDE, rules.DEPARTMENT) and not parts:
        return None
    context = {
        "unit": unit,
        "parts": parts,
        "below": [(_(rules.KINDS[k]), n, _below_url(unit, k)) for k, n in sorted(below.items())],
        "may": unit.closed_on is None and rules.may_open(actor, unit.unit_path, rules.DEPARTMENT),
        "new_url": f"{reverse('unit_new')}?{urlencode({'parent': unit.pk, 'kind': rules.DEPARTMENT})}",
    }
    return Panel(_("处室、校区和下级单位"), template="org/_parts.html", context=context)


def _below_url(unit: Unit, kind: str) -> str:
    view = {"view": "city", "kind": kind}
    if unit.kind == rules.DISTRICT:
        view["district"] = unit.unit_path
    return f"{reverse('units')}?{urlencode(view)}"


def outside_panel(unit: Unit, actor: Actor, at: datetime) -> Panel | None:
    """Outside bodies the unit works with, its own and those linked above."""
    if unit.kind == rules.OUTSIDE:
        return None
    rows = [
        {"link": link, "domain": domain_word(link.domain), "own": link.unit_id == unit.pk, "kind": kind_word(link.outside)}
        for link in queries.links_of(unit.unit_path, "", at)
    ]
    may = rules.may_tell(actor, unit.unit_path, unit.kind) and unit.closed_on is None
    return Panel(_("对接的外单位"), template="org/_outside.html", context={"unit": unit, "rows": rows, "may": may}, side=True)


def supervisor_panel(unit: Unit, actor: Actor, at: datetime) -> Panel | None:
    """Who supervises in which domain, since when; the rule is the parent."""
    if unit.kind not in (rules.SCHOOL, rules.DISTRICT) or unit.parent is None:
        return None
    today = local(at).date()
    rows = queries.supervisions_of(unit)
    holding = [r for r in rows if r.starts <= today and (r.ends is None or r.ends >= today)]
    context = {
        "unit": unit,
        "parent": unit.parent,
        "whole": not any(r.domain == "" for r in holding),
        "rows": [{"row": r, "domain": domain_word(r.domain)} for r in holding],
        "coming": [{"row": r, "domain": domain_word(r.domain)} for r in rows if r.starts > today],
        "past": [{"row": r, "domain": domain_word(r.domain)} for r in rows if r.ends and r.ends < today],
        "may": rules.may_run(actor, unit.unit_path, unit.kind) and unit.closed_on is None,
    }
    return Panel(_("谁主管"), template="org/_supervisors.html", context=context, side=True)


def history_panel(unit: Unit, at: datetime) -> Panel | None:
    """What happened to the unit, from the ledger, as far as one's scope shows it."""
    trail = ledger.unit_trail(unit.pk, HISTORY)
    if not trail:
        return None
    rows = [{"at": t.at, "verb": str(VERBS.get(t.verb, t.verb)), "says": _says(t.verb, t.payload)} for t in trail]
    return Panel(_("变动记录"), template="org/_history.html", context={"rows": rows, "at": at})


def _says(verb: str, payload: dict[str, Any]) -> str:
    if verb == "unit.change":
        return _("、").join(_change(key, was) for key, was in (payload.get("was") or {}).items())
    if verb == "unit.move":
        return _("从 {old} 到 {new}。{why}").format(old=payload.get("from"), new=payload.get("to"), why=payload.get("why", ""))
    if verb.startswith("unit.supervise"):
        return f"{domain_word(payload.get('domain', ''))} · {payload.get('supervisor', '')}"
    if verb.endswith("link"):
        return f"{payload.get('outside', '')} · {domain_word(payload.get('domain', ''))}"
    return str(payload.get("why") or "")


def _change(key: str, was: Any) -> str:
    label = FACTS.get(key, key)
    if was in (None, "", {}, []) or isinstance(was, dict | list):
        return str(label)
    return _("{what}（原来是 {was}）").format(what=label, was=was)
