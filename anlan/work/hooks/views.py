"""Pages of hooks: those of a unit, one with its log, new, changed; what is done with one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anlan.kernel.acting import may
from anlan.kernel.web import pages
from anlan.kernel.web.keyset import keyset
from anlan.kernel.web.pages import Action, Column, Empty, Panel
from anlan.registers.org.models import Unit
from anlan.registers.org.queries import unit as unit_by
from anlan.work.hooks import actions, queries, rules
from anlan.work.hooks.actions import demand_keeper
from anlan.work.hooks.forms import HookForm
from anlan.work.hooks.models import Delivery, Hook

KEEP = "keep hooks"
LOG = 30


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[Any, str]]:
    here = reverse("hooks", args=[unit.pk])
    return [(_("单位与人员"), reverse("units")), (str(unit), reverse("unit", args=[unit.pk])), (_("推送"), here if more else ""), *more]


def _state(hook: Hook) -> str:
    if not hook.live:
        return _("停着：三天没送到") if hook.paused_why else _("停着")
    return _("在送，最近没送到") if hook.failing_since else _("在送")


@require_safe
@may(KEEP)
def hooks(request: HttpRequest, pk: int) -> HttpResponse:
    """The hooks of a unit."""
    unit = unit_by(pk)
    demand_keeper(request.actor, unit.unit_path)  # type: ignore[attr-defined]
    return pages.listing(
        request, title=_("推送"), rows=queries.hooks_of(unit),
        note=_("这里的事一有动静，就告诉别的系统。只推编号、类型、单位和步骤，不推人。"),
        columns=[
            Column("name", _("推给谁"), link=lambda h: reverse("hook", args=[h.pk])), Column("url", _("地址")),
            Column("state", _("现在"), value=_state),
        ],
        actions=[Action(_("加一个"), reverse("hook_new", args=[pk]), icon="plus", tone="p")], empty=Empty(_("还没有推送")),
        crumbs=_crumbs(unit),
    )  # fmt: skip


@may(KEEP)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new hook; its secret is shown once."""
    unit = unit_by(pk)
    demand_keeper(request.actor, unit.unit_path)  # type: ignore[attr-defined]

    def save(form: Any) -> HttpResponse:
        hook, secret = actions.open_hook(unit, by=request.actor, at=request.at, **form.cleaned_data)  # type: ignore[attr-defined]
        return _secret(request, hook, secret)

    return pages.editing(
        request, form=HookForm(request.POST or None), title=_("加一个推送"), note=_("在 {unit}").format(unit=unit), save=save,
        verb=_("加上"), back=reverse("hooks", args=[pk]), crumbs=_crumbs(unit, (_("加一个推送"), "")),
    )  # fmt: skip


def _secret(request: HttpRequest, hook: Hook, secret: str) -> HttpResponse:
    context = {"title": _("{name}：签名用的密钥").format(name=hook.name), "secret": secret, "hook": hook,
               "crumbs": _crumbs(hook.unit, (hook.name, ""))}  # fmt: skip
    return render(request, "hooks/secret.html", context)


@require_safe
@may(KEEP)
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """One hook: facts, buttons, what was sent and what came back."""
    row = queries.hook(pk)
    page = keyset(queries.log(row), order=("-at", "-pk"), after=request.GET.get("after", ""), size=LOG)
    lines = [{"row": d, "event": _event(d), "state": _(rules.STATES[d.state])} for d in page.rows]
    own = [row.pk]
    buttons = [
        Action(_("试一下"), reverse("hook_try", args=own), icon="send", tone="p", post=True),
        Action(_("改"), reverse("hook_edit", args=own), icon="edit"),
        Action(_("换密钥"), reverse("hook_secret", args=own), icon="key", post=True, confirm=_("旧的再认一天，这一天里两个都签")),
        Action(_("先停着"), reverse("hook_pause", args=own), post=True) if row.live
        else Action(_("接着送"), reverse("hook_pause", args=own), post=True, fields={"live": 1}),
        Action(_("不要了"), reverse("hook_end", args=own), tone="d", post=True, confirm=_("不再推送，没送到的也不送了")),
    ]  # fmt: skip
    events = "、".join(_(rules.EVENTS[e]) for e in row.events)
    return pages.record(
        request, title=row.name, facts=[(_("地址"), row.url), (_("什么时候推"), events), (_("现在"), _state(row))], actions=buttons,
        panels=[Panel(_("最近送的"), template="hooks/_log.html", context={"lines": lines, "after": page.after})],
        crumbs=_crumbs(row.unit, (row.name, "")),
    )  # fmt: skip


def _event(delivery: Delivery) -> str:
    return _(rules.EVENTS[delivery.event]) if delivery.event in rules.EVENTS else _("试一下")


@may(KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, address or choice of events."""
    row = queries.hook(pk)

    def save(form: Any) -> str:
        actions.change_hook(row, by=request.actor, at=request.at, **form.cleaned_data)  # type: ignore[attr-defined]
        return reverse("hook", args=[pk])

    form = HookForm(request.POST or None, initial={"name": row.name, "url": row.url, "events": row.events})
    return pages.editing(
        request, form=form, title=_("改推送"), save=save, back=reverse("hook", args=[pk]),
        crumbs=_crumbs(row.unit, (row.name, reverse("hook", args=[pk])), (_("改推送"), "")),
    )  # fmt: skip


@require_POST
@may(KEEP)
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, shown once."""
    row = queries.hook(pk)
    return _secret(request, row, actions.change_secret(row, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@require_POST
@may(KEEP)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause, or go on."""
    actions.pause(queries.hook(pk), live=request.POST.get("live") == "1", by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("hook", pk=pk)


@require_POST
@may(KEEP)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No more."""
    row = queries.hook(pk)
    actions.end_hook(row, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("hooks", pk=row.unit_id)


@require_POST
@may(KEEP)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a trial."""
    actions.try_hook(queries.hook(pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("hook", pk=pk)


@require_POST
@may(KEEP)
def again(request: HttpRequest, pk: str) -> HttpResponse:
    """Send one delivery once more."""
    row = actions.send_again(Delivery.objects.get(pk=pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("hook", pk=row.hook_id)
