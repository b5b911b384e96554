"""The gallery stands on its own settings: no database, no sign-in; served, a browser may look at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.web.gallery import settings as gallery
from tests.web.gallery.served import address, browser, page, profile  # noqa: F401


@pytest.fixture
def visit(settings: Any) -> Client:
    """A client that sees the gallery's pages."""
    settings.ROOT_URLCONF = gallery.ROOT_URLCONF
    settings.MIDDLEWARE = gallery.MIDDLEWARE
    settings.TEMPLATES = gallery.TEMPLATES
    settings.ALLOWED_HOSTS = ["testserver"]
    return Client()
