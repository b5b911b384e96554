"""How one is told, and the doors through which one comes in from WeCom and DingTalk."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anlan.kernel.acting import may, public
from anlan.kernel.errors import Refused
from anlan.kernel.outbox.actions import choose
from anlan.registers.channels import actions, forms, queries, rules, screens
from anlan.registers.channels.entering import THROUGH, safe
from anlan.registers.channels.models import Binding
from anlan.registers.channels.provider import DOORS

OWN = "see and choose how one is told"


@may(OWN)
def ways(request: HttpRequest) -> HttpResponse:
    """Which ways lead to me, what each is used for, and which accounts are bound."""
    person: int = request.actor.person_id  # type: ignore[attr-defined]
    held = screens.ways_of(person)
    form = forms.ChoiceForm(request.POST or None, ways=held)
    if request.method == "POST" and form.is_valid():
        choose(person, form.cleaned_data)
        messages.success(request, _("记下了"))
        return redirect("ways")
    context = {
        "crumbs": [(_("我的"), "/me/"), (_("通知方式"), "")], "title": _("通知方式"), "form": form, "doors": screens.doors_of(person),
        "keeps": bool(request.actor.post and rules.may_keep(request.actor, request.actor.post.path)),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "channels/ways.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@may(OWN)
def unbind(request: HttpRequest, pk: int) -> HttpResponse:
    """Not that account any more; one's own, or that of somebody whose account one keeps."""
    row = Binding.objects.select_related("service").get(pk=pk)
    person, mine = row.person_id, row.person_id == request.actor.person_id  # type: ignore[attr-defined]
    actions.unbind(row, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("解除了，那边不再收到安澜的消息"))
    return redirect("ways") if mine else redirect("person", person)


@require_safe
@public("the way from a card or the sign-in page to the service that says who somebody is")
def enter(request: HttpRequest, service: int) -> HttpResponse:
    """To the page asked for; whoever is not signed in goes by the service, which sends them back to `back`."""
    row, to = queries.open_door(service), safe(request.GET.get("next", "/"))
    if request.user.is_authenticated:
        return redirect(to)
    if row is None:  # switched off since the card was sent: by password, and then to the same page
        return redirect(f"/account/login/?next={to}")
    return _off(request, row.kind, "login", next_url=to)


@require_safe
@public("nobody acts yet where the session is written; who is signed in is asked here")
def bind(request: HttpRequest, service: int) -> HttpResponse:
    """Bind one's own account there: by hand, once, after signing in with the password."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.session.get(THROUGH):  # a borrowed phone must not bind a second door
        messages.error(request, _("先退出，用密码登录，再来绑定"))
        return redirect("ways")
    row = queries.open_door(service)
    if row is None:
        raise Http404
    return _off(request, row.kind, "connect", data={"person": request.user.pk})


def _off(request: HttpRequest, kind: str, process: str, **more: Any) -> HttpResponse:
    try:
        provider = get_adapter(request).get_provider(request, kind)
        response: HttpResponse = provider.redirect(request, process=process, **more)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("account_login")
    return response


_BACK = {kind: OAuth2CallbackView.adapter_view(door) for kind, door in DOORS.items()}


@require_safe
@public("the service sends the person back here with a code; who it is stands in the directory")
def back(request: HttpRequest, service: int) -> HttpResponse:
    """allauth checks the state, the client asks whose code it is, and entering.Adapter lets them in or not."""
    row = queries.open_door(service)
    if row is None:
        raise Http404
    response: HttpResponse = _BACK[row.kind](request, service=service)
    return response
