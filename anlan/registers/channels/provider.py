"""The two providers of sign-in for allauth: its own of DingTalk, narrowed to the directory's number, and one of WeCom on its classes.

allauth looks for providers in a module of this name. It keeps state, one use, ten minutes; whose code it is says the client.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.utils import get_request_param
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from anlan.kernel.errors import Refused
from anlan.registers.channels import queries
from anlan.registers.channels.calls import Trouble
from anlan.registers.channels.clients import Access, client_of
from anlan.registers.channels.models import Service

WECOM_CLIENT = "wxwork"  # in the user agent of WeCom's own browser


def service_asked(request: HttpRequest) -> Service:
    """The service of the address, in use; 404 otherwise."""
    match = request.resolver_match
    service = queries.open_door(match.kwargs.get("service", 0)) if match else None
    if service is None:
        raise Http404
    return service


class Door(OAuth2Adapter):
    """What both doors have in common: where the way back is, and that the corp's own client says whose code it is."""

    access_token_url = ""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.service = service_asked(request)

    @property
    def access(self) -> Access:
        """What the client needs."""
        return queries.access(self.service)

    @property
    def authorize_url(self) -> str:
        """Where the person says yes."""
        return self.access.at("outside")

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """The way back, at the address that the service was told of."""
        return f"{settings.ANLAN_BASE_URL}{reverse('enter_back', args=[self.service.pk])}"

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: Any = None) -> dict[str, Any]:
        """No token is handed on: only the directory's number of the person behind the code."""
        try:
            return {"access_token": "", "userid": client_of(self.access).person_behind(get_request_param(self.request, "code"))}
        except (Trouble, Refused) as trouble:
            raise OAuth2Error(str(trouble)) from trouble

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """A login of allauth's that holds the number and nothing else."""
        return self.get_provider().sociallogin_from_response(request, {"userid": kwargs["response"]["userid"]})


class DingTalkDoor(Door, DingTalkOAuth2Adapter):
    """allauth's adapter of DingTalk (which calls the code authCode), with our way to the number."""

    provider_id = "dingtalk"


class WeComClient(OAuth2Client):
    """How WeCom wants to be asked: silently within its own browser, by QR code in any other."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, Any]) -> str:
        inside = extra_params.pop("inside", "")
        asked = {"appid": self.consumer_key, "redirect_uri": self.callback_url, "state": self.state, "agentid": extra_params.pop("agent")}
        if inside:
            return f"{inside}?{urlencode(asked | {'response_type': 'code', 'scope': 'snsapi_base'})}#wechat_redirect"
        return f"{authorization_url}?{urlencode(asked)}"


class WeComDoor(Door):
    """The door of WeCom."""

    provider_id = "wecom"
    client_class = WeComClient


class _Numbered(OAuth2Provider):
    """Only the directory's number is taken from what a service tells."""

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["userid"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}


class DingTalk(_Numbered, DingTalkProvider):
    """allauth's provider, for members of the one corp."""

    oauth2_adapter_class = DingTalkDoor

    def get_auth_params(self) -> dict[str, Any]:
        """Ask for the corp, and have the person say yes once."""
        corp = self.app.settings.get("corp", "")
        return {"prompt": "consent", **({"corpId": corp} if corp else {})}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return self.get_auth_params()  # nothing from the address


class WeCom(_Numbered):
    """企业微信."""

    id = "wecom"
    name = "WeCom"
    account_class = ProviderAccount
    oauth2_adapter_class = WeComDoor

    def get_auth_params(self) -> dict[str, Any]:
        """Which application asks, and where the person is."""
        inside = WECOM_CLIENT in self.request.headers.get("User-Agent", "").lower()
        return {"agent": self.app.settings["agent"], "inside": self.app.settings["inside"] if inside else ""}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return self.get_auth_params()


DOORS: dict[str, type[Door]] = {"dingtalk": DingTalkDoor, "wecom": WeComDoor}
provider_classes = [DingTalk, WeCom]
