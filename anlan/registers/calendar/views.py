"""Pages of the calendar: the year, one day, terms, a year's days from Excel, readings, and the box that reads a phrase."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.sheets import XLSX, Unreadable, read_rows, template_workbook, write_rows
from anlan.kernel.web import pages
from anlan.kernel.web.sent import content
from anlan.registers.calendar import actions, forms, queries, rules, screens
from anlan.registers.calendar.models import Day, Term, Year
from anlan.registers.calendar.rules import CITY, editing, strip
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit

SEE = "calendar.see"
PATH = re.compile(r"(?:[0-9]{1,6}\.){1,9}")


def _may_set(request: HttpRequest, path: str) -> bool:
    return editing.may_set(request.actor, path)  # type: ignore[attr-defined]


def _demand(request: HttpRequest, path: str) -> None:
    if not _may_set(request, path):
        raise NotYours("E-calendar-right", _("校历由本单位或上级的安全干部、领导来改"))


def _unit(request: HttpRequest) -> Unit:
    """The unit asked for (?unit=path), else the one the actor's post belongs to."""
    wanted = request.GET.get("unit", "")
    if wanted and not PATH.fullmatch(wanted):
        raise Http404(wanted)
    post = request.actor.post  # type: ignore[attr-defined]
    return org.whole_unit(wanted or (post.path if post else editing.CITY_PATH))


def _school_year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    today = local(request.at).date()  # type: ignore[attr-defined]
    return int(text) if text.isdecimal() and int(text) in actions.YEARS else strip.school_year_of(today)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404(text) from None


def _address(unit: Unit, **more: Any) -> str:
    return f"{reverse('calendar')}?{urlencode({'unit': unit.unit_path, **more})}"


@require_GET
@may(SEE)
def year(request: HttpRequest) -> HttpResponse:
    """The school year of one unit: a strip of phases, twelve months, what holds and where it comes from."""
    unit, school_year = _unit(request), _school_year(request)
    at: datetime = request.at  # type: ignore[attr-defined]
    context = screens.year_page(unit, school_year, local(at).date())
    context |= {
        "found": screens.units_named(request.GET.get("q", "")),
        "asked": request.GET.get("q", ""),
        "may_set": _may_set(request, unit.unit_path),
        "may_set_days": _may_set(request, editing.CITY_PATH),
        "try_form": forms.TryForm(initial={"issued": local(at).date()}),
        "chosen": screens.day_facts(unit, _day(request.GET["day"])) if request.GET.get("day") else None,
        "crumbs": [(_("校历"), reverse("calendar"))],
        "title": _("校历"),
    }
    return render(request, "calendar/year.html", context)


@require_GET
@may(SEE)
def try_phrase(request: HttpRequest) -> HttpResponse:
    """What a phrase means for the unit: the date, how it was read, what was assumed. A fragment for htmx."""
    form = forms.TryForm(request.GET if request.GET.get("phrase", "").strip() else None)
    unit = _unit(request)
    context: dict[str, Any] = {"form": form, "unit": unit, "deadline": None}
    if form.is_valid():
        at: datetime = request.at  # type: ignore[attr-defined]
        issued = form.cleaned_data["issued"]
        issued_at = datetime.combine(issued, time(9), CITY) if issued != local(at).date() else at
        calendar = queries.calendar_for(unit)
        context["deadline"] = rules.resolve(None, form.cleaned_data["phrase"], calendar=calendar, issued_at=issued_at)
        context["notes"] = [queries.say(n) for n in context["deadline"].notes]
        context["standing"] = _(rules.STANDING_NAMES[context["deadline"].standing])
    return pages.respond(request, "calendar/try.html", "calendar/_try.html", context)


@may(SEE)
def day(request: HttpRequest, day: str) -> HttpResponse:
    """One day: whether there is work, why, which phase; officers of the city change it here."""
    that = _day(day)
    unit = _unit(request)
    if request.method == "POST" or request.GET.get("edit"):
        return _edit_day(request, that, unit)
    context = {"chosen": screens.day_facts(unit, that), "unit": unit, "may_set_days": _may_set(request, editing.CITY_PATH)}
    if pages.is_fragment(request):
        return render(request, "calendar/_day.html", context)
    return HttpResponseRedirect(_address(unit, day=day, year=strip.school_year_of(that)))


def _edit_day(request: HttpRequest, that: date, unit: Unit) -> HttpResponse:
    _demand(request, editing.CITY_PATH)
    row = Day.objects.filter(date=that).first()
    initial = {"kind": row.kind, "name": row.name, "source": row.source} if row else {"kind": ""}
    form = forms.DayForm(request.POST or None, initial=initial)

    def save(form: Any) -> str:
        actions.set_day(that, **form.cleaned_data, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return _address(unit, day=that.isoformat(), year=strip.school_year_of(that))

    title = _("{day} 放假还是上班").format(day=screens.day_in_words(that))
    return pages.editing(
        request, form=form, title=title, save=save, verb=_("存"), back=_address(unit, day=that.isoformat()),
        crumbs=[(_("校历"), reverse("calendar")), (title, "")],
    )  # fmt: skip


@may(SEE)
def term(request: HttpRequest) -> HttpResponse:
    """Set a term of a unit: its own, or for a bureau that of everything below."""
    unit, school_year = _unit(request), _school_year(request)
    _demand(request, unit.unit_path)
    season, stage = request.GET.get("season", "autumn"), request.GET.get("stage", "")
    whole = unit.kind in ("city", "district")
    initial = screens.term_initial(unit, school_year, season, stage)
    form = forms.TermForm(request.POST or None, initial=initial, whole=whole)

    def save(form: Any) -> str:
        actions.set_term(unit, school_year=school_year, **form.cleaned_data, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return _address(unit, year=school_year)

    below = queries.terms_below(unit.unit_path, school_year) if whole else 0
    note = _("存了以后，下面没有自己日期的单位都按这个算。") if whole else _("存了以后，本单位按自己的日期算。")
    if below:
        note += _("另有 {n} 个单位定了自己的日期，不受影响。").format(n=below)
    title = _("{unit} {year} 学年的学期").format(unit=unit, year=screens.years_in_words(school_year))
    return pages.editing(
        request, form=form, title=title, note=note, save=save, verb=_("存"), back=_address(unit, year=school_year),
        crumbs=[(_("校历"), reverse("calendar")), (title, "")],
    )  # fmt: skip


@require_POST
@may(SEE)
def drop_term(request: HttpRequest, term_id: int) -> HttpResponse:
    """Take a unit's own dates away."""
    row = Term.objects.select_related("unit").get(pk=term_id)
    unit, school_year = row.unit, row.school_year
    actions.drop_term(row, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(_address(unit, year=school_year))


@may(SEE)
def days(request: HttpRequest) -> HttpResponse:
    """A year's holidays and make-up workdays from Excel, all or nothing."""
    _demand(request, editing.CITY_PATH)
    today = local(request.at).date()  # type: ignore[attr-defined]
    form = forms.ImportForm(request.POST or None, request.FILES or None, initial={"year": today.year + 1})
    wrong: list[str] = []

    def save(form: Any) -> str | HttpResponse:
        data = form.cleaned_data
        try:
            rows = read_rows(content(data["file"]), forms.COLUMNS)
        except Unreadable as unreadable:
            raise Refused("E-calendar-file", str(unreadable), fields={"file": str(unreadable)}) from unreadable
        if not rows.ok:
            wrong.extend(str(error) for error in rows.in_order())
            raise Refused("E-calendar-cells", _("表里有 {n} 处不对，一行也没有存").format(n=len(wrong) + rows.errors_left_off))
        facts = {"year": data["year"], "published": data["published"], "source": data["source"]}
        actions.import_days(rows.rows, **facts, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return f"{reverse('calendar')}?{urlencode({'year': data['year'] - 1})}"

    title = _("录入一年的放假和调休")
    context = {"wrong": wrong, "years": Year.objects.order_by("-year")}
    return pages.editing(
        request, form=form, title=title, save=save, verb=_("导入"), back=reverse("calendar"), context=context,
        crumbs=[(_("校历"), reverse("calendar")), (title, "")], template="calendar/days.html",
    )  # fmt: skip


def _sheet(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.xlsx"
    return response


@require_GET
@may(SEE)
def days_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet for a year's days."""
    return _sheet(template_workbook(forms.COLUMNS, _("放假和调休")), "calendar-template")


@require_GET
@may(SEE)
def days_export(request: HttpRequest, year: int) -> HttpResponse:
    """The days of a year as they are known."""
    if year not in actions.YEARS:
        raise Http404
    rows = Day.objects.filter(date__year=year).order_by("date").values("date", "kind", "name")
    return _sheet(write_rows(forms.COLUMNS, list(rows), _("放假和调休")), f"calendar-{year}")


@require_GET
@may(SEE)
def readings(request: HttpRequest) -> HttpResponse:
    """How soft words are read, each with its standing."""
    title = _("时间词的读法")
    context = {
        "title": title,
        "rows": queries.readings(),
        "may_set_days": _may_set(request, editing.CITY_PATH),
        "crumbs": [(_("校历"), reverse("calendar")), (title, "")],
    }
    return render(request, "calendar/readings.html", context)


@may(SEE)
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """Change one reading."""
    if key not in editing.READING_KEYS:
        raise Http404(key)
    _demand(request, editing.CITY_PATH)
    row = next(r for r in queries.readings() if r["reading"].key == key)
    form = forms.ReadingForm(request.POST or None, key=key, initial={"value": row["value"], "source": row["source"]})

    def save(form: Any) -> str:
        actions.set_custom(key, **form.cleaned_data, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return reverse("calendar_readings")

    note = _("只影响以后算的期限；已经派出去的不变。")
    return pages.editing(
        request, form=form, title=row["label"], note=note, save=save, back=reverse("calendar_readings"),
        crumbs=[(_("校历"), reverse("calendar")), (_("时间词的读法"), reverse("calendar_readings")), (row["label"], "")],
    )  # fmt: skip
