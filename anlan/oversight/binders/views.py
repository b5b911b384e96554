"""Pages of binders: ask for one, see how far it is, take it away."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel import progress
from anlan.kernel.acting import may_role
from anlan.kernel.errors import Refused
from anlan.kernel.web import pages
from anlan.kernel.web.keyset import keyset
from anlan.kernel.web.sent import nonce_of
from anlan.oversight.binders import actions, queries, rules, shelf
from anlan.oversight.binders.forms import BinderForm
from anlan.oversight.binders.models import Binder
from anlan.registers.org.models import Unit

MAKE = "binder.make"


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("迎检资料"), reverse("binders") if more else ""), *more]


def _state(binder: Binder) -> str:
    words = {"waiting": _("正在装"), "ready": _("装好了"), "failed": _("没装成"), "gone": _("过期删了")}
    return words[binder.state]


@require_GET
@may_role(MAKE, *actions.MAKERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Binders of one's own, the newest first."""
    page = keyset(queries.mine(), order=("-pk",), after=request.GET.get("after", ""))
    columns = [
        pages.Column("unit", _("单位"), link=lambda b: reverse("binder", args=[b.pk])),
        pages.Column("starts", _("从哪天"), kind="day"),
        pages.Column("ends", _("到哪天"), kind="day"),
        pages.Column("state", _("走到"), value=_state),
        pages.Column("made_at", _("什么时候要的"), kind="stamp"),
        pages.Column("kept_until", _("留到"), kind="stamp"),
    ]
    return pages.listing(
        request, title=_("迎检资料"), rows=page, columns=columns, crumbs=_crumbs(),
        note=_("从记录里汇集：封面目录、台账、照片、佐证，一个压缩包。只有你自己看得到，留 %(n)d 天。") % {"n": rules.KEPT.days},
        actions=[pages.Action(_("做一份"), reverse("binder_new"), icon="plus", tone="p")],
        empty=pages.Empty(_("还没做过"), hint=_("有检查来，选时间和领域，几分钟装好"), url=reverse("binder_new"), verb=_("做一份")),
    )  # fmt: skip


@may_role(MAKE, *actions.MAKERS)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a binder."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    form = BinderForm(request.POST or None, actor=actor, at=at)

    def save(sent: Any) -> str:
        given = dict(sent.cleaned_data)
        unit = Unit.objects.get(pk=given.pop("unit"))
        binder = actions.ask(unit, nonce=nonce_of(request) or uuid4(), by=actor, at=at, **given)
        return reverse("binder", args=[binder.pk])

    return pages.editing(
        request, form=form, title=_("做一份迎检资料"), save=save, verb=_("开始装"), back=reverse("binders"),
        crumbs=_crumbs((_("做一份"), "")),
        note=_("姓名只留姓，电话和证件号遮盖；保密的事项不装。最多 %(mb)d MB，装不下的写明。") % {"mb": rules.MOST_BYTES // 1024 // 1024},
    )  # fmt: skip


@require_GET
@may_role(MAKE, *actions.MAKERS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; asks again by itself until it is ready."""
    binder = queries.mine().get(pk=pk)
    told = progress.read(binder.progress_id) if binder.progress_id and binder.state == "waiting" else None
    context = {
        "binder": binder, "told": told, "parts": [_(rules.PARTS[part]) for part in binder.parts], "mb": f"{binder.size / 1024 / 1024:.1f}",
        "title": _("迎检资料"), "crumbs": _crumbs((str(binder.unit), "")), "state": _state(binder),
    }  # fmt: skip
    return pages.respond(request, "binders/binder.html", "binders/_binder.html", context)


@require_GET
@may_role(MAKE, *actions.MAKERS)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file away; that it was taken stands in the ledger."""
    binder = queries.mine().get(pk=pk)
    place = shelf.place(binder.nonce)
    if binder.state != "ready" or not place.is_file():
        raise Refused("E-binder-gone", _("文件已经不在了，再做一份"))
    actions.took(binder, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    name = rules.file_name(f"{binder.unit} 迎检资料 {binder.starts:%Y%m%d}-{binder.ends:%Y%m%d}")
    return FileResponse(place.open("rb"), as_attachment=True, filename=f"{name}.zip", content_type="application/zip")  # type: ignore[return-value]
