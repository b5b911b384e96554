"""What the pages of people show: rows, facts, panels, buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.web.keyset import Page
from anlan.kernel.web.pages import Action, Column, Crumbs, Panel
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import queries, rules
from anlan.registers.people.models import Contact, Grant, Person

VIEWS = {
    "active": gettext_lazy("在用"),
    "idle": gettext_lazy("没有岗位"),
    "disabled": gettext_lazy("已停用"),
}


@dataclass(frozen=True)
class Row:
    """A person as the list shows them."""

    person: Person
    posts: str
    unit: str
    phone: str
    mobile: str
    state: str


def address(person: Person) -> str:
    """Where a person's page is."""
    return reverse("person", args=[person.pk])


COLUMNS = [
    Column("name", gettext_lazy("姓名"), value=lambda r: r.person.name, link=lambda r: address(r.person)),
    Column("posts", gettext_lazy("岗位")),
    Column("unit", gettext_lazy("单位")),
    Column("phone", gettext_lazy("办公电话"), kind="phone"),
    Column("mobile", gettext_lazy("手机")),
    Column("state", gettext_lazy("账号")),
    Column("username", gettext_lazy("工号"), value=lambda r: r.person.username, extra=True),
]


def rows(page: Page, at: datetime) -> Page:
    """Persons of a page with their posts, unit, phones."""
    people = list(page.rows)
    held: dict[int, list[Grant]] = {}
    for grant in queries.grants_at(at).filter(person__in=people).order_by("unit_path", "id"):
        held.setdefault(grant.person_id, []).append(grant)
    contacts = {c.person_id: c for c in Contact.objects.filter(person__in=people)}
    homes = org.named({c.unit_id for c in contacts.values()})
    return Page([_row(p, held.get(p.pk, []), contacts.get(p.pk), homes) for p in people], page.after, page.first)


def _row(person: Person, held: Sequence[Grant], contact: Contact | None, homes: dict[int, Unit]) -> Row:
    titles = dict.fromkeys(g.post.title for g in held)
    units = dict.fromkeys(str(g.post.unit) for g in held) or ([str(homes[contact.unit_id])] if contact else [])
    phone = next((g.post.duty_phone or g.post.unit.duty_phone for g in held), "")
    return Row(
        person=person, posts=_("、").join(titles), unit=_("、").join(units), phone=phone,
        mobile=rules.masked(contact.mobile) if contact and contact.mobile else "", state=state_word(person),
    )  # fmt: skip


def state_word(person: Person) -> str:
    """How the account stands; nothing when all is as it should be."""
    if not person.is_active:
        return _("已停用")
    if not person.has_usable_password():
        return _("还没有密码")
    return _("还没改初始密码") if person.must_change_password else ""


def views_of(here: str) -> list[tuple[Any, str, bool]]:
    """The ready views with their addresses, and the sister page."""
    shown = [(label, f"?{urlencode({'view': key})}", key == here) for key, label in VIEWS.items()]
    return [*shown, (_("单位"), reverse("units"), False)]


def list_actions(actor: Actor) -> list[Action]:
    """Buttons above the list."""
    post = actor.post
    if post is None or not rules.may_staff(actor, post.path):
        return []
    query = urlencode({"unit": post.unit_id})
    return [
        Action(_("给已有账号加岗位"), f"{reverse('person_appoint')}?{query}", icon="link"),
        Action(_("建账号"), f"{reverse('person_new')}?{query}", icon="plus", tone="p"),
    ]


def crumbs(*more: tuple[str, str]) -> Crumbs:
    """单位与人员 / 人员 / …"""
    return [(_("单位与人员"), reverse("units")), (_("人员"), reverse("people") if more else ""), *more]


def facts(person: Person, contact: Contact | None, home: Unit | None) -> list[tuple[Any, Any]]:
    """The facts of an account; private numbers masked."""
    return [
        (gettext_lazy("工号"), person.username),
        (gettext_lazy("归哪个单位"), str(home) if home else ""),
        (gettext_lazy("手机"), rules.masked(contact.mobile) if contact and contact.mobile else ""),
        (gettext_lazy("邮箱"), masked_mail(contact.email) if contact and contact.email else ""),
        (gettext_lazy("账号"), state_word(person) or _("在用")),
    ]


def masked_mail(address: str) -> str:
    """n***@example.com."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def person_actions(person: Person, contact: Contact | None, actor: Actor, held: Sequence[Grant]) -> list[Action]:
    """What the actor may do with the account; entries without a right are absent."""
    pk, shown = [person.pk], []
    home = contact.unit_path if contact else ""
    if contact and (contact.mobile or contact.email) and (person.pk == actor.person_id or rules.may_look(actor, home)):
        shown.append(Action(_("看私人电话"), reverse("person_contact", args=pk), icon="eye"))
    if not contact or not rules.may_staff(actor, home):
        return shown
    whole = rules.may_manage(actor, home, [g.unit_path for g in held])
    shown.append(Action(_("改资料"), reverse("person_edit", args=pk), icon="edit", tone="q"))
    if person.is_active:
        if person.pk != actor.person_id:
            shown.append(Action(_("加岗位"), f"{reverse('person_give', args=pk)}?{urlencode({'unit': contact.unit_id})}", icon="plus"))
        if whole and person.pk != actor.person_id:
            shown.append(Action(_("重设密码"), reverse("person_reset", args=pk), icon="key", post=True,
                                confirm=_("原来的密码马上不能用，新密码只显示一次")))  # fmt: skip
            shown.append(Action(_("停用"), reverse("person_leave", args=pk), icon="lock"))
    elif whole:
        shown.append(Action(_("恢复账号"), reverse("person_back", args=pk), icon="undo", post=True))
    return shown


def posts_panels(grants: Sequence[Grant], actor: Actor, today: date) -> list[Panel]:
    """Posts held now and to come, and those of before."""
    now = [g for g in grants if g.ends is None or g.ends >= today]
    past = [g for g in grants if g.ends is not None and g.ends < today]
    lines = [
        {
            "grant": g,
            "reach": _(rules.REACHES[g.reach]),
            "role": _(rules.ROLES.get(g.post.role, g.post.role)),
            "domain": _(org_rules.DOMAINS.get(g.post.domain, "")) if g.post.domain else "",
            "coming": g.starts > today,
            "may": rules.may_staff(actor, g.unit_path),
            "may_stand_in": not g.stands_in_id
            and (rules.may_staff(actor, g.unit_path) or (g.person_id == actor.person_id and actor.covers(g.unit_path))),
        }
        for g in now
    ]
    panels = [Panel(_("岗位"), template="people/_grants.html", context={"rows": lines}, side=False)]
    if past:
        panels.append(Panel(_("以前的岗位"), template="people/_past.html", context={"rows": past}))
    return panels


def more_panels(person: Person, actor: Actor, at: datetime) -> list[Panel]:
    """What other apps show of an account."""
    found = [(panel, panel.context(person, actor, at)) for panel in registry.panels("person")]
    return [Panel(shown["title"], template=panel.template, context=shown, side=True) for panel, shown in found if shown]


def holders_panel(unit: Unit, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """On a unit's page: who holds which post, with the office phone; posts of departments under their names."""
    today = local(at).date()
    groups = []
    for here in [unit, *(org.parts_of(unit, at) if unit.kind not in org_rules.INNER else [])]:
        rows = [
            {
                "post": post,
                "held": [{"grant": g, "until": g.ends if g.stands_in_id or (g.ends and g.ends >= today) else None} for g in held],
                "phone": post.duty_phone or post.unit.duty_phone or unit.duty_phone,
                "role": _(rules.ROLES.get(post.role, post.role)),
                "room": post.department.name.removeprefix(unit.name) if post.department else "",
            }
            for post, held in queries.posts_of_unit(here, at)
        ]
        if rows:
            groups.append({"unit": None if here.pk == unit.pk else here, "rows": rows})
    may = rules.may_staff(actor, unit.unit_path) and unit.closed_on is None
    inside = any(unit.unit_path.startswith(p) for p in actor.homes)
    return {
        "title": _("谁在什么岗位"), "unit": unit, "groups": groups, "may": may, "inside": inside,
        "link": f"{reverse('people')}?{urlencode({'unit': unit.code or unit.name})}" if inside else "",
        "chain": f"{reverse('chain')}?{urlencode({'unit': unit.unit_path})}" if unit.kind in org_rules.WHOLE else "",
    }  # fmt: skip
