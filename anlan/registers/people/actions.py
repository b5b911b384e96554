"""The only writers of the register of people."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.registers.people import rules
from anlan.registers.people.models import Answerable, Contact, Grant, Person, Post


def mobile_digest(mobile: str) -> str:
    """A keyed digest of a mobile number: enough to sign in by it, useless to read it back."""
    return hmac.new(settings.SECRET_KEY.encode(), f"mobile:{mobile}".encode(), hashlib.sha256).hexdigest()


@action
def enrol(
    unit: Unit, *, username: str, name: str, by: Actor, at: datetime, password: str | None = None, mobile: str = "",
    email: str = "", must_change: bool = True,
) -> Person:  # fmt: skip
    """Open an account at `unit`. The first password is to be changed at the first sign-in unless `must_change` is False."""
    person = Person(
        username=username.strip().lower(),
        name=name.strip(),
        pinyin="".join(lazy_pinyin(name.strip())),
        mobile_digest=mobile_digest(mobile) if mobile else None,
        must_change_password=must_change,
        password_changed_at=at,
        date_joined=at,
    )
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
            Contact.objects.create(person=person, unit_id=unit.pk, unit_path=unit.unit_path, mobile=mobile, email=email)
    except IntegrityError as error:
        raise Refused("E-person-taken", _("这个工号或手机号已经有账号了"), fields={"username": _("已经有账号了")}) from error
    record("person.enrol", unit_id=unit.pk, by=by, at=at, payload={"person": person.pk, "username": person.username})
    return person


@action
def open_post(
    unit: Unit, *, role: str, title: str, by: Actor, at: datetime, domain: str = "", duty_phone: str = "",
    department: Unit | None = None,
) -> Post:  # fmt: skip
    """Make a post that serves `unit` (and sits in `department`); `role` is one that the machines know."""
    if role not in rules.ROLES:
        raise Refused("E-post-role", _("没有这种角色"))
    post = Post.objects.create(
        unit=unit, unit_path=unit.unit_path, role=role, title=title, domain=domain, duty_phone=duty_phone,
        department=department,
    )
    record("post.open", unit_id=unit.pk, by=by, at=at, payload={"post": post.pk, "title": title, "role": role})
    return post


@action
def give(
    person: Person, post: Post, *, by: Actor, at: datetime, reach: str = "unit", starts: date | None = None,
    ends: date | None = None, stands_in: Grant | None = None,
) -> Grant:  # fmt: skip
    """Put a person into a post. Nobody can give what reaches further than their own grants."""
    if not by.is_system and not by.covers(post.unit_path):
        raise NotYours("E-grant-scope", _("这个岗位不在你的范围内"))
    grant = Grant.objects.create(
        person=person, post=post, unit_path=post.unit_path, reach=reach, starts=starts or local(at).date(), ends=ends,
        stands_in=stands_in,
    )  # fmt: skip
    verb = "grant.stand_in" if stands_in else "grant.give"
    record(verb, unit_id=post.unit_id, by=by, at=at, payload={"person": person.pk, "post": post.pk, "ends": ends})
    touched("people", post.unit_path)
    return grant


@action
def end_grant(grant: Grant, *, by: Actor, at: datetime, ends: date | None = None) -> Grant:
    """The grant ends with `ends` (today by default); what the person did stays in the record."""
    grant.ends = ends or local(at).date()
    grant.save(update_fields=["ends"])
    record("grant.end", unit_id=grant.post.unit_id, by=by, at=at, payload={"person": grant.person_id, "grant": grant.pk})
    touched("people", grant.unit_path)
    return grant


@action
def name_answerable(
    unit: Unit, *, domain: str, layer: str, by: Actor, at: datetime, person: Person | None = None, post: Post | None = None,
    outside_name: str = "", outside_phone: str = "",
) -> Answerable:  # fmt: skip
    """Say who answers for `unit` in `domain` at `layer`, from today on; who was named before stays in the record."""
    if layer not in rules.LAYERS:
        raise Refused("E-chain-layer", _("没有这一层"))
    if not (person or post or outside_name):
        raise Refused("E-chain-nobody", _("选一个人或岗位"))
    today = local(at).date()
    Answerable.objects.filter(unit=unit, domain=domain, layer=layer, ends__isnull=True).update(ends=today)
    row = Answerable.objects.create(
        unit=unit, unit_path=unit.unit_path, domain=domain, layer=layer, person=person, post=post,
        outside_name=outside_name, outside_phone=outside_phone, starts=today,
    )  # fmt: skip
    record("chain.name", unit_id=unit.pk, by=by, at=at, payload={"domain": domain, "layer": layer, "person": person and person.pk})
    touched("people", unit.unit_path)
    return row
