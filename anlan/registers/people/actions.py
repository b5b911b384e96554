"""The only writers of the register of people: accounts, posts, grants, who answers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime
from functools import partial

from axes.utils import reset as forget_wrong_passwords
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import UNIT, Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.pinyin import pinyin_key
from anlan.registers.org.models import Unit
from anlan.registers.people import gaps, rules
from anlan.registers.people.hashers import FirstPassword
from anlan.registers.people.models import Answerable, Contact, Grant, Person, Post
from anlan.registers.people.queries import running


def mobile_digest(mobile: str) -> str:
    """A keyed digest of a mobile number: enough to sign in by it, useless to read it back."""
    return hmac.new(settings.SECRET_KEY.encode(), f"mobile:{mobile}".encode(), hashlib.sha256).hexdigest()


class RandomPassword(str):
    """A password of first_password(), and of nobody's choice."""


def first_password() -> RandomPassword:
    """A random first password: shown once, changed at the first sign-in; holds every class of characters but signs."""
    kinds = (rules.LETTERS, rules.CAPITALS, rules.DIGITS)
    signs = [secrets.choice(kind) for kind in kinds]
    signs += [secrets.choice("".join(kinds)) for _n in range(rules.FIRST_PASSWORD - len(signs))]
    secrets.SystemRandom().shuffle(signs)
    return RandomPassword("".join(signs))


def _set_password(person: Person, password: str) -> None:
    if isinstance(password, RandomPassword):
        person.password = make_password(password, hasher=FirstPassword.algorithm)
    else:
        person.set_password(password)


def _demand(right: bool) -> None:
    if not right:
        raise NotYours("E-people-right", _("账号和岗位由本单位或上级的负责人、安全干部、管理员来管，不能超出自己的范围"))


# ── accounts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def enrol(
    unit: Unit, *, username: str, name: str, by: Actor, at: datetime, password: str | None = None, mobile: str = "",
    email: str = "", must_change: bool = True,
) -> Person:  # fmt: skip
    """Open an account at `unit`. The first password is to be changed at the first sign-in unless `must_change` is False.

    A first password of ours (first_password()) is hashed quickly: it is random, and replaced at once by one of the person's own.
    """
    _demand(rules.may_staff(by, unit.unit_path))
    for field, value in (("username", username), ("name", name)):
        if not value.strip():
            raise Refused("E-person-empty", _("写上工号和姓名"), fields={field: _("不能空着")})
    person = Person(
        username=username.strip().lower(),
        name=name.strip(),
        pinyin=pinyin_key(name),
        mobile_digest=mobile_digest(mobile) if mobile else None,
        must_change_password=must_change,
        password_changed_at=clock.wall(),
        date_joined=at,
    )
    if password is None:
        person.set_unusable_password()
    else:
        _set_password(person, password)
    _save_new(person, unit, mobile, email)
    record("person.enrol", unit_id=unit.pk, by=by, at=at, payload={"person": person.pk, "username": person.username})
    touched("people", unit.unit_path)
    return person


def _save_new(person: Person, unit: Unit, mobile: str, email: str) -> None:
    """The contact first: an account is written by those who keep its home, so there must be one."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('people_person', 'id'))")
        person.pk = cursor.fetchone()[0]
    try:
        with transaction.atomic():
            Contact.objects.create(person_id=person.pk, unit_id=unit.pk, unit_path=unit.unit_path, mobile=mobile, email=email)
            person.save(force_insert=True)
    except IntegrityError as error:
        field = "mobile" if "mobile" in str(error) else "username"
        raise Refused("E-person-taken", _("这个工号或手机号已经有账号了"), fields={field: _("已经有账号了")}) from error


@action
def change_person(
    person: Person, *, by: Actor, at: datetime, name: str | None = None, mobile: str | None = None, email: str | None = None,
    unit: Unit | None = None,
) -> Person:  # fmt: skip
    """Correct name, number, address or home unit of an account. Only which facts changed stands in the record, no numbers."""
    contact = Contact.objects.select_for_update().get(person=person)
    _demand(rules.may_staff(by, contact.unit_path) and (unit is None or rules.may_staff(by, unit.unit_path)))
    changed = []
    if name is not None and name.strip() and name.strip() != person.name:
        changed.append("name")
        person.name, person.pinyin = name.strip(), pinyin_key(name)
    if mobile is not None and mobile != contact.mobile:
        changed.append("mobile")
        contact.mobile, person.mobile_digest = mobile, mobile_digest(mobile) if mobile else None
    if email is not None and email != contact.email:
        changed.append("email")
        contact.email = email
    if unit is not None and unit.pk != contact.unit_id:
        changed.append("unit")
        contact.unit_id, contact.unit_path = unit.pk, unit.unit_path
    try:
        with transaction.atomic():
            person.save(update_fields=["name", "pinyin", "mobile_digest"])
            contact.save()
    except IntegrityError as error:
        raise Refused("E-person-taken", _("这个手机号已经有账号了"), fields={"mobile": _("已经有账号了")}) from error
    record("person.change", unit_id=contact.unit_id, by=by, at=at, payload={"person": person.pk, "changed": changed})
    touched("people", contact.unit_path)
    return person


def _demand_whole(person: Person, by: Actor, at: datetime) -> Contact:
    """The account with every post it holds must lie in the actor's hands."""
    contact = Contact.objects.get(person=person)
    held = Grant.objects.filter(running(local(at).date()), person=person).values_list("unit_path", flat=True)
    if not rules.may_manage(by, contact.unit_path, held):
        raise NotYours("E-person-higher", _("这个人还有你管不到的岗位，由那里的上级来办"))
    return contact


@action
def reset_password(person: Person, *, password: str, by: Actor, at: datetime) -> Person:
    """Set a new first password; it ends the person's sessions, opens a lock after wrong ones, and is to be changed at the next sign-in."""
    contact = _demand_whole(person, by, at)
    if person.pk == by.person_id:
        raise Refused("E-person-self", _("自己的密码到“我的”里改"))
    _set_password(person, password)
    person.must_change_password, person.password_changed_at = True, clock.wall()
    person.save(update_fields=["password", "must_change_password", "password_changed_at"])
    # wrong passwords do not exist while somebody acts (migrations/sql/accounts.sql)
    transaction.on_commit(partial(forget_wrong_passwords, username=person.username), robust=True)
    record("person.reset", unit_id=contact.unit_id, by=by, at=at, payload={"person": person.pk})
    return person


def remember_language(person: Person, language: str) -> None:
    """The language that the person chose on the page is theirs: mails are written in it. A setting of one's own, no entry."""
    person.language = language
    with person.acting():
        person.save(update_fields=["language"])


@action
def leave(person: Person, *, why: str, by: Actor, at: datetime) -> Person:
    """Disable an account: it can no longer sign in, and whoever it answered for shows a gap. What the person did stays."""
    contact = _demand_whole(person, by, at)
    if person.pk == by.person_id:
        raise Refused("E-person-self", _("不能停用自己的账号"))
    held = list(Grant.objects.filter(running(local(at).date()), person=person).values_list("unit_path", flat=True))
    person.is_active = False
    person.save(update_fields=["is_active"])
    record("person.leave", unit_id=contact.unit_id, by=by, at=at, payload={"person": person.pk, "why": why})
    touched("people", contact.unit_path)
    gaps.changed(*held, contact.unit_path, at=at)
    return person


@action
def come_back(person: Person, *, by: Actor, at: datetime) -> Person:
    """Enable a disabled account again, with the posts it held."""
    person.is_active = True  # the check below counts the posts that it will hold again
    contact = Contact.objects.get(person=person)
    held = list(Grant.objects.filter(person=person).values_list("unit_path", flat=True))
    _demand(rules.may_manage(by, contact.unit_path, held))
    person.save(update_fields=["is_active"])
    record("person.back", unit_id=contact.unit_id, by=by, at=at, payload={"person": person.pk})
    touched("people", contact.unit_path)
    gaps.changed(*held, at=at)
    return person


@action
def look_up_contact(person: Person, *, why: str, by: Actor, at: datetime) -> Contact:
    """See a person's private number and address. Who looked, when and why stands in the ledger of the person's unit."""
    contact = Contact.objects.get(person=person)
    if person.pk != by.person_id and not rules.may_look(by, contact.unit_path):
        raise NotYours("E-contact-right", _("私人电话只给本单位和上级的负责人、安全干部、值班员看"))
    if not why.strip():
        raise Refused("E-contact-why", _("写上为什么要看"), fields={"why": _("写上为什么要看")})
    record("contact.show", unit_id=contact.unit_id, by=by, at=at, payload={"person": person.pk, "why": why.strip()})
    return contact


# ── posts and grants ───────────────────────────────────────────────────────────────────────────────────────────────────


@action
def open_post(
    unit: Unit, *, role: str, title: str, by: Actor, at: datetime, domain: str = "", duty_phone: str = "",
    department: Unit | None = None,
) -> Post:  # fmt: skip
    """Make a post that serves `unit` (and sits in `department`); `role` is one that the machines know."""
    _demand(rules.may_staff(by, unit.unit_path))
    if role not in rules.ROLES:
        raise Refused("E-post-role", _("没有这种角色"))
    if not title.strip():
        raise Refused("E-post-title", _("写上岗位名称"), fields={"title": _("写上岗位名称")})
    post = Post.objects.create(
        unit=unit, unit_path=unit.unit_path, role=role, title=title.strip(), domain=domain, duty_phone=duty_phone,
        department=department,
    )  # fmt: skip
    record("post.open", unit_id=unit.pk, by=by, at=at, payload={"post": post.pk, "title": title, "role": role})
    touched("people", unit.unit_path)
    return post


@action
def change_post(
    post: Post, *, by: Actor, at: datetime, title: str | None = None, domain: str | None = None, duty_phone: str | None = None
) -> Post:
    """Rename a post, say which domain it is for, or correct its office number. Its role stays: another role is another post."""
    _demand(rules.may_staff(by, post.unit_path))
    was = {"title": post.title, "domain": post.domain, "duty_phone": post.duty_phone}
    for key, value in (("title", title), ("domain", domain), ("duty_phone", duty_phone)):
        if value is not None:
            setattr(post, key, value.strip())
    post.save(update_fields=list(was))
    record("post.change", unit_id=post.unit_id, by=by, at=at, payload={"post": post.pk, "was": was})
    touched("people", post.unit_path)
    gaps.changed(post.unit_path, at=at)
    return post


@action
def close_post(post: Post, *, by: Actor, at: datetime) -> Post:
    """Abolish a post; refused while somebody holds it."""
    _demand(rules.may_staff(by, post.unit_path))
    today = local(at).date()
    if Grant.objects.filter(running(today), post=post).exists():
        raise Refused("E-post-held", _("还有人在这个岗位上，先结束他的任期"))
    post.closed_on = today
    post.save(update_fields=["closed_on"])
    record("post.close", unit_id=post.unit_id, by=by, at=at, payload={"post": post.pk, "title": post.title})
    touched("people", post.unit_path)
    return post


@action
def give(
    person: Person, post: Post, *, by: Actor, at: datetime, reach: str = "unit", starts: date | None = None,
    ends: date | None = None, stands_in: Grant | None = None,
) -> Grant:  # fmt: skip
    """Put a person into a post. Nobody gives what lies outside their own scope, and nobody gives anything to themselves."""
    if not rules.may_staff(by, post.unit_path):
        raise NotYours("E-grant-scope", _("这个岗位不在你的范围内"))
    return _give(person, post, by=by, at=at, reach=reach, starts=starts, ends=ends, stands_in=stands_in)


def _give(
    person: Person, post: Post, *, by: Actor, at: datetime, reach: str, starts: date | None, ends: date | None,
    stands_in: Grant | None = None,
) -> Grant:  # fmt: skip
    starts = starts or local(at).date()
    if person.pk == by.person_id:
        raise NotYours("E-grant-self", _("不能给自己授权，由上级来办"))
    if reach not in rules.REACHES:
        raise Refused("E-grant-reach", _("没有这种范围"))
    if ends is not None and ends < starts:
        raise Refused("E-grant-days", _("结束日期早于开始日期"), fields={"ends": _("早于开始日期")})
    if post.closed_on:
        raise Refused("E-post-closed", _("这个岗位已经撤了"))
    if Grant.objects.filter(running(starts), person=person, post=post).exists():
        raise Refused("E-grant-held", _("这个人已经在这个岗位上"), fields={"person": _("已经在这个岗位上")})
    try:
        with transaction.atomic():
            grant = Grant.objects.create(
                person=person, post=post, unit_path=post.unit_path, reach=reach, starts=starts, ends=ends, stands_in=stands_in
            )
    except IntegrityError as error:
        raise Refused("E-grant-held", _("这个人这一天起已经有过这个岗位"), fields={"starts": _("换一个开始日期")}) from error
    verb = "grant.stand_in" if stands_in else "grant.give"
    facts = {"person": person.pk, "post": post.pk, "title": post.title, "reach": reach, "ends": ends and ends.isoformat()}
    record(verb, unit_id=post.unit_id, by=by, at=at, payload=facts)
    touched("people", post.unit_path)
    gaps.changed(post.unit_path, at=at)
    return grant


@action
def end_grant(grant: Grant, *, by: Actor, at: datetime, ends: date | None = None) -> Grant:
    """The grant ends with `ends` (today by default); what the person did stays in the record."""
    _demand(rules.may_staff(by, grant.unit_path))
    ends = ends or local(at).date()
    if ends < grant.starts:
        raise Refused("E-grant-days", _("结束日期早于开始日期"), fields={"ends": _("早于开始日期")})
    grant.ends = ends
    grant.save(update_fields=["ends"])
    record("grant.end", unit_id=grant.post.unit_id, by=by, at=at, payload={"person": grant.person_id, "grant": grant.pk})
    touched("people", grant.unit_path)
    gaps.changed(grant.unit_path, at=at)
    return grant


@action
def stand_in(grant: Grant, person: Person, *, starts: date, ends: date, by: Actor, at: datetime) -> Grant:
    """From a day to a day `person` stands in for the holder of `grant`, with the same reach; it ends by itself.

    The holder may arrange it too, with somebody of the same unit.
    """
    own = grant.person_id == by.person_id and grant.reach == UNIT and by.covers(grant.unit_path)
    _demand(own or rules.may_staff(by, grant.unit_path))
    if person.pk == grant.person_id:
        raise Refused("E-grant-self-stand-in", _("代班的要是另一个人"), fields={"person": _("换一个人")})
    colleague = Grant.objects.filter(running(starts), person=person, unit_path__startswith=grant.unit_path).exists()
    if own and not colleague and not rules.may_staff(by, grant.unit_path):
        raise Refused("E-grant-colleague", _("代班的人要在同一个单位"), fields={"person": _("换一个本单位的人")})
    return _give(person, grant.post, by=by, at=at, reach=grant.reach, starts=starts, ends=ends, stands_in=grant)


def end_posts_of(unit: Unit, *, by: Actor, at: datetime) -> None:
    """A closed unit has no posts: those that run end with the day."""
    today = local(at).date()
    for grant in Grant.objects.filter(running(today), unit_path=unit.unit_path).select_related("post"):
        end_grant(grant, by=by, at=at)
    Post.objects.filter(unit=unit, closed_on__isnull=True).update(closed_on=today)


# ── who answers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def name_answerable(
    unit: Unit, *, domain: str, layer: str, by: Actor, at: datetime, person: Person | None = None, post: Post | None = None,
    outside_name: str = "", outside_phone: str = "",
) -> Answerable:  # fmt: skip
    """Say who answers for `unit` in `domain` ('' = all) at `layer`, from today on; who was named before stays in the record."""
    if layer not in rules.LAYERS:
        raise Refused("E-chain-layer", _("没有这一层"))
    if not rules.may_name(by, unit.unit_path, layer):
        raise NotYours("E-chain-right", _("这一层由上级来定") if layer in rules.FROM_ABOVE else _("责任人由本单位或上级来定"))
    if not (person or post or outside_name.strip()):
        raise Refused("E-chain-nobody", _("选一个人或岗位"), fields={"who": _("选一个人，或者写外单位的人")})
    today = local(at).date()
    Answerable.objects.filter(unit=unit, domain=domain, layer=layer, ends__isnull=True).update(ends=today)
    row = Answerable.objects.create(
        unit=unit, unit_path=unit.unit_path, domain=domain, layer=layer, person=person, post=post,
        outside_name=outside_name.strip(), outside_phone=outside_phone.strip(), starts=today,
    )  # fmt: skip
    record("chain.name", unit_id=unit.pk, by=by, at=at, payload={"domain": domain, "layer": layer, "person": person and person.pk})
    touched("people", unit.unit_path)
    gaps.changed(unit.unit_path, at=at)
    return row


@action
def unname_answerable(row: Answerable, *, by: Actor, at: datetime) -> Answerable:
    """Nobody is named any more: what the posts imply holds again."""
    if not rules.may_name(by, row.unit_path, row.layer):
        raise NotYours("E-chain-right", _("责任人由本单位或上级来定"))
    row.ends = local(at).date()
    row.save(update_fields=["ends"])
    record("chain.unname", unit_id=row.unit_id, by=by, at=at, payload={"domain": row.domain, "layer": row.layer})
    touched("people", row.unit_path)
    gaps.changed(row.unit_path, at=at)
    return row
