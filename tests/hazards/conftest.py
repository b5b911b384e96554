"""The cast of a small city in front of its pages."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.kernel.clock import travel
from tests.cast import START


@pytest.fixture
def browse(cast):
    """browse("su") -> a client signed in as that person, at START."""

    def sign_in(name):
        client = Client()
        client.force_login(cast.people[name], backend="anlan.registers.people.sign_in.NumberOrName")
        return client

    with travel(START):
        yield sign_in
