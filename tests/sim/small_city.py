"""A small city that has lived for a week, committed in a database of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.test import override_settings

from anlan.kernel.clock import LOCAL
from sim.days import Rehearsal
from sim.deeds import Deed
from sim.folk import Folk, remember
from sim.founding import found
from sim.world import World, build
from tests.real_rows import copied_database

FIRST = datetime(2026, 12, 3, tzinfo=LOCAL)
LAST = FIRST + timedelta(days=7)
SCHOOLS, SEED = 6, 7


@contextmanager
def lived(evidence: Path) -> Iterator[Rehearsal]:
    """Found a city of six schools and live through seven days, one notice and one major hazard among them."""
    thrifty = {"ANLAN_EVIDENCE_DIR": evidence, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    with copied_database(), override_settings(**thrifty):
        city = build(World(seed=SEED, schools=SCHOOLS))
        found(city, at=FIRST - timedelta(days=90))
        remember(city.world)
        rehearsal = Rehearsal(Folk(city), began=FIRST, seed=SEED, zeal=1.5)
        rehearsal.issue(LAST)
        school = city.schools[0]
        finder = rehearsal.folk.at_post(school.code, "class_teacher")
        assert finder is not None
        rehearsal.diary.write(Deed(FIRST + timedelta(hours=10), finder, "report", more={"school": school.code, "grade": "major"}))
        rehearsal.until(LAST)
        yield rehearsal


@contextmanager
def as_owner() -> Iterator[None]:
    """Work under the login that owns the tables: it may do what no rule of the product allows."""
    plain = {k: connection.settings_dict[k] for k in ("USER", "PASSWORD")}
    owner = urlsplit(os.environ["ANLAN_OWNER_DATABASE_URL"])
    connection.close()
    connection.settings_dict.update(USER=owner.username, PASSWORD=owner.password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(plain)
