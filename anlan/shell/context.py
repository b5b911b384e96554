"""What every page's frame needs: the person and post, business time, the menu, the phone's bar, the live stream."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.kernel import clock, registry
from anlan.kernel.outbox.views import urgent_of
from anlan.kernel.web.live import live_url
from anlan.kernel.wording import N_
from anlan.registers.channels import queries as channels
from anlan.registers.channels.rules import SERVICES
from anlan.shell import demo

SECTIONS = {"": "", "work": N_("工作"), "register": N_("台账")}
LEADERS = {"head", "leader"}
LONGEST = 12  # entries of the rail; a longer one folds what is used now and then


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html; with nobody signed in only time and language."""
    base: dict[str, Any] = {"lang": get_language()}
    if getattr(request, "bare", False):
        return base
    actor = getattr(request, "actor", None)
    at = getattr(request, "at", None) or clock.now()
    base |= {"at": at, "demo": demo.is_demo()}
    if actor is None and request.path == reverse("account_login"):
        base |= {"doors": doors()}
        return base | demo.offered(at) if demo.is_offered(request) else base
    if actor is None or not actor.grants:
        return base
    counts: dict[str, int] = {}
    menu = SimpleLazyObject(lambda: _menu(request, actor, at, counts))  # a fragment shows, and so asks for, nothing of these
    return base | {
        "actor": actor,
        "menu": menu,
        "phone_bar": SimpleLazyObject(lambda: _phone_bar(request, actor, counts) if list(menu) else []),
        "live_url": live_url(request, actor.person_id, actor.homes),
        "urgent": SimpleLazyObject(lambda: urgent_of(actor.person_id, at)),
    }


def doors() -> list[dict[str, Any]]:
    """Services through which one may sign in; with the bureau's name where two are of one kind."""
    rows = channels.doors()
    kinds = [row.kind for row in rows]
    return [
        {
            "pk": row.pk,
            "label": _("用%(service)s登录") % {"service": _(SERVICES[row.kind])} + (f"（{row.unit}）" if kinds.count(row.kind) > 1 else ""),
        }
        for row in rows
    ]


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _menu(request: HttpRequest, actor: Any, at: Any, counts: dict[str, int]) -> list[dict[str, Any]]:
    """What a view counted anyway, it says in `request.counted` by the entry's key; the rest is asked for."""
    sections: dict[str, list[dict[str, Any]]] = {key: [] for key in SECTIONS}
    known: dict[str, int] = getattr(request, "counted", {})
    for entry in sorted(registry.MENU.values(), key=lambda e: e.order):
        url = _href(entry.url)
        if not url or not entry.show(actor):
            continue
        if entry.key in known:
            counts[entry.key] = known[entry.key]
        else:
            counts[entry.key] = entry.count(actor, at) if entry.count else 0
        sections[entry.section].append(
            {
                "key": entry.key,
                "label": entry.label(actor) if callable(entry.label) else entry.label,
                "icon": entry.icon,
                "url": url,
                "count": counts[entry.key],
                "active": request.path == url or (url != "/" and request.path.startswith(url)),
                "rare": entry.rare,
            }
        )
    folds = sum(map(len, sections.values())) > LONGEST
    return [_section(SECTIONS[key], rows, folds=folds) for key, rows in sections.items() if rows]


def _section(title: str, rows: list[dict[str, Any]], *, folds: bool) -> dict[str, Any]:
    """`entries` that stand there, `more` that are folded; open where one of them is the page."""
    more = [row for row in rows if row["rare"]] if folds else []
    entries = [row for row in rows if row not in more]
    return {"title": _(title) if title else "", "entries": entries, "more": more, "open": any(row["active"] for row in more)}


def _phone_bar(request: HttpRequest, actor: Any, counts: dict[str, int]) -> list[dict[str, Any]]:
    """待办 · 一览 (leaders) or 检查 · 上报 · 通知 · 我的: entries without a page yet are left out, never greyed."""
    second = (
        ("board", _("一览"), "board", "board") if actor.post and actor.post.role in LEADERS else ("checks", _("检查"), "check", "checks")
    )
    wanted = [
        ("inbox", _("待办"), "inbox", "inbox"),
        second,
        ("report", _("上报"), "plus", "hazard_report"),
        ("notices", _("通知"), "notice", "notices"),
        ("me", _("我的"), "user", "me"),
    ]
    bar = []
    for key, label, icon, name in wanted:
        if key in registry.MENU and not registry.MENU[key].show(actor):
            continue
        if url := _href(name):
            active = request.path == url or (url != "/" and request.path.startswith(url))
            bar.append({"key": key, "label": label, "icon": icon, "url": url, "badge": counts.get(key, 0), "active": active})
    return bar
