"""Browsers of the cast: visit("lin").get("/notices/")."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from anlan.kernel import clock
from tests.cast import START, Cast

BACKEND = "django.contrib.auth.backends.ModelBackend"
Visit = Callable[[str], Client]


@pytest.fixture
def visit(cast: Cast, settings: Any) -> Iterator[Visit]:
    """visit(name) is a browser in which that person of the cast is signed in; the moment is the cast's."""
    settings.AUTHENTICATION_BACKENDS = [BACKEND]

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.people[name], backend=BACKEND)
        return client

    with clock.travel(START):
        yield sign_in


def words(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())
