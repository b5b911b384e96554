"""Filled-in Excel files of all schools, 200 rows each, merged in one go: once with a bad cell in every tenth, each of which must be named,
once with every cell good, all rows kept.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench import Figure, city

SECONDS, ROWS, COLUMNS, BAD_EACH = 60.0, 200, 10, 10
MOST_SCALE = 0.1
CODE, NAME = "CODE7777CODE", "NAME7777NAME"
GOOD_NUMBER, BAD_NUMBER = b"<v>70707</v>", b"<v>707.07</v>"


def run(scale: float) -> Iterator[Figure]:
    """Read and refuse, then read and take, in a copy that is thrown away."""
    from anlan.kernel.acting import acting
    from anlan.registers.people.queries import actor_for
    from anlan.work.returns import actions
    from anlan.work.returns.models import Row
    from anlan.work.returns.queries.incoming import read_files

    scale = min(scale, MOST_SCALE)
    with city.copy(scale, "worker", "merge") as facts:
        actor = actor_for(facts.persons["city"], city.AT)
        with acting(actor):
            round_, units = _sent(actor)
        files = _files(round_, units)
        bad = [(name, _spoilt(data) if n % BAD_EACH == 0 else data) for n, (name, data) in enumerate(files)]
        expected = sum(n % BAD_EACH == 0 for n in range(len(files)))
        begun = time.perf_counter()
        with acting(actor):
            found = read_files(round_, bad)
        refused = time.perf_counter() - begun
        if len(found.wrong) != expected or not all("第 103 行" in w and ".xlsx" in w for w in found.wrong):
            raise AssertionError(f"{len(found.wrong)} errors named instead of {expected}: {found.wrong[:2]}")
        note = f"{ROWS} rows of {COLUMNS} columns each; every one of {expected} bad cells named, nothing taken"
        yield Figure("merge", f"{len(files)} files read and refused", round(refused, 1), "s", SECONDS, note)
        begun = time.perf_counter()
        with acting(actor):
            found = read_files(round_, files)
            taken = actions.take_rows(round_, found.rows, by=actor, at=city.AT, files=found.files)
            kept = Row.objects.filter(round_id=round_.pk).count()
        merged = time.perf_counter() - begun
        if taken != len(files) or kept != ROWS * len(files):
            raise AssertionError(f"{taken} units, {kept} rows")
        yield Figure(
            "merge", f"{len(files)} files merged", round(merged, 1), "s", SECONDS, f"{kept} rows kept, with cases, ledger and doubts"
        )


def _fields() -> list[Any]:
    from anlan.work.returns.rules import Field

    fields = [
        Field("c1", "部位", "text"),
        Field("c2", "数量", least=0),
        Field("c3", "检查日期", "date"),
        Field("c4", "是否完好", "boolean"),
    ]
    return [*fields, *(Field(f"c{n}", f"第{n}项") for n in range(5, COLUMNS + 1))]


def _sent(actor: Any) -> tuple[Any, list[Any]]:
    from anlan.registers.org.models import Unit
    from anlan.registers.org.queries import schools_under
    from anlan.work.returns import actions

    who: dict[str, Any] = {"by": actor, "at": city.AT}
    unit = Unit.objects.get(unit_path=actor.grants[0].path)
    round_ = actions.start(unit, title="器材清单", fields=_fields(), many_rows=True, **who)
    due = city.AT + timedelta(hours=2)
    actions.change(round_, title="器材清单", note="", fields=_fields(), many_rows=True, addressees={"kinds": ["school"]}, due_at=due, **who)
    return actions.send(round_, **who), list(schools_under(unit.unit_path, city.AT))


def _files(round_: Any, units: list[Any]) -> list[tuple[str, bytes]]:
    """One filled-in file a school, made from one that is written by the product: unit and texts put in place."""
    from anlan.kernel.sheets import write_rows
    from anlan.work.returns.sheets import columns_of

    rows = [
        {
            "unit_code": CODE, "unit_name": NAME, "c1": f"{CODE} 第{n}处", "c2": 70707 if n == 100 else n, "c3": date(2026, 11, 1 + n % 28),
            "c4": n % 3 > 0, **{f"c{c}": n * c % 97 for c in range(5, COLUMNS + 1)},
        }
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    model = write_rows(columns_of(_fields()), rows, round_.title, note="x")
    with zipfile.ZipFile(io.BytesIO(model)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return [(f"{unit.name}.xlsx", _packed(parts, {CODE: unit.code, NAME: unit.name})) for unit in units]


def _packed(parts: dict[str, bytes], words: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, data in parts.items():
            if "sheet1" in name or "sharedStrings" in name:
                for mark, word in words.items():
                    data = data.replace(mark.encode(), word.encode())
            packed.writestr(name, data)
    return buffer.getvalue()


def _spoilt(data: bytes) -> bytes:
    """The same file with half a thing where a whole number belongs, in one cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, part in parts.items():
            packed.writestr(name, part.replace(GOOD_NUMBER, BAD_NUMBER, 1) if "sheet1" in name else part)
    return buffer.getvalue()
