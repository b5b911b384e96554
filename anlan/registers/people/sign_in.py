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


class NumberOrName(BaseBackend):
    """Finds the account by user name or by the digest of a mobile number."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_kw: Any
    ) -> Person | None:
        if not username or not password:
            return None
        name = username.strip()
        person = Person.objects.filter(Q(username=name.lower()) | Q(mobile_digest=mobile_digest(name))).first()
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
