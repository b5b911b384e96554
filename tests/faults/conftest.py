"""Faults happen to a committed city, on connections of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.green_rows import BACKEND, Green, green_city


@pytest.fixture(scope="module")
def green(django_db_setup: None, django_db_blocker: Any) -> Iterator[Green]:
    with django_db_blocker.unblock(), green_city() as rows:
        yield rows


@pytest.fixture
def signed_in(green: Green) -> Callable[..., Client]:
    """A browser in which one of the cast is signed in."""

    def client(who: str, **options: Any) -> Client:
        made = Client(raise_request_exception=False, **options)
        made.force_login(green.cast.people[who], backend=BACKEND)
        return made

    return client
