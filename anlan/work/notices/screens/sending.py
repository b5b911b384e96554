"""The preview of a dispatch, laid out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.work.notices.queries import Preview
from anlan.work.notices.rules import ADDRESSEE_KINDS, PROOFS
from anlan.work.notices.screens import words


def context(found: Preview, at: datetime) -> dict[str, Any]:
    """Figures, rows and samples in words."""
    return {
        "preview": found,
        "effort": words.hours(found.minutes),
        "each": _each(found),
        "kinds": [(_(ADDRESSEE_KINDS.get(kind, kind)), units, lines) for kind, units, lines in found.per_kind],
        "samples": [{**s, "words": words.hours(s["minutes"])} for s in found.samples],
        "rows": [{**row, "proof": _(PROOFS[row["obligation"].proof]), "rule": words.rule_words(row["obligation"].rule, row["obligation"].percent),
                  "effort": words.hours(row["obligation"].minutes * row["units"])} for row in found.rows],
        "confirm": _("派给 %(units)s，共 %(tasks)s，派出后只能撤回，不能改没。") % {"units": _units(found.units), "tasks": _tasks(found.tasks)},
        "verb": _("派给 %(units)s") % {"units": _units(found.units)},
    }  # fmt: skip


def _units(n: int) -> str:
    return ngettext("%(n)d 个单位", "%(n)d 个单位", n) % {"n": n}


def _tasks(n: int) -> str:
    return ngettext("%(n)d 件", "%(n)d 件", n) % {"n": n}


def _each(found: Preview) -> str:
    if found.least_minutes == found.most_minutes:
        return words.hours(found.most_minutes)
    return _("%(least)s 到 %(most)s") % {"least": words.hours(found.least_minutes), "most": words.hours(found.most_minutes)}
