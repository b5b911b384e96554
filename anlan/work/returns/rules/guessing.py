"""A form guessed from a sheet that somebody keeps already: names, kinds, sums, and what needs no asking. Pure; the officer corrects it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .fields import MOST_FIELDS, Field, number

SKIP = re.compile(r"^(序号|编号|no\.?|#|备注说明)$", re.IGNORECASE)
UNIT = re.compile(r"^(学校|单位|学校名称|单位名称|校名|园所|填报单位|学校全称|报送单位|学校（单位）|school|unit)$", re.IGNORECASE)
DISTRICT = re.compile(r"^(区|辖市区|县区|区县|所属区|所在区|district)$", re.IGNORECASE)
KNOWN: tuple[tuple[str, str], ...] = (
    (r"(单位|学校|机构)(代码|编码|标识码)$", "unit.code"),
    (r"^(学段|办学层次|学校类别|学校类型)$", "unit.stage"),
    (r"^(办学性质|公办民办)$", "unit.nature"),
    (r"^(在校)?学生(总)?(人)?数$|^在校(学)?生(总)?(人)?数?$", "unit.pupils"),
    (r"^教职工(总)?(人)?数$", "unit.staff"),
    (r"^(学校|单位)?(详细)?地址$", "unit.address"),
    (r"^(学校|单位|值班|办公)(联系)?电话$", "unit.duty_phone"),
    (r"^(校长|园长|校长姓名|主要负责人)$", "people.head"),
    (r"^(安全主任|安全干部|安全负责人|安全联络员)$", "people.safety"),
    (r"^是否(有)?食堂$|^有无食堂$", "trait.canteen"),
    (r"^是否(有)?寄宿$|^是否寄宿制$|^有无寄宿$", "trait.boarding"),
    (r"^是否(有)?校车$|^有无校车$", "trait.bus"),
    (r"^是否用燃气$|^是否使用燃气$", "trait.gas"),
    (r"^未(整改|办结|销号)隐患(数|数量|个数)?$", "cases.hazard"),
)
SUM = re.compile(r"合计|总计|小计|^总数|总人数$|total", re.IGNORECASE)
BY_TITLE: tuple[tuple[str, str], ...] = (
    (r"^是否|^有无|^有没有|是否", "boolean"),
    (r"日期|时间$|年月日|date", "date"),
    (r"金额|面积|元）?$|万元|平方米|吨|公斤|比例|率$", "decimal"),
    (r"数$|人数|数量|个数|次数|台数|处数|（(个|人|次|处|台|辆|件|所)）|\((个|人|次|处|台|辆|件|所)\)", "integer"),
)
UNIT_OF = re.compile(r"[（(](个|人|次|处|台|辆|件|所|间|块|米|平方米|元|万元|公斤|吨|具)[）)]")
YES_NO = frozenset("是否有无√×对错") | {"没有", "yes", "no", "Y", "N"}
DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{8}")


@dataclass(frozen=True)
class Guess:
    """What a sheet looks like as a form. `many` several rows a unit; `left` titles that need no column."""

    fields: list[Field]
    many: bool
    left: list[str]


def guess(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Guess:
    """The form of a sheet with these headers and rows of texts."""
    fields: list[Field] = []
    left: list[str] = []
    units: list[str] | None = None
    for place, title in enumerate(titles):
        plain = re.sub(r"\s", "", title)
        column = [row[place].strip() if place < len(row) else "" for row in rows]
        if not plain or SKIP.match(plain):
            continue
        if UNIT.match(plain) or DISTRICT.match(plain):
            left.append(title)
            units = column if UNIT.match(plain) else units
            continue
        if len(fields) < MOST_FIELDS:
            fields.append(_field(f"c{len(fields) + 1}", plain, [v for v in column if v]))
    filled = [u for u in units or [] if u]
    many = len(set(filled)) < len(filled) if units is not None else len(rows) > 1
    return Guess(_sums(fields, titles, rows), many, left)


def _field(key: str, title: str, values: list[str]) -> Field:
    source = next((known for pattern, known in KNOWN if re.search(pattern, title)), "")
    found = UNIT_OF.search(title)
    kind, choices = _kind(title, values)
    if source:
        kind, choices = _KIND_OF.get(source.split(".")[0] + ".", kind), ()
        kind = {"unit.pupils": "integer", "unit.staff": "integer"}.get(source, kind)
    return Field(
        key, title[:60], kind, choices=choices, unit=found[1] if found else "", source=source, required=not title.startswith("备注")
    )


_KIND_OF = {"unit.": "text", "people.": "text", "trait.": "boolean", "cases.": "integer"}


def _kind(title: str, values: list[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    seen = set(values)
    if values and seen <= YES_NO:
        return "boolean", ()
    if values and all(DAY.fullmatch(v.split(" ")[0]) for v in values) and not re.search("电话|手机|号码", title):
        return "date", ()
    by_title = next((kind for pattern, kind in BY_TITLE if re.search(pattern, title)), "")
    plain = [v.replace(",", "") for v in values]
    if values and all(number(v) is not None for v in plain) and not any(len(v) > 1 and v.startswith("0") and "." not in v for v in plain):
        if any(len(v) >= 11 for v in plain) and by_title not in ("integer", "decimal"):
            return "text", ()
        return ("decimal" if by_title == "decimal" or any("." in v for v in plain) else "integer"), ()
    if not values:
        return by_title or "text", ()
    if len(values) >= 4 and 2 <= len(seen) <= 8 and len(values) >= 2 * len(seen) and all(len(v) <= 12 for v in seen):
        ordered = sorted(seen, key=values.index)
        return "choice", tuple((str(n), v) for n, v in enumerate(ordered, start=1))
    return "text", ()


def _sums(fields: list[Field], titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Field]:
    """Columns called 合计 add up the number columns before them, unless the rows say otherwise."""
    from dataclasses import replace

    place = {re.sub(r"\s", "", title)[:60]: n for n, title in enumerate(titles)}
    found: list[Field] = []
    run: list[Field] = []
    for one in fields:
        if one.is_number and not one.source and SUM.search(one.title):
            if len(run) >= 2 and _adds_up(one, run, place, rows):
                found.append(replace(one, sum_of=tuple(f.key for f in run)))
                run = []
                continue
        elif one.is_number and not one.source:
            run.append(one)
        found.append(one)
    return found


def _adds_up(total: Field, parts: Sequence[Field], place: dict[str, int], rows: Sequence[Sequence[str]]) -> bool:
    def value(row: Sequence[str], one: Field) -> Decimal:
        at = place.get(one.title, -1)
        return number(row[at].replace(",", "")) or Decimal(0) if 0 <= at < len(row) else Decimal(0)

    told = [row for row in rows if value(row, total)]
    return all(value(row, total) == sum((value(row, p) for p in parts), Decimal(0)) for row in told)
