"""One obligation under review: its closed row, and the open one with every field that can be changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.registers.calendar.rules import STANDING_NAMES
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people.rules import ROLES
from anlan.work.notices.models import Obligation
from anlan.work.notices.queries import bounded_help, planning, timing
from anlan.work.notices.rules import PROOFS, RULES, UNDATED, WAYS, Addressees
from anlan.work.notices.screens import words
from anlan.work.notices.screens.whom import POSTS, Choice, Who, choices, districts_below, offices_below, who_of

STATE_CSS = {"confirmed": "done", "look": "ask", "open": "todo", "dropped": "not"}
SIGN = {"confirmed": "done", "look": "ask", "open": "wait", "dropped": "na"}
PLAIN = ("title", "text", "phrase", "way", "post_role", "domain", "proof", "rule", "percent", "minutes")


@dataclass
class Row:
    """An obligation as a row. who, due, look are words; units: to how many it would be sent, meant: to which."""

    obligation: Obligation
    number: int | None
    who: str
    due: str
    look: list[str]
    units: int
    meant: list[Unit]

    @property
    def css(self) -> str:
        return STATE_CSS[self.obligation.state]

    @property
    def sign(self) -> str:
        return SIGN[self.obligation.state]

    @property
    def trust(self) -> int | None:
        """How sure the reading is of the line, in percent; None for what nobody read but an officer wrote."""
        return trust_of(self.obligation)


@dataclass
class Fields:
    """What the open row holds. Choices are (value, words, chosen)."""

    who: Who
    posts: list[Choice]
    domains: list[Choice]
    proofs: list[Choice]
    rules: list[Choice]
    rule: str
    ways: list[Choice]
    running: str
    phrase_read: bool  # the phrase stands in the notice, not written by the officer
    due: str
    reading: list[str]
    standing: str
    base: str
    bounded: Any = None
    bounded_source: str = ""
    substitutes: list[str] = field(default_factory=list)
    page: int = 0  # on which page of the file the words stand; 0 when the file has no pages
    trust: int | None = None  # how sure the reading is, in percent; None for what was not read
    why: str = ""  # why it was read so, and what is doubtful


def numbered(obligations: Iterable[Obligation]) -> list[tuple[Obligation, int | None]]:
    """Live ones are numbered from 1; dropped ones bear none."""
    found: list[tuple[Obligation, int | None]] = []
    number = 0
    for row in obligations:
        number += row.is_live
        found.append((row, number if row.is_live else None))
    return found


def rows_of(
    pairs: Iterable[tuple[Obligation, int | None]], units: list[Unit], at: datetime, have: Mapping[int, frozenset[int]] | None = None
) -> list[Row]:
    """Rows with to whom and until when, in the order of the notice. Lines merged into another are left out.

    have  id of a line of a re-issue -> units that got its clause from above already: to those it is not sent
    """
    names: dict[int | str, str] = {u.pk: str(u) for u in units} | {u.unit_path: str(u) for u in units if u.kind == "district"}
    meant_by: dict[str, list[Unit]] = {}  # most rows are addressed alike, and a city has a thousand units
    found = []
    for obligation, number in pairs:
        if obligation.merged_into_id:
            continue
        key = json.dumps(obligation.addressees, sort_keys=True)
        if key not in meant_by:
            meant_by[key] = planning.addressed_units(obligation, units)
        meant = meant_by[key]
        schools = sum(u.kind == "school" for u in meant)
        if there := (have or {}).get(obligation.pk):
            meant = [u for u in meant if u.pk not in there]
        found.append(Row(
            obligation, number, words.who_words(obligation.addressees, schools, names), words.due_words(obligation, at),
            words.look_words(obligation.look_why), len(meant), meant,
        ))  # fmt: skip
    return found


def values_of(row: Obligation) -> dict[str, Any]:
    """The fields of a row as the form sends them back: to see afterwards what the officer changed."""
    plain = {name: getattr(row, name) for name in PLAIN}
    return {**plain, "due": local_text(row.due_at), "addressees": Addressees.load(row.addressees).dump()}


def local_text(moment: datetime | None) -> str:
    """A moment for an input of type datetime-local, on the city's clock."""
    return local(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


def fields_of(row: Obligation) -> Fields:
    """The open row of `row`."""
    to = Addressees.load(row.addressees)
    help_ = bounded_help(row) if row.bounded else None
    said = f"{row.heading}{row.text}{row.notice.text[row.start : row.end]}"
    return Fields(
        who=who_of(to, districts_below(row.unit_path), offices=offices_below(row.unit_path, said, to)),
        posts=choices({k: ROLES[k] for k in dict.fromkeys((*POSTS, row.post_role)) if k in ROLES}, (row.post_role,)),
        domains=choices(DOMAINS, (row.domain,)), proofs=choices(PROOFS, (row.proof,)), rules=choices(RULES, (row.rule,)),
        rule=words.rule_words(row.rule, row.percent), ways=choices(WAYS, (row.way,)), running=words.running_long(row),
        phrase_read=row.phrase == ((row.draft.get("when") or {}).get("phrase") or ""), due=local_text(row.due_at),
        reading=timing.sentences(row), standing=_standing(row),
        base=json.dumps(values_of(row), ensure_ascii=False), bounded=help_, bounded_source=_(help_.source) if help_ else "",
        substitutes=[_(s) for s in help_.substitutes] if help_ else [], trust=trust_of(row), why=_why(row),
        page=0 if row.added_at or row.passes_on_id else row.notice.page_of(row.start),
    )  # fmt: skip


def _standing(row: Obligation) -> str:
    """How firmly the date stands, where that is worth a look."""
    quiet = row.way in UNDATED or row.standing in ("certain", "open")
    return "" if quiet or row.standing not in STANDING_NAMES else _(STANDING_NAMES[row.standing])


def trust_of(row: Obligation) -> int | None:
    """How sure the reading is of a line, in percent; None for what was typed, taken from above or put in by hand."""
    return None if row.draft.get("added") or not row.draft.get("reason") else round(row.confidence * 100)


def _why(row: Obligation) -> str:
    """Why a line was read so, and where the reading is not sure what is doubtful; '' for what nobody read."""
    reasons = [row.draft.get("reason") or {}, *([row.draft.get("doubt") or {}] if "unsure" in row.look_why else [])]
    found = [words.reason_words(r.get("key", ""), (r.get("args") or {}).get("word", "")) for r in reasons]
    return " ".join(dict.fromkeys(f for f in found if f))
