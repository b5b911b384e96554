"""Making and taking back tokens; taking second factors away from an account; what is noted when one comes or goes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor, Held
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.keys import rules
from anlan.registers.keys.models import Token
from anlan.registers.people.models import Contact, Person
from anlan.registers.people.queries import grants_at
from anlan.registers.people.rules import may_manage


def digest(secret: str) -> str:
    """What is kept of a secret; it is long and random, so that a plain digest cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _post(by: Actor) -> Held:
    if by.post is None:
        raise NotYours("E-key-post", _("现在没有岗位，先找本单位管理员"))
    return by.post


@action
def make_token(*, name: str, scopes: Iterable[str], days: int, by: Actor, at: datetime) -> tuple[Token, str]:
    """A token of the actor's own. -> (its row, the token itself: shown once, kept nowhere)."""
    post, wanted = _post(by), sorted(set(scopes))
    if not name.strip():
        raise Refused("E-token-name", _("写上给哪个程序用"), fields={"name": _("写上给哪个程序用")})
    known = {rules.scope(area, what) for area in rules.AREAS for what in (rules.READ, rules.ACT)}
    if not wanted or not set(wanted) <= known:
        raise Refused("E-token-scope", _("选上它能看、能办什么"), fields={"scopes": _("至少选一样")})
    if not 1 <= days <= rules.MOST_DAYS:
        raise Refused("E-token-days", _("最长一年"), fields={"days": _("最长一年")})
    now = clock.wall()
    if Token.objects.filter(person_id=by.person_id, revoked_at=None, ends_at__gt=now).count() >= rules.MOST_TOKENS:
        raise Refused("E-token-many", _("已经有 %(n)d 把，先收回不用的") % {"n": rules.MOST_TOKENS})
    secret = "".join(secrets.choice(rules.SIGNS) for _n in range(rules.SECRET_LENGTH))
    token = Token.objects.create(
        person_id=by.person_id, name=name.strip()[:80], scopes=wanted, digest=digest(secret), tail=secret[-4:], made_at=now,
        ends_at=now + timedelta(days=days),
    )  # fmt: skip
    record("token.make", unit_id=post.unit_id, by=by, at=at, payload={"token": token.pk, "scopes": wanted, "days": days})
    return token, rules.written(by.person_id, secret)


@action
def revoke_token(token: Token, *, by: Actor, at: datetime) -> Token:
    """From now on the token opens nothing."""
    if token.person_id != by.person_id:
        raise NotYours("E-token-whose", _("这不是你的钥匙"))
    if token.revoked_at is None:
        token.revoked_at = clock.wall()
        token.save(update_fields=["revoked_at"])
    record("token.revoke", unit_id=_post(by).unit_id, by=by, at=at, payload={"token": token.pk})
    return token


def remember_use(token: Token, at: datetime) -> None:
    """The day on which a token was last used; written once a day, by the person it acts for."""
    today = clock.local(at).date()
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)


@action
def note_factor(verb: str, kind: str, *, by: Actor, at: datetime) -> None:
    """Somebody's way of signing in came, went or was made anew: on the record, and told to the person, who may not have been it."""
    post = _post(by)
    record(verb, unit_id=post.unit_id, by=by, at=at, payload={"kind": kind})
    tell([Telling(post.unit_id, post.path, "keys.changed", person_id=by.person_id, facts={"verb": verb, "kind": kind})], at=at)


@action
def reset_factors(person: Person, *, by: Actor, at: datetime) -> int:
    """Take passkeys, one-time codes and recovery codes away from an account whose owner lost them. -> how many.

    Who keeps the account with every post it holds may; the person is told. The database checks the same once more.
    """
    contact = Contact.objects.get(person=person)
    held = grants_at(at).filter(person=person).values_list("unit_path", flat=True)
    if person.pk == by.person_id:
        raise Refused("E-person-self", _("自己的到“我的 → 登录与钥匙”里改"))
    if not may_manage(by, contact.unit_path, held):
        raise NotYours("E-person-higher", _("这个人还有你管不到的岗位，由那里的上级来办"))
    with connection.cursor() as cursor:
        cursor.execute("select keys_drop_factors(%s)", [person.pk])
        gone = int(cursor.fetchone()[0])
    record("factor.reset", unit_id=contact.unit_id, by=by, at=at, payload={"person": person.pk, "factors": gone})
    facts = {"verb": "factor.reset", "by": by.name}
    tell([Telling(contact.unit_id, contact.unit_path, "keys.changed", person_id=person.pk, facts=facts)], at=at)
    return gone


def note_as(person_actor: Actor, verb: str, kind: str, at: datetime) -> None:
    """note_factor() from the frame, where nobody acts yet; nothing is noted of somebody without any post."""
    if person_actor.grants:
        with acting(person_actor):
            note_factor(verb, kind, by=person_actor, at=at)
