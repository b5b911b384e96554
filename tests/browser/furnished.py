"""A small city with something on every page, committed, and the program serving it: for tests that look at many pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from anlan.kernel import clock, settings_store
from anlan.shell import demo
from tests.browser.furniture import NOW, PARTS, House
from tests.browser.server import serving
from tests.cast import raise_city
from tests.real_rows import copied_database

__all__ = ["House", "furnished", "sign_in"]


@contextmanager
def furnished(var: Path) -> Iterator[House]:
    """Make the city in a database of its own, serve it, and end both. The clock of the served copy stands near NOW."""
    with copied_database() as name:
        with transaction.atomic():
            house = House(raise_city())
            for part in PARTS:
                part(house)
            cast = [{"username": name, "says": ""} for name in house.cast.people]
            settings_store.write(demo.CAST, {"city": "云汀市", "people": cast, "walk": []})
            settings_store.write("clock.offset_seconds", (NOW - clock.wall()).total_seconds())
        _count()
        connection.close()
        with serving(name, var, worker=False) as running:
            house.running = running
            yield house


def _count() -> None:
    """Fill the board's snapshot, as the clockwork would."""
    from anlan.oversight.board import snapshot

    with clock.travel(NOW):
        snapshot.refresh(NOW, whole=True)


def sign_in(context: Any, house: House, who: str) -> list[Any]:
    """Sign one of the cast in, in this context of a browser. -> its cookies then."""
    context.clear_cookies()
    door = context.request.get(f"{house.base}/account/login/").text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', door)
    sent = {"person": str(house.cast.people[who].pk), "csrfmiddlewaretoken": token[1] if token else ""}
    answer = context.request.post(f"{house.base}/demo/sign-in/", form=sent, headers={"Referer": house.base}, max_redirects=0)
    assert answer.status == 302, f"{who}: {answer.status}"
    return list(context.cookies())
