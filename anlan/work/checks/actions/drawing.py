"""The draw of re-check and sample: by the software when its time has come, once, from a seed that is kept."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import datetime
from uuid import uuid5

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import issues_at
from anlan.work.cases import actions as cases
from anlan.work.checks.models import OPEN, Check, Draw, Round
from anlan.work.checks.rules import CHECKED, RECHECK, SAMPLE, SELF, STAGES, count_of, draw

KINDS = {RECHECK: "recheck", SAMPLE: "sample_check"}


def lot() -> str:
    """A seed that nobody knew before."""
    return secrets.token_hex(8)


@quiet
@action
def draw_stage(round_id: int, stage: str, *, by: Actor, at: datetime) -> int:
    """Draw the schools of a stage and open a check at each, laid on the office that looks. -> how many; a second call draws nothing.

    re-check  of each district: that share of all its schools that were asked, whether or not they handed in
    sample    of the city: that share of the schools that were re-checked, so that three looks can be compared
    """
    row = Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=round_id)
    if not by.is_system and not issues_at(by, row.unit_path):
        raise NotYours("E-check-role", _("抽取由发起的单位来做"))
    share, due, drawn = _of(row, stage)
    if row.state != OPEN or not share or due is None:
        raise Refused("E-check-draw", _("这次检查没有这一段"))
    if drawn is not None:
        return 0
    count = 0
    for office, population in _populations(row, stage):
        seed = lot()
        chosen = draw(seed, population, count_of(len(population), share))
        Draw.objects.create(
            round=row, unit=office, unit_path=office.unit_path, stage=stage, seed=seed, population=sorted(population), chosen=chosen,
            share=share, at=at,
        )  # fmt: skip
        payload = {"round": row.pk, "stage": stage, "seed": seed, "of": len(population), "chosen": chosen}
        record("check.draw", unit_id=office.pk, by=by, at=at, payload=payload)
        _open(row, stage, office, chosen, due, by, at)
        count += len(chosen)
    setattr(row, f"{stage}_drawn_at", at)
    row.save(update_fields=[f"{stage}_drawn_at"])
    touched("checks", row.unit_path)
    return count


def _of(row: Round, stage: str) -> tuple[int, datetime | None, datetime | None]:
    if stage == RECHECK:
        return row.recheck_share, row.recheck_due_at, row.recheck_drawn_at
    if stage == SAMPLE:
        return row.sample_share, row.sample_due_at, row.sample_drawn_at
    return 0, None, None


def _populations(row: Round, stage: str) -> list[tuple[Unit, list[int]]]:
    """(office that looks, ids of the schools it may draw), offices in path order."""
    if stage == SAMPLE:
        looked = Check.objects.filter(round=row, stage=RECHECK, state__in=CHECKED)
        found = looked if looked.exists() else Check.objects.filter(round=row, stage=SELF)
        return [(row.unit, sorted(found.values_list("unit_id", flat=True)))]
    groups: dict[str, list[int]] = defaultdict(list)
    for path, unit in Check.objects.filter(round=row, stage=SELF).order_by("group_path").values_list("group_path", "unit_id"):
        groups[path].append(unit)
    offices = {u.unit_path: u for u in Unit.objects.filter(unit_path__in=groups)}
    return [(offices[path], units) for path, units in groups.items() if path in offices]


def _open(row: Round, stage: str, office: Unit, chosen: list[int], due: datetime, by: Actor, at: datetime) -> None:
    first = {c.unit_id: c for c in Check.objects.filter(round=row, stage=SELF, unit_id__in=chosen).select_related("unit")}
    title = f"{row.title} · {STAGES[stage]}"
    for unit_id in chosen:
        own = first[unit_id]
        case = cases.open_case(
            KINDS[stage], own.unit, title=title, by=by, at=at, domain="hazards", nonce=uuid5(row.nonce, f"{stage}:{unit_id}"),
            due_at=due, limit_at=due, lister_id=office.pk, payload={"round": row.pk, "office": office.pk},
        )  # fmt: skip
        Check.objects.create(
            case=case, unit=own.unit, unit_path=own.unit_path, group_path=own.group_path, round=row, stage=stage, office=office,
            asked=len(row.items),
        )  # fmt: skip
