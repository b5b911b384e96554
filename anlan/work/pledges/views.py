"""Responsibility letters on pages: how far they cover the chain, what was sent, one batch, one letter as Word."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.documents import DOCX
from anlan.kernel.errors import NotYours
from anlan.kernel.sheets import write_rows
from anlan.kernel.web import pages
from anlan.kernel.web.importing import workbook
from anlan.kernel.web.keyset import keyset
from anlan.kernel.web.pages import Action, Column, Empty
from anlan.kernel.web.sent import nonce_of
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import issues_at
from anlan.work.pledges import actions, screens
from anlan.work.pledges.forms import BatchForm, CoverFilters, WhyForm, kept, offered
from anlan.work.pledges.models import DRAFT, OPEN, Batch
from anlan.work.pledges.queries import lists, papers
from anlan.work.pledges.rules import may_issue, sees

SEE, SEND = "see responsibility letters", "send responsibility letters"


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("责任书"), reverse("pledges") if more else ""), *more]


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def _filters(request: HttpRequest) -> tuple[CoverFilters, dict[str, str]]:
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not sees(actor):
        raise NotYours("E-pledge-see", _("责任书的情况由负责人、分管领导、安全干部来看，自己的在待办里"))
    found = [u for u in org.districts(request.at) if actor.covers(u.unit_path)]  # type: ignore[attr-defined]
    districts = [(u.unit_path, str(u)) for u in found] if len(found) > 1 else []
    form = CoverFilters(request.GET or None, districts=districts)
    data = form.cleaned_data if form.is_valid() else {}
    return form, {"path": data.get("district", ""), "layer": data.get("layer", ""), "state": data.get("state", "")}


@require_GET
@may(SEE)
def covers(request: HttpRequest) -> HttpResponse:
    """Unit by unit and layer by layer: where nobody answers, where no letter is, what waits, what ends."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    form, chosen = _filters(request)
    rows = keyset(lists.covers(actor, **chosen), order=("rank", "unit_path", "layer"), after=request.GET.get("after", ""))
    views = [(words, f"?state={key}" if key else reverse("pledges"), chosen["state"] == key) for key, words in screens.views()]
    buttons = [Action(_("发过的"), reverse("pledge_batches"), "list")]
    if may_issue(actor):
        buttons.append(Action(_("发一批"), reverse("pledge_new"), "plus", "p"))
    return pages.listing(
        request, title=_("责任书"), note=screens.sentence(actor), rows=rows, columns=screens.columns(actor), filters=form, views=views,
        actions=buttons, excel_url=reverse("pledge_export"), live="pledges cases people", row_class=screens.row_class,
        empty=Empty(_("还没有算出来"), _("几分钟内会按责任链列出每个单位每一层")), crumbs=_crumbs(),
    )  # fmt: skip


@require_GET
@may(SEE)
def export(request: HttpRequest) -> HttpResponse:
    """The list as Excel, as it is filtered."""
    _form, chosen = _filters(request)
    rows = list(lists.covers(request.actor, **chosen).order_by("rank", "unit_path", "layer"))  # type: ignore[attr-defined]
    note = papers.note(request.at, len(rows))  # type: ignore[attr-defined]
    return workbook(write_rows(papers.SHEET, papers.sheet_rows(rows), _("责任书"), note=note), _("责任书"))


@require_GET
@may(SEE)
def batches(request: HttpRequest) -> HttpResponse:
    """What was sent, and drafts."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = lists.batches(actor)
    counted = lists.progress([b.pk for b in found])
    columns = [
        Column("title", _("责任书"), link=lambda b: reverse("pledge_batch", args=[b.pk])),
        Column("unit", _("谁发的"), value=lambda b: str(b.unit)),
        Column("state", _("情况"), value=lambda b: screens.batch_words(b, counted.get(b.pk))),
        Column("due_at", _("哪天前确认"), kind="stamp"),
        Column("ends", _("有效到"), kind="day"),
    ]
    buttons = [Action(_("发一批"), reverse("pledge_new"), "plus", "p")] if may_issue(actor) else []
    empty = Empty(
        _("还没有发过责任书"), _("从责任链里取人，一次发给各单位各层的人确认"), reverse("pledge_new") if buttons else "", _("发一批")
    )
    return pages.listing(
        request, title=_("发过的责任书"), rows=found, columns=columns, actions=buttons, empty=empty, crumbs=_crumbs((_("发过的"), "")),
    )  # fmt: skip


def _issuing(request: HttpRequest) -> Unit:
    units = may_issue(request.actor)  # type: ignore[attr-defined]
    if not units:
        raise NotYours("E-pledge-right", _("责任书由发出单位的负责人、分管领导、安全干部来管"))
    return org.unit(units[0])


@may(SEND)
def new(request: HttpRequest) -> HttpResponse:
    """A new batch, kept as a draft first: the next page shows whom it reaches."""
    unit = _issuing(request)
    form = BatchForm(request.POST or None, unit=unit, initial=offered(unit, request.at))  # type: ignore[attr-defined]

    def save(form: Any) -> str:
        batch = actions.start(unit, nonce=nonce_of(request), **form.values(), **_who(request))
        return reverse("pledge_batch", args=[batch.pk])

    return pages.editing(
        request, form=form, title=_("发一批责任书"), note=_("以%(unit)s的名义。存了先看发给谁，再发出去") % {"unit": unit}, save=save,
        verb=_("看发给谁"), back=reverse("pledges"), draft="pledge", crumbs=_crumbs((_("发一批"), "")),
    )  # fmt: skip


def _mine(request: HttpRequest, pk: int) -> Batch:
    batch = lists.get_batch(pk)
    if not issues_at(request.actor, batch.unit_path):  # type: ignore[attr-defined]
        raise Batch.DoesNotExist(pk)
    return batch


@may(SEE)
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with whom it reaches and who is missing; what was sent with how far it is."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    batch = lists.get_batch(pk)
    own = issues_at(actor, batch.unit_path)
    if not (own or (batch.state != DRAFT and actor.covers(batch.unit_path))):
        raise Batch.DoesNotExist(pk)
    found = screens.batch(batch, own=own, at=request.at)  # type: ignore[attr-defined]
    return pages.record(
        request, title=batch.title, lead=found["lead"], facts=found["facts"], panels=found["panels"], actions=found["actions"],
        live="pledges cases", crumbs=_crumbs((_("发过的"), reverse("pledge_batches")), (batch.title, "")),
    )  # fmt: skip


@may(SEND)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    batch = _mine(request, pk)
    back = reverse("pledge_batch", args=[pk])
    if batch.state != DRAFT:
        return HttpResponseRedirect(back)
    form = BatchForm(request.POST or None, unit=batch.unit, initial=kept(batch))

    def save(form: Any) -> str:
        actions.change(batch, **form.values(), **_who(request))
        return back

    return pages.editing(
        request, form=form, title=_("改责任书"), save=save, verb=_("看发给谁"), back=back,
        crumbs=_crumbs((batch.title, back), (_("改"), "")),
    )  # fmt: skip


@require_POST
@may(SEND)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Out to everybody named."""
    actions.send(_mine(request, pk), **_who(request))
    return HttpResponseRedirect(reverse("pledge_batch", args=[pk]))


@require_POST
@may(SEND)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    actions.drop(_mine(request, pk), **_who(request))
    return HttpResponseRedirect(reverse("pledge_batches"))


@require_POST
@may(SEND)
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft for the year after."""
    draft = actions.renew(_mine(request, pk), nonce=nonce_of(request), **_who(request))
    return HttpResponseRedirect(reverse("pledge_batch", args=[draft.pk]))


@may(SEND)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was not confirmed yet."""
    batch = _mine(request, pk)
    back = reverse("pledge_batch", args=[pk])
    if batch.state != OPEN:
        return HttpResponseRedirect(back)

    def save(form: Any) -> str:
        actions.withdraw(batch, why=form.cleaned_data["why"], **_who(request))
        return back

    return pages.editing(
        request, form=WhyForm(request.POST or None), title=_("撤回责任书"), note=_("已确认的不受影响，到期前仍然有效"), save=save,
        verb=_("撤回"), back=back, crumbs=_crumbs((batch.title, back), (_("撤回"), "")),
    )  # fmt: skip


@require_GET
@may(SEE)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as Word."""
    data, name = papers.document(lists.get_letter(pk))
    response = HttpResponse(data, content_type=DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
