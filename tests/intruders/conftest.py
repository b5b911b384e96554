"""One committed city for all intruders; Django is connected as the web's own login, as in a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from anlan.kernel.acting import acting
from tests.cast import START
from tests.green_rows import BACKEND, Green, green_city
from tests.intruders.hill_rows import raise_hill


@pytest.fixture(scope="package")
def green(django_db_setup: None, django_db_blocker: Any) -> Iterator[Green]:
    with django_db_blocker.unblock(), green_city(raise_hill) as rows:
        yield rows


@pytest.fixture
def sql(green: Green) -> Callable[..., list[Any]]:
    """Send a statement as it is, on Django's own connection."""

    def send(text: str, params: list[Any] | None = None) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(text, params)
            return list(cursor.fetchall()) if cursor.description else []

    return send


@pytest.fixture
def inside(green: Green) -> Callable[[str], AbstractContextManager[None]]:
    """Act as one of the cast; whatever was done is undone at the end."""

    @contextmanager
    def act(who: str) -> Iterator[None]:
        with transaction.atomic():
            with acting(green.cast.actor(who, START)):
                yield
            transaction.set_rollback(True)

    return act


@pytest.fixture
def signed_in(green: Green) -> Callable[..., Client]:
    """A browser in which one of the cast is signed in."""

    def client(who: str, **options: Any) -> Client:
        made = Client(raise_request_exception=False, **options)
        made.force_login(green.cast.people[who], backend=BACKEND)
        return made

    return client
