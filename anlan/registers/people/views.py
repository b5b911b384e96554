"""Pages of accounts: the list, one person, enrolling, passwords, disabling, private numbers, Excel in and out."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours
from anlan.kernel.once import once
from anlan.kernel.scope import below, below_any
from anlan.kernel.sheets import template_workbook, write_rows
from anlan.kernel.web import pages
from anlan.kernel.web.importing import importing, workbook
from anlan.kernel.web.keyset import keyset
from anlan.registers.org.models import Unit
from anlan.registers.people import actions, forms, queries, rules, screens, sheets
from anlan.registers.people.importing import import_people
from anlan.registers.people.models import Contact, Grant, Person

SEE, CHANGE = "people.see", "people.change"


def _demand(right: bool) -> None:
    if not right:
        raise NotYours("E-people-right", _("账号和岗位由本单位或上级的负责人、安全干部、管理员来管，不能超出自己的范围"))


def unit_asked(request: HttpRequest) -> Unit:
    """The unit of ?unit=, else the one of the post in use; it must lie in the actor's hands."""
    number = request.GET.get("unit", "")
    post = request.actor.post  # type: ignore[attr-defined]
    if not number.isdecimal() and post is None:
        raise Http404
    unit = Unit.objects.get(pk=int(number) if number.isdecimal() else post.unit_id)
    _demand(rules.may_staff(request.actor, unit.unit_path))  # type: ignore[attr-defined]
    return unit


def _filtered(request: HttpRequest) -> tuple[QuerySet[Person], forms.PeopleFilters, str]:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    view = request.GET.get("view", "")
    view = view if view in screens.VIEWS else "active"
    running = Grant.objects.filter(queries.running_days(local(at).date()))
    rows = queries.in_scope(actor, at).filter(is_active=view != "disabled")
    if view == "idle":
        rows = rows.filter(~Exists(running.filter(person=OuterRef("pk"))))
    filters = forms.PeopleFilters(request.GET)
    filters.is_valid()
    wanted = getattr(filters, "cleaned_data", {})
    if wanted.get("q"):
        rows = rows.filter(queries.found(wanted["q"]))
    if wanted.get("role"):
        rows = rows.filter(pk__in=running.filter(post__role=wanted["role"]).values("person_id"))
    if unit := wanted.get("unit"):
        at_home = Contact.objects.filter(below(unit.unit_path)).values("person_id")
        held = running.filter(below(unit.unit_path)).values("person_id")
        rows = rows.filter(pk__in=held) | rows.filter(pk__in=at_home)
    return rows, filters, view


@require_GET
@may(SEE)
def people(request: HttpRequest) -> HttpResponse:
    """Accounts within scope, by pinyin."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    rows, filters, view = _filtered(request)
    page = keyset(rows, order=("pinyin", "pk"), after=request.GET.get("after", ""))
    return pages.listing(
        request,
        title=_("人员"),
        rows=screens.rows(page, at),
        columns=screens.COLUMNS,
        filters=filters,
        views=screens.views_of(view),
        actions=screens.list_actions(actor),
        excel_url=reverse("people_export"),
        import_url=reverse("people_import") if screens.list_actions(actor) else "",
        empty=pages.Empty(_("这里没有人")),
        crumbs=screens.crumbs(),
        live="people",
    )


@require_GET
@may(SEE)
def people_export(request: HttpRequest) -> HttpResponse:
    """Posts within scope, one row each, without private numbers."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    rows, _filters, _view = _filtered(request)
    grants = queries.grants_at(at).filter(below_any(actor.homes), person__in=rows).select_related("post__department", "post__unit__parent")
    sheet = write_rows(sheets.OPEN_COLUMNS, sheets.rows_of(grants.order_by("unit_path", "id")), _("人员与岗位"))
    return workbook(sheet, _("人员与岗位"))


@require_GET
@may(SEE)
def people_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet."""
    return workbook(template_workbook(sheets.COLUMNS, _("人员与岗位")), _("人员与岗位（空表）"))


@may(CHANGE)
def people_import(request: HttpRequest) -> HttpResponse:
    """People with posts from Excel, all or nothing; the first passwords of new accounts are shown once."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]

    def take(meant: Any) -> HttpResponse:
        passwords = import_people(meant, by=actor, at=at)
        named = {row.username: row for row in meant}
        accounts = [{"username": u, "name": named[u].name, "unit": named[u].unit, "password": p} for u, p in passwords.items()]
        return _once_shown(request, accounts, title=_("读了 {n} 行，新建 {new} 个账号").format(n=len(meant), new=len(accounts)))

    return importing(
        request, title=_("导入人员"), columns=sheets.COLUMNS, read=lambda read: sheets.read_people(read, actor, local(at).date()),
        take=take, empty_sheet=reverse("people_template"), back=reverse("people"),
        note=_("一个岗位一行。工号已有账号的只加岗位，没有的新建账号。有一格不对，整张表都不存。"),
        crumbs=screens.crumbs((_("导入"), "")),
    )  # fmt: skip


def _once_shown(request: HttpRequest, accounts: list[dict[str, Any]], *, title: str, back: str = "") -> HttpResponse:
    """First passwords on a page that is not kept anywhere."""
    context = {"title": title, "accounts": accounts, "back": back or reverse("people"), "crumbs": screens.crumbs((_("初始密码"), ""))}
    response = render(request, "people/passwords.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
@may(SEE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: facts with private numbers masked, posts held now and before."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.person_in_scope(actor, pk, at)
    contact = Contact.objects.filter(person=row).first()
    home = Unit.objects.filter(pk=contact.unit_id).first() if contact else None
    today = local(at).date()
    grants = queries.grants_of(row)
    held = [g for g in grants if g.starts <= today and (g.ends is None or g.ends >= today)]
    return pages.record(
        request,
        title=row.name,
        lead=_("、").join(dict.fromkeys(f"{g.post.unit} {g.post.title}" for g in held)) or _("现在没有岗位"),
        facts=screens.facts(row, contact, home),
        panels=[*screens.posts_panels(grants, actor, today), *screens.more_panels(row, actor, at)],
        actions=screens.person_actions(row, contact, actor, held),
        crumbs=screens.crumbs((row.name, "")),
        live="people",
    )


@may(CHANGE)
def enrol(request: HttpRequest) -> HttpResponse:
    """A new account with its first post; the first password is shown once."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = unit_asked(request)
    form = forms.EnrolForm(request.POST or None, unit=unit, at=at, initial={"starts": local(at).date(), "reach": "unit"})
    made: list[dict[str, Any]] = []

    def save(form: Any) -> str | HttpResponse:
        def work() -> str:
            data = form.cleaned_data
            password = actions.first_password()
            row = actions.enrol(
                unit, username=data["username"], name=data["name"], mobile=data["mobile"], email=data["email"], password=password,
                by=actor, at=at,
            )  # fmt: skip
            place(row, unit, data, actor, at)
            made.append({"username": row.username, "name": row.name, "unit": unit, "password": password})
            return screens.address(row)

        url = once(request.POST.get("nonce", ""), work, at=at)
        return _once_shown(request, made, title=_("{name} 的账号建好了").format(name=made[0]["name"]), back=url) if made else url

    groups: list[tuple[str, list[str]]] = [
        (_("谁"), [n for n in ("username", "name", "mobile", "email") if n in form.fields]),
        (_("什么岗位"), [n for n in ("post", "title", "role", "department", "domain", "duty_phone") if n in form.fields]),
        (_("看到什么，多久"), ["reach", "starts", "ends"]),
    ]
    return pages.editing(
        request, form=form, title=_("建账号"), note=_("在 {unit}").format(unit=unit), groups=groups, save=save, verb=_("建账号"),
        back=reverse("people"), crumbs=screens.crumbs((_("建账号"), "")),
    )  # fmt: skip


def place(row: Person, unit: Unit, data: dict[str, Any], actor: Any, at: Any) -> Grant:
    """Give the post that a form asks for, making it first where it is new."""
    post = data["post"] or actions.open_post(
        unit, role=data["role"], title=data["title"], domain=data["domain"], duty_phone=data["duty_phone"],
        department=data["department"], by=actor, at=at,
    )  # fmt: skip
    grant: Grant = actions.give(row, post, by=actor, at=at, reach=data["reach"], starts=data["starts"], ends=data["ends"])
    return grant


@may(CHANGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an account. The number is not shown: an empty field leaves it as it is."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.person_in_scope(actor, pk, at)
    contact = Contact.objects.get(person=row)
    _demand(rules.may_staff(actor, contact.unit_path))
    home = Unit.objects.get(pk=contact.unit_id)
    form = forms.PersonForm(request.POST or None, initial={"name": row.name, "unit": home})

    def save(form: Any) -> str:
        data = form.cleaned_data
        facts = {"name": data["name"], "mobile": data["mobile"] or None, "email": data["email"] or None, "unit": data["unit"]}
        actions.change_person(row, by=actor, at=at, **facts)
        return screens.address(row)

    return pages.editing(
        request, form=form, title=_("改资料"), note=_("手机和邮箱空着就不改。"), save=save, back=screens.address(row),
        crumbs=screens.crumbs((row.name, screens.address(row)), (_("改资料"), "")),
    )  # fmt: skip


@require_POST
@may(CHANGE)
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, shown once."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.person_in_scope(actor, pk, at)
    password = actions.first_password()
    actions.reset_password(row, password=password, by=actor, at=at)
    account = {"username": row.username, "name": row.name, "unit": "", "password": password}
    return _once_shown(request, [account], title=_("{name} 的新密码").format(name=row.name), back=screens.address(row))


@may(CHANGE)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an account."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.person_in_scope(actor, pk, at)
    contact = Contact.objects.get(person=row)
    _demand(rules.may_staff(actor, contact.unit_path))

    def save(form: Any) -> str:
        actions.leave(row, why=form.cleaned_data["why"], by=actor, at=at)
        return screens.address(row)

    return pages.editing(
        request, form=forms.LeaveForm(request.POST or None), title=_("停用{name}的账号").format(name=row.name), save=save,
        note=_("马上不能登录。做过的事都留着；他负责的地方会显示没有人，记得换人。"), verb=_("停用"), confirm=_("马上不能登录"),
        back=screens.address(row), crumbs=screens.crumbs((row.name, screens.address(row)), (_("停用"), "")),
    )  # fmt: skip


@require_POST
@may(CHANGE)
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable an account again."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.person_in_scope(actor, pk, at)
    actions.come_back(row, by=actor, at=at)
    return HttpResponseRedirect(screens.address(row))


@may("people.look")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """A private number, for a reason that is recorded."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.person_in_scope(actor, pk, at)

    def save(form: Any) -> HttpResponse:
        found = actions.look_up_contact(row, why=form.why(), by=actor, at=at)
        crumbs = screens.crumbs((row.name, screens.address(row)), (_("私人电话"), ""))
        context = {"person": row, "contact": found, "title": row.name, "crumbs": crumbs}
        response = render(request, "people/contact.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    return pages.editing(
        request, form=forms.LookForm(request.POST or None), title=_("看{name}的私人电话").format(name=row.name), save=save, verb=_("看"),
        note=_("谁看的、为什么看，会记进台账，{name}和上级都查得到。").format(name=row.name), back=screens.address(row),
        crumbs=screens.crumbs((row.name, screens.address(row)), (_("看私人电话"), "")),
    )  # fmt: skip
