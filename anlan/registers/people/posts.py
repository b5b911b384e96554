"""Forms about posts: giving, ending, standing in, renaming, abolishing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.kernel.acting import may
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours
from anlan.kernel.once import once
from anlan.kernel.web import pages
from anlan.registers.org import queries as org
from anlan.registers.org.forms import EndForm
from anlan.registers.people import actions, forms, queries, rules, screens
from anlan.registers.people.models import Grant, Post
from anlan.registers.people.views import CHANGE, place, unit_asked


def _demand(right: bool) -> None:
    if not right:
        raise NotYours("E-people-right", _("账号和岗位由本单位或上级的负责人、安全干部、管理员来管，不能超出自己的范围"))


@may(CHANGE)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """A further post for a person of one's scope, in the unit of ?unit=."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row, unit = queries.person_in_scope(actor, pk, at), unit_asked(request)
    form = forms.PostFields(request.POST or None, unit=unit, at=at, initial={"starts": local(at).date(), "reach": "unit"})

    def save(form: Any) -> str:
        def work() -> str:
            place(row, unit, form.cleaned_data, actor, at)
            return screens.address(row)

        return once(request.POST.get("nonce", ""), work, at=at)

    return pages.editing(
        request, form=form, title=_("给{name}加岗位").format(name=row.name), note=_("在 {unit}").format(unit=unit), save=save,
        back=screens.address(row), crumbs=screens.crumbs((row.name, screens.address(row)), (_("加岗位"), "")),
    )  # fmt: skip


@may(CHANGE)
def appoint(request: HttpRequest) -> HttpResponse:
    """A post for somebody who has an account already, also one of another unit."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = unit_asked(request)
    form = forms.AppointForm(request.POST or None, unit=unit, at=at, initial={"starts": local(at).date(), "reach": "unit"})

    def save(form: Any) -> str:
        def work() -> str:
            place(form.cleaned_data["person"], unit, form.cleaned_data, actor, at)
            return reverse("unit", args=[unit.pk])

        return once(request.POST.get("nonce", ""), work, at=at)

    return pages.editing(
        request, form=form, title=_("给已有账号加岗位"), note=_("在 {unit}").format(unit=unit), save=save, back=reverse("people"),
        crumbs=screens.crumbs((_("加岗位"), "")),
    )  # fmt: skip


@may(CHANGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a post, its domain, its office number."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    post = Post.objects.select_related("unit").get(pk=pk)
    _demand(rules.may_staff(actor, post.unit_path))
    back = reverse("unit", args=[post.unit_id])
    initial = {"title": post.title, "domain": post.domain, "duty_phone": post.duty_phone}
    form = forms.PostForm(request.POST or None, initial=initial)

    def save(form: Any) -> str:
        actions.change_post(post, by=actor, at=at, **form.cleaned_data)
        return back

    note = _("{unit} · 角色：{role}").format(unit=post.unit, role=_(rules.ROLES.get(post.role, post.role)))
    return pages.editing(
        request, form=form, title=_("改岗位"), note=note, save=save, back=back,
        crumbs=[(_("单位与人员"), reverse("units")), (str(post.unit), back), (_("改岗位"), "")],
        context={"close_url": reverse("post_close", args=[pk])}, template="people/post.html",
    )  # fmt: skip


@require_POST
@may(CHANGE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Abolish a post that nobody holds."""
    post = Post.objects.get(pk=pk)
    actions.close_post(post, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("unit", args=[post.unit_id]))


def _grant(pk: int) -> Grant:
    return Grant.objects.select_related("person", "post", "post__unit").get(pk=pk)


@may(CHANGE)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a person in a post."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    grant = _grant(pk)
    _demand(rules.may_staff(actor, grant.unit_path))
    form = EndForm(request.POST or None, initial={"ends": local(at).date()})

    def save(form: Any) -> str:
        actions.end_grant(grant, ends=form.cleaned_data["ends"], by=actor, at=at)
        return screens.address(grant.person)

    words = {"name": grant.person.name, "unit": grant.post.unit, "title": grant.post.title}
    return pages.editing(
        request, form=form, title=_("{name}不再任{title}").format(**words), save=save, verb=_("结束"), back=screens.address(grant.person),
        note=_("{unit}的{title}会空出来，没办完的事转给接手的人或上级。").format(**words),
        crumbs=screens.crumbs((grant.person.name, screens.address(grant.person)), (_("结束岗位"), "")),
    )  # fmt: skip


def _colleagues(grant: Grant, actor: Actor, at: Any) -> list[tuple[int, str]]:
    home = org.whole_unit(grant.unit_path).unit_path
    held = queries.holders_at(home, rules.ROLES, at)
    named = {h.person_id: f"{h.name} · {h.title}" for h in reversed(held) if h.person_id not in (grant.person_id, actor.person_id)}
    return sorted(named.items(), key=lambda item: item[1])


@may(CHANGE)
def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stands in for the holder, from a day to a day."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    grant = _grant(pk)
    own = grant.person_id == actor.person_id and actor.covers(grant.unit_path)
    _demand(own or rules.may_staff(actor, grant.unit_path))
    today: date = local(at).date()
    form = forms.StandInForm(request.POST or None, colleagues=_colleagues(grant, actor, at), initial={"starts": today})

    def save(form: Any) -> str:
        def work() -> str:
            data = form.cleaned_data
            actions.stand_in(grant, data["person"], starts=data["starts"], ends=data["ends"], by=actor, at=at)
            return screens.address(grant.person)

        return once(request.POST.get("nonce", ""), work, at=at)

    words = {"name": grant.person.name, "title": grant.post.title}
    return pages.editing(
        request, form=form, title=_("安排代班：{name}，{title}").format(**words), save=save, verb=_("安排"),
        back=screens.address(grant.person),
        note=_("代班的人这几天能办{title}的事，{name}自己也还能办。").format(**words),
        crumbs=screens.crumbs((grant.person.name, screens.address(grant.person)), (_("安排代班"), "")),
    )  # fmt: skip
