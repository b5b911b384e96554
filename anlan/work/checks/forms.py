"""Parsing: items of a list, a round to be sent, one answer, one room, a leader's walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Refused
from anlan.kernel.sheets import Unreadable
from anlan.kernel.web.sent import content
from anlan.registers.calendar.queries import city_calendar
from anlan.registers.calendar.rules import BREAK_NAMES, Break
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import DISTRICT, STAGES, TRAITS
from anlan.registers.places.models import Place
from anlan.work.checks.actions import Fact, Plan
from anlan.work.checks.models import Checklist
from anlan.work.checks.rules import CLOSING, FAIL, PASS, VALUE, Item, free_key, parts_of
from anlan.work.checks.rules.items import HOW, SOURCE, STANDINGS, TEXT

MOST_PHOTOS = 3


def posted_items(post: QueryDict, used: Sequence[str] = ()) -> list[Item]:
    """The items as they stand on the page, after the verb of the button: add, drop-i3, up-i3, down-i3."""
    found = []
    for key in dict.fromkeys(post.getlist("key")):
        if not (key.startswith("i") and key[1:].isdecimal() and len(key) < 6):
            continue
        text = {name: post.get(f"{name}-{key}", "").strip() for name in ("text", "domain", "how", "source", "standing")}
        standing = text["standing"] if text["standing"] in STANDINGS else ""
        found.append(
            Item(
                key, " ".join(text["text"].split())[:TEXT], text["domain"] or "other", text["how"][:HOW], text["source"][:SOURCE],
                (standing or "to_check") if text["source"] else "", f"photo-{key}" in post,
            )
        )  # fmt: skip
    return arranged(found, post.get("do", ""), used)


def arranged(items: list[Item], verb: str, used: Sequence[str] = ()) -> list[Item]:
    """The items after a verb of the page."""
    if verb == "add":
        return [*items, Item(free_key({*used, *(i.key for i in items)}), "")]
    word, _dash, key = verb.partition("-")
    place = next((n for n, item in enumerate(items) if item.key == key), None)
    if place is None or word not in ("drop", "up", "down"):
        return items
    moved = items.pop(place)
    if word != "drop":
        items.insert(max(0, place - 1) if word == "up" else place + 1, moved)
    return items


class LocalMoment(forms.DateTimeField):
    """A moment on the city's clock, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
        super().__init__(**kwargs)


class PlanForm(forms.Form):
    """What rounds of every sort ask: a name, words, and which schools."""

    title = forms.CharField(label=_("这次检查叫什么"), max_length=80)
    note = forms.CharField(label=_("要说的话"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    districts = forms.MultipleChoiceField(
        label=_("只要这些区"), required=False, help_text=_("不选就是全部"), widget=forms.CheckboxSelectMultiple
    )
    stages = forms.MultipleChoiceField(label=_("只要这些学段"), required=False, widget=forms.CheckboxSelectMultiple)
    traits = forms.MultipleChoiceField(label=_("只要有这些情形的学校"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, unit: Unit, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.at = unit, at
        below = [u for u in org.under(unit.unit_path, kinds=[DISTRICT], at=at) if u.pk != unit.pk]
        self.fields["districts"].choices = [(u.unit_path, str(u)) for u in below]  # type: ignore[attr-defined]
        self.fields["stages"].choices = list(STAGES.items())  # type: ignore[attr-defined]
        self.fields["traits"].choices = list(TRAITS.items())  # type: ignore[attr-defined]
        if not below:
            del self.fields["districts"]
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values of the sort."""

    def addressees(self) -> dict[str, list[Any]]:
        """Whom, as Addressees.load takes it."""
        names = ("districts", "stages", "traits")
        return {"kinds": ["school"]} | {n: list(self.cleaned_data[n]) for n in names if self.cleaned_data.get(n)}


class RoundForm(PlanForm):
    """A round by a list: self-check, re-check of a share, sample of a share."""

    checklist = forms.ModelChoiceField(label=_("用哪张检查表"), queryset=Checklist.objects.none())
    due_at = LocalMoment(label=_("学校自查，什么时候前交"))
    recheck_share = forms.IntegerField(
        label=_("区复查抽几成"), min_value=0, max_value=100, help_text=_("百分之几，0 就是不复查；到时间自己抽")
    )
    recheck_due_at = LocalMoment(label=_("区复查，什么时候前查完"), required=False, help_text=_("不填就是自查后 7 天"))
    sample_share = forms.IntegerField(label=_("市抽查抽几成"), min_value=0, max_value=100, help_text=_("从区里查过的学校里抽，0 就是不抽"))
    sample_due_at = LocalMoment(label=_("市抽查，什么时候前查完"), required=False, help_text=_("不填就是复查后 7 天"))

    def prepare(self) -> None:
        self.fields["checklist"].queryset = Checklist.objects.order_by("example", "-id")  # type: ignore[attr-defined]
        self.fields["recheck_share"].initial = VALUE["check.recheck_share"]
        self.fields["sample_share"].initial = VALUE["check.sample_share"]
        if self.unit.kind == DISTRICT:
            del self.fields["sample_share"], self.fields["sample_due_at"]

    def plan(self) -> Plan:
        """What is to be sent."""
        data = self.cleaned_data
        return Plan(
            "round", data["title"], data["note"], data["checklist"], self.addressees(), data["due_at"], data["recheck_due_at"],
            data.get("sample_due_at"), data["recheck_share"], data.get("sample_share") or 0,
        )  # fmt: skip


def _days(gap: Break) -> str:
    """01-23 — 02-20, as far as it is known."""
    return f"{gap.first:%m-%d} — {gap.last:%m-%d}" if gap.last else f"{gap.first:%m-%d}"


class BreakForm(PlanForm):
    """The rooms of each school at an edge of a break."""

    sort = CLOSING
    gap = forms.ChoiceField(label=_("哪个假期"))
    shift_days = forms.IntegerField(
        label=_("放假后几天内封完"), min_value=0, max_value=30, help_text=_("0 就是放假第一天；每所学校按自己的校历算")
    )

    def prepare(self) -> None:
        gaps = [b for b in city_calendar().breaks if b.first >= self.at.date() or (b.last and b.last >= self.at.date())]
        self.fields["gap"].choices = [  # type: ignore[attr-defined]
            (f"{b.school_year}-{b.season}", f"{b.first.year} {_now(BREAK_NAMES[b.season])} · {_days(b)}") for b in gaps
        ]
        self.fields["shift_days"].initial = VALUE["check.closing_after"]

    def plan(self) -> Plan:
        """What is to be sent."""
        data = self.cleaned_data
        year, _dash, season = data["gap"].partition("-")
        return Plan(
            self.sort, data["title"], data["note"], None, self.addressees(), season=season, school_year=int(year),
            shift_days=data["shift_days"],
        )  # fmt: skip


class ReopeningForm(BreakForm):
    """The same rooms before term."""

    sort = "reopening"
    shift_days = forms.IntegerField(label=_("开学几天前查完"), min_value=0, max_value=30, help_text=_("每所学校按自己的校历算"))

    def prepare(self) -> None:
        super().prepare()
        self.fields["shift_days"].initial = VALUE["check.reopening_before"]


FORMS: Mapping[str, type[PlanForm]] = {"round": RoundForm, "closing": BreakForm, "reopening": ReopeningForm}


# ── on the spot ────────────────────────────────────────────────────────────────────────────────────────────────────────


def photos(request: HttpRequest) -> list[tuple[str, bytes]]:
    """Photos that were sent, as (name, content); what is inside is judged by the evidence store."""
    files: list[Any] = request.FILES.getlist("photos")[:MOST_PHOTOS]
    try:
        return [(str(file.name), content(file)) for file in files]
    except Unreadable as unreadable:
        raise Refused(unreadable.code, str(unreadable.sentence), fields={"photos": unreadable.sentence}) from unreadable


def uuid_of(text: str) -> UUID | None:
    """A UUID typed or scanned; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def room_parts(sort: str, place: Place, bad: Sequence[str]) -> dict[str, str]:
    """Part -> verdict, when only what is not in order was ticked."""
    return {p.key: FAIL if p.key in bad else PASS for p in parts_of(sort, place.kind)}


def place_or_school(text: str) -> tuple[Place | None, Unit | None]:
    """What a form names: a place by id or the code at its door, or `u7` for the unit 7."""
    if text.startswith("u") and text[1:].isdecimal():
        return None, Unit.objects.filter(pk=int(text[1:])).first()
    code = uuid_of(text)
    rows = Place.objects.select_related("unit", "keeper")
    if code is not None:
        return rows.filter(code=code).first(), None
    return (rows.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 16 else None), None


class WalkForm(forms.Form):
    """A leader's walk on a phone. `facts()` gives what was seen."""

    place = forms.CharField(max_length=40, required=False)
    where = forms.CharField(max_length=60, required=False)
    walked_at = LocalMoment(label=_("什么时候"))
    company = forms.CharField(label=_("同去的岗位"), max_length=100, required=False)

    def facts(self) -> list[Fact]:
        """One to three things, in their order."""
        found = []
        for n in (1, 2, 3):
            text = str(self.data.get(f"fact{n}", "")).strip()
            if text:
                found.append(Fact(text, str(self.data.get(f"becomes{n}") or "note"), str(self.data.get(f"category{n}") or "other")))
        return found
