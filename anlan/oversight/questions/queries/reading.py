"""The statements behind a question: (path of the row's unit, keys of its own divisions, amount). Whitelisted columns only; the scope
is the database's, stated again as ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case as When
from django.db.models import Count, Exists, F, OuterRef, Q, TextField, Value
from django.db.models import When as If
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL, midnight
from anlan.kernel.scope import below_any
from anlan.oversight.questions.rules import Spec, Subject
from anlan.oversight.questions.rules.spec import day_of
from anlan.oversight.questions.rules.subjects import ASK_OF
from anlan.oversight.questions.rules.tables import Number
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import WHOLE
from anlan.registers.people.models import Grant, Post
from anlan.registers.people.queries import running
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from anlan.work.returns.models import Round, Row, Sheet
from anlan.work.returns.rules import HANDED, Field, is_empty, load
from anlan.work.returns.rules.fields import number

Line = tuple[str, tuple[str, ...], Number]
Reader = Callable[[Spec, Subject, Actor, Sequence[str], date, datetime], Iterator[Line]]
ROWS_AT_ONCE = 5_000


def units(spec: Spec, subject: Subject, actor: Actor, own: Sequence[str], day: date, moment: datetime) -> Iterator[Line]:
    """Whole units; their pupils or staff where that is counted."""
    column = spec.measure if spec.measure in ("pupils", "staff") else None
    rows = Unit.objects.filter(below_any(actor.paths), kind__in=WHOLE)
    for path, amount in rows.values_list("unit_path", F(column) if column else Value(1)):
        yield path, (), amount or 0


def places(spec: Spec, subject: Subject, actor: Actor, own: Sequence[str], day: date, moment: datetime) -> Iterator[Line]:
    """Places in use."""
    rows = Place.objects.filter(below_any(actor.paths), closed_on__isnull=True)
    if spec.place_kind:
        rows = rows.filter(kind__in=spec.place_kind)
    return _grouped(rows, own, {"place_kind": "kind"})


def posts(spec: Spec, subject: Subject, actor: Actor, own: Sequence[str], day: date, moment: datetime) -> Iterator[Line]:
    """Posts and whether somebody holds them on the day; who, nobody asks here."""
    rows = Post.objects.filter(below_any(actor.paths)).filter(Q(closed_on=None) | Q(closed_on__gt=day))
    if spec.role:
        rows = rows.filter(role__in=spec.role)
    holders = Exists(Grant.objects.filter(running(day), post_id=OuterRef("pk")))
    held = When(If(holders, then=Value("yes")), default=Value("no"), output_field=TextField())
    return _grouped(rows.annotate(holding=held), own, {"held": "holding", "role": "role"})


def cases(spec: Spec, subject: Subject, actor: Actor, own: Sequence[str], day: date, moment: datetime) -> Iterator[Line]:
    """Cases of a kind that had been opened by the moment; those open then, unless the question says otherwise."""
    rows = Case.objects.filter(below_any(actor.paths), kind=subject.kind, opened_at__lte=moment)
    if not subject.sealed:
        rows = rows.filter(sealed=False)  # single sealed ones are in nobody's counts
    open_then = Q(closed_at__isnull=True) | Q(closed_at__gt=moment)
    if spec.when == "closed":
        rows = rows.exclude(open_then)
    elif spec.when == "late":
        rows = rows.filter(open_then, due_at__lt=moment)
    elif spec.when != "all":
        rows = rows.filter(open_then)
    if spec.state:
        alike = states_alike(subject.kind)
        rows = rows.filter(state__in=[key for key, first in alike.items() if first in {alike.get(s) for s in spec.state}])
    for name in ("domain", "level"):
        if values := getattr(spec, name):
            rows = rows.filter(**{f"{name}__in": values})
    column = ASK_OF.get(subject.kind, "")
    if spec.ask and column:
        rows = rows.filter(**{f"{column}__in": [int(v) for v in spec.ask]})
    if since := day_of(spec.since):
        rows = rows.filter(opened_at__gte=midnight(since))
    if until := day_of(spec.until):
        rows = rows.filter(opened_at__lt=midnight(until + timedelta(days=1)))
    if "late" in own:
        late = If(open_then & Q(due_at__lt=moment), then=Value("yes"))
        rows = rows.annotate(is_late=When(late, default=Value("no"), output_field=TextField()))
    if "month" in own:
        rows = rows.annotate(opened_month=Cast(TruncMonth("opened_at", tzinfo=LOCAL), TextField()))
    same = {"state": states_alike(subject.kind)} if "state" in own else {}
    lines = _grouped(
        rows, own, {"state": "state", "domain": "domain", "level": "level", "late": "is_late", "ask": column, "month": "opened_month"}
    )
    for path, values, n in lines:
        yield path, tuple(same[d].get(v, v) if d in same else v for d, v in zip(own, values, strict=True)), n


def states_alike(kind: str) -> dict[str, str]:
    """State -> the first state of the kind that is called the same: people see one word, whichever way led there."""
    first: dict[str, str] = {}
    return {key: first.setdefault(str(state.label), key) for key, state in registry.kind(kind).machine.states.items()}


def _grouped(rows: Any, own: Sequence[str], columns: dict[str, str]) -> Iterator[Line]:
    names = [columns[d] for d in own]
    for path, *values, n in rows.order_by().values_list("unit_path", *names).annotate(n=Count("pk")):
        yield path, tuple(str(v or "")[:7] if d == "month" else str(v or "") for d, v in zip(own, values, strict=True)), n


def column_of(round_id: str, key: str) -> tuple[Round, Field] | None:
    """A round that is out and lies in scope, and one of its columns."""
    found = Round.objects.exclude(state="draft").filter(pk=int(round_id)).first() if round_id.isdecimal() and len(round_id) < 19 else None
    field = next((f for f in load(found.fields) if f.key == key), None) if found else None
    return (found, field) if found and field else None


def answers(spec: Spec, subject: Subject, actor: Actor, own: Sequence[str], day: date, moment: datetime) -> Iterator[Line]:
    """Answers of one column of one table: how many rows, or what they come to. Words are told as filled in or not, never as they are."""
    if (found := column_of(spec.round, spec.column)) is None:
        return
    round_, field = found
    for path, value in _values(round_, field, actor.paths):
        if spec.measure == "sum":
            amount: Number = number(value) or Decimal(0)
        else:
            amount = 1
        yield path, tuple(told(field, value) for _dim in own), amount


def _values(round_: Round, field: Field, paths: Sequence[str]) -> Iterator[tuple[str, Any]]:
    handed = Sheet.objects.filter(round=round_, state__in=HANDED).values("case_id")
    rows = Row.objects.filter(below_any(paths), round=round_, removed_at=None, case_id__in=handed)
    yield from rows.values_list("unit_path", f"values__{field.key}").iterator(chunk_size=ROWS_AT_ONCE)


def told(field: Field, value: Any) -> str:
    """The key under which an answer is counted: its choice, yes or no, the number; of texts and days only whether they are there."""
    if is_empty(value):
        return "-"
    if field.kind in ("text", "date"):
        return "+"
    return ("1" if value else "0") if field.kind == "boolean" else str(value)


def units_answering(spec: Spec) -> set[int]:
    """Ids of units whose answer in a column of a table is as the question says; none where there is no such column."""
    if (found := column_of(spec.where, spec.where_column)) is None:
        return set()
    round_, field = found
    units_of = dict(Sheet.objects.filter(round=round_, state__in=HANDED).values_list("case_id", "unit_id"))
    rows = Row.objects.filter(round=round_, removed_at=None, case_id__in=units_of)
    given = rows.values_list("case_id", KT(f"values__{field.key}"))
    fitting = {units_of[case_id] for case_id, text in given if _fits(field, text, spec)}
    return fitting if spec.where_op != "none" else set(units_of.values()) - {units_of[c] for c, text in given if not is_empty(text)}


def _fits(field: Field, text: str | None, spec: Spec) -> bool:
    if is_empty(text):
        return False
    if spec.where_op in ("least", "most"):
        mine, wanted = number(text), number(spec.where_value)
        if mine is None or wanted is None:
            return False
        return mine >= wanted if spec.where_op == "least" else mine <= wanted
    wanted_text = spec.where_value.strip()
    if field.kind == "boolean":
        return (text == "true") == (wanted_text in ("1", "是", "true", "yes", "Yes"))
    if field.kind == "choice":
        return text == wanted_text or dict(field.choices).get(str(text)) == wanted_text
    return str(text).strip() == wanted_text or (number(text) is not None and number(text) == number(wanted_text))
