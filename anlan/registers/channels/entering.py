"""How allauth is told our ways: who comes through a door is an account of ours that was bound before, or nobody. None is made here."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from anlan.kernel.acting import acting
from anlan.kernel.errors import Refused
from anlan.registers.channels import actions, queries, rules
from anlan.registers.channels.models import Service
from anlan.registers.channels.provider import service_asked
from anlan.registers.people.models import Person
from anlan.registers.people.queries import actor_for

BACKEND = "anlan.registers.people.sign_in.NumberOrName"
THROUGH = "anlan_door"  # in the session: through which service the person came, who needed no password


class Adapter(DefaultSocialAccountAdapter):
    """allauth's door to what bureaus have set up. Its own tables stay empty."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """The service of the address as allauth's app; its state belongs to this service alone."""
        service = service_asked(request)
        access = queries.access(service)
        settings = {"corp": access.corp, "agent": access.agent, "inside": access.at("inside") if service.kind == "wecom" else ""}
        key = access.corp if service.kind == "wecom" else access.key
        return SocialApp(
            provider=service.kind, provider_id=f"{service.kind}-{service.pk}", name=service.kind, client_id=key, settings=settings
        )

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        return []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Here allauth has done its part: what follows is ours in every case."""
        service, user_id = service_asked(request), str(sociallogin.account.uid)
        if sociallogin.state.get("process") == "connect":
            raise ImmediateHttpResponse(_bind(request, service, user_id, sociallogin.state))
        raise ImmediateHttpResponse(_sign_in(request, service, user_id, sociallogin.state))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> NoReturn:
        """A link that was forwarded, opened twice or too late, a code that the service does not take, or the service is away."""
        away = str(exception or "").startswith(("unreachable", "limited", "nonsense"))
        words = _("%(service)s 现在没有回应，先用密码登录") if away else _("这个登录链接用过了或过期了，回%(service)s再点一次")
        messages.error(request, words % {"service": _(rules.SERVICES[service_asked(request).kind])})
        raise ImmediateHttpResponse(redirect("account_login" if not request.user.is_authenticated else "home"))


def safe(url: str) -> str:
    """Where to go afterwards: a page of ours, else the first one."""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "/"


def _sign_in(request: HttpRequest, service: Service, user_id: str, state: dict[str, Any]) -> HttpResponse:
    to = safe(str(state.get("next") or "/"))
    person_id = queries.person_bound(service, user_id)
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    words = {"service": _(rules.SERVICES[service.kind])}
    if person is None:
        messages.error(request, _("这个%(service)s账号还没绑到安澜。先用密码登录，再到“我的”里绑一次") % words)
        return redirect("account_login")
    if not person.is_active:
        return redirect("account_inactive")
    if request.user.is_authenticated:
        if request.user.pk == person.pk:
            return redirect(to)
        logout(request)
    person.backend = BACKEND
    response: HttpResponse = perform_login(request, person, email_verification="none", redirect_url=to)
    if request.user.is_authenticated:
        request.session[THROUGH] = service.pk
    return response


def _bind(request: HttpRequest, service: Service, user_id: str, state: dict[str, Any]) -> HttpResponse:
    asked = (state.get("data") or {}).get("person")
    if not request.user.is_authenticated or asked != request.user.pk:  # signed out or changed meanwhile
        messages.error(request, _("登录的人换了，重新点“绑定”"))
        return redirect("ways" if request.user.is_authenticated else "account_login")
    person = Person.objects.get(pk=request.user.pk)
    at = request.at  # type: ignore[attr-defined]
    actor = actor_for(person, at)
    try:
        with acting(actor):
            actions.bind(service, person, user_id, by=actor, at=at)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("绑好了，以后从%(service)s点开就能进来") % {"service": _(rules.SERVICES[service.kind])})
    return redirect("ways")
