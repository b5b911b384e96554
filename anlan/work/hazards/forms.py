"""Forms of hazards: the report, and what the steps of the case ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL, local
from anlan.kernel.machine import Step
from anlan.kernel.web.photos import Photos
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES
from anlan.work.cases.models import Case
from anlan.work.hazards import recurring, rules
from anlan.work.hazards.models import Hazard

Choices = list[tuple[Any, Any]]


class LocalMoment(forms.DateTimeField):
    """A moment on the city's clock; a day alone ends at 17:00."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str) and len(value.strip()) == 10:
            value = f"{value.strip()}T17:00"
        return super().to_python(value)


def _text(label: Any, *, rows: int = 2, required: bool = True, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={})
    return forms.CharField(label=label, required=required, widget=widget, max_length=2000, **kwargs)


def _choice(label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, widget=forms.Select(attrs={}), **kwargs)


# ── the report ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class ReportForm(forms.Form):
    """The report of a hazard on a phone. `criteria_choices`: yes-facts that hold for the unit."""

    photos = Photos(label=_("照片"), error_messages={"required": _("拍一张照片")})
    place = forms.CharField(label=_("在哪儿"), required=False, max_length=40)
    where = _text(_("在哪儿"), rows=0, required=False)
    category = forms.ChoiceField(
        label=_("哪一类"), choices=[(k, v[0]) for k, v in rules.CATEGORIES.items()], error_messages={"required": _("选一类")}
    )
    description = forms.CharField(
        label=_("怎么了"), min_length=rules.SHORTEST, max_length=2000,
        error_messages={"required": _("写清是什么，5 个字以上"), "min_length": _("写清是什么，5 个字以上")},
    )  # fmt: skip
    criteria = forms.MultipleChoiceField(label=_("有这些情况吗"), required=False)
    danger = forms.BooleanField(label=_("要立刻清人、停用"), required=False)
    fixed_now = forms.BooleanField(label=_("当场已经改好"), required=False)
    after_photos = Photos(label=_("改好后的照片"), required=False)

    def __init__(self, *args: Any, criteria_choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = list(criteria_choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        unsaid = not data.get("place") or data["place"].startswith("u")
        if unsaid and not (data.get("where") or "").strip():
            self.add_error("where", _("选一处，或写上在哪儿"))
        if data.get("fixed_now") and not data.get("after_photos") and "after_photos" not in self.errors:
            self.add_error("after_photos", _("当场改好的，拍一张改后的"))
        return data


# ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class StepForm(forms.Form):
    """What a step asks for. `made_with` lets the page make the same form again with what was sent.

    asks_cause  whether the step leads on to the end, so that one that came back is asked for its cause here
    """

    asks_cause = False

    def __init__(self, *args: Any, case: Case, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_with = {"case": case, "actor": actor}
        self.case, self.actor, self.at = case, actor, clock.now()
        self.prepare()
        if self.asks_cause and case.state not in recurring.LOOKING_BACK:
            self._ask_cause()
        for name, field in self.fields.items():  # several steps stand on one page
            field.widget.attrs["id"] = f"id_{type(self).__name__.lower()}_{name}"

    def prepare(self) -> None:
        """Fill choices and first values."""

    def _ask_cause(self) -> None:
        hazard = Hazard.objects.filter(pk=self.case.pk).first()
        if hazard and recurring.lacks_cause(hazard):
            hint = _("同一处同类一年内第 %(n)d 次，销号前要写清") % {"n": hazard.times}
            self.fields["cause"] = _text(_("为什么又出现"), required=False, help_text=hint)

    def colleagues(self) -> Choices:
        """Persons of the unit, the place's keeper and those with hands first: (id, name · title)."""
        home = org.whole_unit(self.case.unit_path)
        order = ("logistics", "keeper", *(r for r in ROLES if r not in ("logistics", "keeper")))
        found = {h.person_id: h for h in reversed(people.holders_at(home.unit_path, order, self.at))}
        return [("", "—"), *((h.person_id, f"{h.name} · {h.title}") for h in reversed(found.values()))]

    def evening(self, days: float) -> datetime:
        """17:00 on the day that many days from now, as a first value."""
        return datetime.combine((local(self.at) + timedelta(days=days)).date(), time(17), tzinfo=LOCAL)


class GradeForm(StepForm):
    """Grade a hazard as general and hand it to somebody."""

    owner = _choice(_("交给谁改"))
    deadline = LocalMoment(label=_("期限"), required=False, help_text=_("不填就按规则算"))
    note = _text(_("说明"), required=False)

    def prepare(self) -> None:
        self.fields["owner"].choices = self.colleagues()  # type: ignore[attr-defined]


class LowerForm(GradeForm):
    """Lower a major hazard; the reason is kept."""

    deadline = None  # type: ignore[assignment]
    note = _text(_("为什么不是重大"))


class WorkForm(StepForm):
    """Work is done: what, self-checked, with a photo of how it is now."""

    asks_cause = True
    photos = Photos(label=_("整改后照片"))
    note = _text(_("改了什么，自查怎样"))


class ProofForm(StepForm):
    """A check with what was seen; a photo if there is one."""

    asks_cause = True
    note = _text(_("看到了什么，在哪儿看的"))
    photos = Photos(label=_("照片"), required=False)


class NoteForm(StepForm):
    """A word, if there is one to say; and the cause of what came back."""

    asks_cause = True
    note = _text(_("说明"), required=False)


class AssureForm(StepForm):
    """The five assurances: 责任、措施、资金、时限、预案. All of them, or rectification does not begin."""

    responsible = _choice(_("责任：谁来办"))
    measures = _text(_("措施：怎么改"), rows=3)
    money = forms.DecimalField(
        label=_("资金：多少元"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
        help_text=_("不花钱就填 0"),
    )
    money_source = _text(_("钱从哪儿出"), rows=0, required=False)
    deadline = LocalMoment(label=_("时限：哪天前改好"))
    plan = _text(_("预案：改好前怎么防"), rows=3)

    def prepare(self) -> None:
        self.fields["responsible"].choices = self.colleagues()  # type: ignore[attr-defined]
        self.fields["deadline"].initial = self.evening(rules.DEFAULTS["major.rectify"].value)


class ListForm(StepForm):
    """Listed supervision: who lists, number, signer, deadline."""

    lister = _choice(_("谁挂牌"))
    list_number = _text(_("文号"), rows=0)
    signer = _text(_("签发人"), rows=0)
    deadline = LocalMoment(label=_("督办期限"))

    def prepare(self) -> None:
        own = list(dict.fromkeys(org.whole_unit(g.path).pk for g in self.actor.grants))
        choices = [(u.pk, u.name) for u in Unit.objects.filter(pk__in=own)]
        self.fields["lister"].choices = choices + bodies_for(self.case, self.at)  # type: ignore[attr-defined]


class OutsideForm(StepForm):
    """Hand to an outside body linked to the unit, or any other."""

    body = _choice(_("交给哪家"))
    note = _text(_("为什么，怎么交的"))

    def prepare(self) -> None:
        self.fields["body"].choices = [("", "—"), *bodies_for(self.case, self.at)]  # type: ignore[attr-defined]


class DuplicateForm(StepForm):
    """The number of the other case."""

    of = _text(_("和哪件重复（编号）"), rows=0)
    note = _text(_("说明"), required=False)


def bodies_for(case: Case, at: datetime) -> Choices:
    """Outside bodies: those linked to the unit for the domain of the case, those linked for everything, then all others."""
    links = sorted(org.links_of(case.unit_path, case.domain, at), key=lambda link: link.domain != case.domain)  # stable: the nearest first
    order = {pk: rank for rank, pk in enumerate(dict.fromkeys(link.outside_id for link in links))}
    rows = list(Unit.objects.filter(kind=org_rules.OUTSIDE, closed_on__isnull=True).order_by("outside_kind", "pinyin")[:200])
    return [(u.pk, u.name) for u in sorted(rows, key=lambda u: order.get(u.pk, len(order)))]


FORMS: dict[str, type[StepForm]] = {
    "grade": GradeForm, "lower": LowerForm, "rectify": WorkForm, "outside_done": ProofForm, "assure": AssureForm, "list": ListForm,
    "hand_outside": OutsideForm, "duplicate": DuplicateForm, "review": ProofForm, "close_out": ProofForm, "look_back": ProofForm,
}  # fmt: skip


def step_form(step: Step, case: Case, actor: Actor) -> StepForm | None:
    """The extra fields of a step, unbound; None when a note is enough."""
    wanted = FORMS.get(step.verb)
    if step.verb in ("accept", "confirm"):
        if "note" in step.needs:
            wanted = ProofForm
        elif recurring.lacks_cause(Hazard.objects.filter(pk=case.pk).first()):
            wanted = NoteForm
    return wanted(case=case, actor=actor) if wanted else None
