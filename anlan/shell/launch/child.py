"""One supervised process: started, watched, started again with growing pauses, stopped."""

import contextlib
import os
import pathlib
import signal
import subprocess
import time
from dataclasses import dataclass, field

from .folders import PROJECT
from .parenthood import die_with_parent

HEALTHY_AFTER = 30.0
PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass
class Child:
    """What to run and how it fares."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: pathlib.Path
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a session of its own: the terminal's Ctrl-C reaches only the supervisor."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.started = time.monotonic()

    def died(self) -> int | None:
        """Its exit code, once, when it has ended; clears away what it left running."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.kill_group()
        self.process = None
        now = time.monotonic()
        self.failures = 0 if now - self.started > HEALTHY_AFTER else self.failures + 1
        self.again_at = now + PAUSES[min(self.failures, len(PAUSES) - 1)]
        return code

    def due(self) -> bool:
        """Whether it should be started now."""
        return self.process is None and time.monotonic() >= self.again_at

    def ask_to_stop(self) -> None:
        """Tell it to end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill_group(self) -> None:
        """End it and everything it started, at once."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def wait(self, until: float) -> None:
        """Wait for its end until a moment of the monotonic clock, then end it the hard way."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))
        self.kill_group()
        self.process.wait()
