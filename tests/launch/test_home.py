"""Where the database of a data folder is: named by a note that is whole or not there, and never by nonsense."""

import os
import pathlib

import pytest

from anlan.shell.launch import cluster
from anlan.shell.launch.folders import PROJECT, Folders


@pytest.fixture
def var(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A data folder closed to others, of root, with a place of its own for databases elsewhere."""
    monkeypatch.setattr(cluster, "ELSEWHERE", tmp_path / "elsewhere")
    monkeypatch.setattr(cluster, "_open_to_all", lambda folder: False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    var = tmp_path / "var"
    var.mkdir()
    return var


def home(var: pathlib.Path) -> pathlib.Path:
    return cluster._home(Folders(var))


def test_the_home_is_drawn_once_and_found_again(var: pathlib.Path) -> None:
    first = home(var)
    assert first.parent == cluster.ELSEWHERE and first.is_dir()
    assert home(var) == first and (var / "database.home").read_text() == str(first)
    assert not list(var.glob("*.new"))


@pytest.mark.parametrize("nonsense", ["", "\n", ".", "/", "elsewhere", "/var/lib", str(PROJECT), "../../..", "\0", "/var/lib/x/../.."])
def test_a_note_that_names_no_home_is_written_anew_and_the_database_found_by_its_mark(var: pathlib.Path, nonsense: str) -> None:
    first = home(var)
    (first / "data").mkdir()
    (var / "database.home").write_text(nonsense)
    assert home(var) == first and (first / "data").is_dir()
    assert (var / "database.home").read_text() == str(first)


def test_a_note_that_names_no_home_where_there_was_none_leads_to_a_new_one(var: pathlib.Path) -> None:
    (var / "database.home").write_text("")
    made = home(var)
    assert made.parent == cluster.ELSEWHERE
    assert not (PROJECT / "belongs-to").exists() and not (pathlib.Path.cwd() / "belongs-to").exists()


def test_a_write_that_broke_off_leaves_the_note_as_it_was(var: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = home(var)
    (first / "belongs-to").unlink()

    def dies(fd: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("anlan.shell.launch.writing.os.fsync", dies)
    with pytest.raises(OSError, match="no space"):
        home(var)
    assert (var / "database.home").read_text() == str(first)
    assert not (first / "belongs-to").exists()  # not half of it


def test_a_copy_that_is_gone_takes_its_database_along_and_one_in_doubt_stays(var: pathlib.Path, tmp_path: pathlib.Path) -> None:
    others = {}
    for name in ("gone", "damaged", "moved"):
        (tmp_path / name).mkdir()
        others[name] = home(tmp_path / name)
    (tmp_path / "gone" / "database.home").unlink()
    (tmp_path / "damaged" / "database.home").write_text("")
    (tmp_path / "moved" / "database.home").write_text(str(cluster.ELSEWHERE / "0123456789ab"))
    unmarked = cluster.ELSEWHERE / "aaaaaaaaaaaa"
    unmarked.mkdir()
    (unmarked / "belongs-to").write_text("")
    home(var)
    assert [others[name].exists() for name in ("gone", "damaged", "moved")] == [False, True, False]
    assert unmarked.exists()
