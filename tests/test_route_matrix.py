"""Every route of the URLconf, GET and an empty POST, as every member of the cast and as nobody, through the web's own login."""

from __future__ import annotations

import io
import re
import sys
import traceback
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client

from anlan.kernel import registry
from anlan.kernel.checks import FOREIGN_TABLES
from tests.cast import ROSTER
from tests.green_rows import BACKEND, MARK, PHONE, TAG, WORD, Green, green_city
from tests.real_rows import owner_connection
from tests.routes import CHANGES, OTHERS, Trial, is_open, trials

pytestmark = pytest.mark.xdist_group("routes")
PEOPLE = [row[0] for row in ROSTER]
# these try every address of a route; the others, who stand where one of them stands, one of them: every second person the first, every
# second the last
EACH = {"chen", "zhao", "feng"}
HIDDEN = {403, 404, 405}
UNCOUNTED = {"kernel_nonce", "kernel_setting", "kernel_progress", "keys_rate"}
FORMULA = re.compile("<f[ >].*?</f>")
BARE = {"healthz", "sw.js", "manifest.webmanifest"}
OWN_SCRIPT = re.compile(r"<[^>]+\s(?:style|on[a-z]+)\s*=|<script(?![^>]*\b(?:src|type=\"(?:application/json|speculationrules)\"))")
WRITES = ("insert", "update", "delete", "select ledger_append")


@pytest.fixture(scope="module")
def green(django_db_setup: None, django_db_blocker: Any) -> Iterator[Green]:
    with django_db_blocker.unblock(), green_city() as rows:
        yield rows


def header_faults(answer: Any, *, private: bool) -> list[str]:
    """What an answer lacks of the strict headers; a page of a person leaves nothing behind on a shared computer."""
    policy = answer.get("Content-Security-Policy", "")
    asked = {
        f"policy {policy!r}": "'none'" in policy and "unsafe" not in policy,
        "its kind may be guessed": answer.get("X-Content-Type-Options") == "nosniff",
        "may be framed": answer.get("X-Frame-Options") == "DENY",
        "may be kept": not private or answer.status_code != 200 or bool(re.search("no-store|private", answer.get("Cache-Control", ""))),
    }
    return [fault for fault, well in asked.items() if not well]


@dataclass
class Round:
    """What one person met: faults in sentences, and answers by (method, route)."""

    who: str
    client: Client
    faults: list[str] = field(default_factory=list)
    through_htmx: bool = False  # as most forms are sent: a refusal then is a fragment
    answers: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    raised: list[str] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)

    def ask(self, method: str, trial: Trial, url: str = "") -> Any:
        """One request; what broke and what was written by it is kept."""
        self.raised.clear()
        statements: list[str] = []

        def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            text = str(sql).lstrip().lower()
            if text.startswith(WRITES) and not any(name in text for name in (*FOREIGN_TABLES, *UNCOUNTED)):
                statements.append(text[:90])
            return execute(sql, params, many, context)

        api = {"content_type": "application/json"} if trial.route.startswith("api/") else {}
        htmx = {"headers": {"HX-Request": "true"}} if self.through_htmx else {}
        with connection.execute_wrapper(watch):
            send = self.client.get if method == "GET" else self.client.post
            answer = send(url or trial.url, **({"data": {}, **api, **htmx} if method == "POST" else {}))
        if answer.status_code < 400:
            self.wrote += [f"{method} {trial.url}: {text}" for text in statements]
        self.answers[method, trial.route].add(answer.status_code)
        if answer.status_code >= 500 and trial.route != "healthz":  # it tells that no worker is up, as it should
            self.faults.append(f"{self.who} {method} {url or trial.url} -> {answer.status_code} {self.raised[-1:]}")
        return answer

    def hear(self, sender: Any, request: Any = None, **more: Any) -> None:
        error = sys.exc_info()[1]
        last = traceback.extract_tb(error.__traceback__)[-1] if error and error.__traceback__ else None
        self.raised.append(f"{error!r} at {last.filename if last else ''}:{last.lineno if last else ''}")

    def check_text(self, method: str, trial: Trial, answer: Any, *, hidden: bool) -> None:
        kind = answer.get("Content-Type", "")
        if trial.route not in BARE:
            self.faults += [f"{self.who} {method} {trial.url}: {fault}" for fault in header_faults(answer, private=self.who != "nobody")]
        body = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        if "officedocument" in kind:
            self._check_office(trial, body, hidden=hidden)
            return
        text = body.decode("utf-8", "replace")
        if "html" in kind and (own := OWN_SCRIPT.search(text)):
            self.faults.append(f"{self.who} {method} {trial.url}: script or style of its own: {own[0][:80]}")
        if ("html" in kind or "svg" in kind) and TAG in text:
            self.faults.append(f"{self.who} {method} {trial.url}: shows markup of a text unescaped")
        if hidden and MARK in text:
            self.faults.append(f"{self.who} {method} {trial.url} -> {answer.status_code}: shows a text of Green School")
        if (self.who in OTHERS or hidden) and PHONE in text:
            self.faults.append(f"{self.who} {method} {trial.url} -> {answer.status_code}: shows a private number")

    def _check_office(self, trial: Trial, body: bytes, *, hidden: bool) -> None:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist() if name.endswith(".xml")}
        if any(MARK in formula for text in parts.values() for formula in FORMULA.findall(text)):
            self.faults.append(f"{self.who} {trial.url}: a text became a formula")
        whole = "".join(parts.values())
        if (hidden and MARK in whole) or ((hidden or self.who in OTHERS) and PHONE in whole):
            self.faults.append(f"{self.who} {trial.url}: shows a text of Green School")


@pytest.fixture(autouse=True)
def _menu_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a person is counted for their first page: the frame is the same on the thousands of others."""
    for key, entry in registry.MENU.items():
        if entry.count:
            monkeypatch.setitem(registry.MENU, key, replace(entry, count=_once(entry.count)))


def _once(count: Any) -> Any:
    kept: dict[int, int] = {}

    def ask(actor: Any, at: Any) -> int:
        if actor.person_id not in kept:
            kept[actor.person_id] = count(actor, at)
        return kept[actor.person_id]

    return ask


@pytest.fixture
def round_of(green: Green, request: Any) -> Iterator[Any]:
    made: list[Round] = []

    def make(who: str) -> Round:
        client = Client(raise_request_exception=False)
        if who != "nobody":
            client.force_login(green.cast.people[who], backend=BACKEND)
        one = Round(who, client, through_htmx=who not in {*EACH, "nobody"})
        got_request_exception.connect(one.hear)
        made.append(one)
        return one

    yield make
    for one in made:
        got_request_exception.disconnect(one.hear)


def fingerprint() -> dict[str, tuple[int, int]]:
    """(rows, newest transaction) of every table of ours and of the ledger, as the owner sees them."""
    tables = sorted({m._meta.db_table for m in apps.get_models() if not m._meta.db_table.startswith(FOREIGN_TABLES)} - UNCOUNTED)
    tables += ["ledger_head", "ledger_entry", "ledger_payload"]
    ask = " union all ".join(f"select '{t}', count(*), coalesce(max(xmin::text::bigint), 0) from {t}" for t in tables)
    with owner_connection() as owner:
        return {name: (count, newest) for name, count, newest in owner.execute(psycopg.sql.SQL(ask)).fetchall()}


def test_every_route_with_arguments_has_values_for_them(green):
    _found, unsaid = trials(green)
    assert not unsaid, "\n".join(unsaid)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_of_the_cast_finds_what_is_theirs_and_nothing_else(green, round_of, who):
    one, tried = round_of(who), trials(green)[0]
    if who not in EACH:
        tried = _one_each(tried, last=PEOPLE.index(who) % 2 == 1)
    one.client.get("/inbox/")  # the session's first page notes its moment
    before = fingerprint()
    for method in ("GET", "POST"):
        for trial in tried:
            if (method, trial.route) not in CHANGES:
                _try(one, method, trial)
    changed = {t for t, now in fingerprint().items() if now != before[t]}
    assert not changed or not one.wrote, f"{who} changed {changed}:\n" + "\n".join(one.wrote)
    assert not changed, f"{who} changed {changed}"
    for method, route in CHANGES:
        for trial in tried:
            if trial.route == route and "logout" not in route:
                _try(one, method, trial)
    assert not one.faults, "\n".join(one.faults)


def _one_each(tried: list[Trial], *, last: bool) -> list[Trial]:
    return list({trial.route: trial for trial in (tried if last else reversed(tried))}.values())


# (method, route) that no view takes: said before anybody is looked at, so once is enough
UNTAKEN: set[tuple[str, str]] = set()


def _try(one: Round, method: str, trial: Trial) -> None:
    if (method, trial.route) in UNTAKEN:
        return
    answer = one.ask(method, trial)
    if answer.status_code == 405:
        UNTAKEN.add((method, trial.route))
    stranger = one.who in trial.whose.strangers
    if stranger and answer.status_code not in HIDDEN | {422}:
        one.faults.append(f"{one.who} {method} {trial.url} -> {answer.status_code}: should not know that it is there")
    if stranger and answer.status_code == 422 and not trial.route.startswith("api/"):
        one.faults.append(f"{one.who} {method} {trial.url} -> 422: should not know that it is there")
    if one.who in trial.whose.covers and answer.status_code == 404:
        one.faults.append(f"{one.who} {method} {trial.url} -> 404: lies within their scope")
    one.check_text(method, trial, answer, hidden=stranger)


def test_nobody_is_asked_to_sign_in_wherever_it_is_not_said_to_be_public(green, round_of):
    one = round_of("nobody")
    for trial in trials(green)[0]:
        for method in ("GET", "POST"):
            answer = one.ask(method, trial)
            one.check_text(method, trial, answer, hidden=True)
            asked = answer.status_code == 401 or (answer.status_code == 302 and answer.url.startswith("/account/login/"))
            if not (asked or is_open(trial) or answer.status_code == 405):
                one.faults.append(f"nobody {method} {trial.url} -> {answer.status_code}")
    assert not one.faults, "\n".join(one.faults)


def test_lists_asked_for_another_schools_rows_show_none_of_them(green, round_of):
    path, unit = green.cast.units["green"].unit_path, green.pk("green")
    asks = [
        f"?unit={unit}&path={path}&place={green.pk('place')}&case={green.pk('errand')}&q={WORD}&when=all&kind=hazard",
        f"?q={WORD}&words={WORD}&within={unit}&level=major&when=closed&tab=others",
        "?tab=done&after=2020-01-01T00:00:00+00:00,1&when=all&unit=0&notice=1&place=99999999999999999999",
        "?after=nonsense&unit=nonsense&path=%00&q=%00%FF&page=-1&place=x&when=nonsense&cols=nonsense&tab=nonsense&year=0&day=x&kind=nonsense",
    ]
    for who, some in (("feng", asks), ("wu", asks[:1]), ("xu", asks[:1]), ("chen", asks[3:])):
        one = round_of(who)
        for trial in trials(green)[0]:
            if "<" in trial.route or trial.route.startswith("account/"):
                continue
            for ask in some:
                answer = one.ask("GET", trial, trial.url + ask)
                one.check_text("GET", trial, answer, hidden=who != "chen")
        assert not one.faults, "\n".join(one.faults)
