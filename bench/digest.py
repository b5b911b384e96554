"""The morning's mail: six thousand people, each told of a few things, over one connection to a mail server on loopback."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection

from anlan.kernel.outbox import morning
from bench import Figure, city

PEOPLE, MOST_SECONDS, EACH = 6000, 30.0, 4
MORNING = city.AT.replace(hour=0, minute=0)  # 8:00 in the city
TOLD = MORNING - timedelta(hours=12)

# people at home in units with open cases get an address and are told of EACH of those cases
READERS = """
update people_contact set email = 'p' || person_id || '@example.com' where person_id in (
    select c.person_id from people_contact c where exists (
        select 1 from cases_case k where k.unit_id = c.unit_id and k.closed_at is null) order by c.person_id limit %(people)s)
returning person_id, unit_id, unit_path
"""
MESSAGES = """
with told as (
    insert into outbox_message (unit_id, unit_path, role, person_id, case_id, kind, due_at, rung, urgent, facts, at, resolved_at, trouble)
    select c.unit_id, c.unit_path, '', c.person_id, k.id, 'case.turn', k.due_at, 0, false,
        jsonb_build_object('title', k.title, 'unit', u.name, 'number', k.number), %(at)s, %(at)s, ''
    from people_contact c join org_unit u on u.id = c.unit_id
    cross join lateral (select * from cases_case k where k.unit_id = c.unit_id and k.closed_at is null order by k.id limit %(each)s) k
    where c.email <> '' returning id, person_id)
insert into outbox_delivery (message_id, person_id, channel, state, tries, trouble, at, sent_at)
select id, person_id, 'page', 'sent', 0, '', %(at)s, %(at)s from told
"""


def run(scale: float) -> Iterator[Figure]:
    """All of them have their mail; nobody gets two."""
    people = max(20, int(PEOPLE * min(1.0, scale * 10)))
    with city.copy(min(scale, 0.1), "worker", "digest"), _sink() as port:
        readers = _told(people)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        begun, sent, rounds = time.perf_counter(), 0, 0
        while got := morning.morning_digest(MORNING + timedelta(minutes=rounds)):
            sent, rounds = sent + got, rounds + 1
        took = time.perf_counter() - begun
        if sent != readers or morning.morning_digest(MORNING + timedelta(hours=1)):
            raise AssertionError(f"{sent} mails for {readers} people")
        note = f"{sent} mails of {EACH} lines at most, {sent / took:.0f} a second, in {rounds} rounds of the clockwork"
        yield Figure("digest", f"the morning's mail for {sent} people", round(took, 2), "s", MOST_SECONDS, note)


def _told(people: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("update people_contact set email = '' where email <> ''")
        cursor.execute(READERS, {"people": people})
        readers = len(cursor.fetchall())
        cursor.execute(MESSAGES, {"at": TOLD, "each": EACH})
    return readers


@contextmanager
def _sink() -> Iterator[int]:
    """The mail server's port; the process ends with the block."""
    process = subprocess.Popen([sys.executable, "-m", "bench.sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)
