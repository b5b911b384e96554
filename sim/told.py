"""One table from first to last, in figures, for the report of a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.clock import local


@dataclass
class Told:
    """`asked`: units that were asked about `cells` doubtful cells; `entered`: by their district; `done`: when the last one came in."""

    asked_at: datetime
    due_at: datetime
    units: int = 0
    entered: int = 0
    cells: int = 0
    asked: int = 0
    done: datetime | None = None
    signed: bool = False

    def line(self) -> str:
        """The whole of it in one line."""
        when = f"{local(self.done):%H:%M}" if self.done else "never"
        return (
            f"{local(self.asked_at):%m-%d %H:%M} asked of {self.units} units until {local(self.due_at):%H:%M}, complete at {when}"
            f"{' and signed' if self.signed else ''}: {self.units - self.entered} by themselves, {self.entered} entered by their district; "
            f"{self.cells} doubtful cells asked of {self.asked} units"
        )
