"""The board of a school, a district, the city and somebody with eight grants; and the job that counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.db import connection

from anlan.kernel.clock import local
from anlan.oversight.board import snapshot
from anlan.registers.org.models import Unit
from bench import Figure, city, percentile
from bench.looking import client_of, p95, page_times

PAGE_MS, SNAPSHOT_MS = 150.0, 500.0
WHO = {"school": "a school", "district": "a district", "city": "the city", "many": "eight grants"}
REFRESHES = 12


def run(scale: float) -> Iterator[Figure]:
    """Refresh in a copy, whole and with nothing changed; then the pages under the web's login there."""
    name = f"{city.name_of(scale)}_board"
    with city.copy(scale, "worker", "board") as facts:
        first = _milliseconds(lambda: snapshot.refresh(city.AT, whole=True))
        everywhere = Unit.objects.values_list("pk", flat=True)
        full = [_counted() for _n in range(REFRESHES)]
        idle = [_milliseconds(lambda: snapshot.refresh(city.AT)) for _n in range(REFRESHES)]
        whole = [_milliseconds(lambda: snapshot.count(city.AT, local(city.AT).date(), everywhere, new_day=False)) for _n in range(3)]
        note = f"p95 of {REFRESHES}, {facts.cases} cases, one in ten open, 200 of them changed all over the city"
        yield Figure("board", "snapshot refreshed", p95(full), "ms", SNAPSHOT_MS, note)
        yield Figure("board", "snapshot, all units counted", round(percentile(whole, 0.5), 1), "ms", None, "median of 3")
        yield Figure("board", "snapshot, nothing changed", round(percentile(idle, 0.5), 1), "ms", None, "median")
        yield Figure("board", "snapshot, the first of a day", round(first, 0), "ms", None, "thirty days, last midnight, all chains")
        with city.using("web", name):
            for who, person in facts.persons.items():
                times = page_times(client_of(person), "/board/", facts.cases)
                yield Figure("board", f"page, {WHO[who]}", p95(times), "ms", PAGE_MS, f"p95 of {len(times)}")


def _changed() -> None:
    """Two hundred open cases change, all over the city, as in a busy minute; the ledger would say so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_case set due_at = due_at + interval '1 hour', domain = case domain when 'fire' then 'gas' else 'fire' end "
            "where id in (select id from cases_case where closed_at is null order by random() limit 200) returning unit_id"
        )
        units = [row[0] for row in cursor.fetchall()]
        cursor.execute("delete from board_counted where unit_id = any(%s)", [units])


def _counted() -> float:
    """Milliseconds of bringing the snapshot up to date after that."""
    _changed()
    return _milliseconds(lambda: snapshot.refresh(city.AT))


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
