"""How well notices are read, and how fast. Needs no database.

What is fitted – fields, cuts, what asks nothing, confidence – is judged on each notice by a fit without it: groups of
notices are left out in turn. The labelled notices in ``../shared/notices/dev``, which nothing is fitted from, are scored
where they are there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from anlan.work.notices.reading.fitting import Reading, bands, brier, known_of, left_out, read, read_apart
from anlan.work.notices.reading.gold import blocks, notices, score, unseen
from bench import Figure
from bench.run import say

PROJECT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("ANLAN_SHARED", PROJECT.parent / "shared"))
LEAST = {"span F1": 0.85, "end-to-end F1": 0.65, "domain": 0.85, "when.type": 0.85}
HEAVY = ("django", "lxml", "numpy", "pypdf", "docx", "jieba", "sklearn")
#: Run in a process of its own, so that nothing else is in its memory and its time.
_ALONE = """
import json, sys, time
began = time.process_time()
from anlan.work.notices.reading import decompose
from anlan.work.notices.reading.gold import notices
loaded = [m for m in {heavy!r} if m in sys.modules]
imported = time.process_time() - began
text = "".join(n.text for n in notices())
while len(text) < 100_000:
    text += text
took = []
for size in (3_000, 3_000, 100_000):
    began = time.process_time()
    decompose(text[:size])
    took.append(time.process_time() - began)
# not ru_maxrss, which begins at what the process that started this one holds
memory = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
print(json.dumps([imported, *took, memory, loaded]))
"""


def run(scale: float) -> Iterator[Figure]:
    """Scores, confidence, times. The scale changes nothing."""
    dev = notices(SHARED / "notices" / "dev") if (SHARED / "notices" / "dev").is_dir() else []
    if dev:
        yield from _scores("dev", [read(n) for n in dev], LEAST)
    else:
        say("the labelled notices beside the repository (../shared/notices/dev) are not here: not scored")
    own = notices()
    apart = list(read_apart(own, [*(known_of(n) for n in own), *(known_of(n, whole=False) for n in blocks())]))
    yield from _scores("shipped, each left out", apart, {})
    yield from _scores("no rule saw, each left out", [one for one in apart if unseen(one.notice)], {})
    yield from _confidence(sorted(apart, key=lambda one: one.notice.name))
    yield from _times()


def _scores(which: str, found: list[Reading], least: dict[str, float]) -> Iterator[Figure]:
    got = score((one.rows, one.notice.rows) for one in found)
    note = f"{len(found)} notices, {got.wanted} obligations, precision {got.precision:.3f}, recall {got.recall:.3f}"
    for name, value in (("span F1", got.f1), ("end-to-end F1", got.end_to_end), ("domain", got.domain), ("when.type", got.when)):
        yield Figure("reading", f"{which}: {name}", round(value, 3), "", least.get(name), note, least=name in least)
        note = ""


def _confidence(found: list[Reading]) -> Iterator[Figure]:
    judged = left_out([case for one in found for case in one.cases])
    yield Figure("reading", "confidence: Brier, each notice left out", round(brier(judged), 3), "", None, "0 is perfect")
    for band in bands(judged):
        figure = f"confidence {band.low:.2f} to {band.high:.2f}: stand as read"
        yield Figure("reading", figure, round(band.precision, 2), "", None, f"{band.drafts} drafts")


def _times() -> Iterator[Figure]:
    command = [sys.executable, "-c", _ALONE.format(heavy=HEAVY)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)
    imported, cold, warm, long, memory, loaded = json.loads(done.stdout)
    yield Figure("reading", "importing the package", round(imported, 2), "s")
    yield Figure("reading", "3,000 characters, the first time", round(cold, 3), "s", 0.3)
    yield Figure("reading", "3,000 characters, again", round(warm, 3), "s", 0.3)
    yield Figure("reading", "100,000 characters", round(long, 2), "s", 10.0)
    yield Figure("reading", "memory of the process", round(memory), "MB", 300.0)
    yield Figure("reading", "heavy libraries loaded by the import", len(loaded), "", 0, ", ".join(loaded))
