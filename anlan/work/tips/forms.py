"""Forms of tips: the short page behind a code, and what the steps ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.machine import Step
from anlan.kernel.web.photos import Photos
from anlan.work.cases.models import Case
from anlan.work.hazards import queries as hazards
from anlan.work.hazards import rules as hazard_rules
from anlan.work.tips import queries, rules


class TipForm(forms.Form):
    """What somebody without an account says. `facts`: yes-facts as (code, words)."""

    photos = Photos(label=_("照片"), required=False, most=rules.MOST_PHOTOS)
    said = forms.CharField(
        label=_("怎么了"), min_length=rules.SHORTEST, max_length=rules.LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("写清是什么，5 个字以上"), "min_length": _("写清是什么，5 个字以上")},
    )  # fmt: skip
    danger = forms.BooleanField(label=_("现在就有危险，人要马上离开"), required=False)
    criteria = forms.MultipleChoiceField(label=_("有这些情况吗"), required=False, widget=forms.CheckboxSelectMultiple)
    about_leader = forms.BooleanField(label=_("关系到校领导"), required=False)
    reach = forms.CharField(label=_("怎么找到你"), required=False, max_length=rules.LONGEST_REACH)

    def __init__(self, *args: Any, facts: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = list(facts)  # type: ignore[attr-defined]


class _StepForm(forms.Form):
    """What a step asks for; `made_with` lets the page make it again with what was sent."""

    def __init__(self, *args: Any, case: Case, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_with = {"case": case, "actor": actor}
        self.tip = queries.of_case(case.pk)
        self.prepare(case)
        for name, field in self.fields.items():  # several steps stand on one page
            field.widget.attrs["id"] = f"id_{type(self).__name__.lower()}_{name}"

    def prepare(self, case: Case) -> None:
        """Fill choices and first values."""


class AcceptForm(_StepForm):
    """Make a hazard of it: which kind, in whose words, and which of the facts hold."""

    category = forms.ChoiceField(label=_("哪一类"), choices=[("", "—"), *((k, v[0]) for k, v in hazard_rules.CATEGORIES.items())])
    description = forms.CharField(
        label=_("怎么了"), min_length=hazard_rules.SHORTEST, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("可以改。不写反映的人是谁"),
    )  # fmt: skip
    criteria = forms.MultipleChoiceField(
        label=_("核对过，有这些情况"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("有一条就按重大报，马上停用此处")
    )
    danger = forms.BooleanField(label=_("要立刻清人、停用"), required=False)

    def prepare(self, case: Case) -> None:
        if self.tip is None:
            return
        found = [c for c in hazards.criteria(self.tip.about.unit_path, self.tip.at) if c.kind == "direct"]
        self.fields["criteria"].choices = [(c.code, now(c.text)) for c in found]  # type: ignore[attr-defined]
        self.fields["criteria"].initial = self.tip.criteria
        self.fields["danger"].initial = self.tip.danger and not self.tip.criteria
        if not self.tip.about_leader:  # what concerns the leader is put into other words: the school reads the hazard
            self.fields["description"].initial = self.tip.said


class MergeForm(_StepForm):
    """The number of the open hazard it belongs to."""

    of = forms.CharField(label=_("并到哪件隐患（编号）"), max_length=40)

    def prepare(self, case: Case) -> None:
        if self.tip is None:
            return
        there = Case.objects.filter(kind="hazard", place_id=self.tip.place_id, closed_at__isnull=True).order_by("-opened_at")[:5]
        if numbers := [f"{c.number} {c.title[:12]}" for c in there]:
            self.fields["of"].help_text = _("这里没销号的：%(rows)s") % {"rows": "；".join(numbers)}
            self.fields["of"].initial = numbers[0].split(" ")[0] if len(numbers) == 1 else ""


class ReplyForm(_StepForm):
    """Words for the sender."""

    note = forms.CharField(label=_("写给反映的人看"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class LookForm(forms.Form):
    """Why one wants to see how the sender may be asked back."""

    why = forms.CharField(label=_("为什么要看"), max_length=200)


FORMS: dict[str, type[_StepForm]] = {"accept": AcceptForm, "merge": MergeForm, "answer": ReplyForm, "reject": ReplyForm}


def step_form(step: Step, case: Case, actor: Actor) -> _StepForm | None:
    """The extra fields of a step, unbound; None when none are needed."""
    wanted = FORMS.get(step.verb)
    return wanted(case=case, actor=actor) if wanted else None
