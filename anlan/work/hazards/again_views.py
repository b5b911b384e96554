"""The page of hazards that come back: for a school by place, above it by kind of place first. No school is ranked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.acting import may
from anlan.kernel.web import pages
from anlan.registers.places import rules as place_rules
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from anlan.work.hazards import recurring, rules, screens


@require_GET
@may("hazard.see")
def again(request: HttpRequest) -> HttpResponse:
    """What came back within a year, in the scope of the post."""
    actor = request.actor  # type: ignore[attr-defined]
    kind, category = request.GET.get("kind", ""), request.GET.get("category", "")
    if screens.is_wide(actor) and not (kind in place_rules.KINDS or category in rules.CATEGORIES):
        return _kinds(request)
    return _places(request, kind if kind in place_rules.KINDS else "", category if category in rules.CATEGORIES else "")


def _category(key: str) -> str:
    return _(rules.CATEGORIES.get(key, (key, ""))[0])


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("隐患"), reverse("hazards")), (_("反复出现的"), reverse("hazards_again") if more else ""), *more]


def _kinds(request: HttpRequest) -> HttpResponse:
    """Counts by kind of place and category; the names of places are one step further."""
    rows = recurring.by_kind(request.actor.paths, request.at)  # type: ignore[attr-defined]
    columns = [
        pages.Column(
            "kind", _("哪种地方"), value=lambda r: _(place_rules.KINDS.get(r[0], r[0] or place_rules.KINDS["other"])),
            link=lambda r: f"{reverse('hazards_again')}?kind={r[0] or 'other'}&category={r[1]}",
        ),
        pages.Column("category", _("哪一类"), value=lambda r: _category(r[1])),
        pages.Column("places", _("几处"), value=lambda r: r[2], kind="num"),
        pages.Column("times", _("又出现几次"), value=lambda r: r[3], kind="num"),
    ]  # fmt: skip
    return pages.listing(
        request, title=_("反复出现的隐患"), rows=rows, columns=columns,
        note=_("同一处同类，一年内又出现的。按地方和类别看，不给学校排名。"),
        empty=pages.Empty(_("一年内没有反复出现的")), crumbs=_crumbs(),
    )  # fmt: skip


def _places(request: HttpRequest, kind: str, category: str) -> HttpResponse:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    found = recurring.by_place(actor.paths, at, kind=kind, category=category)
    places = Place.objects.select_related("unit").in_bulk([row[0] for row in found])
    cases = Case.objects.in_bulk([row[4] for row in found])
    rows: list[dict[str, Any]] = [
        {"place": places[row[0]], "unit": places[row[0]].unit, "category": row[1], "times": row[2], "found": row[3], "case": cases[row[4]]}
        for row in found
        if row[0] in places and row[4] in cases
    ]
    columns = [
        pages.Column("place", _("地点"), value=lambda r: str(r["place"]), link=lambda r: reverse("case", args=[r["case"].pk])),
        pages.Column("unit", _("单位"), extra=not screens.is_wide(actor)),
        pages.Column("category", _("哪一类"), value=lambda r: _category(r["category"])),
        pages.Column("times", _("第几次"), kind="num"),
        pages.Column("found", _("最近一次"), kind="stamp"),
        pages.Column("state", _("走到"), value=lambda r: _(rules.MACHINE.states[r["case"].state].label)),
    ]
    narrowed = " · ".join(w for w in (_(place_rules.KINDS[kind]) if kind else "", _category(category) if category else "") if w)
    most = _("只列前 %(n)d 处") % {"n": recurring.MOST} if len(found) >= recurring.MOST else ""
    note = " · ".join(w for w in (_("同一处同类，一年内又出现的，按单位和地点排。"), most) if w)
    return pages.listing(
        request, title=narrowed or _("反复出现的隐患"), rows=rows, columns=columns, note=note,
        empty=pages.Empty(_("一年内没有反复出现的")), crumbs=_crumbs((narrowed, "")) if narrowed else _crumbs(),
    )  # fmt: skip
