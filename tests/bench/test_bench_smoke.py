"""The benches run on little data and print what they promise; how fast they were is not judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from anlan.shell.launch.folders import PROJECT
from bench import Figure, percentile

ORDER = ["bench", "figure", "value", "unit", "limit", "ok", "note"]


def lines(*names: str) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "bench", *names, "--json", "--scale", "0.001"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=os.environ | {"PYTHONWARNINGS": "ignore"}, timeout=600)
    assert done.returncode in (0, 1) and "Traceback" not in done.stderr, done.stderr[-3000:]  # 1 also when a figure is over its limit
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_every_bench_prints_one_object_a_line_with_its_limit() -> None:
    found = lines("verify", "board", "tick", "inbox", "digest")
    assert all(list(row) == ORDER for row in found)
    assert {row["bench"] for row in found} == {"verify", "board", "tick", "inbox", "digest"}
    assert all(row["ok"] == (row["limit"] is None or row["value"] <= row["limit"]) for row in found)  # type: ignore[operator]
    assert sum(row["limit"] is not None for row in found) >= 20


def test_a_figure_is_ok_up_to_its_limit() -> None:
    assert Figure("b", "f", 20.0, "ms", 20.0).ok and not Figure("b", "f", 20.1, "ms", 20.0).ok and Figure("b", "f", 1e9, "s").ok


def test_percentiles_are_of_the_nearest_rank() -> None:
    assert percentile(list(range(1, 101)), 0.95) == 95 and percentile([3, 1, 2], 0.5) == 2 and percentile([7], 0.95) == 7


def test_an_unknown_bench_is_named() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "nonsense"], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 2 and "nonsense" in done.stderr
