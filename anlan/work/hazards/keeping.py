"""Writers of what hazards are judged and timed by: a region's rules, its criteria, headers of foreign ledgers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.sheets import Rows
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.work.hazards import rules
from anlan.work.hazards.models import Criterion, LedgerMapping, RuleRow
from anlan.work.hazards.rules.limits import MOST

KEEPERS = ("safety", "leader", "head", "admin")
STANDINGS = ("V-LAW", "V-OFF", "V-SEC", "RECALLED", "DESIGN")


def may_keep(unit: Unit, by: Actor) -> bool:
    """Whether `by` sets rules and criteria for `unit`: an officer of that bureau or one above; schools do not set their own."""
    if by.is_system:
        return True
    officer = any(g.role in KEEPERS and unit.unit_path.startswith(g.path) for g in by.grants)
    return officer and unit.kind in (org_rules.CITY, org_rules.DISTRICT)


def _demand(unit: Unit, by: Actor) -> None:
    if not may_keep(unit, by):
        raise NotYours("E-hazard-keep", _("这由市局或辖市区局的安全干部来改"))


@action
def set_rule(
    unit: Unit, rule_id: str, *, value: Decimal | float, starts: date, by: Actor, at: datetime, doc: str = "", article: str = "",
    standing: str = "DESIGN", source: str = "",
) -> RuleRow:  # fmt: skip
    """From `starts` on, a rule has another number in the region of `unit`. Cases that run already keep theirs."""
    _demand(unit, by)
    rule = rules.DEFAULTS.get(rule_id)
    if rule is None or standing not in STANDINGS:
        raise Refused("E-rule-unknown", _("没有这条规则"))
    least = 0 if rule.unit == "flag" or ".tell." in rule_id or rule_id.endswith("look_back") else 1
    if not least <= value <= MOST[rule.unit]:
        sentence = _("填 %(least)d 到 %(most)d 之间的数") % {"least": least, "most": MOST[rule.unit]}
        raise Refused("E-rule-value", sentence, fields={"value": sentence})
    if standing in ("V-LAW", "V-OFF") and not (doc.strip() and article.strip()):
        sentence = _("说是有依据的，要写文件和条款")
        raise Refused("E-rule-source", sentence, fields={"doc": sentence})
    if starts < local(at).date():
        raise Refused("E-rule-date", _("只能从今天或以后起用"), fields={"starts": _("只能从今天或以后起用")})
    RuleRow.objects.filter(unit=unit, rule_id=rule_id, effective_to__isnull=True, effective_from__lt=starts).update(effective_to=starts)
    row, _made = RuleRow.objects.update_or_create(
        unit=unit, rule_id=rule_id, effective_from=starts,
        defaults={"unit_path": unit.unit_path, "value": value, "unit_of_value": rule.unit, "doc": doc.strip(),
                  "article": article.strip(), "standing": standing, "source": source.strip(), "effective_to": None},
    )  # fmt: skip
    record("hazard.rule", unit_id=unit.pk, by=by, at=at, payload={"rule": rule_id, "value": str(value), "from": starts.isoformat()})
    touched("rules", unit.unit_path)
    return row


@action
def import_criteria(unit: Unit, rows: Rows, *, by: Actor, at: datetime) -> int:
    """Take over criteria from a sheet, all or none; one with a code that is there already replaces it. -> how many."""
    _demand(unit, by)
    for index, row in enumerate(rows.rows):
        names = {words[0]: key for key, words in rules.CATEGORIES.items()} | {key: key for key in rules.CATEGORIES}
        wanted = [w for w in (row.get("categories") or "").replace("、", ",").replace("，", ",").split(",") if w.strip()]
        row["categories"] = [names.get(_tidy(w), "") for w in wanted] or list(rules.CATEGORIES)
        if "" in row["categories"]:
            rows.refuse(index, "categories", _("有不认识的类别"), value="、".join(wanted))
    if not rows.ok:
        raise bad_cells(rows)
    for row in rows.rows:
        Criterion.objects.update_or_create(
            unit_path=unit.unit_path, code=row["code"],
            defaults={"unit": unit, "field": row["field"], "kind": row.get("kind") or "direct", "categories": row["categories"],
                      "text": row["text"], "source": row["source"], "standing": row.get("standing") or "V-SEC",
                      "effective_from": row.get("effective_from"), "effective_to": row.get("effective_to")},
        )  # fmt: skip
    record("hazard.criteria", unit_id=unit.pk, by=by, at=at, payload={"codes": [row["code"] for row in rows.rows]})
    return len(rows.rows)


def _tidy(word: str) -> str:
    return word.strip()


def bad_cells(rows: Rows) -> Refused:
    """The refusal of a sheet: nothing was taken; every bad cell is named in `rows.errors`."""
    count = len(rows.errors) + rows.errors_left_off
    return Refused("E-sheet-cells", _("有 %(n)d 格要改，一行都没导入") % {"n": count})


@action
def save_mapping(unit: Unit, *, name: str, headers: dict[str, str], by: Actor, at: datetime) -> LedgerMapping:
    """Keep the headers of somebody else's ledger under a name: our column -> their header."""
    kept = {key: words.strip() for key, words in headers.items() if words.strip()}
    if not name.strip():
        raise Refused("E-mapping-name", _("起个名字"), fields={"name": _("起个名字")})
    if len(kept) < 2 or len(set(kept.values())) < len(kept):
        raise Refused("E-mapping-few", _("至少对上两列，对方的表头不能重复"))
    if not by.is_system and not by.covers(unit.unit_path):
        raise NotYours("E-mapping-role", _("这个单位不在你的范围内"))
    row, _made = LedgerMapping.objects.update_or_create(
        unit=unit, name=name.strip(), defaults={"unit_path": unit.unit_path, "headers": kept}
    )
    record("hazard.mapping", unit_id=unit.pk, by=by, at=at, payload={"name": row.name, "headers": kept})
    return row
