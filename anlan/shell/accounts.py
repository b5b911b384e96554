"""How allauth is told our ways: accounts are assigned, not signed up for; the first password must be changed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from anlan.kernel import clock


class Adapter(DefaultAccountAdapter):
    """allauth's door to our accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        user.must_change_password = False
        user.password_changed_at = clock.wall()
        super().set_password(user, password)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"
