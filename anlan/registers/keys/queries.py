"""Somebody's tokens, and what they sign in with beside the password."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from anlan.kernel.actor import Actor
from anlan.registers.keys.models import Token

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def tokens_of(person_id: int) -> QuerySet[Token]:
    """The person's tokens that were not taken back, the newest first."""
    return Token.objects.filter(person_id=person_id, revoked_at=None).order_by("-id")


@dataclass(frozen=True)
class Factors:
    """What somebody signs in with beside the password."""

    passkeys: list[Any] = field(default_factory=list)
    totp: Any = None
    codes_left: int | None = None

    @property
    def any(self) -> bool:
        return bool(self.passkeys or self.totp)


def factors_of(person_id: int) -> Factors:
    """Passkeys (allauth's rows, with `name`), one-time codes, recovery codes left; of oneself, or where nobody acts."""
    rows = list(Authenticator.objects.filter(user_id=person_id).order_by("id"))
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        [{"row": row, "name": row.wrap().name} for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        len(codes.wrap().get_unused_codes()) if codes else None,
    )


def factor_due(person_id: int, actor: Actor) -> bool:
    """Whether the bureau asks a second factor of one of the actor's roles, and there is none."""
    if not actor.roles & set(settings.ANLAN_SECOND_FACTOR_ROLES):
        return False
    return not Authenticator.objects.filter(user_id=person_id, type__in=FACTORS).exists()
