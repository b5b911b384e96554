"""The page on which a notice that is out is amended, and its amendments in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

from django.utils.translation import gettext as _

from anlan.work.notices.actions import Addition
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries.planning import Reach
from anlan.work.notices.queries.shifting import Shift
from anlan.work.notices.rules import PROOFS, SCHOOLS, Addressees, Whom
from anlan.work.notices.rules.addressing import same
from anlan.work.notices.screens import lines, words
from anlan.work.notices.screens.whom import Who, districts_below, offices_below, who_of, whom_text

NAMED = 6  # units that are named before it says how many there are in all


def amending(
    notice: Notice, typed: Any, *, at: datetime, to: dict[int, Addressees], whom: Whom | None, open_at: str = ""
) -> dict[str, Any]:
    """The form that amends: every clause with its words, date and units, as typed where something was.

    to       clause id -> to whom, as chosen; whom: to whom what is added goes, as chosen · open_at: name of a field that was refused
    """
    reach, districts, rows = Reach(notice, at), districts_below(notice.unit_path), []
    names = _names(reach)
    for number, row in enumerate(notice.obligations.exclude(state="dropped").order_by("order", "id"), start=1):
        if row.gone_at or row.resolution == "outside":
            continue
        was = Addressees.load(row.addressees)
        chosen = to.get(row.pk, was)
        rows.append({
            "number": number, "row": row, "gone": f"gone-{row.pk}" in typed, "text": typed.get(f"text-{row.pk}", row.text),
            "due": typed.get(f"due-{row.pk}", lines.local_text(row.due_at)), "dated": row.way == "once",
            "running": words.running(row), "fixed": row.passes_on_id is not None,
            "who": who_of(chosen, districts, prefix=f"to-{row.pk}-", lays=False), "who_words": who_words(chosen, reach, names),
            "open": _differs(row, typed) or not same(chosen, was) or open_at.startswith(f"to-{row.pk}-"), "whose": not same(chosen, was),
        })  # fmt: skip
    added = whom or SCHOOLS
    return {
        "rows": rows, "proofs": [(key, _(label)) for key, label in PROOFS.items()],
        "added_who": _laid(notice, added, districts, "new-"), "added_words": who_words(added.to, reach, names),
        "added_open": open_at.startswith("new-"),
    }  # fmt: skip


def added_rows(notice: Notice, rows: Sequence[Obligation], addition: Addition, reach: Reach) -> list[dict[str, Any]]:
    """What is asked on top, line by line: its words, to whom it goes, and the fields to choose otherwise."""
    districts, names = districts_below(notice.unit_path), _names(reach)
    found = []
    for row in rows:
        own = addition.each.get(row.text)
        base = own or Whom(Addressees.load(row.addressees), addition.whom.post)
        key = line_key(row.text)
        found.append({
            "row": row, "key": key, "who": _laid(notice, base, districts, f"new-{key}-"), "due": words.due_words(row, reach.at),
            "who_words": who_words(base.to, reach, names), "base": "" if own else whom_text(base),
        })  # fmt: skip
    return found


def line_key(words: str) -> int:
    """By what the fields of a line on top are told apart: its words, so that a draft on the device never meets another line."""
    return crc32(words.encode())


def _laid(notice: Notice, whom: Whom, districts: Sequence[Any], prefix: str) -> Who:
    return who_of(whom.to, districts, prefix=prefix, offices=offices_below(notice.unit_path, "", whom.to), post=whom.post)


def _names(reach: Reach) -> dict[int | str, str]:
    return {u.pk: str(u) for u in reach.units} | {u.unit_path: str(u) for u in reach.units if u.kind == "district"}


def who_words(to: Addressees, reach: Reach, names: Mapping[int | str, str]) -> str:
    """To whom, with how many schools that is now."""
    return words.who_words(to.dump(), sum(u.kind == "school" for u in reach.of(to)), names)


def _differs(row: Obligation, typed: Any) -> bool:
    if not any(f"{name}-{row.pk}" in typed for name in ("text", "due", "gone")):
        return False
    return (
        f"gone-{row.pk}" in typed or typed.get(f"text-{row.pk}", row.text).strip() != row.text
        or typed.get(f"due-{row.pk}", lines.local_text(row.due_at)) != lines.local_text(row.due_at)
    )  # fmt: skip


def shift_rows(shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Who goes and who comes, clause by clause, before it is done."""
    keys = ("out", "kept", "into")
    return [{"title": s.clause.title, **{key: units_words([str(u) for u in getattr(s, key)]) for key in keys}} for s in shifts]


def units_words(names: Sequence[str]) -> str:
    """`青禾中学、白鹭小学`, `青禾中学、…等 60 个单位`; '' for none."""
    said = "、".join(names[:NAMED])
    return _("%(names)s等 %(n)d 个单位") % {"names": said, "n": len(names)} if len(names) > NAMED else said


def _all(names: Sequence[str]) -> str:
    """All of them, where that is more than is said at once."""
    return "、".join(names) if len(names) > NAMED else ""


def amended(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """One amendment in words: for each clause what it said and what it says, who is out and who came in."""
    says: list[dict[str, Any]] = []
    for entry in row["amendment"].changes:
        what = entry["what"]
        if "due_at" in what:
            was, now = (words.near_day(datetime.fromisoformat(v), at) if v else _("没定") for v in what["due_at"])
            says.append({"title": entry["title"], "label": _("期限"), "was": was, "now": now})
        if "text" in what:
            says.append({"title": entry["title"], "label": _("写法"), "was": what["text"][0], "now": what["text"][1]})
        if "addressees" in what:
            names = {pk: name for key in ("out", "kept", "into") for pk, name in entry[key]}
            was, now = (words.who_words(v, None, names) for v in what["addressees"])
            moved = [
                {"label": label, "units": units_words([name for _pk, name in entry[key]]), "all": _all([name for _pk, name in entry[key]])}
                for key, label in (("out", _("不要办了")), ("kept", _("不要办了，办完的留着")), ("into", _("新派给"))) if entry[key]
            ]  # fmt: skip
            says.append({"title": entry["title"], "label": _("谁来办"), "was": was, "now": now, "moved": moved})
    return {**row, "says": says}
