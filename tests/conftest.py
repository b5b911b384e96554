"""One test database per process, made and migrated by the owner's login; tests work as the worker's login, under the policies
of the web's as soon as they act for somebody.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.real_rows import a_copy, copied_database, in_database, start_from, use, use_base

BACKEND = "django.contrib.auth.backends.ModelBackend"  # no lockout, no slow hash: who it is is what a test says


def _login(name: str) -> dict[str, str]:
    parts = urlsplit(os.environ[f"ANLAN_{name.upper()}_DATABASE_URL"])
    return {"USER": parts.username or "", "PASSWORD": parts.password or ""}


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """What is long is named by its length: a zip made at collection bears the time, and all processes must find the same names."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 60):
        return f"{argname} of {len(val)}"
    return None


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands now stands to the end: the collector of cycles need not walk over it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _pages_as_served(django_test_environment: None) -> None:
    """Templates render as they do for users: Django's test environment has each copy its whole context, for tests that look at it."""
    from django.template.base import Template
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _quick_digests() -> None:
    """The digests of passwords are the real ones and cost a hundredth: nobody's password is kept here."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 1024


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str = "") -> Iterator[None]:
    """Create test_<name>, migrate it as the owner, then hand the connection to the worker's login."""
    from django.conf import settings
    from django.db import connection, connections

    if "ANLAN_OWNER_DATABASE_URL" not in os.environ:
        pytest.exit("run the tests through script/test", returncode=2)
    with django_db_blocker.unblock():
        suffix = os.environ.get("PYTEST_XDIST_WORKER", f"p{os.getpid()}")
        plain = dict(connection.settings_dict)
        connection.settings_dict.update(_login("owner"), CONN_MAX_AGE=0)
        connection.settings_dict["TEST"]["NAME"] = f"test_{plain['NAME']}_{suffix}"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        connection.settings_dict.update(_login("worker"))
        settings.DATABASES["default"].update(_login("worker"))
        connections["default"].connect()
        start_from(connection.settings_dict["NAME"])
        yield
        use_base()
        connection.close()
        connection.settings_dict.update(_login("owner"))
        connection.creation.destroy_test_db(plain["NAME"], verbosity=0)


@pytest.fixture(scope="session")
def raised(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Any]]:
    """A database in which the city of the cast stands committed, and the cast: raised once, not for every test."""
    from tests.cast import raise_city

    with django_db_blocker.unblock(), a_copy() as name:
        with in_database(name):
            cast = raise_city()
        yield name, cast


@pytest.fixture
def _django_db_helper(request: Any, _place: None, _django_db_helper: None) -> None:
    """pytest-django's, after the place was chosen."""


@pytest.fixture
def _place(request: Any, django_db_setup: None) -> None:
    """A test that asks for the cast works where its city stands, any other in the empty database."""
    if "cast" in request.fixturenames:
        use(request.getfixturevalue("raised")[0])
    else:
        use_base()


@pytest.fixture
def cast(raised: tuple[str, Any], db: None) -> Any:
    """The cast in its small city (tests/cast.py), as new for each test."""
    from django.db import connection

    assert connection.settings_dict["NAME"] == raised[0], "ask for the cast as a fixture of the test"
    return deepcopy(raised[1])


@pytest.fixture
def signed_in(cast: Any, settings: Any) -> Iterator[Any]:
    """signed_in("lin") is a browser in which that person of the cast is signed in; the moment is the cast's."""
    from django.test import Client

    from anlan.kernel import clock
    from tests.cast import START

    settings.AUTHENTICATION_BACKENDS = [BACKEND]

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.people[name], backend=BACKEND)
        return client

    with clock.travel(START):
        yield sign_in


@pytest.fixture
def real_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Rows are committed, in a copy of the database that is thrown away: for second connections, servers, browsers."""
    with django_db_blocker.unblock(), copied_database() as name:
        yield name


@pytest.fixture
def real_city(raised: tuple[str, Any], django_db_blocker: Any) -> Iterator[tuple[str, Any]]:
    """As `real_rows`, with the cast's city standing in it: the name of the database, and the cast."""
    with django_db_blocker.unblock(), copied_database(raised[0]) as name:
        yield name, deepcopy(raised[1])


@pytest.fixture(autouse=True)
def _nobody_acts() -> Iterator[None]:
    """A test that forgets to leave an actor, or the language of its last page, would leak into the next."""
    yield
    from django.utils import translation

    from anlan.kernel import acting

    translation.deactivate()

    assert acting._current.get() == acting.NOBODY
