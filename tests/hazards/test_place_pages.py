"""Places on pages: reported at, scanned, stopped, registered, printed; codes stay at the door."""

from __future__ import annotations

import io
import re

from openpyxl import load_workbook

from anlan.kernel.acting import acting
from anlan.kernel.clock import travel
from anlan.registers.places import actions as places
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from tests.cast import START
from tests.hazards.steps import DAY, form, step, to_review


def test_a_place_of_a_neighbour_cannot_be_reported_on(cast, browse):
    assert browse("su").post("/hazards/report/", form(cast, place=cast.places["kitchen"].pk)).status_code in (409, 422)
    assert not Case.objects.exists()


def test_a_place_nobody_registered_is_written_down(cast, browse):
    browse("su").post("/hazards/report/", form(cast, place=None, where="北门外人行道"))
    assert Case.objects.get().place.name == "北门外人行道"


def test_two_people_give_the_room_back_on_its_page(cast, browse):
    case = to_review(cast)
    from tests.hazards.steps import scan

    scan(cast, "zhao")
    step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")
    place = cast.places["stair"]
    with travel(START + 3 * DAY):
        page = browse("chen").get(f"/places/{place.pk}/").content.decode()
        control = int(re.search(r"/places/controls/(\d+)/ask/", page)[1])
        assert browse("chen").post(f"/places/controls/{control}/ask/", {"why": "复核过了"}).status_code == 302
        assert "不能自己同意" in browse("chen").get(f"/places/{place.pk}/").content.decode()
        assert browse("chen").post(f"/places/controls/{control}/lift/").status_code == 403
        assert "同意恢复使用" in browse("lu").get(f"/places/{place.pk}/").content.decode()
        assert browse("lu").post(f"/places/controls/{control}/lift/").status_code == 302
        assert "能用" in browse("lu").get(f"/places/{place.pk}/").content.decode()


def test_places_are_registered_changed_and_printed(cast, browse):
    client = browse("chen")
    given = {"name": "体育馆", "kind": "gym", "building": "", "within": "", "keeper": cast.posts["liang"].pk}
    assert client.post("/places/new/", given).status_code == 302
    place = Place.objects.get(name="体育馆")
    assert client.post(f"/places/{place.pk}/edit/", {**given, "name": "综合馆"}).status_code == 302
    assert Place.objects.get(pk=place.pk).name == "综合馆"
    assert "综合馆" in client.get("/places/").content.decode()
    sheet = client.get(f"/places/codes/?place={place.pk}").content.decode()
    assert sheet.count("<figure") == 1
    code = client.get(f"/places/{place.pk}/code.svg")
    assert code["Content-Type"] == "image/svg+xml" and b"<svg" in code.content
    assert browse("su").post("/places/new/", given).status_code == 403


def test_the_code_of_a_place_is_had_at_its_door_or_by_who_keeps_it(cast, browse):
    place, unit = cast.places["stair"], cast.units["green"].pk
    for name, may in (("chen", True), ("su", False), ("zhao", False), ("lin", False)):
        client = browse(name)
        page = client.get(f"/places/{place.pk}/").content.decode()
        assert (f"/places/{place.pk}/code.svg" in page) == may and str(place.code) not in page, name
        assert f"/hazards/report/?place={place.pk}" in page
        assert client.get(f"/places/{place.pk}/code.svg").status_code == (200 if may else 403), name
        doors = client.get(f"/places/codes/?unit={unit}")  # who looks over the school sees which doors have one, not the codes
        assert doors.status_code == (403 if name == "su" else 200), name
        assert ("code.svg" in doors.content.decode()) == may and ("你到现场扫门口的" in doors.content.decode()) == (name in ("zhao", "lin"))
        assert ("打印二维码" in client.get(f"/places/?unit={unit}").content.decode()) == may
    sheet = load_workbook(io.BytesIO(browse("chen").get("/places/places.xlsx").content))
    cells = [str(cell.value) for ws in sheet for row in ws.iter_rows() for cell in row]
    assert str(place) in cells or place.name in cells
    assert not any(str(place.code) in cell for cell in cells)


def test_the_scanned_code_names_its_place_on_the_page_of_the_report(cast, browse):
    place, client = cast.places["stair"], browse("su")
    page = client.get(f"/hazards/report/?place={place.pk}").content.decode()
    assert 'data-module="scan"' in page and "刚扫的门口码 ·" not in page
    row = client.get(f"/hazards/report/places/?place={place.code}").content.decode()
    assert f'value="{place.pk}" checked' in row and str(place.code) not in row
    assert "没有找到" in client.get(f"/hazards/report/places/?place={cast.places['kitchen'].code}").content.decode()
    answer = client.post("/hazards/report/", form(cast, place=place.code))
    assert answer.status_code == 302 and Case.objects.get().place_id == place.pk


def test_what_lies_in_a_stopped_building_is_shown_as_stopped_wherever_it_is_chosen(cast, browse):
    place, unit = cast.places["stair"], cast.units["green"]
    with acting(cast.chen):
        building = places.register(unit, name="南楼", kind="building", by=cast.chen, at=START)
        floor = places.register(unit, name="南楼二层", kind="other", within_id=building.pk, by=cast.chen, at=START)
        places.change(place, within_id=floor.pk, by=cast.chen, at=START)
        places.control(building, kind="seal", why="墙裂了", by=cast.chen, at=START)
    client = browse("chen")
    listed = client.get("/places/").content.decode()
    assert listed.count("此处已封房") == 3
    assert "此处已封房" in client.get(f"/places/{place.pk}/").content.decode()
    report_page = client.get(f"/hazards/report/?place={place.pk}").content.decode()
    assert "此处已封房" in report_page.split('data-module="chosen"')[1].split("</summary>")[0]
    assert "此处已封房" in client.get("/hazards/report/places/?q=楼梯").content.decode()
    unit_page = client.get(f"/units/{unit.pk}/").content.decode()
    assert re.search(r"现在停用的</a><b[^>]*>3</b>", unit_page)


def test_the_page_after_a_report_says_what_was_done_to_the_place(cast, browse):
    client = browse("su")
    answer = client.post("/hazards/report/", form(cast, danger="on"))
    assert "二层东楼梯：此处已清人" in client.get(answer.url).content.decode()
