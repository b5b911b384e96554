"""A table of 30 columns asked of every school and answered within half an hour of simulated time, while the bureau looks at the roll-up.

Every school fills in and hands in. One in twenty does so through the page, cell by cell; the others through the same actions, a row
at a time. The roll-up is asked for all along, by the officer whose scope is the city.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from anlan.kernel import clock
from bench import Figure, city, percentile
from bench.looking import client_of, p95

PAGE_MS, CELL_MS, SEND_S = 100.0, 50.0, 20.0
MOST_SCALE = 0.1  # a full city from here on; how many cases stand beside it does not matter to a return
COLUMNS, BY_PAGE, LOOKS = 30, 20, 10
HALF_AN_HOUR = timedelta(minutes=30)


def run(scale: float) -> Iterator[Figure]:
    """Send, answer, look; in a copy that is thrown away."""
    scale = min(scale, MOST_SCALE)
    name = f"{city.name_of(scale)}_returns"
    with city.copy(scale, "worker", "returns") as facts:
        _register()
        begun = time.perf_counter()
        round_id, units = _send(facts.persons["city"])
        sending = round(time.perf_counter() - begun, 1)
        yield Figure("returns", f"sent to {units} units, prefilled", sending, "s", SEND_S, f"{COLUMNS} columns, beside {facts.cases} cases")
        with city.using("web", name):
            cells, looks, hands = _answered(round_id, facts.persons["city"])
        note = f"p95 of {len(looks)}, median {percentile(looks, 0.5):.1f}, while {units} schools answer"
        yield Figure("returns", "roll-up page", p95(looks), "ms", PAGE_MS, note)
        note = f"p95 of {len(cells)} by the page, median {percentile(cells, 0.5):.1f}"
        yield Figure("returns", "a cell saved", p95(cells), "ms", CELL_MS, note)
        yield Figure("returns", "a return handed in", p95(hands), "ms", None, f"p95 of {len(hands)}, action alone")


def _register() -> None:
    """The register of units knows how many pupils there are; the generated city does not say."""
    from anlan.registers.org.models import Unit

    Unit.objects.filter(kind="school").update(pupils=600)


def _fields() -> list[Any]:
    from anlan.work.returns.rules import Field

    fields = [
        Field("c1", "学生数", source="unit.pupils"),
        Field("c2", "地点数", source="places"),
        Field("c3", "未办结", source="cases.hazard"),
    ]
    fields += [Field(f"c{n}", f"第{n}项", least=0, most=900) for n in range(4, COLUMNS - 2)]
    fields += [Field(f"c{COLUMNS - 2}", "检查日期", "date"), Field(f"c{COLUMNS - 1}", "是否达标", "boolean")]
    return [*fields, Field(f"c{COLUMNS}", "合计", sum_of=tuple(f"c{n}" for n in range(4, COLUMNS - 2)))]


def _send(person_id: int) -> tuple[int, int]:
    """A round sent by the city's officer: (id, units)."""
    from anlan.kernel.acting import acting
    from anlan.registers.org.models import Unit
    from anlan.registers.people.queries import actor_for
    from anlan.work.returns import actions

    at, actor = city.AT, actor_for(person_id, city.AT)
    who: dict[str, Any] = {"by": actor, "at": at}
    with acting(actor):
        round_ = actions.start(Unit.objects.get(unit_path=actor.grants[0].path), title="寒假前安全情况统计表", fields=_fields(), **who)
        to = {"kinds": ["school"]}
        due = at + timedelta(hours=1, minutes=25)
        actions.change(round_, title=round_.title, note="", fields=_fields(), many_rows=False, addressees=to, due_at=due, **who)
        sent = actions.send(round_, **who)
    return sent.pk, sent.units


def _answered(round_id: int, officer: int) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of cells by the page, of looks at the roll-up, of handing in."""
    from anlan.kernel.acting import acting
    from anlan.registers.people.queries import actor_for
    from anlan.work.returns.models import Sheet
    from anlan.work.returns.queries.rollup import rollup

    city_actor, looker = actor_for(officer, city.AT), client_of(officer)
    with acting(city_actor):
        sheets = list(Sheet.objects.filter(round_id=round_id).order_by("unit_path").values_list("case_id", "case__owner_id"))
    chance = random.Random(7)
    chance.shuffle(sheets)
    cells: list[float] = []
    looks: list[float] = []
    hands: list[float] = []
    total = 0
    for n, (case_id, owner) in enumerate(sheets):
        at = city.AT + HALF_AN_HOUR * n / len(sheets)
        values = _values(chance)
        total += sum(int(values[f"c{c}"]) for c in range(4, COLUMNS - 2))
        by_page = owner is not None and n % BY_PAGE == 0
        with clock.travel(at):
            hands.append(_one(case_id, owner or officer, values, at, cells if by_page else None))
            if n % LOOKS == 0:
                looks.append(_looked(looker, f"/returns/{round_id}/"))
    with acting(city_actor):
        whole = rollup(_round(round_id)).whole
    if whole.handed != len(sheets) or whole.totals[f"c{COLUMNS}"] != total:
        raise AssertionError(f"{whole.handed} of {len(sheets)} handed in, {whole.totals.get(f'c{COLUMNS}')} instead of {total}")
    return cells[len(cells) // 10 :], looks[2:], hands


def _round(round_id: int) -> Any:
    from anlan.work.returns.queries.rounds import get_round

    return get_round(round_id)


def _values(chance: random.Random) -> dict[str, str]:
    values = {f"c{n}": str(chance.randint(0, 400)) for n in range(4, COLUMNS - 2)}
    return values | {f"c{COLUMNS - 2}": f"2026-12-{chance.randint(1, 23):02d}", f"c{COLUMNS - 1}": chance.choice("10")}


def _one(case_id: int, person: int, values: dict[str, str], at: datetime, cells: list[float] | None) -> float:
    """One school fills in and hands in; by the page, cell by cell, when `cells` takes the times. -> milliseconds of handing in."""
    from anlan.kernel.acting import acting
    from anlan.registers.people.queries import actor_for
    from anlan.work.returns import actions
    from anlan.work.returns.models import Row

    actor = actor_for(person, at)
    with acting(actor):
        row_id = Row.objects.filter(case_id=case_id).values_list("id", flat=True)[0]
        if cells is None:
            actions.set_cells(case_id, row_id, values, by=actor, at=at)
    if cells is not None:
        client = client_of(person)
        for key, text in values.items():
            begun = time.perf_counter()
            sent = {"row": row_id, "key": key, "value": text}
            answer = client.post(f"/returns/sheets/{case_id}/cell/", sent, headers={"hx-request": "true"})
            cells.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                raise AssertionError(f"a cell was answered with {answer.status_code}")
    begun = time.perf_counter()
    with acting(actor):
        if problems := actions.hand_in(case_id, by=actor, at=at):
            raise AssertionError(f"not handed in: {problems[:3]}")
    return (time.perf_counter() - begun) * 1000


def _looked(client: Any, address: str) -> float:
    begun = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200:
        raise AssertionError(f"{address} answered {answer.status_code}")
    return took
