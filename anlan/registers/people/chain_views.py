"""The page of the responsibility chain: where nobody answers, filled in place."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel import registry
from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.sheets import write_rows
from anlan.kernel.web import pages
from anlan.kernel.web.importing import workbook
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import actions, forms, rules
from anlan.registers.people import chain_screens as screens
from anlan.registers.people.chain import chain_of, chains_of, chains_of_unit
from anlan.registers.people.models import Answerable, Person, Post

SEE = "chain.see"
PATH = re.compile(r"(?:[0-9]{1,6}\.){1,9}\Z")


def _unit(request: HttpRequest, given: str) -> Unit:
    """The whole unit asked for by its path, else the one of the post in use."""
    post = request.actor.post  # type: ignore[attr-defined]
    path = given or (post.path if post else "")
    if not PATH.match(path):
        raise Http404(path)
    unit = org.whole_unit(path)
    if unit.kind not in org_rules.WHOLE:
        raise Http404(path)
    return unit


def _below(unit: Unit, at: Any) -> list[Unit]:
    """The unit itself and every bureau and school below it."""
    bureaus = [d for d in org.districts(at) if d.unit_path.startswith(unit.unit_path) and d.pk != unit.pk]
    return [unit, *bureaus, *(u for u in org.schools_under(unit.unit_path, at) if u.pk != unit.pk)]


def _in_reach(request: HttpRequest, unit: Unit) -> bool:
    return rules.sees_chain(request.actor, unit.unit_path)  # type: ignore[attr-defined]


def _show(request: HttpRequest) -> screens.Show:
    """?domain= one of the domains, or @ and a group of them; ?layer=."""
    wanted, layer = request.GET.get("domain", ""), request.GET.get("layer", "")
    group = wanted[1:] if wanted.startswith("@") and wanted[1:] in org_rules.DOMAIN_GROUPS else ""
    return screens.Show(wanted if wanted in org_rules.DOMAINS else "", group, layer if layer in rules.LAYERS else "")


@require_GET
@may(SEE)
def chain(request: HttpRequest) -> HttpResponse:
    """Who answers: ?unit= (path) ?domain= ?layer=; a bureau sees what lies below it, ?own=1 its own chain."""
    at, given = request.at, request.GET  # type: ignore[attr-defined]
    unit = _unit(request, given.get("unit", ""))
    show = _show(request)
    if not _in_reach(request, unit):
        raise Http404
    own = unit.kind == org_rules.SCHOOL or bool(given.get("own"))
    matrix, units = _matrix(request, unit, show, own=own)
    context = {
        "unit": unit,
        "own": own,
        "matrix": matrix,
        "sentence": screens.sentence(unit, matrix, units=units),
        "domain": show.domain or (f"@{show.group}" if show.group else ""),
        "layer": show.layer,
        "groups": screens.domain_choices(),
        "layers": [(key, screens.layer_word(key)) for key in rules.LAYERS],
        "bureau": unit.kind != org_rules.SCHOOL,
        "counts": not own
        and ((unit.kind == org_rules.CITY and not given.get("below")) or not (show.domain or (show.group and show.layer))),
        "above": unit.parent if unit.parent and _in_reach(request, unit.parent) else None,
        "notes": _notes(unit, request.actor, at) if own else [],  # type: ignore[attr-defined]
        "at": at,
        "title": _("责任链"),
        "crumbs": [(_("责任链"), "" if not unit.parent else reverse("chain")), *([(str(unit), "")] if unit.parent else [])],
    }
    return pages.respond(request, "people/chain.html", "people/_chain.html", context)


def _notes(unit: Unit, actor: Any, at: Any) -> list[dict[str, Any]]:
    """What other parts have to say about a unit whose chain is shown."""
    found = ((panel.template, panel.context(unit, actor, at)) for panel in registry.panels("chain"))
    return [{"template": template, **context} for template, context in found if context is not None]


def _matrix(request: HttpRequest, unit: Unit, show: screens.Show, *, own: bool) -> tuple[screens.Matrix, int]:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    if own:
        return screens.of_unit(unit, chains_of_unit(unit.unit_path, at), actor, show), 0
    units = _below(unit, at)
    if unit.kind != org_rules.CITY or request.GET.get("below"):
        if unit.kind == org_rules.CITY:
            units = [u for u in units if u.pk == unit.pk or (u.parent_id == unit.pk and u.kind == org_rules.SCHOOL)]
        chains = chains_of(at, [u.pk for u in units])
        return screens.of_units(units, chains, actor, show), len(units)
    chains = chains_of(at)
    districts = list(org.districts(at))
    groups = [(d, [u for u in units if u.unit_path.startswith(d.unit_path)]) for d in districts]
    taken = {u.pk for _d, inside in groups for u in inside}
    groups.append((unit, [u for u in units if u.pk not in taken]))
    return screens.of_districts(groups, chains, show), len(units)


@require_GET
@may(SEE)
def export(request: HttpRequest) -> HttpResponse:
    """The chains of a unit and of all below it as Excel."""
    at = request.at  # type: ignore[attr-defined]
    unit = _unit(request, request.GET.get("unit", ""))
    if not _in_reach(request, unit):
        raise Http404
    units = [unit] if request.GET.get("own") else _below(unit, at)
    chains = chains_of(at, [u.pk for u in units])
    return workbook(write_rows(screens.SHEET, screens.sheet_rows(units, chains, _show(request)), _("责任链")), _("责任链"))


def _asked(request: HttpRequest) -> tuple[Unit, str, str]:
    given = request.GET if request.method == "GET" or request.GET.get("unit") else request.POST
    unit, domain, layer = _unit(request, given.get("unit", "?")), given.get("domain", ""), given.get("layer", "")
    if layer not in rules.LAYERS or domain not in org_rules.DOMAINS:
        raise Http404
    if not rules.may_name(request.actor, unit.unit_path, layer):  # type: ignore[attr-defined]
        raise NotYours("E-chain-right", _("这一层由上级来定") if layer in rules.FROM_ABOVE else _("责任人由本单位或上级来定"))
    return unit, domain, layer


def _back(unit: Unit) -> str:
    return f"{reverse('chain')}?{urlencode({'unit': unit.unit_path, 'own': '1'})}"


@may("chain.name")
def fill(request: HttpRequest) -> HttpResponse:
    """Say who answers in one cell; for htmx the form, then the filled cell, in the cell's place."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit, domain, layer = _asked(request)
    found = screens.candidates(unit, layer, domain, at)
    form = forms.FillForm(request.POST if request.method == "POST" else None, candidates=found, auto_id=f"id_{domain}_{layer}_%s")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _name(form.cleaned_data, unit, domain, layer, actor, at)
            except Refused as refused:
                status = refused.status
                pages.show_refusal(form, refused)
            else:
                return _filled(request, unit, domain, layer)
    running = Answerable.objects.filter(unit=unit, layer=layer, domain__in=["", domain], ends__isnull=True).first()
    context = {
        "form": form, "unit": unit, "domain": domain, "layer": layer, "named": running, "back": _back(unit),
        "inline": pages.is_fragment(request),
        "title": _("{domain}：{layer}").format(domain=screens.domain_word(domain), layer=screens.layer_word(layer)),
        "crumbs": [(_("责任链"), reverse("chain")), (str(unit), _back(unit)), (_("填责任人"), "")],
    }  # fmt: skip
    return pages.respond(request, "people/fill.html", "people/_fill.html", context, status=status)


def _name(data: dict[str, Any], unit: Unit, domain: str, layer: str, actor: Any, at: Any) -> None:
    kind, _dash, number = data["who"].partition("-")
    chosen: dict[str, Any] = {"outside_name": data["outside_name"], "outside_phone": data["outside_phone"]}
    if kind == "post":
        chosen = {"post": Post.objects.get(pk=number)}
    elif kind == "person":
        chosen = {"person": Person.objects.get(pk=number)}
    actions.name_answerable(unit, domain="" if data["everywhere"] else domain, layer=layer, by=actor, at=at, **chosen)


def _filled(request: HttpRequest, unit: Unit, domain: str, layer: str) -> HttpResponse:
    if not pages.is_fragment(request):
        return HttpResponseRedirect(_back(unit))
    found = {one.key: one for one in chain_of(unit.unit_path, domain, request.at)}  # type: ignore[attr-defined]
    cell = screens.one_cell(unit, domain, found[layer], request.actor)  # type: ignore[attr-defined]
    return render(request, "people/_chain_cell.html", {"c": cell})


@require_POST
@may("chain.name")
def unname(request: HttpRequest) -> HttpResponse:
    """Take a named person away: what the posts imply holds again."""
    unit, domain, layer = _asked(request)
    rows = Answerable.objects.filter(unit=unit, layer=layer, domain__in=["", domain], ends__isnull=True).order_by("-domain")
    if row := rows.first():
        actions.unname_answerable(row, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(_back(unit))
