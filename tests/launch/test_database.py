"""The embedded database: three logins with what each may do, one for all who need it, gone with the last."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from anlan.shell.launch import serve, tables
from tests.launch.running import PROJECT, anlan, clean_environment, is_alive, open_folder, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("launch")]


@pytest.fixture(scope="module")
def var() -> Iterator[pathlib.Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def fresh() -> Iterator[pathlib.Path]:
    with open_folder() as folder:
        yield folder


def _hold(var: pathlib.Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "anlan", "database"],
        cwd=PROJECT,
        env=clean_environment(var),
        stdout=subprocess.PIPE,
        text=True,
    )


def _urls(holder: subprocess.Popen[str]) -> dict[str, str]:
    assert holder.stdout
    with holder.stdout as said:
        return dict(said.readline().split() for _ in range(4))


@pytest.fixture(scope="module")
def urls(var: pathlib.Path) -> Iterator[dict[str, str]]:
    holder = _hold(var)
    try:
        yield _urls(holder)
    finally:
        holder.terminate()
        holder.wait(30)


def test_each_login_is_what_it_says_and_nobody_else_comes_in(urls: dict[str, str]) -> None:
    rows = {}
    for login, url in urls.items():
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "select rolname, rolsuper, rolcreatedb, rolbypassrls, current_setting('timezone') "
                "from pg_roles where rolname = current_user"
            ).fetchone()
            rows[login] = row
    assert rows == {
        "owner": ("anlan_owner", False, True, False, "UTC"),
        "web": ("anlan_web", False, False, False, "UTC"),
        "worker": ("anlan_worker", False, False, False, "UTC"),
        "super": ("anlan_super", True, True, True, "UTC"),
    }
    stranger = urls["super"].replace("anlan_super:", "anlan_super:x")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)


@pytest.mark.parametrize("login", ["web", "worker"])
def test_a_planted_set_config_is_refused_in_this_and_in_new_databases(urls: dict[str, str], login: str) -> None:
    with psycopg.connect(urls["owner"], autocommit=True) as owner:
        owner.execute(f"create database made_for_{login}")
    for database in ("anlan", f"made_for_{login}"):
        with psycopg.connect(urls[login], dbname=database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select set_config('anlan.paths', '1.', true)")


def test_tables_of_the_owner_serve_web_and_worker_who_can_make_none(urls: dict[str, str]) -> None:
    with psycopg.connect(urls["owner"]) as owner:
        owner.execute("create table probe (id bigint generated always as identity, word text)")
    for login in ("web", "worker"):
        with psycopg.connect(urls[login]) as connection:
            connection.execute("insert into probe (word) values (%s)", [login])
            connection.execute("update probe set word = word")
        with psycopg.connect(urls[login]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table mine (id int)")
    with psycopg.connect(urls["web"]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("truncate probe")


def test_a_cleared_database_gives_the_same_rights_again(urls: dict[str, str]) -> None:
    with psycopg.connect(urls["owner"]) as owner:
        owner.execute("create table before_clearing (id int)")
    serve.clear(urls["owner"])
    with psycopg.connect(urls["owner"]) as owner:
        assert owner.execute("select to_regclass('before_clearing')").fetchone() == (None,)
        owner.execute("create table after_clearing (id int)")
    for login in ("web", "worker"):
        with psycopg.connect(urls[login]) as connection:
            connection.execute("insert into after_clearing values (1)")
        with psycopg.connect(urls[login]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table mine (id int)")


def test_tables_are_made_once_and_again_when_what_is_wanted_or_the_database_is_another(
    urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not tables.are_made(urls["owner"])
    with psycopg.connect(urls["owner"]) as owner:
        owner.execute("create table kernel_setting (key text primary key, value jsonb)")
    assert not tables.are_made(urls["owner"])
    tables.note_made(urls["owner"])
    assert tables.are_made(urls["owner"])
    before = tables.wanted()
    monkeypatch.setattr(tables, "wanted", lambda: "another program")
    assert not tables.are_made(urls["owner"])
    tables.note_made(urls["owner"])
    monkeypatch.setattr(tables, "wanted", lambda: before)
    assert not tables.are_made(urls["owner"])
    with psycopg.connect(urls["owner"]) as owner:
        owner.execute("drop table kernel_setting")


def test_the_worker_may_act_as_web_and_web_as_nobody_else(urls: dict[str, str]) -> None:
    with psycopg.connect(urls["worker"]) as worker:
        worker.execute("set role anlan_web")
        assert worker.execute("select current_user").fetchone() == ("anlan_web",)
    for role in ("anlan_worker", "anlan_owner", "anlan_super"):
        with psycopg.connect(urls["web"]) as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(f"set role {role}")


def test_root_lends_the_database_an_account_without_rights(urls: dict[str, str], var: pathlib.Path) -> None:
    keeper = psutil.Process(json.loads((var / "database.json").read_text())["keeper"])
    server = keeper.children()[0]
    assert server.uids().effective != 0
    assert (var / "postgres" / "data").stat().st_mode & 0o777 == 0o700


def test_a_command_uses_the_running_database_and_leaves_it_to_the_others(urls: dict[str, str], var: pathlib.Path) -> None:
    assert anlan(var, "url", "web").stdout.strip() == urls["web"]
    ask = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.user)"
    assert anlan(var, "run", sys.executable, "-c", ask).stdout.strip() == "anlan_worker"
    with psycopg.connect(urls["web"]) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_the_last_one_out_has_it_stopped_and_killed_users_count_as_gone(fresh: pathlib.Path) -> None:
    first = _hold(fresh)
    _urls(first)
    keeper = psutil.Process(json.loads((fresh / "database.json").read_text())["keeper"])
    second = _hold(fresh)
    _urls(second)
    first.terminate()
    first.wait(30)
    assert is_alive(keeper)
    second.kill()
    second.wait(30)
    wait_for("the keeper to notice", lambda: not is_alive(keeper))
    assert not (fresh / "postgres" / "data" / "postmaster.pid").exists()


def test_a_mark_left_by_a_dead_server_whose_number_somebody_else_has_now_does_no_harm(fresh: pathlib.Path) -> None:
    assert anlan(fresh, "url").returncode == 0
    data = fresh / "postgres" / "data"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n\n127.0.0.1\n\nready\n")
    done = anlan(fresh, "run", "true")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_orphan_server_is_stopped_and_started_properly(fresh: pathlib.Path) -> None:
    holder = _hold(fresh)
    urls = _urls(holder)
    keeper = psutil.Process(json.loads((fresh / "database.json").read_text())["keeper"])
    server = keeper.children()[0]
    with psycopg.connect(urls["owner"]) as connection:
        connection.execute("create table kept (id int)")
        connection.execute("insert into kept values (7)")
    server.suspend()  # so that it cannot see its keeper go
    keeper.kill()
    holder.kill()
    holder.wait(30)
    wait_for("the keeper to be gone", lambda: not is_alive(keeper))
    server.resume()
    ask = "import os, psycopg; print(psycopg.connect(os.environ['ANLAN_OWNER_DATABASE_URL']).execute('select id from kept').fetchone())"
    assert anlan(fresh, "run", sys.executable, "-c", ask).stdout.strip() == "(7,)"


def test_a_database_that_cannot_start_says_why_in_the_end_of_its_log(fresh: pathlib.Path) -> None:
    assert anlan(fresh, "url").returncode == 0
    (fresh / "postgres" / "data" / "global" / "pg_control").unlink()
    done = anlan(fresh, "run", "true")
    assert done.returncode == 1
    assert "the database does not start" in done.stderr
    assert "pg_control" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps the database under another account")
def test_below_a_folder_closed_to_others_the_database_goes_elsewhere_and_leaves_with_its_folder(fresh: pathlib.Path) -> None:
    closed = fresh / "closed"
    closed.mkdir(mode=0o700)
    ask = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.user)"
    homes = []
    for name in ("one", "two"):
        var = closed / name
        assert anlan(var, "run", sys.executable, "-c", ask).stdout.strip() == "anlan_worker"
        homes.append(pathlib.Path((var / "database.home").read_text()))
        shutil.rmtree(closed / "one", ignore_errors=True)
    assert [home.exists() for home in homes] == [False, True]
    shutil.rmtree(homes[1])


def test_what_is_kept_cannot_be_listed_or_read_by_other_accounts(fresh: pathlib.Path) -> None:
    var = fresh / "var"
    assert anlan(var, "url").returncode == 0
    assert var.stat().st_mode & 0o777 == 0o711
    assert (var / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert (var / "postgres" / "data").stat().st_mode & 0o777 == 0o700


def test_a_database_of_your_own_is_used_and_none_is_started(urls: dict[str, str], fresh: pathlib.Path) -> None:
    own = {f"ANLAN_{login.upper()}_DATABASE_URL": urls[login] for login in ("owner", "web", "worker")}
    ask = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.user)"
    done = anlan(fresh / "var", "run", sys.executable, "-c", ask, **own)
    assert (done.stdout.strip(), done.returncode) == ("anlan_worker", 0)
    assert not (fresh / "var" / "postgres").exists()
