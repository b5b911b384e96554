"""What the pages of ways show: services, robots, how deliveries fare, what a directory holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.outbox import rules as outbox
from anlan.kernel.outbox import standing
from anlan.kernel.outbox.channels import CHANNELS
from anlan.kernel.outbox.choosing import rests
from anlan.kernel.web.pages import Crumbs
from anlan.registers.channels import queries, rules
from anlan.registers.channels.models import Reading, Robot, Service
from anlan.registers.people.models import Contact, Person


def crumbs(*more: tuple[str, str]) -> Crumbs:
    """消息通道 / …"""
    return [(_("消息通道"), reverse("channels") if more else ""), *more]


def services(actor: Actor) -> list[dict[str, Any]]:
    """Services that the actor keeps: word, unit, how many are bound, buttons."""
    bound = queries.bound_counts()
    return [
        {
            "service": s, "word": _(rules.SERVICES[s.kind]), "bound": bound.get(s.pk, 0) if s.kind in rules.DOORS else None,
            "directory": s.kind in rules.DOORS,
        }
        for s in queries.kept_services(actor)
    ]  # fmt: skip


def missing_kinds(actor: Actor) -> list[dict[str, str]]:
    """Kinds that the bureau of the post in use has not set up yet."""
    post = actor.post
    if post is None or not rules.is_bureau(actor):
        return []
    there = set(Service.objects.filter(unit_id=post.unit_id).values_list("kind", flat=True))
    return [{"kind": kind, "word": _(word)} for kind, word in rules.SERVICES.items() if kind not in there]


def robots(actor: Actor) -> list[dict[str, Any]]:
    """Robots that the actor keeps."""
    return [{"robot": r, "word": _(rules.ROBOTS[r.kind])} for r in queries.kept_robots(actor)]


def deliveries() -> list[dict[str, Any]]:
    """By way: figures and reasons of the last look, the ways in trouble first."""
    kept = standing.kept().get("channels", {})
    rows = []
    for key, channel in CHANNELS.items():
        row = kept.get(key, {})
        since = row.get("oldest")
        rows.append(
            {
                "key": key,
                "label": channel.label,
                **{name: row.get(name, 0) for name in (*outbox.STATES, "late")},
                "oldest": datetime.fromisoformat(since) if since else None,
                "reasons": row.get("reasons", []),
            }
        )
    return sorted(rows, key=lambda r: (-r["late"], -r["trying"] - r["given_up"], list(CHANNELS).index(r["key"])))


def looked_at() -> datetime | None:
    """When the worker counted last."""
    at = standing.kept().get("at")
    return datetime.fromisoformat(at) if at else None


def ways_of(person_id: int) -> list[tuple[Any, str]]:
    """(channel, what holds beside danger to life) for each way that reaches the person."""
    held = rests([person_id])[person_id]
    return [(CHANNELS[key], rest) for key, rest in held.items()]


def doors_of(person_id: int) -> list[dict[str, Any]]:
    """Services the person may bind or has bound."""
    bound = queries.bindings_of(person_id)
    return [
        {"service": s, "word": _(rules.SERVICES[s.kind]), "binding": bound.get(s.pk)} for s in queries.doors_for(person_id)
    ]  # fmt: skip


def directory(reading: Reading | None) -> dict[str, Any]:
    """What the last reading found, by sort."""
    if reading is None:
        return {}
    counts = queries.proposal_counts(reading)
    groups = []
    for what, word in rules.FOUND.items():
        rows = queries.proposals(reading, what) if counts.get(what) else []
        homes = queries.homes({r.person_id for r in rows if r.person_id})
        lines = [{"row": r, "how": _(rules.HOW[r.how]) if r.how else "", "home": homes.get(r.person_id or 0, "")} for r in rows]
        groups.append({"what": what, "word": _(word), "count": counts.get(what, 0), "lines": lines})
    return {"groups": groups, "waiting": sum(counts.values())}


def bound_panel(person: Person, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """On a person's page: which accounts are bound, for whoever keeps the account; a lost phone is unbound here."""
    home = Contact.objects.filter(person=person).values_list("unit_path", flat=True).first()
    if home is None or not rules.may_keep(actor, home):
        return None
    rows = [{"binding": b, "word": _(rules.SERVICES[b.service.kind])} for b in queries.bindings_of(person.pk).values()]
    return {"title": _("绑定的账号"), "rows": rows} if rows else None


def robot_title(robot: Robot | None) -> str:
    """Heading of a robot's form."""
    return _("改群机器人") if robot else _("加群机器人")
