"""The worker is killed in the middle of its work: what was not committed is done again, what was is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction

from anlan.kernel import engine
from anlan.kernel.acting import acting
from anlan.work.cases import actions
from tests import errand
from tests.cast import START
from tests.green_rows import login_of
from tests.launch.running import wait_for
from tests.real_rows import owner_connection

LATER = START + timedelta(days=3, hours=2)
# a worker of its own, which dies by itself in the middle of a batch, after what it wrote and before it commits
DIES = """
import os, signal, sys, django
django.setup()
from datetime import datetime
from anlan.kernel import action, engine, registry
from anlan.work.cases import sweep
from tests import errand
errand.register()
sweep.BATCH = 3
climbs, climb = [], sweep.climb
def dying(rows, at, targets):
    climb(rows, at, targets)
    climbs.append(len(rows))
    if len(climbs) == int(sys.argv[2]):
        action.flush_if_outermost()
        os.kill(os.getpid(), signal.SIGKILL)
sweep.climb = dying
engine.tick(datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture
def late(real_city):
    """Eight errands that are overdue at LATER."""
    errand.register()
    cast = real_city[1]
    with transaction.atomic(), acting(cast.chen):
        cases = [actions.open_case("errand", cast.units["green"], title=f"擦黑板{n}", by=cast.chen, at=START) for n in range(8)]
    return [case.pk for case in cases]


def killed_at(batch):
    place, login = connection.settings_dict, login_of("worker")
    url = f"postgresql://{login['USER']}:{login['PASSWORD']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "anlan.shell.settings"}
    done = subprocess.run([sys.executable, "-c", DIES, LATER.isoformat(), str(batch)], env=environment, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]


def told():
    with owner_connection() as owner:
        entries = owner.execute(
            "select case_id, count(*) from ledger_entry where verb in ('case.climb', 'case.remind') group by 1"
        ).fetchall()
        messages = owner.execute(
            "select case_id, kind, rung, count(*) from outbox_message where kind ~ 'late|due|remind' group by 1, 2, 3"
        ).fetchall()
        heads = owner.execute("select count(*) from ledger_broken(null)").fetchone()[0]
    return dict(entries), messages, heads


def unfenced_tick():
    tick = engine.tick(LATER + timedelta(seconds=5))
    return None if tick.paused else tick


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_every_rung_is_climbed_exactly_once(late, batch):
    killed_at(batch)
    entries, _messages, broken = told()
    assert len(entries) == 3 * (batch - 1) and broken == 0  # whole batches only
    # the server may take a moment to notice that the killed one is gone, and holds its fence until then
    tick = wait_for("the fence to be free", unfenced_tick)
    assert not tick.trouble
    entries, messages, broken = told()
    assert entries == dict.fromkeys(late, 1) and broken == 0
    assert {row[0] for row in messages} == set(late) and all(row[3] == 1 for row in messages)
    engine.tick(LATER + timedelta(seconds=10))
    assert told() == (entries, messages, broken)
