"""A small mail server on loopback that behaves as badly as it is told."""

from __future__ import annotations

import contextlib
import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Box:
    """What arrived, and how the server behaves: good, nonsense, silent, drops, refuses (one address), busy."""

    mood: str = "good"
    got: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0


class Handler(socketserver.StreamRequestHandler):
    """Just enough SMTP."""

    def handle(self) -> None:
        box: Box = self.server.box  # type: ignore[attr-defined]
        box.connections += 1
        if box.mood == "silent":
            time.sleep(3)
            return
        with contextlib.suppress(OSError):
            self.say("HTTP/1.1 200 OK\r\n\r\n<html>" if box.mood == "nonsense" else "220 box ESMTP")
            while line := self.rfile.readline(2000).decode("utf-8", "replace").strip():
                if not self.answer(line, box):
                    return

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def answer(self, line: str, box: Box) -> bool:
        """One command; False ends the conversation."""
        word = line.split(" ", 1)[0].upper().split(":")[0]
        if word == "RCPT" and box.mood == "refuses" and "chen" in line:
            self.say("550 no such box")
        elif word == "RCPT" and box.mood == "busy":
            self.say("451 try later")
        elif word == "DATA":
            if box.mood == "drops":
                return False
            self.say("354 go on")
            lines = []
            while (part := self.rfile.readline(20_000).decode("utf-8", "replace")) not in (".\r\n", ""):
                lines.append(part)
            box.got.append("".join(lines))
            self.say("250 taken")
        elif word == "QUIT":
            self.say("221 bye")
            return False
        elif word == "EHLO":
            self.say("250 box")
        else:
            self.say("250 fine")
        return True


@contextlib.contextmanager
def mail_server(mood: str = "good") -> Iterator[Box]:
    """The server while the block runs; change `mood` at any time."""
    box = Box(mood)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
