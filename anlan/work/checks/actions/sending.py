"""A round goes out: one check a school, laid on somebody, all of it in one commit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor, lineage
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.scope import below
from anlan.registers.calendar import queries as calendar
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import issues_at
from anlan.registers.places.models import Place
from anlan.work.cases.many import open_many
from anlan.work.cases.models import Case
from anlan.work.checks.models import Check, Checklist, Round
from anlan.work.checks.queries.rounds import addressed
from anlan.work.checks.rules import CLOSING, ROOMS, SELF

TITLE, NOTE, BATCH = 80, 1000, 500
LATER = timedelta(days=7)  # between two stages, when the office names no day
KINDS = {"round": "self_check", "closing": "break_check", "reopening": "break_check"}


@dataclass(frozen=True)
class Plan:
    """What is to be sent: by which list or for which break, to whom, until when, how many are looked at again.

    season, school_year  the term that the break follows
    shift_days           of closing: days after the break's first day; of reopening: days before the first day of term
    recheck_share        percent of each district's schools; sample_share percent of those that were re-checked
    """

    sort: str
    title: str
    note: str = ""
    checklist: Checklist | None = None
    addressees: Mapping[str, Any] | None = None
    due_at: datetime | None = None
    recheck_due_at: datetime | None = None
    sample_due_at: datetime | None = None
    recheck_share: int = 0
    sample_share: int = 0
    season: str = ""
    school_year: int = 0
    shift_days: int = 0


def plan(what: Plan, unit: Unit, at: datetime) -> dict[datetime, list[Unit]]:
    """Until when -> the schools that are asked until then; refused while something is missing."""
    wrong: dict[str, str] = {}
    if not what.title.strip():
        wrong["title"] = _("给这次检查起个名字")
    if what.sort == "round" and (what.checklist is None or not what.checklist.items):
        wrong["list"] = _("选一张检查表")
    if wrong:
        raise Refused("E-check-plan", next(iter(wrong.values())), fields=wrong)
    try:
        schools = addressed(what.addressees or {"kinds": ["school"]}, unit, at)
    except (ValueError, TypeError) as error:
        raise Refused("E-check-whom", _("发给谁有一项填得不对"), fields={"whom": _("这一项填得不对")}) from error
    if not schools:
        raise Refused("E-check-whom", _("还没选发给谁"), fields={"whom": _("还没选发给谁")})
    if what.sort == "round":
        if what.due_at is None or what.due_at <= at:
            raise Refused("E-check-due", _("定一个以后的时间"), fields={"due": _("定一个以后的时间")})
        _check_stages(what)
        return {what.due_at: schools}
    return _by_break(what, schools, at)


def _check_stages(what: Plan) -> None:
    last = what.due_at
    for name, share, due in (("recheck", what.recheck_share, what.recheck_due_at), ("sample", what.sample_share, what.sample_due_at)):
        if not 0 <= share <= 100:
            raise Refused("E-check-share", _("抽几成写 0 到 100"), fields={f"{name}_share": _("写 0 到 100")})
        if share and due is not None and last is not None and due <= last:
            raise Refused("E-check-due", _("复查、抽查要一段比一段晚"), fields={f"{name}_due": _("要晚于前一段")})
        last = due if share and due is not None else last


def _by_break(what: Plan, schools: Sequence[Unit], at: datetime) -> dict[datetime, list[Unit]]:
    """Each school by its own calendar; refused where one knows no such break."""
    found: dict[datetime, list[Unit]] = defaultdict(list)
    calendars = calendar.calendars_for(schools)
    for school in schools:
        dates = calendars[school.pk]
        gap = next((b for b in dates.breaks if (b.season, b.school_year) == (what.season, what.school_year)), None)
        if gap is None or (what.sort != CLOSING and gap.last is None):
            raise Refused("E-check-break", _("%(school)s的校历里还没有这个假期的起止，先去校历定学期日期") % {"school": school})
        if what.sort == CLOSING:
            day = gap.first + timedelta(days=what.shift_days)
        else:
            assert gap.last is not None
            day = gap.last + timedelta(days=1 - what.shift_days)
        found[dates.at(day)].append(school)
    if min(found) <= at:
        raise Refused("E-check-due", _("算出来的时限已经过了，换一个假期或改天数"), fields={"shift_days": _("算出来的时限已经过了")})
    return dict(found)


@quiet
@action
def send(unit: Unit, what: Plan, *, by: Actor, at: datetime, nonce: UUID) -> Round:
    """Open a check at every school that is meant, and tell each of them. The same nonce again gives the first round back."""
    if not issues_at(by, unit.unit_path) or unit.kind not in ("city", "district"):
        raise NotYours("E-check-role", _("检查由局里的安全干部或负责人来发"))
    if again := Round.objects.filter(unit=unit, nonce=nonce).first():
        return again
    whom = plan(what, unit, at)
    row = _row(unit, what, whom, nonce, by, at)
    rooms = _rooms(unit, [s for schools in whom.values() for s in schools]) if what.sort != "round" else {}
    groups = org.group_paths({u.pk: u for u in org.reachable(unit.unit_path, at)}, unit.unit_path)
    for due, schools in whom.items():
        with calendar.kept():
            opened = open_many(
                KINDS[what.sort], schools, title=row.title, due_at=due, root=unit.unit_path, nonce=uuid5(nonce, due.isoformat()),
                by=by, at=at, domain="hazards", payload={"round": row.pk},
            )  # fmt: skip
        Check.objects.bulk_create(
            [
                Check(case=opened[s.pk], unit=s, unit_path=s.unit_path, group_path=groups.get(s.pk, unit.unit_path), round=row,
                      stage=SELF if what.sort == "round" else what.sort, office=s, asked=rooms.get(s.pk, len(row.items)))
                for s in schools
            ],
            batch_size=BATCH,
        )  # fmt: skip
        _tell(row, opened.values(), at)
    record("check.send", unit_id=unit.pk, by=by, at=at, payload={"round": row.pk, "title": row.title, "sort": row.sort, "units": row.units})
    touched("checks", unit.unit_path)
    return row


def _row(unit: Unit, what: Plan, whom: Mapping[datetime, Sequence[Unit]], nonce: UUID, by: Actor, at: datetime) -> Round:
    listed = what.checklist if what.sort == "round" else None
    due = max(whom)
    recheck = what.recheck_share if what.sort == "round" else 0
    sample = what.sample_share if recheck and unit.kind == "city" else 0
    recheck_due = (what.recheck_due_at or due + LATER) if recheck else None
    return Round.objects.create(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, sort=what.sort, title=" ".join(what.title.split())[:TITLE],
        note=what.note.strip()[:NOTE], checklist=listed, items=listed.items if listed else [],
        addressees=dict(what.addressees or {"kinds": ["school"]}), season=what.season, school_year=what.school_year or None,
        shift_days=what.shift_days, due_at=due, recheck_share=recheck, sample_share=sample, recheck_due_at=recheck_due,
        sample_due_at=(what.sample_due_at or (recheck_due + LATER if recheck_due else None)) if sample else None,
        sent_by_id=by.person_id, sent_at=at, units=sum(map(len, whom.values())),
    )  # fmt: skip


def _rooms(unit: Unit, schools: Sequence[Unit]) -> dict[int, int]:
    """School id -> how many rooms are walked through, those of its campuses and departments included."""
    paths = {s.unit_path: s.pk for s in schools}
    found: Counter[int] = Counter(dict.fromkeys(paths.values(), 0))
    rows = Place.objects.filter(below(unit.unit_path), closed_on__isnull=True, kind__in=ROOMS)
    for path in rows.values_list("unit_path", flat=True):
        school = next((paths[p] for p in lineage(path) if p in paths), None)
        if school is not None:
            found[school] += 1
    return dict(found)


def _tell(row: Round, cases: Any, at: datetime) -> None:
    opened: list[Case] = list(cases)
    tell(
        (
            Telling(
                unit_id=c.unit_id, unit_path=c.unit_path, kind="checks.asked", person_id=c.turn_person_id,
                role=c.turn_role if not c.turn_person_id else "", case_id=c.pk, due_at=c.due_at,
                facts={"title": row.title, "unit": str(c.unit), "due": c.due_at.isoformat()},
            )
            for c in opened
        ),
        at=at,
    )  # fmt: skip
