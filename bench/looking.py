"""Looking at a page as somebody: Django's own client under the web's login, every policy in force."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.test import Client

from anlan.kernel import clock
from bench import city, percentile

RUNS, WARM_UP = 40, 8
FEW_CASES, FEW_RUNS = 5000, 4  # data so small only show that the bench runs
SIGN_IN = "anlan.registers.people.sign_in.NumberOrName"


def client_of(person_id: int) -> Client:
    """A client signed in as the person."""
    from anlan.registers.people.models import Person

    client = Client()
    client.force_login(Person.objects.get(pk=person_id), backend=SIGN_IN)
    return client


def page_times(client: Client, address: str | Callable[[int], str], cases: int, parts: int = 1) -> list[float]:
    """Milliseconds of some requests at the data's moment, after a few to warm up; of `parts` one. Anything but 200 is an error."""
    runs, warm_up = (RUNS // parts, WARM_UP) if cases > FEW_CASES else (FEW_RUNS // parts, 1)
    times = []
    with clock.travel(city.AT):
        for n in range(-warm_up, runs):
            where = address(n) if callable(address) else address
            begun = time.perf_counter()
            response: Any = client.get(where)
            took = (time.perf_counter() - begun) * 1000
            if response.status_code != 200:
                raise AssertionError(f"{where} answered {response.status_code}")
            if n >= 0:
                times.append(took)
    return times


def p95(times: list[float]) -> float:
    """The 95th percentile, rounded to a tenth of a millisecond."""
    return round(percentile(times, 0.95), 1)
