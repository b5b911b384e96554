"""The wall: its page without a person's session, and how a screen is connected and cut off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anlan.kernel import clock
from anlan.kernel.acting import acting, may_role, public
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.web import pages
from anlan.kernel.web.live import live_url
from anlan.kernel.web.pages import Action, Column, Empty
from anlan.oversight.board import actions
from anlan.oversight.board import wall as screen
from anlan.oversight.board.apps import may_connect, may_see
from anlan.oversight.board.models import Screen
from anlan.oversight.board.rules import CONNECTORS, pairing
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people.queries import names

COOKIE, SALT, AGE = "anlan_wall", "anlan.wall", 400 * 24 * 3600
SEE, CONNECT = "see wall screens", "connect wall screens"


@require_safe
@public("a wall screen has no person: it shows what its unit's officer connected it to, else a code to be typed in")
def wall(request: HttpRequest) -> HttpResponse:
    """The board of the unit to which this device is connected; of one's own unit for somebody signed in; else the code."""
    device = _device(request)
    found = Screen.objects.select_related("unit").filter(device=device).first() if device else None
    at: Any = request.at  # type: ignore[attr-defined]
    if found and not found.revoked_at and found.ends_at > at:
        watcher = screen.watcher(found, found.unit)
        with acting(watcher):
            actions.note_seen(found, at)
            return _shown(request, watcher, found.unit)
    actor = getattr(request, "actor", None)
    if actor is not None and may_connect(actor):
        with acting(actor):
            return _shown(request, actor, org.by_path(next(g.path for g in actor.grants if g.reach == "unit" and g.role in CONNECTORS)))
    return _code(request, "" if found else device)


def _device(request: HttpRequest) -> str:
    try:
        return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=AGE) or ""
    except BadSignature:
        return ""


def _shown(request: HttpRequest, actor: Actor, unit: Unit) -> HttpResponse:
    if request.GET.get("code"):  # the page with the code asked whether somebody typed it in
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("wall")
        return response
    context = screen.context(actor, unit, request.at)  # type: ignore[attr-defined]
    context["live_url"] = live_url(request, actor.person_id, actor.paths)
    response = pages.respond(request, "board/wall.html", "board/_wall.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _code(request: HttpRequest, device: str) -> HttpResponse:
    """The code of this device; a screen that was cut off gets another."""
    if request.GET.get("seen"):  # the wall itself asked: it was cut off
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("wall")
        return response
    fresh = device or pairing.new_device()
    context = {
        "code": pairing.code(fresh, settings.SECRET_KEY, clock.wall().timestamp()), "fixed_theme": "dark",
        "address": request.build_absolute_uri(reverse("wall_connect")),
    }  # fmt: skip
    response = pages.respond(request, "board/wall_code.html", "board/_wall_code.html", context)
    response["Cache-Control"] = "no-store"
    if fresh != device:
        response.set_signed_cookie(COOKIE, fresh, salt=SALT, max_age=AGE, httponly=True, secure=settings.ANLAN_HTTPS, samesite="Lax")
    return response


class ConnectForm(forms.Form):
    """The code on the wall, where it hangs, and whose board it shows."""

    code = forms.CharField(
        label=_("屏上的码"), max_length=20, help_text=_("只接眼前看得见的屏，别人发来的码不要填"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(label=_("屏在哪儿"), max_length=40, help_text=_("例如 值班室、会议室"))
    unit = forms.ChoiceField(label=_("显示哪个单位"))

    def __init__(self, data: Any = None, *, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


def _units(actor: Actor) -> list[tuple[str, str]]:
    found = [g for g in actor.grants if g.reach == "unit" and g.role in CONNECTORS]
    return list({g.path: g.unit_name for g in found}.items())


@may_role(CONNECT, *CONNECTORS)
def connect(request: HttpRequest) -> HttpResponse:
    """Type in what the wall shows: it shows the board within seconds."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    units = _units(actor)
    form = ConnectForm(request.POST or None, units=units, initial={"unit": units[0][0] if units else ""})

    def save(form: Any) -> str:
        device = pairing.read(form.cleaned_data["code"], settings.SECRET_KEY, clock.wall().timestamp())
        if not device:
            raise Refused("E-screen-code", _now("没有这个码，看屏上现在的再填一次"), fields={"code": _now("看屏上现在的码")})
        unit = org.by_path(form.cleaned_data["unit"])
        actions.connect(unit, device, name=form.cleaned_data["name"], by=actor, at=request.at)  # type: ignore[attr-defined]
        return reverse("wall_screens")

    return pages.editing(
        request, form=form, title=_now("接上一块大屏"), verb=_now("接上"), save=save, back=reverse("wall_screens"),
        note=_now("在大屏的浏览器里打开 %(url)s，屏上出现一个码。") % {"url": request.build_absolute_uri(reverse("wall"))},
        crumbs=_crumbs(request, (_now("接上一块"), "")),
    )  # fmt: skip


def _crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    board = [(_now("一览"), reverse("board"))] if may_see(request.actor) else []  # type: ignore[attr-defined]
    return [*board, (_now("大屏"), reverse("wall_screens") if more else ""), *more]


@may_role(SEE, *CONNECTORS)
def screens(request: HttpRequest) -> HttpResponse:
    """The screens of one's units: where, whose board, when last seen, who connected it."""
    at: Any = request.at  # type: ignore[attr-defined]
    rows = list(Screen.objects.filter(revoked_at__isnull=True, ends_at__gt=at).select_related("unit").order_by("unit_path", "id")[:200])
    by = names({row.made_by_id for row in rows})
    columns = [
        Column("name", _("屏在哪儿")),
        Column("unit", _("显示哪个单位"), value=lambda row: str(row.unit)),
        Column("seen_at", _("最近一次刷新"), kind="stamp"),
        Column("made_by_id", _("谁接的"), value=lambda row: by.get(row.made_by_id, "")),
        Column("ends_at", _("到哪天止"), kind="day"),
        Column("cut", _("断开"), value=lambda row: _cut(request, row)),
    ]
    return pages.listing(
        request, title=_("大屏"), note=_("大屏不用谁的账号，只看，不能办事；不用了就断开"), rows=rows, columns=columns,
        actions=[Action(_("看大屏"), reverse("wall"), "desktop"), Action(_("接上一块"), reverse("wall_connect"), "plus", "p")],
        empty=Empty(_("还没有接大屏"), _("在大屏的浏览器里打开 /wall/，把屏上的码填进来"), reverse("wall_connect"), _("接上一块")),
        crumbs=_crumbs(request), live="screens",
    )  # fmt: skip


def _cut(request: HttpRequest, row: Screen) -> Any:
    from django.middleware.csrf import get_token

    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="btn sm" data-confirm="{}" data-yes="{}">{}</button></form>',
        reverse("wall_revoke", args=[row.pk]), get_token(request), _now("断开“%(name)s”？屏上会出现新的码。") % {"name": row.name},
        _now("断开"), _now("断开"),
    )  # fmt: skip


@require_POST
@may_role(CONNECT, *CONNECTORS)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut a screen off."""
    actions.revoke(Screen.objects.get(pk=pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("wall_screens"))
