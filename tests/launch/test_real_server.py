"""A real server on loopback: its database is killed under load, its live stream tells each school only of itself."""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.launch.running import Server, anlan, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("launch")]
TOKEN = "t" * 32
FOUND = """
import json, sys, django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.work.hazards import actions
from tests.cast import raise_city
from tests.hazards.steps import photo
made = {"sessions": {}, "cases": {}}
at = clock.now()
with transaction.atomic():
    cast = raise_city()
    for who, unit in (("chen", "green"), ("feng", "hill")):
        with acting(cast.actor(who, at)):
            told = {"category": "fire", "description": "楼梯口堆了课桌和纸箱", "photos": [photo()], "where": "门口"}
            made["cases"][who] = actions.report(cast.units[unit], by=cast.actor(who, at), at=at, **told).pk
for who in ("chen", "feng", "zhao"):
    person = cast.people[who]
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), "anlan.registers.people.sign_in.NumberOrName"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    made["sessions"][who] = session.session_key
print(json.dumps(made))
"""
KEPT = """
import json, sys, django
django.setup()
from django.db import connection
from anlan.kernel.ledger import queries
with connection.cursor() as cursor:
    cursor.execute("select p.body from ledger_payload p join ledger_entry e using (unit_id, seq) where e.verb = 'case.note'")
    notes = [json.loads(row[0])["note"] for row in cursor.fetchall()]
print(json.dumps({"notes": notes, "broken": len(queries.broken())}))
"""


@dataclass
class City:
    """The running server with its people."""

    server: Server
    sessions: dict[str, str]
    cases: dict[str, int]

    def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """One request on a connection of its own: (status, text)."""
        port = self.server.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        cookies = f"anlan_session_{port}={self.sessions.get(who, '')}; anlan_csrf_{port}={TOKEN}"
        given = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/json"} | headers
        with contextlib.closing(connection):
            connection.request(method, path, json.dumps(body) if body is not None else None, given)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")

    def note(self, who: str, text: str) -> int:
        return self.ask(who, "POST", f"/api/cases/{self.cases[who]}/notes", {"text": text})[0]


@pytest.fixture(scope="module")
def city(server: Server) -> City:
    made = anlan(server.var, "run", sys.executable, "-c", FOUND)
    assert made.returncode == 0, made.stderr
    return City(server, **json.loads(made.stdout.splitlines()[-1]))


@dataclass
class Writer:
    """Writes notes one after another and keeps which were acknowledged."""

    city: City
    name: str
    stop: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    def run(self) -> None:
        for number in range(100_000):
            if self.stop.is_set():
                return
            text = f"{self.name}-{number}"
            try:
                status = self.city.note("chen", text)
            except OSError:
                time.sleep(0.05)
                continue
            self.statuses.add(status)
            if status == 200:
                self.acknowledged.append(text)
            else:
                time.sleep(0.05)


def test_a_database_killed_under_load_loses_nothing_that_was_acknowledged(city: City) -> None:
    stop = threading.Event()
    writers = [Writer(city, name, stop) for name in ("a", "b", "c")]
    threads = [threading.Thread(target=w.run, daemon=True) for w in writers]
    for thread in threads:
        thread.start()
    try:
        wait_for("notes before", lambda: all(len(w.acknowledged) >= 5 for w in writers))
        for _ in range(2):
            old, so_far = city.server.postmaster(), [len(w.acknowledged) for w in writers]
            old.kill()
            wait_for("another database", lambda old=old: city.server.postmaster().pid != old.pid)
            wait_for("notes after", lambda so_far=so_far: all(len(w.acknowledged) > n + 3 for w, n in zip(writers, so_far, strict=True)))
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    statuses = set().union(*(w.statuses for w in writers))
    assert statuses <= {200, 503}, statuses
    done = anlan(city.server.var, "run", sys.executable, "-c", KEPT)
    kept = json.loads(done.stdout.splitlines()[-1])
    acknowledged = [text for w in writers for text in w.acknowledged]
    assert not set(acknowledged) - set(kept["notes"])
    assert len(kept["notes"]) == len(set(kept["notes"])) and kept["broken"] == 0
    assert anlan(city.server.var, "verify").returncode == 0
    city.server.wait_healthy()
    assert city.ask("chen", "GET", "/inbox/")[0] == 200


# ── the live stream ────────────────────────────────────────────────────────────────────────────────────────────────────


class Stream:
    """An open page's stream: events arrive in `events` as (name, data)."""

    def __init__(self, url: str) -> None:
        host, path = url.removeprefix("http://").split("/", 1)
        self.connection = http.client.HTTPConnection(host, timeout=60)
        self.connection.connect()
        self.socket = self.connection.sock
        self.connection.request("GET", "/" + path)
        self.answer = self.connection.getresponse()
        self.events: queue.Queue[tuple[str, str]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        name = ""
        with contextlib.suppress(OSError, ValueError, AttributeError, http.client.HTTPException):
            for line in self.answer:
                text = line.decode().strip()
                if text.startswith("event:"):
                    name = text[6:].strip()
                elif text.startswith("data:"):
                    self.events.put((name, text[5:].strip()))

    def leave(self) -> None:
        """Close the page; a plain close would wait for whoever reads."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def hear(self, topic: str) -> None:
        """Wait for a change of `topic`."""
        while True:
            name, data = self.events.get(timeout=60)
            if name == "changed" and topic in json.loads(data):
                return

    def heard(self) -> list[str]:
        """Topics that came and were not waited for."""
        return [topic for name, data in list(self.events.queue) if name == "changed" for topic in json.loads(data)]


def live_url(city: City, who: str) -> str:
    page = city.ask(who, "GET", "/inbox/")[1]
    return page.split('name="live-url" content="')[1].split('"')[0].replace("&amp;", "&")


def test_a_page_hears_of_its_own_school_and_not_of_the_neighbours(city: City) -> None:
    green, hill, district = (Stream(live_url(city, who)) for who in ("chen", "feng", "zhao"))
    for stream in (green, hill, district):
        assert stream.answer.status == 200 and stream.answer.headers["Cache-Control"] == "no-store"
        assert stream.events.get(timeout=30)[0] == "hello"
    assert city.note("chen", "看一眼") == 200
    green.hear("cases")
    district.hear("cases")
    assert city.note("feng", "也看一眼") == 200
    hill.hear("cases")
    district.hear("cases")
    assert "cases" not in green.heard() and "cases" not in hill.heard()  # each heard of its own case once
    for stream in (green, hill, district):
        stream.leave()


FORGED = {"none": "", "short": "x", "forged": "eyJwIjoxLCJwYXRocyI6WyIxLiJdfQ:1aaaaa:forged", "nul": "%00", "long": "a" * 5000}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_stream_without_a_token_of_ours_is_refused(city: City, token: str) -> None:
    url = live_url(city, "chen").split("?")[0]
    stream = Stream(f"{url}?t={token}")
    assert stream.answer.status == 401
    stream.leave()


def test_the_stream_leaves_other_sites_outside(city: City) -> None:
    url = live_url(city, "chen")
    host, path = url.removeprefix("http://").split("/", 1)
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", "/" + path, headers={"Origin": "https://evil.example"})
    allowed = connection.getresponse().headers["Access-Control-Allow-Origin"]
    connection.close()
    assert allowed not in ("*", "https://evil.example")


# ── the web server itself ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_of_hundreds_of_megabytes_is_refused_at_its_first_line(city: City) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", city.server.port, timeout=20)
    connection.putrequest("POST", "/account/login/")
    connection.putheader("Content-Length", str(500 * 1024 * 1024))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert city.ask("", "GET", "/healthz")[0] == 200


def test_nobody_gets_a_page_of_somebody_else_from_the_same_connection(city: City) -> None:
    """One connection, one person after another: nothing of the first is left in the process for the second."""
    for who, status in (("chen", 200), ("", 401), ("feng", 404), ("chen", 200)):
        assert city.ask(who, "GET", f"/api/cases/{city.cases['chen']}")[0] == status, who
