"""People in Excel: one row a post; the columns, the rows of an export, and what a sheet that was read means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.sheets import Column, Rows
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import rules
from anlan.registers.people.models import Grant, Person, Post
from anlan.registers.people.queries import running_days

COLUMNS = [
    Column("username", gettext_lazy("工号"), required=True, longest=40, help=gettext_lazy("登录名；一个人有几个岗位就写几行")),
    Column("name", gettext_lazy("姓名"), required=True, longest=40),
    Column("mobile", gettext_lazy("手机"), "phone", help=gettext_lazy("也可以用来登录；只有本单位和上级的负责人看得到")),
    Column("email", gettext_lazy("邮箱"), longest=120),
    Column("unit", gettext_lazy("单位"), required=True, longest=80, help=gettext_lazy("名称或编号")),
    Column("department", gettext_lazy("处室"), longest=80),
    Column("title", gettext_lazy("岗位名称"), longest=40, help=gettext_lazy("安全主任、七（2）班班主任这样的名字；不填就只建账号")),
    Column("role", gettext_lazy("岗位角色"), "choice", choices={k: gettext_lazy(v) for k, v in rules.ROLES.items()}),
    Column("domain", gettext_lazy("管哪个领域"), "choice", choices={k: gettext_lazy(v) for k, v in org_rules.DOMAINS.items()}),
    Column("reach", gettext_lazy("能看到"), "choice", choices={k: gettext_lazy(v) for k, v in rules.REACHES.items()}),
    Column("duty_phone", gettext_lazy("办公电话"), "phone"),
    Column("starts", gettext_lazy("从哪天起"), "date"),
    Column("ends", gettext_lazy("到哪天止"), "date"),
]
OPEN_COLUMNS = [c for c in COLUMNS if c.key not in ("mobile", "email")]  # an export holds no private numbers
USERNAME = set("abcdefghijklmnopqrstuvwxyz0123456789._-@")


def rows_of(grants: Iterable[Grant]) -> Iterator[dict[str, Any]]:
    """Grants as rows of an export."""
    for grant in grants:
        post, unit, room = grant.post, grant.post.unit, grant.post.department
        if unit.kind in org_rules.INNER and unit.parent and unit.parent.kind not in org_rules.INNER:  # a room by its house
            unit, room = unit.parent, unit
        yield {
            "username": grant.person.username, "name": grant.person.name, "unit": unit.name,
            "department": room.name if room else "", "title": post.title, "role": post.role,
            "domain": post.domain or None, "reach": grant.reach, "duty_phone": post.duty_phone or post.unit.duty_phone,
            "starts": grant.starts, "ends": grant.ends,
        }  # fmt: skip


@dataclass
class Meant:
    """What one row means: an account that is there or a new one, and a post that is there, a new one, or none."""

    username: str
    name: str
    unit: Unit
    mobile: str = ""
    email: str = ""
    person: Person | None = None
    post: Post | None = None
    department: Unit | None = None
    title: str = ""
    role: str = ""
    domain: str = ""
    reach: str = "unit"
    duty_phone: str = ""
    starts: date | None = None
    ends: date | None = None
    held: bool = False


@dataclass
class _Known:
    units: dict[str, list[Unit]] = field(default_factory=dict)
    parts: dict[int, dict[str, Unit]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[tuple[int, str, str, str], Post] = field(default_factory=dict)
    held: set[tuple[int, int]] = field(default_factory=set)  # (person, post), grants that begin later included
    mobiles: dict[str, str] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_people(read: Rows, actor: Actor, today: date) -> list[Meant]:
    """What the rows mean; every cell that cannot be is named in `read.errors`."""
    known, meant = _load(read, today), []
    wrong = {e.row for e in read.errors}
    for index, row in enumerate(read.rows):
        if read.row_numbers[index] not in wrong and (one := _row(read, index, row, known, actor)) is not None:
            meant.append(one)
    return meant


def _load(read: Rows, today: date) -> _Known:
    from anlan.registers.people.actions import mobile_digest

    known = _Known()
    for unit in Unit.objects.filter(closed_on__isnull=True):
        if unit.kind in org_rules.INNER:
            known.parts.setdefault(unit.parent_id or 0, {})[unit.name] = unit
        for key in {unit.name, unit.code} - {""}:
            known.units.setdefault(key, []).append(unit)
    names = {str(row["username"] or "").lower() for row in read.rows}
    known.people = {p.username: p for p in Person.objects.filter(username__in=names)}
    digests = {mobile_digest(row["mobile"]): row["mobile"] for row in read.rows if row["mobile"]}
    for person in Person.objects.filter(mobile_digest__in=digests):
        known.mobiles[digests[person.mobile_digest or ""]] = person.username
    for post in Post.objects.filter(closed_on__isnull=True):
        known.posts[post.unit_id, post.role, post.title, post.domain] = post
    to_come = Q(starts__gt=today)
    known.held = set(Grant.objects.filter(running_days(today) | to_come).values_list("person_id", "post_id"))
    return known


def _row(read: Rows, index: int, row: dict[str, Any], known: _Known, actor: Actor) -> Meant | None:
    before = len(read.errors) + read.errors_left_off
    username = row["username"].lower()
    if set(username) - USERNAME:
        read.refuse(index, "username", _("工号只用字母、数字和 . _ - @"))
    unit = _unit(read, index, row["unit"], known, actor)
    person = known.people.get(username)
    if row["mobile"] and known.mobiles.setdefault(row["mobile"], username) != username:
        read.refuse(index, "mobile", _("这个手机号是工号 {username} 的").format(username=known.mobiles[row["mobile"]]))
    if known.seen.setdefault(username, row)["name"] != row["name"]:
        read.refuse(index, "name", _("同一个工号，上面写的是另一个姓名"))
    if person is not None and person.name != row["name"]:
        read.refuse(index, "name", _("这个工号已经是 {name} 的账号").format(name=person.name))
    if row["title"] and not row["role"]:
        read.refuse(index, "role", _("写了岗位名称，也要选角色"))
    if row["role"] and not row["title"]:
        read.refuse(index, "title", _("选了角色，也要写岗位名称"))
    if row["starts"] and row["ends"] and row["ends"] < row["starts"]:
        read.refuse(index, "ends", _("早于开始日期"))
    department = _department(read, index, row, unit, known)
    post = _post(row, unit, department, known)
    held = bool(person and post and (person.pk, post.pk) in known.held)
    if person is not None and row["title"] and person.pk == actor.person_id and not held:
        read.refuse(index, "username", _("不能给自己授权，由上级来办"))
    if unit is None or len(read.errors) + read.errors_left_off > before:
        return None
    return Meant(
        username, row["name"], unit, mobile=row["mobile"] or "", email=row["email"] or "", person=person, department=department,
        title=row["title"] or "", role=row["role"] or "", domain=row["domain"] or "", reach=row["reach"] or "unit",
        duty_phone=row["duty_phone"] or "", starts=row["starts"], ends=row["ends"], post=post, held=held,
    )  # fmt: skip


def _post(row: dict[str, Any], unit: Unit | None, department: Unit | None, known: _Known) -> Post | None:
    """The post that the row names: of the unit, or of the department itself."""
    for where in (unit, department):
        key = (where.pk if where else 0, row["role"] or "", row["title"] or "", row["domain"] or "")
        if row["title"] and (found := known.posts.get(key)):
            return found
    return None


def _unit(read: Rows, index: int, text: str, known: _Known, actor: Actor) -> Unit | None:
    fitting = known.units.get(text, [])
    whole = [u for u in fitting if u.kind not in org_rules.INNER] or fitting
    if len(whole) > 1:
        read.refuse(index, "unit", _("有 {n} 个单位叫这个名字，改写编号").format(n=len(whole)))
        return None
    if not whole:
        read.refuse(index, "unit", _("没有这个单位"))
        return None
    if not rules.may_staff(actor, whole[0].unit_path):
        read.refuse(index, "unit", _("这个单位不在你的范围内"))
        return None
    return whole[0]


def _department(read: Rows, index: int, row: dict[str, Any], unit: Unit | None, known: _Known) -> Unit | None:
    if not row["department"] or unit is None:
        return None
    found = known.parts.get(unit.pk, {}).get(row["department"])
    if found is None:
        read.refuse(index, "department", _("{unit} 没有这个处室，先登记").format(unit=unit))
    return found
