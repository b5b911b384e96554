"""Pages of places: the list of a unit, one place with its control and QR code, sheets of codes to print."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel import registry
from anlan.kernel.acting import may, public
from anlan.kernel.errors import NotYours
from anlan.kernel.sheets import XLSX, Column, write_rows
from anlan.kernel.web import dates, pages
from anlan.kernel.web.keyset import keyset
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.places import actions, queries, rules
from anlan.registers.places.forms import PlaceForm
from anlan.registers.places.models import Control, Place

SEE, EDIT, LIFT = "place.see", "place.edit", "place.lift"
EDITORS = ("head", "leader", "safety", "logistics", "admin")
PRINTERS = (*EDITORS, "keeper")
PRINTERS_ABOVE = ("admin", "logistics")  # of an office above: they print for the doors and check nothing
CODES_A_PAGE = 12


def _unit(request: HttpRequest) -> Unit:
    """The unit whose places are asked for: ?unit=…, else the post's own whole unit."""
    wanted = request.GET.get("unit", "") or request.POST.get("unit", "")
    if wanted.isdecimal():
        return Unit.objects.get(pk=int(wanted))
    post = request.actor.post  # type: ignore[attr-defined]
    if post is None:
        raise Unit.DoesNotExist
    return org.whole_unit(post.path)


def _may_edit(request: HttpRequest, unit: Unit) -> bool:
    return any(g.role in EDITORS and unit.unit_path.startswith(g.path) for g in request.actor.grants)  # type: ignore[attr-defined]


def _demand(request: HttpRequest, unit: Unit) -> None:
    if not _may_edit(request, unit):
        raise NotYours("E-place-role", _("地点由本单位的安全干部、总务来登记"))


def _may_print(request: HttpRequest, unit: Unit) -> bool:
    """Who may have the codes of a unit's places: those of the unit who keep them, and above it those who keep registers and check
    nothing. Whoever comes to check proves by the code at the door that they were there, so they do not get it on paper."""
    home = org.whole_unit(unit.unit_path).unit_path
    grants = request.actor.grants  # type: ignore[attr-defined]
    if any(g.role in PRINTERS and home in (g.path, g.home) for g in grants):
        return True
    above = {g.role for g in grants if home.startswith(g.path)}
    return bool(above & set(PRINTERS_ABOVE)) and not above - set(PRINTERS_ABOVE)


def _demand_print(request: HttpRequest, unit: Unit) -> None:
    if not _may_print(request, unit):
        raise NotYours("E-place-code", _("门口的码由本单位管地点的人打印；到现场的人扫门口的"))


def _may_read_codes(request: HttpRequest, unit: Unit) -> bool:
    """Who may see which doors have a code, without the codes: whoever looks over the unit."""
    return bool(request.actor.covers(unit.unit_path))  # type: ignore[attr-defined]


def _usable(place: Place, running: dict[int, Control]) -> str:
    return _(rules.STANDING[running[place.pk].kind]) if place.pk in running else _("能用")


# ── list ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@may(SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Places of a unit and below it; those that may not be used stand out."""
    unit = _unit(request)
    rows = queries.places_of(unit.unit_path).select_related("unit", "keeper")
    page = keyset(rows, order=("unit_path", "building", "name", "pk"), after=request.GET.get("after", ""))
    running = queries.stopped([p.pk for p in page], request.at)  # type: ignore[attr-defined]
    single = unit.kind == "school"
    columns = [
        pages.Column("name", _("地点"), value=str, link=lambda p: reverse("place", args=[p.pk])),
        pages.Column("unit", _("单位"), extra=single),
        pages.Column("kind", _("哪一种"), value=lambda p: _(rules.KINDS.get(p.kind, p.kind))),
        pages.Column("keeper", _("保管岗位"), value=lambda p: p.keeper.title if p.keeper else ""),
        pages.Column("control", _("能不能用"), value=lambda p: _usable(p, running)),
    ]
    ask = f"?unit={unit.pk}"
    acts = []
    if _may_print(request, unit):
        acts.append(pages.Action(_("打印二维码"), reverse("place_codes") + ask, icon="print"))
    elif single and _may_read_codes(request, unit):
        acts.append(pages.Action(_("看哪些门有码"), reverse("place_codes") + ask, icon="qr", tone="t"))
    if _may_edit(request, unit) and single:
        acts.append(pages.Action(_("加地点"), reverse("place_new") + ask, icon="plus", tone="p"))
    return pages.listing(
        request, title=_("地点"), rows=page, columns=columns, note=str(unit), actions=acts, excel_url=reverse("places_excel"),
        empty=pages.Empty(
            _("还没有登记地点"), hint=_("报隐患时写上在哪儿，也会自己登记"), url=reverse("place_new") + ask, verb=_("加地点")
        ),
        row_class=lambda p: "late" if p.pk in running else "", live="places", crumbs=[(_("地点"), "")],
    )  # fmt: skip


@require_GET
@may(SEE)
def excel(request: HttpRequest) -> HttpResponse:
    """The register of a unit's places."""
    unit = _unit(request)
    columns = [
        Column("unit", _("单位")), Column("building", _("楼")), Column("name", _("名称")),
        Column("kind", _("哪一种"), "choice", choices=rules.KINDS),
        Column("keeper", _("保管岗位")), Column("usable", _("能不能用")),
    ]  # fmt: skip
    rows = list(queries.places_of(unit.unit_path).select_related("unit", "keeper")[:20_000])
    running = queries.stopped([p.pk for p in rows], request.at)  # type: ignore[attr-defined]
    lines = [
        {"unit": p.unit.name, "building": p.building, "name": p.name, "kind": p.kind, "keeper": p.keeper.title if p.keeper else "",
         "usable": _usable(p, running)}
        for p in rows
    ]  # fmt: skip
    response = HttpResponse(write_rows(columns, lines, _("地点"), note=dates.moment(request.at)), content_type=XLSX)  # type: ignore[attr-defined]
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{_('地点')}.xlsx") or "attachment"
    return response


# ── one place ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@public("the code at a door: who is signed in sees the place, anybody else may say what is wrong there")
@require_GET
def by_code(request: HttpRequest, code: UUID) -> HttpResponse:
    """The place whose code somebody scanned at the door; for who has no account, or nothing to do with the unit, the short page."""
    if request.actor is not None:  # type: ignore[attr-defined]
        try:
            return _by_code(request, code)
        except Place.DoesNotExist:
            pass
    return redirect("tip_new", code=code)


@may(SEE)
def _by_code(request: HttpRequest, code: UUID) -> HttpResponse:
    return _show(request, queries.by_code(code), scanned=True)


@require_GET
@may(SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: may it be used, who keeps it, what is open here."""
    return _show(request, Place.objects.select_related("unit", "keeper", "within").get(pk=pk), scanned=False)


def _show(request: HttpRequest, place: Place, *, scanned: bool) -> HttpResponse:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    running = queries.running_controls([place.pk], at)
    who = people.names({i for c in running for i in (c.by_id, c.asked_by_id or 0)})
    keeper = None
    if place.keeper:
        held = [h for h in people.holders_at(place.unit_path, [place.keeper.role], at) if h.title == place.keeper.title]
        keeper = held[0] if held else None
    controls = [
        {
            "row": c, "words": _(rules.STANDING[c.kind]), "by": who.get(c.by_id, ""), "asked_by": who.get(c.asked_by_id or 0, ""),
            "around": c.place if c.place_id != place.pk else None, "hindrance": actions.hindrance(c, at),
            "may_lift": actions.may_lift(c.place, actor), "i_asked": c.asked_by_id == actor.person_id,
        }
        for c in running
    ]  # fmt: skip
    shown = []
    for panel in registry.panels("place"):
        found = panel.context(place, actor, at)
        if found is not None:
            shown.append({"template": panel.template, **found})
    context = {
        "place": place, "controls": controls, "keeper": keeper, "keeper_title": place.keeper.title if place.keeper else "",
        "kind_word": _(rules.KINDS.get(place.kind, place.kind)), "panels": shown, "scanned": scanned,
        "may_edit": _may_edit(request, place.unit), "may_print": _may_print(request, place.unit),
        "past": queries.past_controls(place.pk), "title": str(place),
        "crumbs": [(_("地点"), f"{reverse('places')}?unit={place.unit_id}"), (str(place), "")],
    }  # fmt: skip
    return pages.respond(request, "places/place.html", "places/_place.html", context)


@require_POST
@may(LIFT)
def ask_to_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The first of two people who lift a control."""
    control = Control.objects.select_related("place").get(pk=pk)
    actions.ask_to_lift(control, why=request.POST.get("why", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("place", pk=control.place_id)


@require_POST
@may(LIFT)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The second of two, another person."""
    control = Control.objects.select_related("place").get(pk=pk)
    actions.lift(control, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("place", pk=control.place_id)


# ── editing ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@may(EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Register a place."""
    unit = _unit(request)
    _demand(request, unit)
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    form = PlaceForm(request.POST or None, unit=unit, at=at)

    def save(sent: Any) -> str:
        place = actions.register(unit, by=actor, at=at, **_facts(sent.cleaned_data))
        return reverse("place", args=[place.pk])

    crumbs = [(_("地点"), f"{reverse('places')}?unit={unit.pk}"), (_("加地点"), "")]
    return pages.editing(request, form=form, title=_("加地点"), save=save, note=str(unit), crumbs=crumbs, back=reverse("places"))


@may(EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change facts of a place."""
    place = Place.objects.select_related("unit").get(pk=pk)
    _demand(request, place.unit)
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    first = {
        "name": place.name, "kind": place.kind, "building": place.building, "within": place.within_id, "keeper": place.keeper_id,
        "latitude": place.latitude, "longitude": place.longitude,
    }  # fmt: skip
    form = PlaceForm(request.POST or None, unit=place.unit, at=at, place=place, initial=first)

    def save(sent: Any) -> str:
        actions.change(place, by=actor, at=at, **_facts(sent.cleaned_data))
        return reverse("place", args=[place.pk])

    crumbs = [(_("地点"), f"{reverse('places')}?unit={place.unit_id}"), (str(place), reverse("place", args=[pk])), (_("改资料"), "")]
    return pages.editing(request, form=form, title=_("改资料"), save=save, crumbs=crumbs, back=reverse("place", args=[pk]))


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    found = {k: v for k, v in data.items() if k not in ("within", "keeper")}
    found["name"] = found["name"].strip()
    return found | {"within_id": data.get("within"), "keeper_id": data.get("keeper")}


# ── QR codes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@may(SEE)
def code_svg(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of a place as SVG, level Q: still readable when a quarter is scratched."""
    place = Place.objects.select_related("unit").get(pk=pk)
    _demand_print(request, place.unit)
    address = request.build_absolute_uri(reverse("place_by_code", args=[place.code]))
    buffer = io.BytesIO()
    segno.make(address, error="q", micro=False).save(buffer, kind="svg", scale=4, border=3, xmldecl=False)
    response = HttpResponse(buffer.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_GET
@may(SEE)
def codes(request: HttpRequest) -> HttpResponse:
    """A4 sheets of QR codes to print and stick at the doors."""
    unit = _unit(request)
    printing = _may_print(request, unit)
    if not printing and not _may_read_codes(request, unit):
        _demand_print(request, unit)
    found = queries.places_of(unit.unit_path).select_related("unit")
    if unit.kind in ("city", "district"):  # its own rooms; each school prints the codes of its own
        found = found.filter(unit=unit)
    chosen = [int(i) for i in request.GET.getlist("place") if i.isdecimal()]
    rows = list((found.filter(pk__in=chosen) if chosen else found)[:600])
    context = {
        "unit": unit, "printing": printing, "sheets": [rows[i : i + CODES_A_PAGE] for i in range(0, len(rows), CODES_A_PAGE)],
        "title": _("地点二维码"),
        "crumbs": [(_("地点"), f"{reverse('places')}?unit={unit.pk}"), (_("打印二维码") if printing else _("地点二维码"), "")],
    }  # fmt: skip
    return render(request, "places/codes.html", context)
