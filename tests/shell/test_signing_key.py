"""Nothing that serves goes on the air with the signing key that stands in the source."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.launch.running import PROJECT

NOBODY = "postgresql://nobody@127.0.0.1:1/none"
SERVES = {
    "web": "import anlan.shell.wsgi",
    "live": "import anlan.shell.live",
    "worker": "from django.core.management import execute_from_command_line as run; run(['anlan', 'worker', '--once'])",
}


def start(what, **more):
    kept = {k: v for k, v in os.environ.items() if k != "ANLAN_SECRET_KEY"}
    environment = kept | {"DATABASE_URL": NOBODY, "DJANGO_SETTINGS_MODULE": "anlan.shell.settings"} | more
    return subprocess.run([sys.executable, "-c", what], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("what", SERVES)
def test_without_a_key_of_its_own_it_does_not_start(what):
    done = start(SERVES[what])
    assert done.returncode == 1
    assert "ANLAN_SECRET_KEY" in done.stderr and "Traceback" not in done.stderr
    assert "ANLAN_SECRET_KEY" in start(SERVES[what], ANLAN_SECRET_KEY="only-for-commands-without-sessions").stderr


def test_with_a_key_of_its_own_the_stream_starts():
    assert start(SERVES["live"], ANLAN_SECRET_KEY="a-key-of-ones-own").returncode == 0


def test_an_empty_key_is_none():
    assert start(SERVES["live"], ANLAN_SECRET_KEY="").returncode != 0


def test_commands_without_sessions_need_no_key():
    done = start("import django; django.setup(); from django.core.management import call_command; call_command('wiring')")
    assert done.returncode == 0, done.stderr
