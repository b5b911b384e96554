"""Forms of notices: taking one in, its head, a line under review, a record."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL
from anlan.kernel.errors import Conflict, Refused
from anlan.kernel.machine import Step
from anlan.kernel.web.sent import content
from anlan.registers.people.rules import ROLES
from anlan.work.cases.models import Case
from anlan.work.notices.actions import Addition, Change
from anlan.work.notices.actions.typed import MOST_LINES
from anlan.work.notices.intake import MAX_BYTES
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries import usable_records
from anlan.work.notices.rules import PROOFS, SCHOOLS, Addressees, Whom
from anlan.work.notices.rules.machine import HANDS_IN
from anlan.work.notices.screens.lines import PLAIN, local_text, values_of
from anlan.work.notices.screens.whom import whom_text

LISTS = ("kinds", "stages", "natures", "traits", "districts")
ON_TOP = re.compile(r"new-\d{1,10}-words")
NUMBERS = ("percent", "minutes")


class ImportForm(forms.Form):
    """A file, or the text itself."""

    file = forms.FileField(label=gettext_lazy("文件"), required=False)
    text = forms.CharField(label=gettext_lazy("或者把文字贴进来"), required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not str(data.get("text", "")).strip() and "file" not in self.errors:
            raise forms.ValidationError(_("选一个文件，或者把文字贴进来"))
        return data

    def document(self) -> tuple[bytes, str]:
        """The bytes and the name; pasted text counts as a text file."""
        file = self.cleaned_data.get("file")
        if file:
            return content(file, most=MAX_BYTES), file.name
        return self.cleaned_data["text"].encode(), _("粘贴的文字") + ".txt"


class HeadForm(forms.Form):
    """Number, title and date of a notice as the officer reads them."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    number = forms.CharField(label=gettext_lazy("文号"), max_length=80, required=False)
    issued_on = forms.DateField(
        label=gettext_lazy("成文日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("分次的、长期的管到哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("不填就管到通知里最后一个期限"),
    )  # fmt: skip


def local_moment(text: str, name: str = "due") -> datetime | None:
    """A moment typed on the city's clock; a day alone ends at 17:00. None for nothing; Refused for nonsense."""
    text = text.strip()
    if not text:
        return None
    try:
        moment = parse_datetime(f"{text}T17:00" if len(text) == 10 else text)
    except ValueError:
        moment = None
    if moment is None:
        raise Refused("E-date", _("看不懂这个时间，写成 2026-12-28 17:00 这样"), fields={name: _("看不懂这个时间")})
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def posted_line(post: QueryDict) -> dict[str, Any]:
    """The fields of a line as sent, in the shape of `values_of`; what was not sent is left out."""
    found: dict[str, Any] = {name: str(post[name]).strip() for name in PLAIN if name in post}
    for name in NUMBERS:
        if name in found:
            found[name] = int(found[name]) if found[name].isdecimal() else found[name]
    if "due" in post:
        found["due"] = str(post["due"]).strip()[:16]
    to = posted_addressees(post)
    if to is not None:
        found["addressees"] = to.dump()
    return found


def posted_addressees(post: QueryDict, prefix: str = "") -> Addressees | None:
    """To whom, as chosen in the fields of `notices/_addressees.html` that begin with `prefix`; None where they were not on the page."""
    if prefix + "departments" not in post:
        return None
    ids = {name: [int(v) for v in post.getlist(prefix + name) if v.isdecimal()] for name in ("units", "without")}
    lists: dict[str, Any] = {name: post.getlist(prefix + name) for name in LISTS}
    named = (w for text in post.getlist(prefix + "departments") for w in re.split(r"[、，,；;\s]+", str(text)) if w)
    lists["departments"] = list(dict.fromkeys(named))[:8]
    try:
        return Addressees.load(lists | ids)
    except ValueError as error:
        raise Refused("E-notice-field", _("有一项填得不对"), fields={prefix + "addressees": _("这一项填得不对")}) from error


def changes(row: Obligation, post: QueryDict, *, whole: bool = False) -> dict[str, Any]:
    """What the officer changed, as keywords of actions.edit.

    The page brings along what it showed (`base`). A field changed here and meanwhile by somebody else to something different is a
    Conflict; with `whole` (confirming) so is any field that somebody else changed.
    """
    sent, now = posted_line(post), values_of(row)
    try:
        base: Mapping[str, Any] = {**now, **json.loads(post.get("base") or "{}")}
    except ValueError:
        base = now
    mine = {k: v for k, v in sent.items() if v != base.get(k)}
    moved = {k for k in now if base.get(k) != now[k] and mine.get(k) != now[k]}
    if "phrase" in mine:
        moved.discard("due")
    if moved & set(mine) or (whole and moved):
        raise Conflict("E-notice-moved", _("这一条刚被别人改过。你填的还在，看一下再决定。"))
    fresh = {k: v for k, v in mine.items() if v != now[k]}
    if "due" in fresh:
        due = local_moment(str(fresh.pop("due")))
        if due is None:
            fresh.setdefault("phrase", now["phrase"])  # without a date of one's own the words of the notice hold again
        else:
            fresh["due_at"] = due
    if "phrase" in fresh and "due_at" not in fresh:
        read = row.draft.get("when") or {}
        fresh["when_type"] = str(read.get("type") or "") if fresh["phrase"] == (read.get("phrase") or "") else ""
    return fresh


class ProofForm(forms.Form):
    """Handing in from the page of a case: a record that is there already, or a sentence."""

    record = forms.ChoiceField(label=gettext_lazy("用交过的记录"), required=False)
    note = forms.CharField(label=gettext_lazy("做了什么"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, records: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_with = {"records": records}
        self.fields["record"].choices = [("", _("不用，写新的")), *records]  # type: ignore[attr-defined]


def step_form(step: Step, case: Case, actor: Actor) -> forms.Form | None:
    """The extra fields of a step of a task on the page of a case; photos go through the dossier's page."""
    if step.verb not in HANDS_IN:
        return None
    return ProofForm(records=[(str(r.pk), r.title) for r in usable_records(case.unit_path)])


def reissued_file(request: HttpRequest) -> tuple[bytes, str] | None:
    """The office's own letter as sent with the form of a re-issue: its bytes and its name."""
    file = request.FILES.get("file")
    return (content(file, most=MAX_BYTES), file.name or "") if file else None


def amendment(notice: Notice, post: QueryDict) -> tuple[list[Change], Addition]:
    """What was typed to amend a notice: a change for each clause that was touched, and what is asked on top."""
    found = []
    for row in notice.obligations.filter(gone_at=None).exclude(state="dropped"):
        text, typed = post.get(f"text-{row.pk}"), post.get(f"due-{row.pk}", "").strip()[:16]
        due = local_moment(typed, f"due-{row.pk}") if typed != local_text(row.due_at) else None
        to = posted_addressees(post, f"to-{row.pk}-")
        if text is not None or due is not None or to is not None or f"gone-{row.pk}" in post:
            found.append(Change(row.pk, due, text.replace("\r\n", "\n") if text else text, f"gone-{row.pk}" in post, to))
    proof = post.get("proof", "") if post.get("proof", "") in PROOFS else ""
    whom, due_at = posted_whom(post, "new-") or SCHOOLS, local_moment(post.get("added_due", ""), "added_due")
    return found, Addition(post.get("added", ""), due_at, whom, proof, _each(post))


def posted_whom(post: QueryDict, prefix: str) -> Whom | None:
    """To whom and on which post lines on top go; None where the fields were not on the page."""
    to, role = posted_addressees(post, prefix), post.get(prefix + "post", "")
    return Whom(to, role if role in ROLES else "") if to is not None else None


def _each(post: QueryDict) -> dict[str, Whom]:
    """Words of a line on top -> to whom it goes, for the lines where the officer changed what the page showed."""
    found: dict[str, Whom] = {}
    for name in [n for n in post if ON_TOP.fullmatch(n)][:MOST_LINES]:
        prefix = name.removesuffix("words")
        whom = posted_whom(post, prefix)
        if whom is not None and whom_text(whom) != post.get(prefix + "base"):
            found[str(post[name])] = whom
    return found
