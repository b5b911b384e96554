"""Browsers: the system's Chromium through Playwright, skipped with one clear line where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BUILT = Path(__file__).resolve().parent.parent.parent / "anlan" / "shell" / "static" / "build" / "manifest.json"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser."""
    path = os.environ.get("ANLAN_CHROMIUM") or shutil.which("chromium") or ""
    if reason := os.environ.get("ANLAN_NO_BROWSER") or ("" if path else "no chromium on this machine"):
        pytest.skip(f"browser tests: {reason}")
    if not BUILT.exists():
        pytest.skip("browser tests: the front end is not built (script/test builds it)")
    return path


@pytest.fixture
def browser(chromium: str) -> Iterator[Any]:
    """A started browser."""
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, and Django would refuse the database because of it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"])
        yield started
        started.close()
