"""Asking: one statement within the asker's scope, divided and narrowed by whitelisted columns, bounded in time and in rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local, midnight
from anlan.kernel.errors import Refused
from anlan.oversight.questions.queries import reading
from anlan.oversight.questions.queries.choices import choices_of
from anlan.oversight.questions.queries.places_of import Homes
from anlan.oversight.questions.rules import ANSWERS, NOW_ONLY, UNIT_DIMS, UNITS, UNTIL_NOW, Spec, Subject, Table, subjects, tabled
from anlan.oversight.questions.rules.spec import day_of
from anlan.oversight.questions.rules.tables import Number

MILLISECONDS, MOST_ROWS, MOST_SHOWN = 5_000, 50_000, 1_000
READERS = {UNITS: reading.units, "places": reading.places, "posts": reading.posts, ANSWERS: reading.answers}


@dataclass(frozen=True)
class Answer:
    """The table, what was asked, as of which moment, over how many units."""

    spec: Spec
    subject: Subject
    table: Table
    at: datetime
    units: int


def known_subjects() -> dict[str, Subject]:
    """Everything that may be asked about, every registered kind of case included."""
    return subjects((k.key, k.label, k.sealed, bool(k.levels)) for _key, k in sorted(registry.KINDS.items()))


def answer(spec: Spec, actor: Actor, *, at: datetime, most: int = MOST_SHOWN) -> Answer:
    """Ask it. Refused when it asks for what is not kept, or takes too long."""
    subject = known_subjects()[spec.subject]
    day, moment = _as_of(spec, subject, at)
    with _bounded():
        only = reading.units_answering(spec) if spec.where and spec.where_column else None
        homes = Homes(actor, spec, day, only)
        counts: dict[tuple[str, ...], Number] = defaultdict(int)
        own = [d for d in spec.by if d not in UNIT_DIMS]
        reader = READERS.get(subject.key, reading.cases)
        for n, (path, values, amount) in enumerate(reader(spec, subject, actor, own, day, moment)):
            if n > MOST_ROWS:
                raise Refused("E-question-large", _("太多了，窄一点再问：选一个区、一个领域或一段日子"))
            if (home := homes.at(path)) is not None:
                given = dict(zip(own, values, strict=True))
                counts[tuple(given[d] if d in given else home.key(d) for d in spec.by)] += amount
    choices = choices_of(spec, subject, actor, homes.names)
    heads = [choices.dim_words(d) for d in spec.by]
    table = tabled(
        counts, heads, place=lambda n, key: choices.place(spec.by[n], key), name=lambda n, key: choices.word(spec.by[n], key, homes),
        sealed=subject.sealed, most=most,
    )  # fmt: skip
    return Answer(spec, subject, table, moment, len(homes.chosen))


def _as_of(spec: Spec, subject: Subject, at: datetime) -> tuple[date, datetime]:
    """(day, moment) for which is asked: the end of that day, or now."""
    today, day = local(at).date(), day_of(spec.on)
    if day is None or day >= today:
        return today, at
    if subject.key in UNTIL_NOW or set(spec.by) & set(NOW_ONLY) or spec.state or spec.level or spec.when == "late":
        raise Refused("E-question-past", _("以前是哪一步、哪个级别、有哪些地点没有留底，只能问现在的。去掉日子，或换一样来分。"))
    return day, midnight(day + timedelta(days=1)) - timedelta(seconds=1)


@contextmanager
def _bounded() -> Iterator[None]:
    """At most MILLISECONDS a statement; afterwards the transaction goes on as before."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local statement_timeout = {MILLISECONDS:d}")
            yield
            cursor.execute("set local statement_timeout = default")
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise Refused("E-question-slow", _("算得太久，停下了。窄一点再问：选一个区、一个领域或一段日子")) from error
