"""The cast of a small city in front of its pages."""

from __future__ import annotations

import pytest


@pytest.fixture
def browse(signed_in):
    """browse("su") -> a client signed in as that person, at START."""
    return signed_in
