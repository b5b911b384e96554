"""Leaders' walks: the list with counts, and the record made on a phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web import pages
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org.models import Unit
from anlan.work.checks import actions, rules
from anlan.work.checks.forms import WalkForm, photos, place_or_school
from anlan.work.checks.screens import walks as screens
from anlan.work.checks.views.common import crumbs, number, who


@require_GET
@may("see leaders' walks")
def walks(request: HttpRequest) -> HttpResponse:
    """Walks in reach, newest first, with counts by office; of one unit with ?unit=7."""
    actor, wanted = request.actor, number(request.GET.get("unit", ""))  # type: ignore[attr-defined]
    unit = Unit.objects.get(pk=wanted) if wanted > 0 else None
    if unit is not None and not actor.covers(unit.unit_path):
        raise Unit.DoesNotExist(wanted)
    context = screens.listing(actor, request.at, unit)  # type: ignore[attr-defined]
    context |= {"leads": rules.leads(actor), "title": _("督导检查"), "crumbs": crumbs((_("督导检查"), ""))}
    return pages.respond(request, "checks/walks.html", "checks/_walks.html", context)


@may("record a leader's walk")
def new(request: HttpRequest) -> HttpResponse:
    """Where, when, with whom, one to three things; what is wrong becomes a hazard."""
    actor, at, post = request.actor, request.at, request.POST  # type: ignore[attr-defined]
    if not rules.leads(actor):
        raise NotYours("E-walk-role", _("督导检查由局里的领导、安全干部和督查员来记"))
    chosen, school = place_or_school(post.get("place") or request.GET.get("place", ""))
    context: dict[str, Any] = screens.form_context(actor, at, chosen, school, post)
    context |= {"title": _("记一次督导检查"), "crumbs": crumbs((_("记一次督导检查"), "")), "typed": post}
    if request.method != "POST":
        return render(request, "checks/walk_new.html", context)
    form = WalkForm(post)
    try:
        if not form.is_valid():
            raise Refused("E-walk", _("还有没填好的，看标出来的地方"), fields={name: errors[0] for name, errors in form.errors.items()})
        if chosen is None and school is None:
            raise Refused("E-walk", _("选一所学校，或学校里的一处"), fields={"place": _("选一所学校，或学校里的一处")})
        walk = actions.record_walk(
            chosen.unit if chosen else school, form.facts(), walked_at=form.cleaned_data["walked_at"], place=chosen,  # type: ignore[arg-type]
            where=form.cleaned_data["where"], company=form.cleaned_data["company"], photos=photos(request), nonce=nonce_of(request),
            **who(request),
        )  # fmt: skip
    except Refused as refused:
        return render(request, "checks/walk_new.html", context | {"refused": refused}, status=refused.status)
    return pages.draft_done(redirect("case", walk.pk), "walk")
