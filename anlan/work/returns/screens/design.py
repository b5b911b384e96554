"""The designer's page: columns with their choices, whom it reaches, and what it costs the units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.registers.org import queries as org
from anlan.registers.org.rules import ADDRESSEE_KINDS, DISTRICT, NATURES, STAGES, TRAITS, Addressees
from anlan.work.returns.models import Round
from anlan.work.returns.queries.asking import draft_of
from anlan.work.returns.queries.known import sources
from anlan.work.returns.queries.rounds import units_of
from anlan.work.returns.rules import KINDS, Field, load, minutes_of


def context(round_: Round, at: datetime) -> dict[str, Any]:
    """Everything the page shows of a draft."""
    fields = load(round_.fields)
    to = Addressees.load(round_.addressees)
    units = units_of(round_, at)
    asked = [f for f in fields if f.asked and not _is_known(f)]
    minutes = minutes_of(fields)
    districts = [(u.unit_path, str(u)) for u in org.under(round_.unit_path, kinds=[DISTRICT], at=at) if u.unit_path != round_.unit_path]
    return {
        "round": round_, "columns": [_column(f, fields) for f in fields], "kinds_of_field": [(k, _(w)) for k, w in KINDS.items()],
        "sources": sources(), "kinds": _choices(ADDRESSEE_KINDS, to.kinds), "stages": _choices(STAGES, to.stages),
        "natures": _choices(NATURES, to.natures), "traits": _choices(TRAITS, to.traits), "units": len(units),
        "districts": [(path, name, path in to.districts) for path, name in districts],
        "narrowed": bool(to.stages or to.natures or to.traits),
        "asked": len(asked), "known": sum(_is_known(f) for f in fields), "sums": sum(not f.asked for f in fields), "minutes": minutes,
        "hours": round(minutes * len(units) / 60), "due": f"{local(round_.due_at):%Y-%m-%dT%H:%M}" if round_.due_at else "",
        "draft": draft_of(round_, units), "samples": [str(u) for u in units[:3]],
    }  # fmt: skip


def _is_known(field: Field) -> bool:
    return bool(field.source) and field.source != "last"


def _column(field: Field, fields: Sequence[Field]) -> dict[str, Any]:
    others = [(f.key, f.title, f.key in field.sum_of) for f in fields if f.is_number and f.asked and f.key != field.key and f.title]
    lines = "\n".join(label if code == str(n) else f"{code}：{label}" for n, (code, label) in enumerate(field.choices, start=1))
    return {
        "field": field, "lines": lines, "others": others,
        "least": "" if field.least is None else str(field.least), "most": "" if field.most is None else str(field.most),
    }  # fmt: skip


def _choices(table: Mapping[str, str], chosen: Iterable[str]) -> list[tuple[str, str, bool]]:
    return [(key, _(word), key in chosen) for key, word in table.items()]
