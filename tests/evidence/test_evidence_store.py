"""A file is kept once, whole, or not at all."""

import hashlib
import io
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from anlan.kernel.evidence import store


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.ANLAN_EVIDENCE_DIR = tmp_path / "证据 evidence"
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [place for place in folder.rglob("*") if place.is_file()]


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((800, 600), 50).save(buffer, "JPEG")
    return buffer.getvalue()


def test_the_same_bytes_are_kept_once(folder: Path) -> None:
    first, second = store.keep(b"a photo"), store.keep(b"a photo")
    assert first == second == hashlib.sha256(b"a photo").hexdigest()
    assert len(files(folder)) == 1
    assert store.original(first) == b"a photo"


def test_a_changed_or_missing_original_is_noticed(folder: Path) -> None:
    sha256 = store.keep(b"a photo")
    files(folder)[0].write_bytes(b"another")
    with pytest.raises(store.Lost):
        store.original(sha256)
    with pytest.raises(store.Lost):
        store.original("0" * 64)


def test_a_half_written_original_of_an_earlier_crash_is_replaced(folder: Path) -> None:
    sha256 = store.keep(b"a photo")
    files(folder)[0].write_bytes(b"a ph")
    store.keep(b"a photo")
    assert store.original(sha256) == b"a photo"


def test_pictures_are_shown_from_a_copy_made_once(folder: Path) -> None:
    sha256 = store.keep(picture())
    thumb = store.shown(sha256, store.THUMB)
    assert max(Image.open(io.BytesIO(thumb)).size) == 320
    assert len(files(folder)) == 2
    assert store.shown(sha256, store.THUMB) == thumb
    with pytest.raises(ValueError):
        store.shown(sha256, 5)


def test_forgetting_takes_the_shown_copies_along(folder: Path) -> None:
    sha256 = store.keep(picture())
    store.shown(sha256, store.THUMB)
    store.forget(sha256)
    assert files(folder) == []
    store.forget(sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_only_a_hash_names_a_file(name: str) -> None:
    with pytest.raises(ValueError):
        store.original(name)


def test_a_full_disk_is_said_and_leaves_nothing_half_written(folder: Path) -> None:
    """A real limit on file size, set in a process of its own, fails the write as a full disk does."""
    script = textwrap.dedent(
        """
        import resource, signal, sys
        from django.conf import settings
        settings.configure(ANLAN_EVIDENCE_DIR=sys.argv[1], USE_I18N=False)
        from anlan.kernel.evidence import store
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        store.keep(b"small enough")
        try:
            store.keep(bytes(100_000))
        except store.NoSpace as full:
            print(full.code)
        """
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder / "证据 evidence")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stdout.strip() == "E-disk-full", done.stderr
    assert len(files(folder)) == 1


def test_many_at_once_with_the_same_bytes_leave_one_whole_file(folder: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    data = os.urandom(300_000)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _n: store.keep(data), range(16)))
    assert found == {hashlib.sha256(data).hexdigest()}
    assert len(files(folder)) == 1
