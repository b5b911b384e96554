"""The live stream: one small ASGI process that listens to the database and tells open pages what changed, never what it is.

A page brings a signed token with the person's paths; an event says only that rows of a topic changed somewhere in them, and
the page fetches them again through the ordinary door.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import psycopg
from django.conf import settings
from django.core import signing
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from anlan.kernel.signing_key import refuse_public

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.shell.settings")
refuse_public()
BEAT_SECONDS = 20
TOKEN_SECONDS = 12 * 3600
QUEUE = 50


@dataclass(eq=False)
class Listener:
    """One open page: whose, for which paths, and what is still to be told."""

    person: int
    paths: list[str]
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def concerns(self, target: str) -> bool:
        if target.startswith("@"):
            return target == f"@{self.person}"
        return any(target.startswith(path) or path.startswith(target) for path in self.paths)


listeners: set[Listener] = set()
state = {"database": False}


def tell(payload: str) -> None:
    """Hand 'topic target' to every page it concerns; a page that does not read is told once to look at everything."""
    topic, _, target = payload.partition(" ")
    for listener in listeners:
        if listener.concerns(target):
            with contextlib.suppress(asyncio.QueueFull):
                listener.queue.put_nowait(topic)


async def listen() -> None:
    """Follow the database's notices for ever; when it goes away, come back."""
    url = os.environ["DATABASE_URL"]
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute("listen anlan_live")
                state["database"] = True
                tell("everything 1.")
                async for notice in connection.notifies():
                    tell(notice.payload)
        except (psycopg.Error, OSError):
            state["database"] = False
            await asyncio.sleep(1)


async def events(listener: Listener) -> AsyncIterator[str]:
    listeners.add(listener)
    try:
        yield "retry: 3000\nevent: hello\ndata: {}\n\n"
        while True:
            try:
                topics = {await asyncio.wait_for(listener.queue.get(), BEAT_SECONDS)}
                await asyncio.sleep(0.15)  # what comes together is told together
                while not listener.queue.empty():
                    topics.add(listener.queue.get_nowait())
                yield f"event: changed\ndata: {json.dumps(sorted(topics))}\n\n"
            except TimeoutError:
                yield f"event: beat\ndata: {json.dumps(state)}\n\n"
    finally:
        listeners.discard(listener)


async def live(request: Request) -> Response:
    """The stream for one page."""
    try:
        token = signing.loads(request.query_params.get("t", ""), salt="anlan.live", max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return PlainTextResponse("sign in again", status_code=401)
    listener = Listener(person=token["p"], paths=token["paths"])
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Access-Control-Allow-Origin": _origin(request)}
    return StreamingResponse(events(listener), media_type="text/event-stream", headers=headers)


def _origin(request: Request) -> str:
    origin = request.headers.get("origin", "")
    allowed = {f"http://{host}:{settings.ANLAN_PORT}" for host in ("127.0.0.1", "localhost")} | set(settings.CSRF_TRUSTED_ORIGINS)
    return origin if origin in allowed else f"http://127.0.0.1:{settings.ANLAN_PORT}"


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    task = asyncio.create_task(listen())
    yield
    task.cancel()


app = Starlette(routes=[Route("/live", live)], lifespan=lifespan)
