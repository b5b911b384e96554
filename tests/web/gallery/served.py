"""The gallery served, and a browser in front of it: fixtures for modules that try the front end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = os.environ.get("ANLAN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
BUILT = ROOT / "anlan/shell/static/build/manifest.json"
browsing = [
    pytest.mark.browser,
    pytest.mark.xdist_group("gallery"),
    pytest.mark.skipif(not CHROMIUM, reason=os.environ.get("ANLAN_NO_BROWSER", "no chromium on this machine")),
    pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built (script/server builds it)"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The gallery, served by a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "tests.web.gallery", str(port)], cwd=ROOT, stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def profile(browser: Any, address: str) -> Any:
    """One profile of the browser for all tests: what every page loads is fetched and read once."""
    context = browser.new_context(locale="zh-CN", base_url=address)
    context.set_default_timeout(8_000)
    return context


KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage"


@pytest.fixture
def page(profile: Any, address: str) -> Iterator[Any]:
    """A page on a desk, with nothing kept from before. Anything the policy refuses, or any script error, fails the test."""
    profile.set_offline(False)
    opened = profile.new_page()
    opened.set_viewport_size({"width": 1280, "height": 800})
    profile.new_cdp_session(opened).send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": KEPT})
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    for left in profile.pages:
        left.close()
    assert not wrong
