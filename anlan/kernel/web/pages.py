"""The three generic pages: a list, a record, a form. What a page can vary stands in the signature; where the work is special,
write a page of its own instead of bending these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Refused
from anlan.kernel.web.keyset import Page

Text = str | Promise
Crumbs = Sequence[tuple[Text, str]]


@dataclass(frozen=True)
class Column:
    """A column of a list.

    key     name in the address (?cols=) and, without `value`, of the row's attribute (`unit.name` walks)
    value   row -> what to show; markup only as SafeString
    link    row -> address; the first column should have one, it is the row's door
    kind    "", "num" (right), "state" (value is a key of signs), "level", "due", "stamp", "day", "figure", "phone"
    extra   not shown until chosen
    """

    key: str
    label: Text
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    kind: str = ""
    extra: bool = False

    def show(self, row: Any) -> Any:
        """The value for a row, before it is drawn."""
        if self.value is not None:
            return self.value(row)
        found = row
        for part in self.key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
        return found() if callable(found) else found

    def address(self, row: Any) -> str:
        """Where the cell leads, "" when nowhere."""
        return self.link(row) if self.link is not None else ""


@dataclass(frozen=True)
class Action:
    """A button of a page. `post` sends a form (with `fields`); `tone` p (one a page), q, t, d; `confirm` names the effect."""

    label: Text
    url: str
    icon: str = ""
    tone: str = ""
    post: bool = False
    confirm: Text = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and the next step."""

    text: Text = _("这里还没有")
    hint: Text = ""
    url: str = ""
    verb: Text = ""


@dataclass(frozen=True)
class Panel:
    """A part of a record: ready markup, or a template with its context. `side` puts it into the right column."""

    title: Text
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    markup: Any = ""
    side: bool = False
    link: str = ""
    link_label: Text = _("全部")


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (not a boosted or restored whole one)."""
    head = request.headers
    if head.get("HX-Request") != "true" or head.get("HX-Boosted") or head.get("HX-History-Restore-Request"):
        return False
    return head.get("HX-Request-Type", "partial") != "full"


def respond(request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """The page, or for htmx only its fragment (a template whose name begins with `_`)."""
    response = render(request, fragment if is_fragment(request) else page, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


def _chosen(request: HttpRequest, columns: Sequence[Column]) -> list[Column]:
    """Columns named in ?cols=, else those that are not extra. The first one, the row's door, always stays."""
    wanted = [c for c in request.GET.get("cols", "").split(",") if c] or request.GET.getlist("col")
    if not wanted:
        return [c for c in columns if not c.extra]
    return [c for i, c in enumerate(columns) if i == 0 or c.key in wanted]


def listing(
    request: HttpRequest,
    *,
    title: Text,
    rows: Page | Iterable[Any],
    columns: Sequence[Column],
    filters: BaseForm | None = None,
    views: Sequence[tuple[Text, str, bool]] = (),
    note: Text = "",
    actions: Sequence[Action] = (),
    excel_url: str = "",
    import_url: str = "",
    empty: Empty | None = None,
    crumbs: Crumbs = (),
    row_class: Callable[[Any], str] | None = None,
    live: str = "",
    context: Mapping[str, Any] | None = None,
    template: str = "page/list.html",
) -> HttpResponse:
    """A register as a table (cards on a phone), one keyset page at a time.

    filters  a GET form; `views` ready filters as (label, address, active); excel_url keeps the present filter
    empty    what to say when nothing is there at all; under a filter the page offers to clear it
    """
    page = rows if isinstance(rows, Page) else Page(list(rows))
    shown = _chosen(request, columns)
    shown_filters = [name for name, field in filters.fields.items() if not field.widget.is_hidden] if filters is not None else []
    filtered = any(request.GET.get(name) for name in shown_filters)
    data: dict[str, Any] = {
        "title": title,
        "note": note,
        "page": page,
        "rows": [(row_class(row) if row_class else "", row) for row in page],
        "columns": shown,
        "all_columns": [(c, c in shown) for c in columns[1:]] if any(c.extra for c in columns) else [],
        "filters": filters,
        "filtered": filtered,
        "views": views,
        "actions": actions,
        "excel_url": excel_url,
        "import_url": import_url,
        "empty": empty or Empty(),
        "crumbs": list(crumbs) or [(title, "")],
        "live": live,
        **(context or {}),
    }
    return respond(request, template, "page/_list.html", data)


def record(
    request: HttpRequest,
    *,
    title: Text,
    facts: Sequence[tuple[Text, Any]],
    panels: Sequence[Panel] = (),
    actions: Sequence[Action] = (),
    lead: Any = "",
    signs: Any = "",
    crumbs: Crumbs = (),
    live: str = "",
    context: Mapping[str, Any] | None = None,
    template: str = "page/record.html",
) -> HttpResponse:
    """One row of a register: facts left, what belongs to it below and at the right."""
    data: dict[str, Any] = {
        "title": title,
        "facts": [(label, value) for label, value in facts if value not in (None, "")],
        "panels": [p for p in panels if not p.side],
        "side": [p for p in panels if p.side],
        "actions": actions,
        "lead": lead,
        "signs": signs,
        "crumbs": list(crumbs) or [(title, "")],
        "live": live,
        **(context or {}),
    }
    return respond(request, template, "page/_record.html", data)


def editing(
    request: HttpRequest,
    *,
    form: BaseForm,
    title: Text,
    save: Callable[[BaseForm], str | HttpResponse],
    verb: Text = _("存"),
    note: Text = "",
    groups: Sequence[tuple[Text, Sequence[str]]] = (),
    back: str = "",
    draft: str = "",
    offline: bool = False,
    confirm: Text = "",
    crumbs: Crumbs = (),
    context: Mapping[str, Any] | None = None,
    template: str = "page/form.html",
) -> HttpResponse:
    """A form that keeps what was typed. `save(form)` calls the action and says where to go (an address) or answers itself.

    A `Refused` from the action comes back as errors beside the fields it names, with its status (409, 403); wrong input as 422.
    The hidden `nonce` (pass `request.POST["nonce"]` to a creating action) makes a second click harmless.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                done = save(form)
            except Refused as refused:
                status = refused.status
                show_refusal(form, refused)
            else:
                return _gone(request, done, draft) if isinstance(done, str) else done
        else:
            status = 422
    data: dict[str, Any] = {
        "title": title,
        "form": form,
        "verb": verb,
        "note": note,
        "groups": [(words, [form[name] for name in names]) for words, names in groups],
        "back": back,
        "draft": draft,
        "offline": offline,
        "confirm": confirm,
        "crumbs": list(crumbs) or [(title, "")],
        **(context or {}),
    }
    return respond(request, template, "page/_form.html", data, status=status)


def show_refusal(form: BaseForm, refused: Refused) -> None:
    """Put a refusal's sentence and its fields' sentences onto a form."""
    known = {name: words for name, words in refused.fields.items() if name in form.fields}
    for name, words in known.items():
        form.add_error(name, str(words))
    if not known or str(refused.sentence) not in map(str, known.values()):
        form.add_error(None, str(refused))


def _gone(request: HttpRequest, url: str, draft: str) -> HttpResponse:
    """On to the next page: a redirect, for htmx its header; the draft on the device is cleared there."""
    if is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
    else:
        response = HttpResponseRedirect(url)
    return draft_done(response, draft) if draft else response


def draft_done(response: HttpResponse, name: str) -> HttpResponse:
    """Let the device forget what it kept of the form `data-draft="name"`: it was taken."""
    response.set_cookie("draft-done", name.encode("ascii", "ignore").decode(), max_age=60, samesite="Lax")
    return response
