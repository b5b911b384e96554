"""One's own times away, those of one's unit, lessons from Excel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours
from anlan.kernel.once import once
from anlan.kernel.sheets import template_workbook, write_rows
from anlan.kernel.web import pages
from anlan.kernel.web.importing import importing, workbook
from anlan.kernel.web.pages import Action, Column, Empty
from anlan.registers.calendar import queries as calendar
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.models import Person
from anlan.registers.people.rules import STAFFERS, may_staff
from anlan.registers.presence import actions, forms, queries, rules, screens, sheets
from anlan.registers.presence.models import Away

SEE, CHANGE = "see times away", "say when one is away"


def _whose(request: HttpRequest) -> Person:
    """Oneself, or somebody of a unit whose accounts one keeps (?person=)."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    wanted = request.GET.get("person", "")
    if not wanted.isdecimal() or int(wanted) == actor.person_id:
        return Person.objects.get(pk=actor.person_id)
    person = people.person_in_scope(actor, int(wanted), request.at)  # type: ignore[attr-defined]
    actions.home_of(person, actor, request.at)  # type: ignore[attr-defined]
    return person


def _back(request: HttpRequest, person: Person) -> str:
    own = person.pk == request.actor.person_id  # type: ignore[attr-defined]
    return reverse("times") if own else f"{reverse('times')}?{urlencode({'person': person.pk})}"


def _crumbs(request: HttpRequest, person: Person, last: str = "") -> list[tuple[str, str]]:
    own = person.pk == request.actor.person_id  # type: ignore[attr-defined]
    head = (_("我的"), reverse("me")) if own else (_("谁不在"), reverse("times_unit"))
    title = _("不在的时间") if own else person.name
    return [head, (title, _back(request, person) if last else ""), *([(last, "")] if last else [])]


@require_GET
@may(SEE)
def times(request: HttpRequest) -> HttpResponse:
    """When one is away, and who hears instead."""
    person, at = _whose(request), request.at  # type: ignore[attr-defined]
    own = person.pk == request.actor.person_id  # type: ignore[attr-defined]
    now = queries.away_one(person.pk, at)
    context = {
        "person": person, "own": own, "query": "" if own else f"?{urlencode({'person': person.pk})}",
        "rows": [screens.line(row, at) for row in queries.rows_of(person.pk, at)], "now": screens.now_words(now, at) if now else "",
        "standing": people.names(queries.standing_in(person.pk, at)), "may_unit": bool(_staffed(request)),
        "title": _("不在的时间"), "crumbs": _crumbs(request, person),
    }  # fmt: skip
    context["standing"] = "、".join(name for pk, name in context["standing"].items() if pk)
    return render(request, "presence/times.html", context)


def _editing(request: HttpRequest, form_class: Any, action: Any, title: str, note: str, initial: dict[str, Any]) -> HttpResponse:
    person, at = _whose(request), request.at  # type: ignore[attr-defined]
    actor: Any = request.actor  # type: ignore[attr-defined]
    unit = actions.home_of(person, actor, at)
    form = form_class(request.POST or None, colleagues=queries.colleagues(unit.unit_path, person.pk, at), initial=initial)
    back = _back(request, person)

    def save(form: Any) -> str:
        def work() -> str:
            action(person, **form.cleaned_data, by=actor, at=at)
            return back

        return once(request.POST.get("nonce", ""), work, at=at)

    words = title if person.pk == actor.person_id else f"{person.name}：{title}"
    return pages.editing(request, form=form, title=words, note=note, save=save, back=back, crumbs=_crumbs(request, person, title))


@may(CHANGE)
def leave(request: HttpRequest) -> HttpResponse:
    """From a moment to a moment."""
    here = local(request.at)  # type: ignore[attr-defined]
    initial = {"starts_at": here.replace(second=0, microsecond=0), "ends_at": here.replace(hour=17, minute=0, second=0, microsecond=0)}
    if initial["ends_at"] <= initial["starts_at"]:
        initial["ends_at"] += timedelta(days=1)
    note = _("只记从什么时候到什么时候、急事找谁，不记为什么")
    return _editing(request, forms.LeaveForm, actions.leave, _("请假、外出"), note, initial)


@may(CHANGE)
def lesson(request: HttpRequest) -> HttpResponse:
    """A lesson of the week."""
    note = _("上课时，等得了的消息等下课；等不了的找代的人")
    return _editing(request, forms.LessonForm, actions.lesson, _("加一节课"), note, _term(request))


def _term(request: HttpRequest) -> dict[str, Any]:
    """From today to the end of the term that runs, else half a year on."""
    today = local(request.at).date()  # type: ignore[attr-defined]
    post = request.actor.post  # type: ignore[attr-defined]
    ends = [phase.last for phase in calendar.calendar_for(post.path).phases(today) if phase.kind == "term" and phase.last] if post else []
    return {"weekday": 1, "starts_on": today, "ends_on": max(ends, default=today + timedelta(days=150))}


@may(CHANGE)
def nights(request: HttpRequest) -> HttpResponse:
    """Every night."""
    note = _("夜里到期的事找代的人；危险的事仍会叫到本人")
    initial = {"from_time": rules.NIGHT[0], "to_time": rules.NIGHT[1]}
    return _editing(request, forms.NightsForm, actions.nights, _("夜里"), note, initial)


@require_POST
@may(CHANGE)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not hold any more; an empty form takes nothing away."""
    row = Away.objects.select_related("person").get(pk=pk)
    if request.POST.get("sure"):
        actions.take_away(row, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(_back(request, row.person))


# ── a unit's ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _staffed(request: HttpRequest) -> list[int]:
    """Ids of units whose accounts the actor keeps, the one in use first."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = [g for g in actor.grants if g.role in STAFFERS and g.reach == "unit"]
    return [g.unit_id for g in sorted(found, key=lambda g: g is not actor.post)]


def _unit(request: HttpRequest) -> Unit:
    units = _staffed(request)
    if not units:
        raise NotYours("E-away-right", _("只能填自己的，或者自己管的单位的人"))
    unit = org.whole_unit(org.unit(units[0]).unit_path)
    if not may_staff(request.actor, unit.unit_path):  # type: ignore[attr-defined]
        raise NotYours("E-away-right", _("只能填自己的，或者自己管的单位的人"))
    return unit


@require_GET
@may(SEE)
def unit(request: HttpRequest) -> HttpResponse:
    """Who is away in one's units: now first, and without a substitute first."""
    _unit(request)
    at: datetime = request.at  # type: ignore[attr-defined]
    rows = [screens.line(row, at) for row in queries.of_units(request.actor, at)]  # type: ignore[attr-defined]
    columns = [
        Column("name", _("姓名"), link=lambda r: f"{reverse('times')}?person={r.row.person_id}", value=lambda r: r.row.person.name),
        Column("unit", _("单位"), value=lambda r: str(r.row.unit)),
        Column("words", _("什么时候")),
        Column("now", _("现在"), value=screens.now_cell),
        Column("substitute", _("急事找谁"), value=screens.substitute_cell),
    ]
    return pages.listing(
        request, title=_("谁不在"), note=_("上课、外出、夜里由谁代。只看得到时间，看不到为什么"), rows=rows, columns=columns,
        excel_url=reverse("times_export"), import_url=reverse("times_import"), live="people",
        actions=[Action(_("我的"), reverse("times"), "clock")],
        empty=Empty(_("还没有人填"), _("各人自己填，或者把课表从 Excel 导进来"), reverse("times_import"), _("导入课表")),
        crumbs=[(_("我的"), reverse("me")), (_("谁不在"), "")],
    )  # fmt: skip


@may(CHANGE)
def take_in(request: HttpRequest) -> HttpResponse:
    """A term's lessons from Excel."""
    where, at = _unit(request), request.at  # type: ignore[attr-defined]

    def take(lessons: list[actions.Lesson]) -> str:
        actions.import_lessons(where, lessons, by=request.actor, at=at)  # type: ignore[attr-defined]
        return reverse("times_unit")

    return importing(
        request, title=_("导入课表"), columns=sheets.COLUMNS, read=lambda rows: sheets.read_lessons(rows, where, at), take=take,
        empty_sheet=reverse("times_empty"), back=reverse("times_unit"),
        note=_("%(unit)s：一行一节课。表里出现的人，原来的课换成表里的；没出现的人不变") % {"unit": where},
        crumbs=[(_("谁不在"), reverse("times_unit")), (_("导入课表"), "")],
    )  # fmt: skip


@require_GET
@may(SEE)
def empty(request: HttpRequest) -> HttpResponse:
    """The empty sheet."""
    return workbook(template_workbook(sheets.COLUMNS, _("课表")), _("课表（空表）"))


@require_GET
@may(SEE)
def export(request: HttpRequest) -> HttpResponse:
    """The lessons of one's units."""
    _unit(request)
    rows = queries.of_units(request.actor, request.at)  # type: ignore[attr-defined]
    return workbook(write_rows(sheets.COLUMNS, sheets.rows_of(rows), _("课表")), _("课表"))
