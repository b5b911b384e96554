"""Signing in by job number, user name or mobile number; and the rule for passwords."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import get_hasher
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.registers.people import rules
from anlan.registers.people.actions import mobile_digest
from anlan.registers.people.models import Person

NAME_LENGTH = 255  # of the column that keeps whose sign-ins failed


def account_named(typed: str) -> Person | None:
    """The account that somebody means by what they typed: a user name, else a mobile number (found by its digest)."""
    name = typed.strip()
    found = Person.objects.filter(Q(username=name.lower()) | Q(mobile_digest=mobile_digest(name)))
    return min(found, key=lambda person: person.username != name.lower(), default=None)


def name_to_lock(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Whose wrong passwords are counted: the account's, however its name was written or its number typed.

    Asked many times in one attempt (django-axes' AXES_USERNAME_CALLABLE), answered from the database once.
    """
    typed = (credentials or {}).get("username") or request.POST.get("login")
    if not typed:
        return None
    known: dict[str, str] = request.__dict__.setdefault("names_to_lock", {})
    if typed not in known:
        person = account_named(typed)
        known[typed] = (person.username if person else typed.strip().lower())[:NAME_LENGTH]
    return known[typed]


class NumberOrName(BaseBackend):
    """Finds the account by user name or by the digest of a mobile number."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_kw: Any
    ) -> Person | None:
        if not username or not password:
            return None
        person = account_named(username)
        if person is None:
            Person().set_password(password)  # the same work whether or not the account is there
            return None
        right = person.check_password(password)  # first, so that an account that was closed takes as long
        if not right and person.has_usable_password() and not person.password.startswith(str(get_hasher().algorithm)):
            Person().set_password(password)  # a first password has a quick hash: as slow as any other when it is wrong
        return person if right and person.is_active else None

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()


def note_sign_in(sender: Any, user: Person, **_kw: Any) -> None:
    """Keep when the account was last signed in with: the person's own deed. Stands in for Django's receiver, which writes while
    nobody acts."""
    user.last_login = clock.wall()
    with user.acting():
        user.save(update_fields=["last_login"])


class ClassesValidator:
    """Asks for several kinds of characters (usual assessors' value, 待核实; see rules.PASSWORD_CLASSES)."""

    def validate(self, password: str, user: Any = None) -> None:
        if rules.password_classes(password) < rules.PASSWORD_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return _("密码要有大写、小写、数字、符号里的 %(n)d 种") % {"n": rules.PASSWORD_CLASSES}
