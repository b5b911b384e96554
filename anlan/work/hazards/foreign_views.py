"""Pages of somebody else's template: read it, say which column is which, read their numbers back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.sheets import look_at
from anlan.kernel.web import pages
from anlan.kernel.web.sent import content
from anlan.work.hazards import actions, foreign, queries
from anlan.work.hazards.models import LedgerMapping
from anlan.work.hazards.register_forms import SheetForm
from anlan.work.hazards.views import chosen_unit

LEDGER = "hazard.ledger"


class TemplateFile(forms.Form):
    """Their template as they hand it out, and a name for it."""

    name = forms.CharField(label=gettext_lazy("叫什么"), max_length=60, help_text=gettext_lazy("如 市安全生产平台"))
    file = forms.FileField(
        label=gettext_lazy("他们的 Excel 模板"), widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("选一个 xlsx 文件")},
    )  # fmt: skip


class TemplateForm(forms.Form):
    """For each of their columns which of ours it is, or what it always says; their words for grades and kinds."""

    def __init__(self, *args: Any, mapping: LedgerMapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        choices = [("", _("空着")), (foreign.FIXED, _("总是写一样的")), *((c.key, str(c.title)) for c in foreign.ours())]
        self.pairs: list[tuple[str, list[str]]] = []
        for place, column in enumerate(mapping.columns):
            key, fixed = f"key{place}", f"fixed{place}"
            self.fields[key] = forms.ChoiceField(label=_("是我们的哪一列"), choices=choices, required=False, initial=column["key"])
            self.fields[fixed] = forms.CharField(label=_("总是写"), required=False, max_length=200, initial=column["fixed"])
            self.pairs.append((column["title"], [key, fixed]))
        for key, title in (("grade", _("他们怎么叫等级")), ("category", _("他们怎么叫类别"))):
            names = []
            for code, word in foreign.WORDED[key].items():
                name = f"{key}-{code}"
                said = mapping.words.get(key, {}).get(code, "")
                self.fields[name] = forms.CharField(label=_(word), required=False, max_length=40, initial=said)
                names.append(name)
            self.pairs.append((title, names))

    def columns(self) -> list[dict[str, str]]:
        """Their columns as they were answered."""
        data = self.cleaned_data
        return [
            {"title": column["title"], "key": data[f"key{place}"], "fixed": data[f"fixed{place}"]}
            for place, column in enumerate(self.mapping.columns)
        ]

    def words(self) -> dict[str, dict[str, str]]:
        """Their words: key -> code -> word."""
        return {key: {code: self.cleaned_data[f"{key}-{code}"] for code in codes} for key, codes in foreign.WORDED.items()}


@may(LEDGER)
def template(request: HttpRequest) -> HttpResponse:
    """Read somebody else's template; with ?mapping= say which of its columns is which."""
    unit = chosen_unit(request)
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    crumbs = [(_("隐患"), reverse("hazards")), (_("导入台账"), reverse("hazards_import"))]
    wanted = request.GET.get("mapping", "")
    known = queries.mappings(unit.unit_path).filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if known is None:
        return _read(request, unit, crumbs)
    form = TemplateForm(request.POST or None, mapping=known)

    def save(sent: Any) -> str:
        actions.save_template(known.unit, name=known.name, columns=sent.columns(), words=sent.words(), by=actor, at=at)
        return reverse("hazards_import")

    return pages.editing(
        request, form=form, title=known.name, save=save, groups=form.pairs, back=reverse("hazards_import"),
        note=_("列和顺序都照他们的。导出时一列不多，一列不少。词不一样的，在最下面写他们的叫法。"), crumbs=[*crumbs, (known.name, "")],
    )  # fmt: skip


def _read(request: HttpRequest, unit: Any, crumbs: list[tuple[str, str]]) -> HttpResponse:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]

    def save(sent: Any) -> str:
        look = look_at(content(sent.cleaned_data["file"]))
        row = actions.save_template(unit, name=sent.cleaned_data["name"], columns=foreign.guess(look.headers), words={}, by=actor, at=at)
        return f"{reverse('hazards_foreign')}?mapping={row.pk}"

    return pages.editing(
        request, form=TemplateFile(request.POST or None, request.FILES or None), title=_("认他们的模板"), save=save, verb=_("认一下"),
        note=_("把他们发的空模板传上来，列名和顺序会认出来，下一步核对。"), back=reverse("hazards_import"),
        crumbs=[*crumbs, (_("认他们的模板"), "")],
    )  # fmt: skip


@may(LEDGER)
def numbers(request: HttpRequest) -> HttpResponse:
    """Read their numbers back from their file: what fits is kept, what does not is listed."""
    unit = chosen_unit(request)
    mappings = [m for m in queries.mappings(unit.unit_path) if "external_number" in m.headers]
    form = SheetForm(request.POST or None, request.FILES or None, mappings=mappings)
    result, status = None, 200
    if request.method == "POST":
        status = 422
        chosen = next((m for m in mappings if form.is_valid() and str(m.pk) == form.cleaned_data["mapping"]), None)
        if form.is_valid() and chosen is None:
            form.add_error(None, _("选一个对照。没有的先认他们的模板，说哪一列是平台编号"))
        elif chosen is not None:
            try:
                rows = foreign.read_numbers(content(form.cleaned_data["file"]), chosen)
                result = actions.take_numbers(unit, rows, by=request.actor, at=request.at)  # type: ignore[attr-defined]
                status = 200
            except Refused as refused:
                status = refused.status
                form.add_error(None, str(refused))
    crumbs = [(_("隐患"), reverse("hazards")), (_("导入台账"), reverse("hazards_import")), (_("读回平台编号"), "")]
    context = {"form": form, "result": result, "unit": unit, "title": _("读回平台编号"), "crumbs": crumbs}
    return render(request, "hazards/numbers.html", context, status=status)
