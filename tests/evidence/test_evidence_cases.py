"""Files hang on cases: seen by whoever sees the case, once, and with what a verifier should know."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from PIL import ExifTags, Image

from anlan.kernel.acting import acting
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import queries, store, tidying
from anlan.kernel.evidence.actions import attach, lay, share, withdraw
from anlan.kernel.evidence.models import Evidence
from anlan.kernel.evidence.office import Unreadable
from anlan.work.cases.actions import open_case
from anlan.work.cases.models import Case
from tests import errand
from tests.cast import START, Cast


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.ANLAN_EVIDENCE_DIR = tmp_path / "evidence"
    errand.register()
    return tmp_path


def photo(seed: int = 0, place: tuple[float, float] | None = None) -> bytes:
    exif = Image.Exif()
    if place:
        parts = [(int(d), int(d % 1 * 60), round(d * 60 % 1 * 60, 2)) for d in place]
        exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: parts[0], 3: "E", 4: parts[1]})
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), (seed, 80, 120)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def case(cast: Cast, by: Actor, where: str = "green") -> Case:
    with acting(by):
        return open_case("errand", cast.units[where], title="换灯管", by=by, at=START)


def put(case: Case, by: Actor, data: bytes, **more: Any) -> Evidence:
    with acting(by):
        return attach(data, "a.jpg", unit_id=case.unit_id, unit_path=case.unit_path, case_id=case.pk, by=by, at=START, **more)


def count(actor: Actor) -> int:
    with acting(actor):
        return Evidence.objects.count()


def test_a_file_is_seen_by_its_school_and_above_and_by_no_neighbour(cast: Cast) -> None:
    row = put(case(cast, cast.chen), cast.chen, photo(), phase="before")
    assert [count(a) for a in (cast.chen, cast.lu, cast.zhao, cast.lin)] == [1, 1, 1, 1]
    assert [count(a) for a in (cast.feng, cast.wu, cast.su, cast.xu)] == [0, 0, 0, 0]
    with acting(cast.feng):
        assert queries.visible(row.pk) is None


def test_nobody_sees_no_file(cast: Cast) -> None:
    put(case(cast, cast.chen), cast.chen, photo())
    with connection.cursor() as cursor:
        cursor.execute("set local role anlan_web")
        cursor.execute("select count(*) from evidence_file")
        assert cursor.fetchone() == (0,)
        cursor.execute("set local role none")


def test_a_file_of_a_sealed_case_is_seen_by_its_readers_only(cast: Cast) -> None:
    one = case(cast, cast.chen)
    put(one, cast.chen, photo())
    Case.objects.filter(pk=one.pk).update(sealed=True, readers=[cast.chen.person_id])
    assert [count(a) for a in (cast.chen, cast.lu, cast.lin)] == [1, 0, 0]


def test_a_neighbour_cannot_lay_a_file_to_the_case(cast: Cast) -> None:
    one = case(cast, cast.chen)
    with pytest.raises((DatabaseError, Refused)):
        put(one, cast.feng, photo())
    hill = cast.units["hill"]
    with pytest.raises((DatabaseError, Refused)), acting(cast.feng):
        attach(photo(), "a", unit_id=hill.pk, unit_path=hill.unit_path, case_id=one.pk, by=cast.feng, at=START)


def test_a_file_cannot_name_a_case_of_another_unit(cast: Cast) -> None:
    one, hill = case(cast, cast.chen), cast.units["hill"]
    with pytest.raises((DatabaseError, Refused)), acting(cast.zhao):
        attach(photo(), "a", unit_id=hill.pk, unit_path=hill.unit_path, case_id=one.pk, by=cast.zhao, at=START)
    assert count(cast.zhao) == 0


def test_a_double_click_leaves_one_file(cast: Cast, folder: Path) -> None:
    one = case(cast, cast.chen)
    assert put(one, cast.chen, photo()).pk == put(one, cast.chen, photo()).pk
    assert count(cast.chen) == 1
    assert len(list(folder.rglob("*/??/??/*"))) == 1


def test_a_refused_file_leaves_nothing(cast: Cast, folder: Path) -> None:
    with pytest.raises(Unreadable):
        put(case(cast, cast.chen), cast.chen, b"<svg onload=alert(1)>")
    assert count(cast.chen) == 0
    assert list(folder.rglob("*/??/??/*")) == []


def test_a_photo_used_before_in_the_same_school_is_flagged_and_taken(cast: Cast) -> None:
    first, second, elsewhere = case(cast, cast.chen), case(cast, cast.chen), case(cast, cast.feng, "hill")
    assert put(first, cast.chen, photo()).used_in_case_id is None
    assert put(second, cast.chen, photo()).used_in_case_id == first.pk
    assert put(elsewhere, cast.feng, photo()).used_in_case_id is None
    assert put(second, cast.chen, photo(9)).used_in_case_id is None


def test_a_photo_says_whether_it_was_taken_at_the_place(cast: Cast) -> None:
    one, school = case(cast, cast.chen), (31.7, 119.9)
    assert put(one, cast.chen, photo(1, (31.7001, 119.9001)), place=school).place_matches is True
    assert put(one, cast.chen, photo(2, (31.72, 119.9)), place=school).place_matches is False
    assert put(one, cast.chen, photo(3), place=school).place_matches is None
    assert put(one, cast.chen, photo(4, (31.7, 119.9))).place_matches is None


def test_a_file_brought_before_the_case_is_its_bringers_alone_and_then_laid_to_it(cast: Cast) -> None:
    green = cast.units["green"]
    with acting(cast.su):
        row = attach(photo(), "a", unit_id=green.pk, unit_path=green.unit_path, by=cast.su, at=START, phase="before")
        assert queries.waiting(cast.su.person_id) == [row]
    assert count(cast.chen) == 0
    with acting(cast.chen):
        one = open_case("errand", green, title="换灯管", by=cast.chen, at=START)
        given = {"case_id": one.pk, "unit_id": green.pk, "unit_path": green.unit_path, "at": START}
        assert lay([row.pk], by=cast.chen, **given) == []
    with acting(cast.su):
        mine = open_case("errand", green, title="换灯管", by=cast.su, at=START)
        given["case_id"] = mine.pk
        assert [laid.case_id for laid in lay([row.pk], by=cast.su, **given)] == [mine.pk]
        assert lay([row.pk], by=cast.su, **given) == []
    assert count(cast.chen) == 1


def test_one_record_proves_many_lines_without_being_called_reused(cast: Cast) -> None:
    first, second = case(cast, cast.chen), case(cast, cast.chen)
    row = put(first, cast.chen, photo())
    with acting(cast.chen):
        given = {"case_id": second.pk, "unit_id": second.unit_id, "unit_path": second.unit_path, "by": cast.chen, "at": START}
        other = share(row, **given)
        assert share(row, **given).pk == other.pk
        assert (other.shared_from_id, other.used_in_case_id, other.sha256) == (row.pk, None, row.sha256)
        assert [len(files) for files in queries.of_cases([first.pk, second.pk]).values()] == [1, 1]


def test_before_and_after_are_laid_side_by_side(cast: Cast) -> None:
    one = case(cast, cast.chen)
    before, after = put(one, cast.chen, photo(1), phase="before"), put(one, cast.chen, photo(2), phase="after")
    put(one, cast.chen, b"plain text", phase="after")
    with acting(cast.zhao):
        assert queries.before_and_after(one.pk) == ([before], [after])


def test_only_who_brought_a_file_withdraws_it_with_a_reason(cast: Cast) -> None:
    one = case(cast, cast.chen)
    row = put(one, cast.chen, photo())
    for actor, why in ((cast.lu, "拍错"), (cast.chen, " ")):
        with pytest.raises(Refused), acting(actor):
            withdraw(row, why=why, by=actor, at=START)
    with acting(cast.chen):
        withdraw(row, why="拍到了学生的脸", by=cast.chen, at=START)
        assert queries.of_case(one.pk) == []
        assert queries.visible(row.pk) is None
    again = put(one, cast.chen, photo())
    assert again.pk != row.pk


def test_tidying_erases_what_no_row_holds_and_nothing_else(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = case(cast, cast.chen)
    kept, dropped = put(one, cast.chen, photo(1)), put(one, cast.chen, photo(2))
    orphan = store.keep(photo(3))
    with acting(cast.chen):
        withdraw(dropped, why="拍错", by=cast.chen, at=START)
    assert tidying.tidy(START) == 0  # all of it is of today
    monkeypatch.setattr(tidying, "UNTOUCHED_FOR", -tidying.UNTOUCHED_FOR)
    assert tidying.tidy(START) == 2
    assert store.original(kept.sha256)
    for sha256 in (dropped.sha256, orphan):
        with pytest.raises(store.Lost):
            store.original(sha256)


def test_pictures_are_served_bare_and_files_only_as_downloads(cast: Cast, client: Any) -> None:
    one = case(cast, cast.chen)
    row = put(one, cast.chen, photo(5, (31.7, 119.9)))
    text = put(one, cast.chen, "整改完成".encode(), phase="document")
    client.force_login(cast.people["chen"])
    thumb = client.get(f"/evidence/{row.pk}/thumb")
    assert (thumb.status_code, thumb["Content-Type"], thumb["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert not Image.open(io.BytesIO(thumb.content)).getexif()
    assert "sandbox" in thumb["Content-Security-Policy"]
    assert client.get(f"/evidence/{row.pk}/thumb", headers={"if-none-match": thumb["ETag"]}).status_code == 304
    whole = client.get(f"/evidence/{text.pk}/original")
    assert whole.content.decode() == "整改完成"
    assert whole["Content-Disposition"].startswith("attachment;")
    assert client.get(f"/evidence/{text.pk}/full").status_code == 404
    assert client.get(f"/evidence/{row.pk}/huge").status_code == 404


def test_a_neighbour_and_nobody_get_no_picture(cast: Cast, client: Any) -> None:
    row = put(case(cast, cast.chen), cast.chen, photo())
    assert client.get(f"/evidence/{row.pk}/thumb").status_code in (302, 401)
    client.force_login(cast.people["feng"])
    for way in ("thumb", "full", "original"):
        assert client.get(f"/evidence/{row.pk}/{way}").status_code == 404


def test_a_lost_file_is_said_and_not_shown_as_empty(cast: Cast, client: Any) -> None:
    row = put(case(cast, cast.chen), cast.chen, photo())
    store.forget(row.sha256)
    client.force_login(cast.people["chen"])
    answer = client.get(f"/evidence/{row.pk}/original")
    assert answer.status_code == 500
    assert "E-file-lost" in answer.content.decode()
