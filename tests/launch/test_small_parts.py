"""Ports, locks, passwords, logs, logins."""

import pathlib
import socket
import stat

import pytest

from anlan.shell.launch import environment, ports, serve
from anlan.shell.launch.credentials import credentials
from anlan.shell.launch.folders import Folders, folders
from anlan.shell.launch.locks import exclusive, is_held
from anlan.shell.launch.logs import cut


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.first_free(port) > port


@pytest.mark.parametrize("text", ["eighty", "0", "70000", "-1"])
def test_a_wrong_port_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="PORT must be a number"):
        serve.wanted_port()


def test_passwords_are_made_once_and_readable_by_their_owner_only(tmp_path: pathlib.Path) -> None:
    where = Folders(tmp_path)
    made = credentials(where)
    assert credentials(where) == made
    assert stat.S_IMODE(where.secrets.stat().st_mode) == 0o600
    assert len({made.superuser, made.owner, made.web, made.worker, made.secret_key}) == 5


def test_a_lock_is_free_again_when_its_holder_is_gone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "lock"
    with exclusive(path):
        assert is_held(path)
    assert not is_held(path)


def test_a_log_over_its_cap_keeps_its_end_in_whole_lines(tmp_path: pathlib.Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("".join(f"line {n}\n" for n in range(1000)))
    cut(log, 1000)
    lines = log.read_text().splitlines()
    assert log.stat().st_size <= 500
    assert lines[-1] == "line 999"
    assert all(line.startswith("line ") for line in lines)


def test_migrations_work_as_owner_and_everything_else_as_worker() -> None:
    assert environment.login_for("migrate") == environment.login_for("verify") == "owner"
    assert environment.login_for("worker") == environment.login_for("demo") == "worker"


def test_a_child_gets_only_the_login_it_needs(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANLAN_OWNER_DATABASE_URL", "postgresql://anlan_owner@db/anlan")
    given = environment.environment(Folders(tmp_path), "postgresql://anlan_web@db/anlan")
    assert given["DATABASE_URL"] == "postgresql://anlan_web@db/anlan"
    assert not [name for name in given if name.endswith("_DATABASE_URL")]


def test_a_database_of_your_own_gets_no_demo_city_unasked(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANLAN_DEMO", raising=False)
    monkeypatch.setenv("ANLAN_WEB_DATABASE_URL", "postgresql://anlan_web@db/anlan")
    assert environment.common(Folders(tmp_path))["ANLAN_DEMO"] == "0"


def test_the_data_folder_is_the_one_named(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANLAN_VAR", str(tmp_path / "数据 一"))
    assert folders().var == tmp_path / "数据 一"


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match=str(tmp_path / "file")):
        Folders(tmp_path / "file" / "var").make()
