"""Browsers of the cast: visit("lin").get("/notices/")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Visit = Callable[[str], Client]


@pytest.fixture
def visit(signed_in: Visit) -> Visit:
    """visit(name) is a browser in which that person of the cast is signed in; the moment is the cast's."""
    return signed_in


def words(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())
