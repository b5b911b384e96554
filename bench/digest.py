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

# readers at home in schools with open cases, every tenth of whom reads English; each is told of EACH of those cases
READERS = """
with made as (
    insert into people_person (username, password, name, pinyin, is_active, must_change_password, language, email)
    select 'reader' || n, '!', '读信人' || n, '', true, false, case when n %% 10 = 0 then 'en' else '' end, ''
    from generate_series(1, %(people)s) n returning id),
person as (select id, row_number() over (order by id) as n from made),
school as (
    select u.id, u.unit_path, row_number() over (order by u.id) as n, count(*) over () as number from org_unit u
    where u.kind = 'school' and exists (select 1 from cases_case k where k.unit_id = u.id and k.closed_at is null))
insert into people_contact (person_id, unit_id, unit_path, mobile, email)
select p.id, s.id, s.unit_path, '', 'p' || p.id || '@example.com' from person p join school s on s.n = p.n %% s.number + 1
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
        begun, cpu, sent, rounds = time.perf_counter(), time.process_time(), 0, 0
        while got := morning.morning_digest(MORNING + timedelta(minutes=rounds)):
            sent, rounds = sent + got, rounds + 1
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        if sent != readers or morning.morning_digest(MORNING + timedelta(hours=1)):
            raise AssertionError(f"{sent} mails for {readers} people")
        note = f"{EACH} lines at most, {sent / took:.0f} a second, {rounds} rounds of the clockwork; {cpu:.1f} s are the worker's own CPU"
        yield Figure("digest", f"the morning's mail for {sent} people", round(took, 2), "s", MOST_SECONDS, note)


def _told(people: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("update people_contact set email = '' where email <> ''")
        cursor.execute(READERS, {"people": people})
        readers = cursor.rowcount
        cursor.execute(MESSAGES, {"at": TOLD, "each": EACH})
    return int(readers)


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
