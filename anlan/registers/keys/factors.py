"""How allauth is told our ways of second factors: words, limits for all processes, keys kept enciphered, passkeys that need no password."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.registers.keys import attempts, rules, sealing
from anlan.registers.people.models import Person

NUMERIC = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
USED_SECONDS = 120  # a code is good for half a minute and its neighbours: seen once, it opens nothing again, in whatever process


class Adapter(DefaultMFAAdapter):
    """allauth's door to second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("不对，看一下再来一次"),
        "cannot_generate_recovery_codes": _("先加通行密钥或验证器，再要备用码"),
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("这台设备")

    def _get_site_name(self) -> str:
        return gettext("安澜")


def host_takes_passkeys(request: Any) -> bool:
    """Passkeys belong to a name: at an address in numbers no browser makes one."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


class _Typed(forms.Form):
    """A code typed by hand: five attempts in five minutes, counted for all processes; a right one opens once."""

    user: Person

    def clean_code(self) -> str:
        if left := attempts.wait("code", self.user.pk, *rules.CODE_RATE):
            raise forms.ValidationError(gettext("试得太勤，过 %(n)d 秒再来") % {"n": left}, code="too_often")
        code: str = super().clean_code()  # type: ignore[misc]
        if attempts.wait("code used", f"{self.user.pk}:{code.strip()}", 1, USED_SECONDS):
            raise forms.ValidationError(gettext("这个码用过了，等下一个"), code="used")
        attempts.forget("code", self.user.pk)
        return code


def _code_field() -> forms.CharField:
    return forms.CharField(label=_("验证器上的六位码，或一个备用码"), max_length=20, widget=forms.TextInput(attrs=NUMERIC))


class Authenticate(_Typed, AuthenticateForm):
    """The second question at signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class Reauthenticate(_Typed, ReauthenticateForm):
    """Is it still you, before an account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class ActivateTotp(_Typed, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(label=_("验证器显示的六位码"), max_length=10, widget=forms.TextInput(attrs=NUMERIC))


class AddPasskey(AddWebAuthnForm):
    """A passkey that signs in by itself: always one that asks for face, finger or PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("叫它什么"), max_length=40, required=False)
        self.fields["passwordless"] = forms.BooleanField(initial=True, widget=forms.HiddenInput)


def note(verb: str) -> Any:
    """A receiver of allauth's signals that puts into the record that a factor came or went."""

    def receive(sender: Any, request: Any, user: Person, authenticator: Authenticator, **more: Any) -> None:
        from anlan.registers.keys.actions import note_as
        from anlan.registers.people.queries import actor_for

        note_as(actor_for(user, request.at), verb, str(authenticator.type), request.at)

    return receive
