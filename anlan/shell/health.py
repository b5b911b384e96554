"""/healthz: 200 when everything behind the pages is up, 503 with names when not."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from anlan.kernel import clock, engine, long_work, settings_store
from anlan.kernel.acting import public
from anlan.kernel.outbox import standing

STALE = timedelta(minutes=2)


@public("asked by the supervisor and by monitoring; tells nothing about anybody")
def healthz(request: HttpRequest) -> JsonResponse:
    """What is up and what is not: database, evidence store, worker, engine, queue of long work, urgent messages, live stream."""
    parts = {"database": _database(), "evidence": _evidence()}
    if parts["database"] == "ok":
        parts |= {"worker": _asked(_worker), "engine": _asked(_engine), "queue": _asked(_queue), "messages": _asked(_messages)}
    if settings.ANLAN_LIVE_PORT:
        parts["live"] = _live()
    up = all(state == "ok" for state in parts.values())
    return JsonResponse({"up": up, "parts": parts}, status=200 if up else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return "ok"
    except Error as error:
        return f"down: {type(error).__name__}"


def _asked(part: Callable[[], str]) -> str:
    """What a part says, also when the database goes away or lacks its tables while it is asked."""
    try:
        return part()
    except Error as error:
        return f"unknown: {type(error).__name__}"


def _evidence() -> str:
    folder = settings.ANLAN_EVIDENCE_DIR
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return "ok" if os.access(folder, os.W_OK) else "not writable"
    except OSError as error:
        return f"down: {error.strerror}"


def _worker() -> str:
    seen = settings_store.read("worker.seen")
    if seen is None:
        return "never seen"
    age = clock.wall() - datetime.fromisoformat(seen)
    return "ok" if age < STALE else f"silent for {int(age.total_seconds())} s"


def _engine() -> str:
    if paused := settings_store.read(engine.PAUSED, ""):
        return f"paused: {paused}; {engine.HOW_TO_GO_ON}"
    audit = settings_store.read("engine.audit", {})
    return f"{audit['asleep']} cases unseen" if audit.get("asleep") else "ok"


def _queue() -> str:
    return long_work.trouble() or "ok"


def _messages() -> str:
    return standing.trouble() or "ok"


def _live() -> str:
    try:
        with socket.create_connection(("127.0.0.1", settings.ANLAN_LIVE_PORT), timeout=1):
            return "ok"
    except OSError:
        return "down"
