"""A small work-safety platform on this machine: takes, refuses, drips, talks nonsense, or is away."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Platform:
    """What the server does, and what it got."""

    def __init__(self) -> None:
        self.mode = "take"
        self.got: list[dict[str, Any]] = []  # messages taken, each key once
        self.keys: list[str] = []  # every key that arrived
        self.refuse: set[str] = set()  # numbers of hazards
        self.number: dict[str, str] = {}  # number of a hazard -> the platform's
        self.authorized: list[str] = []
        self.url = ""

    def answer(self, body: dict[str, Any]) -> Any:
        receipts = []
        for message in body["messages"]:
            self.keys.append(message["key"])
            number = message["number"]
            if number in self.refuse:
                receipts.append({"key": message["key"], "ok": False, "reason": "缺少地点"})
                continue
            if message["key"] not in [m["key"] for m in self.got]:
                self.got.append(message)
            receipts.append(
                {"key": message["key"], "ok": True, "receipt": f"R{len(self.got)}", "number": self.number.get(number, f"SJ-{number}")}
            )
        return {"receipts": receipts}


@contextmanager
def platform() -> Iterator[Platform]:
    """The server, listening on loopback."""
    it = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            it.authorized.append(self.headers["Authorization"])
            status, data = 200, b""
            if it.mode == "broken":
                status = 503
            elif it.mode == "locked":
                status = 401
            elif it.mode == "elsewhere":
                status = 302
            elif it.mode == "nonsense":
                data = b"<html>\xff\x00 welcome"
            elif it.mode == "other":
                data = b'{"receipts": {"a": 1}}'
            else:
                answer = it.answer(body)
                if it.mode == "twice":
                    odd = [
                        {"key": "unknown", "ok": True},
                        {"ok": True},
                        7,
                        *[r | {"ok": False, "reason": "again"} for r in answer["receipts"]],
                    ]
                    answer["receipts"] = answer["receipts"] + odd
                if it.mode == "lost":  # taken there, and the answer never arrives
                    status = 502
                if it.mode == "half":
                    answer["receipts"] = answer["receipts"][:1]
                data = json.dumps(answer).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{it.url}elsewhere")
            self.end_headers()
            if it.mode == "slow":
                for byte in data[:40]:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(0.1)
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    it.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
