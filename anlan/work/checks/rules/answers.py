"""Answers: three of them, what they come to, and where two who looked at the same thing differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anlan.kernel.wording import N_

PASS, FAIL, NA = "pass", "fail", "na"
VERDICTS = {PASS: N_("合格"), FAIL: N_("不合格"), NA: N_("不适用")}
Marks = Mapping[str, str]  # item key -> verdict


def of_parts(parts: Marks) -> str:
    """The verdict on a room from its parts: one that is not in order makes the room so."""
    values = set(parts.values())
    return FAIL if FAIL in values else PASS if PASS in values else NA


def progress(keys: Iterable[str], marks: Marks) -> tuple[int, int, int]:
    """(asked, answered, failed)."""
    wanted = list(keys)
    return len(wanted), sum(k in marks for k in wanted), sum(marks.get(k) == FAIL for k in wanted)


@dataclass(frozen=True)
class Difference:
    """An item on which two stages differ at one unit. None: that stage did not look."""

    unit_id: int
    key: str
    said: str | None  # self-check
    recheck: str | None
    sample: str | None

    @property
    def missed(self) -> bool:
        """Whether a later look found what an earlier one had not."""
        return FAIL in (self.recheck, self.sample) and (self.said != FAIL or (self.recheck not in (None, FAIL) and self.sample == FAIL))


def differences(said: Mapping[int, Marks], recheck: Mapping[int, Marks], sample: Mapping[int, Marks]) -> list[Difference]:
    """Items on which the answers of two stages differ, by unit and item in the order given. What only one stage answered is none."""
    found = []
    for unit in dict.fromkeys([*recheck, *sample]):
        stages = [table.get(unit, {}) for table in (said, recheck, sample)]
        for key in dict.fromkeys(k for marks in stages for k in marks):
            given = [marks.get(key) for marks in stages]
            if len({v for v in given if v is not None}) > 1:
                found.append(Difference(unit, key, *given))
    return found
