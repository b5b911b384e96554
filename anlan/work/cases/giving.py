"""What a person supplies with a step, for the page and the API alike: what the step asks for, through the kind's own form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.work.cases.models import Case

ALWAYS = ("note", "why")


def bound(case: Case, verb: str, actor: Actor, data: Mapping[str, Any], files: Any = None) -> BaseForm | None:
    """The form of the step with what was sent; None when the step has none (or is not there)."""
    kind = registry.kind(case.kind)
    step = kind.machine.step(case.state, verb)
    blank = kind.step_form(step, case, actor) if step and kind.step_form else None
    return type(blank)(data, files, **blank.made_with) if blank is not None else None


def given(case: Case, verb: str, form: BaseForm | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """Texts that the step needs and the form's values. What nobody asked for is left behind: it would reach the kind unchecked."""
    step = registry.kind(case.kind).machine.step(case.state, verb)
    names = {*(step.needs if step else ()), *ALWAYS}
    texts = {name: data[name] for name in sorted(names) if isinstance(data.get(name), str)}
    return texts | (form.cleaned_data if form is not None else {})
