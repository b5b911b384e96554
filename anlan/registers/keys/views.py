"""Ways of signing in and tokens of one's own; taking second factors away from an account whose owner lost them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anlan.kernel import registry
from anlan.kernel.acting import may
from anlan.kernel.web import pages
from anlan.registers.keys import actions, queries
from anlan.registers.keys.factors import host_takes_passkeys
from anlan.registers.keys.forms import TokenForm, scope_choices
from anlan.registers.keys.models import Token
from anlan.registers.people.queries import person_in_scope
from anlan.registers.people.rules import STAFFERS

OWN = "keep one's own keys"
View = Callable[..., HttpResponse]


def sure(view: View) -> View:
    """Only for whoever has just shown who they are: asked before anybody acts, as sessions do not exist while somebody does.

    Who filled in the form for longer than that lasts comes back to an empty one.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and is_reauthentication_required(request, app="allauth.mfa"):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return inner


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """我的 / 登录与钥匙 / …"""
    return [(_("我的"), reverse("me")), (_("登录与钥匙"), reverse("keys") if more else ""), *more]


@require_safe
@may(OWN)
def keys(request: HttpRequest) -> HttpResponse:
    """What I sign in with, tokens of mine, and what other apps put beside them."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    factors = queries.factors_of(actor.person_id)
    words = dict(scope_choices())
    tokens = [{"row": t, "scopes": "、".join(words.get(s, s) for s in t.scopes)} for t in queries.tokens_of(actor.person_id)]
    shown = [(panel.template, panel.context(actor, actor, at)) for panel in registry.panels("keys")]
    context = {
        "title": _("登录与钥匙"), "crumbs": crumbs(), "factors": factors, "tokens": tokens, "passkeys_here": host_takes_passkeys(request),
        "asked": queries.factor_due(actor.person_id, actor), "advised": not factors.any and bool(actor.roles & set(STAFFERS)),
        "panels": [{"template": template, "panel": found} for template, found in shown if found is not None], "has_password":
        request.user.is_authenticated and request.user.has_usable_password(),
    }  # fmt: skip
    return render(request, "keys/keys.html", context)


@sure
@may(OWN)
def new_token(request: HttpRequest) -> HttpResponse:
    """A token for a program, shown once."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    form = TokenForm(request.POST or None)

    def save(form: Any) -> HttpResponse:
        data = form.cleaned_data
        token, text = actions.make_token(name=data["name"], scopes=data["scopes"], days=data["days"], by=actor, at=at)
        context = {"title": _("钥匙：{name}").format(name=token.name), "secret": text, "crumbs": crumbs((token.name, ""))}
        return render(request, "keys/token.html", context)

    return pages.editing(
        request, form=form, title=_("给程序一把钥匙"), save=save, verb=_("要钥匙"), back=reverse("keys"),
        crumbs=crumbs((_("给程序一把钥匙"), "")), note=_("程序拿着它，以你的名义看和办；它能做的不超过你，也不超过下面选的。"),
    )  # fmt: skip


@require_POST
@may(OWN)
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a token back."""
    actions.revoke_token(Token.objects.get(pk=pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("keys")


@require_POST
@may("reset somebody's second factor")
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Take passkeys, codes and the app away from an account; the person is told."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    person = person_in_scope(actor, pk, at)
    gone = actions.reset_factors(person, by=actor, at=at)
    messages.success(request, _("收回了 %(n)d 样，已告诉本人") % {"n": gone})
    return redirect("person", pk=pk)


def to_keys(request: HttpRequest, **_more: Any) -> HttpResponse:
    """allauth's own lists of factors: here they are one page."""
    return redirect(reverse("keys"))


to_keys.policy = OWN  # type: ignore[attr-defined]
