"""A round as Excel: one line a school and stage with its answers, or one line a room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.sheets import Column, write_rows
from anlan.registers.org.models import Unit
from anlan.work.cases.models import Case
from anlan.work.checks import rules
from anlan.work.checks.models import Answer, Check, Round
from anlan.work.checks.rules import CHECKED, PARTS, VERDICTS, load
from anlan.work.checks.wording import bad_words, state_words


def round_sheet(round_: Round, *, at: datetime) -> bytes:
    """Everything in scope; text is never a formula (kernel.sheets)."""
    checks = list(Check.objects.filter(round=round_).select_related("unit").defer("unit__outline").order_by("unit_path", "stage"))
    districts = {
        u.unit_path: str(u) for u in Unit.objects.filter(unit_path__in={c.group_path for c in checks}).only("unit_path", "name", "short")
    }
    answers: dict[int, list[Answer]] = defaultdict(list)
    for row in Answer.objects.filter(round=round_).select_related("place").order_by("case_id", "id"):
        answers[row.case_id].append(row)
    ids = {a.hazard_id for rows in answers.values() for a in rows if a.hazard_id}
    hazards = dict(Case.objects.filter(pk__in=ids).values_list("pk", "number"))
    note = _("截至 %(at)s，%(n)s 次检查") % {"at": f"{local(at):%Y-%m-%d %H:%M}", "n": len(checks)}
    base = [
        Column("code", _("单位代码")), Column("unit", _("单位名称"), width=22), Column("district", _("区")), Column("stage", _("哪一段")),
        Column("state", _("状态")), Column("handed_at", _("签名时间"), "datetime"), Column("signed", _("谁签的")),
    ]  # fmt: skip
    if round_.sort in PARTS:
        columns = [
            *base, Column("place", _("地点"), width=20), Column("found", _("查得怎样"), width=24),
            Column("note", _("说明"), width=24), Column("hazard", _("隐患编号")), Column("on_site", _("扫过门口的码"), "boolean"),
        ]  # fmt: skip
        lines = _rooms(round_, checks, districts, answers, hazards)
    else:
        columns = [*base, Column("failed", _("不合格"), "integer"), *(Column(i.key, i.text, width=14) for i in load(round_.items))]
        lines = _items(checks, districts, answers, hazards)
    return write_rows(columns, lines, round_.title, note=note)


def _base(check: Check, districts: dict[str, str]) -> dict[str, Any]:
    state = _("没有发现问题") if check.state in CHECKED and check.nothing else state_words(check.state)
    return {
        "code": check.unit.code, "unit": check.unit.name, "district": districts.get(check.group_path, ""),
        "stage": _(rules.STAGES[check.stage]), "state": state, "handed_at": check.handed_at,
        "signed": " ".join(str(check.signed.get(k, "")) for k in ("post", "name")).strip(),
    }  # fmt: skip


def _items(
    checks: list[Check], districts: dict[str, str], answers: dict[int, list[Answer]], hazards: dict[int, str]
) -> Iterator[dict[str, Any]]:
    for check in checks:
        cells = {a.key: " ".join(filter(None, (_(VERDICTS[a.verdict]), hazards.get(a.hazard_id or 0, "")))) for a in answers[check.pk]}
        yield {**_base(check, districts), "failed": check.failed, **cells}


def _rooms(
    round_: Round, checks: list[Check], districts: dict[str, str], answers: dict[int, list[Answer]], hazards: dict[int, str]
) -> Iterator[dict[str, Any]]:
    for check in checks:
        base = _base(check, districts)
        if not answers[check.pk]:
            yield base
        for a in answers[check.pk]:
            words = {"pass": _("都好"), "na": _("假期在用")}.get(a.verdict) or bad_words(round_.sort, a.parts)
            yield {**base, "place": str(a.place or ""), "found": words, "note": a.note, "hazard": hazards.get(a.hazard_id or 0, ""),
                   "on_site": a.on_site}  # fmt: skip
