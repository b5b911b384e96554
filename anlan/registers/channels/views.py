"""Pages of whoever keeps the ways: services, robots, the directory, deliveries."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel import progress
from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.channels import CHANNELS
from anlan.kernel.web import pages
from anlan.registers.channels import actions, forms, queries, rules, screens, trying
from anlan.registers.channels.models import Proposal, Reading, Robot, Service
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit

SEE, KEEP = "channels.see", "channels.keep"


def _demand(right: bool) -> None:
    if not right:
        raise NotYours("E-channel-right", _("消息通道由管账号的人来设"))


def _service(request: HttpRequest, pk: int) -> Service:
    """A service the actor keeps; 404 when it is not there or another bureau's."""
    row = Service.objects.select_related("unit").get(pk=pk)
    if not rules.may_keep(request.actor, row.unit_path):  # type: ignore[attr-defined]
        raise Service.DoesNotExist
    return row


def _robot(request: HttpRequest, pk: int) -> Robot:
    """A robot the actor keeps; 404 otherwise."""
    row = Robot.objects.select_related("unit").get(pk=pk)
    if not rules.may_keep(request.actor, row.unit_path):  # type: ignore[attr-defined]
        raise Robot.DoesNotExist
    return row


def _reading(request: HttpRequest, pk: int) -> Reading:
    """A reading of a service that the actor keeps; 404 otherwise."""
    row = Reading.objects.select_related("service").get(pk=pk)
    _service(request, row.service_id)
    return row


def _unit(request: HttpRequest) -> Unit:
    """The whole unit of the post in use, whose ways the actor must keep."""
    post = request.actor.post  # type: ignore[attr-defined]
    unit = org.whole_unit(post.path) if post else None
    if unit is None:
        raise Http404
    _demand(rules.may_keep(request.actor, unit.unit_path))  # type: ignore[attr-defined]
    return unit


@require_GET
@may(SEE)
def channels(request: HttpRequest) -> HttpResponse:
    """What was set up: services of the bureau and those below, robots of groups."""
    unit, actor = _unit(request), request.actor  # type: ignore[attr-defined]
    context = {
        "crumbs": screens.crumbs(), "title": _("消息通道"), "services": screens.services(actor), "missing": screens.missing_kinds(actor),
        "robots": screens.robots(actor), "bureau": rules.is_bureau(actor), "unit": unit,
    }  # fmt: skip
    return render(request, "channels/channels.html", context)


@may(KEEP)
def service_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Set up a service for the bureau of the post in use."""
    unit = _unit(request)
    if kind not in rules.SERVICES:
        raise Http404
    there = Service.objects.filter(unit=unit, kind=kind).first()
    return redirect("channel_edit", there.pk) if there and request.method == "GET" else _service_form(request, unit, kind, there)


@may(KEEP)
def service_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a service. Its secret is not shown: an empty field leaves it as it is."""
    service = _service(request, pk)
    return _service_form(request, service.unit, service.kind, service)


def _service_form(request: HttpRequest, unit: Unit, kind: str, service: Service | None) -> HttpResponse:
    form = forms.ServiceForm(request.POST or None, kind=kind, service=service)
    word = _(rules.SERVICES[kind])

    def save(form: Any) -> str:
        actor, at = request.actor, request.at  # type: ignore[attr-defined]
        row = actions.set_up(unit, kind=kind, facts=form.facts(), secret=form.cleaned_data["secret"], by=actor, at=at)
        messages.success(request, _("{service}设好了。点“发一条给我”试一下").format(service=word))
        return f"{reverse('channels')}#service-{row.pk}"

    plain = [name for name in form.fields if not name.startswith("at_")]
    own = [name for name in form.fields if name.startswith("at_")]
    back = ""
    if kind in rules.DOORS:
        there = settings.ANLAN_BASE_URL + (reverse("enter_back", args=[service.pk]) if service else "/")
        back = _("在{service}后台把可信域名和回调地址设成这里的：{there}").format(service=word, there=there)
    return pages.editing(
        request, form=form, title=_("{unit}的{service}").format(unit=unit, service=word), note=back, save=save,
        groups=[("", plain), (_("自己的网关（内网部署才填）"), own)] if own else [("", plain)], back=reverse("channels"),
        crumbs=screens.crumbs((word, "")),
    )  # fmt: skip


@require_POST
@may(KEEP)
def service_try(request: HttpRequest, pk: int) -> HttpResponse:
    """A message to oneself; the page shows what the service answered."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    service = _service(request, pk)
    try:
        went, words = trying.send_to_me(service, actor, at)
    except Refused as refused:
        went, words = False, str(refused.sentence)
    actions.try_out(service, result=words, by=actor, at=at)
    (messages.success if went else messages.error)(request, f"{_(rules.SERVICES[service.kind])}：{words}")
    return HttpResponseRedirect(reverse("channels"))


# ── the directory ──────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@may(KEEP)
def directory(request: HttpRequest, pk: int) -> HttpResponse:
    """What the last reading found, for an officer to decide."""
    service = _service(request, pk)
    reading = queries.latest_reading(service)
    word = _(rules.SERVICES[service.kind])
    context = {
        "crumbs": screens.crumbs((_("{service}通讯录").format(service=word), "")), "title": _("{service}通讯录").format(service=word),
        "service": service, "reading": reading, "keep_days": rules.KEEP_PROPOSALS_DAYS,
        "progress": progress.read(reading.progress_id) if reading and reading.progress_id else None, **screens.directory(reading),
    }  # fmt: skip
    return pages.respond(request, "channels/directory.html", "channels/_directory.html", context)


@require_POST
@may(KEEP)
def directory_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it read anew."""
    actions.ask_reading(_service(request, pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("channel_directory", pk)


@require_POST
@may(KEEP)
def directory_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what was ticked."""
    reading = _reading(request, pk)
    chosen = [int(v) for v in request.POST.getlist("row") if v.isdecimal()]
    if not chosen:
        raise Refused("E-decide-none", _("先勾上要确认的人"))
    done = actions.decide(reading, chosen, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    words = _("绑了 {bound} 人，解除 {unbound} 人").format(**done)
    if done["refused"]:
        words += _("，{refused} 人没办成：已经绑过，或不归你管").format(**done)
    (messages.warning if done["refused"] else messages.success)(request, words)
    return redirect("channel_directory", reading.service_id)


@may(KEEP)
def directory_bind(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose account a member is whom comparing could not place."""
    row = Proposal.objects.select_related("reading__service").get(pk=pk, what__in=["new", "doubtful"])
    _service(request, row.reading.service_id)
    service, back = row.reading.service, reverse("channel_directory", args=[row.reading.service_id])

    def save(form: Any) -> str:
        actions.bind_found(row, form.cleaned_data["username"], by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return back

    word = _(rules.SERVICES[service.kind])
    return pages.editing(
        request, form=forms.BindForm(request.POST or None), title=_("{name} 是哪个账号").format(name=row.name), verb=_("绑上"), save=save,
        note=f"{word}：{row.departments} {row.mobile}", back=back, crumbs=screens.crumbs((_("{service}通讯录").format(service=word), back)),
    )  # fmt: skip


# ── robots ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@may(KEEP)
def robot_new(request: HttpRequest) -> HttpResponse:
    """Give the unit's group a robot."""
    return _robot_form(request, _unit(request), None)


@may(KEEP)
def robot_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a robot."""
    robot = _robot(request, pk)
    return _robot_form(request, robot.unit, robot)


def _robot_form(request: HttpRequest, unit: Unit, robot: Robot | None) -> HttpResponse:
    def save(form: Any) -> str:
        data = form.cleaned_data
        facts = {name: data[name] for name in ("kind", "name", "hour", "running")}
        actor, at = request.actor, request.at  # type: ignore[attr-defined]
        actions.set_robot(unit, robot, facts=facts, address=data["address"], secret=data["secret"], by=actor, at=at)
        return reverse("channels")

    title = screens.robot_title(robot)
    return pages.editing(
        request, form=forms.RobotForm(request.POST or None, robot=robot), title=title, save=save, back=reverse("channels"),
        note=_("{unit}的群。只说件数和还缺哪些单位，不说人，不说保密的事。").format(unit=unit), crumbs=screens.crumbs((title, "")),
    )  # fmt: skip


@require_POST
@may(KEEP)
def robot_try(request: HttpRequest, pk: int) -> HttpResponse:
    """A trial in the group; the page shows what was answered."""
    robot = _robot(request, pk)
    try:
        went, words = trying.speak_once(robot, request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        went, words = False, str(refused.sentence)
    (messages.success if went else messages.error)(request, f"{robot.name}：{words}")
    return redirect("channels")


@require_POST
@may(KEEP)
def robot_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a robot away."""
    actions.drop_robot(_robot(request, pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("channels")


# ── deliveries ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@may(SEE)
def deliveries(request: HttpRequest) -> HttpResponse:
    """How the ways to people fare in the whole city: numbers and reasons."""
    unit, actor = _unit(request), request.actor  # type: ignore[attr-defined]
    _demand(rules.is_bureau(actor))
    context = {
        "crumbs": screens.crumbs((_("送达情况"), "")), "title": _("送达情况"), "rows": screens.deliveries(), "counted": screens.looked_at(),
        "may_again": unit.kind == "city",
    }  # fmt: skip
    return pages.respond(request, "channels/deliveries.html", "channels/_deliveries.html", context)


@require_POST
@may(KEEP)
def deliveries_again(request: HttpRequest, channel: str) -> HttpResponse:
    """What was given up within a day goes out once more."""
    if channel not in CHANNELS:
        raise Http404
    actions.try_again(_unit(request), channel, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("排上了，一分钟内再发一遍"))
    return redirect("deliveries")
