"""How allauth is told our ways: accounts are assigned, not signed up for; the first password must be changed."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from anlan.kernel import clock
from anlan.registers.keys import attempts
from anlan.registers.people.models import Person


class Adapter(DefaultAccountAdapter):
    """allauth's door to our accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Person, password: str) -> None:
        """Once it was checked, written as the person's own deed, and nothing else of the row with it."""
        user.set_password(password)
        user.must_change_password, user.password_changed_at = False, clock.wall()
        with user.acting():
            user.save(update_fields=["password", "must_change_password", "password_changed_at"])

    def get_client_ip(self, request: HttpRequest) -> str:
        return attempts.address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"
