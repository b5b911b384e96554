"""Pages of units: who sees them, who changes what, what is refused with which words."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.registers.org.models import Unit
from tests.cast import Cast


def words(response: Any) -> str:
    return str(response.content.decode())


def test_a_school_sees_its_own_units_first_and_may_look_at_the_whole_city(signed_in: Any) -> None:
    own = words(signed_in("chen").get("/units/"))
    assert "青禾中学" in own and "总务处" in own and "白鹭小学" not in own
    city = words(signed_in("chen").get("/units/?view=city"))
    assert "白鹭小学" in city and "听涛小学" in city and "清沙街道安全办" not in city
    assert "清沙街道安全办" in words(signed_in("chen").get("/units/?view=outside"))


@pytest.mark.parametrize("typed", ["青禾", "qinghe", "qhzx"])
def test_a_unit_is_found_by_name_pinyin_and_initials(signed_in: Any, typed: str) -> None:
    page = words(signed_in("lin").get(f"/units/?view=city&q={typed}"))
    assert "青禾中学" in page and "白鹭小学" not in page


def test_filters_narrow_the_list(signed_in: Any, cast: Cast) -> None:
    client = signed_in("lin")
    page = words(client.get(f"/units/?view=city&kind=school&district={cast.units['west'].unit_path}"))
    assert "听涛小学" in page and "青禾中学" not in page
    assert "青禾中学" in words(client.get("/units/?view=city&trait=chemicals"))
    assert "听涛小学" not in words(client.get("/units/?view=city&trait=chemicals"))


def test_the_view_stays_when_a_filter_is_set(signed_in: Any) -> None:
    page = words(signed_in("chen").get("/units/?view=outside&q="))
    assert 'type="hidden" name="view" value="outside"' in page and "清掉筛选" not in page


def test_the_page_of_a_unit_says_who_holds_which_post_and_who_supervises(signed_in: Any, cast: Cast) -> None:
    page = words(signed_in("chen").get(f"/units/{cast.units['green'].pk}/"))
    for said in ("总务处", "安全主任", "Chen", "5550111", "东汀区教育局", "所有领域，上级单位", "清沙街道安全办", "改资料"):
        assert said in page
    assert "撤销" not in page.split("<main", 1)[1]  # a school does not close itself
    assert "style=" not in page and "onclick" not in page


def test_a_unit_shows_its_history_to_those_above_and_nothing_of_it_to_a_neighbour(signed_in: Any, cast: Cast) -> None:
    assert "登记单位" in words(signed_in("zhao").get(f"/units/{cast.units['green'].pk}/"))
    assert "变动记录" not in words(signed_in("feng").get(f"/units/{cast.units['green'].pk}/"))


def test_a_district_registers_a_school_once_however_often_the_form_is_sent(signed_in: Any, cast: Cast) -> None:
    client, parent = signed_in("zhao"), cast.units["east"]
    url = f"/units/new/?parent={parent.pk}&kind=school"
    assert "登记学校" in words(client.get(url))
    form = {"name": "苇岸小学", "nature": "public", "stage": "primary", "nonce": "6f2b8c1e-36d0-4a3f-9d1a-1a2b3c4d5e6f"}
    first, second = client.post(url, form), client.post(url, form)
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert Unit.objects.filter(name="苇岸小学").count() == 1
    assert Unit.objects.get(name="苇岸小学").unit_path.startswith(parent.unit_path)


def test_a_district_registers_nothing_below_another_district_and_a_school_no_school(signed_in: Any, cast: Cast) -> None:
    assert signed_in("zhao").get(f"/units/new/?parent={cast.units['west'].pk}").status_code == 403
    page = signed_in("chen").get(f"/units/new/?parent={cast.units['green'].pk}")
    assert page.status_code == 200 and "登记校区" in words(page) and "登记学校" not in words(page)


def test_a_school_corrects_its_own_facts_but_not_its_name(signed_in: Any, cast: Cast) -> None:
    client, green = signed_in("chen"), cast.units["green"]
    page = words(client.get(f"/units/{green.pk}/edit/"))
    assert 'name="pupils"' in page and 'name="name"' not in page
    sent = {"pupils": "888", "duty_phone": "5559999", "longitude": "119.95", "latitude": "31.78", "traits": ["gas"], "name": "另名"}
    assert client.post(f"/units/{green.pk}/edit/", sent).status_code == 302
    green.refresh_from_db()
    assert (green.pupils, green.duty_phone, green.latitude, green.name) == (888, "5559999", 31.78, "青禾中学")
    assert green.traits["gas"] and not green.traits["boarding"]


def test_half_a_position_is_refused_beside_the_field(signed_in: Any, cast: Cast) -> None:
    page = signed_in("chen").post(f"/units/{cast.units['green'].pk}/edit/", {"longitude": "119.95"})
    assert page.status_code == 422 and "经度和纬度要么都填，要么都不填" in words(page)


def test_a_neighbour_and_a_teacher_change_nothing(signed_in: Any, cast: Cast) -> None:
    for name in ("feng", "su", "wu"):
        client = signed_in(name)
        for verb in ("edit", "move", "close", "supervisor", "outside"):
            assert client.get(f"/units/{cast.units['green'].pk}/{verb}/").status_code == 403, (name, verb)


def test_supervisor_link_and_closing_through_the_pages(signed_in: Any, cast: Cast) -> None:
    client, green, town = signed_in("zhao"), cast.units["green"], cast.units["town"]
    sent = {"domain": "food", "supervisor": "西汀区教育局", "starts": "2026-12-14", "basis": "东教发〔2026〕9号"}
    assert client.post(f"/units/{green.pk}/supervisor/", sent).status_code == 302
    page = words(client.get(f"/units/{green.pk}/"))
    assert "西汀区教育局" in page and "其余领域，上级单位" in page and "东教发〔2026〕9号" in page
    assert "西汀区教育局" in words(client.get("/units/exceptions/"))
    assert client.post(f"/units/{green.pk}/outside/", {"outside": town.pk, "domain": "fire"}).status_code == 302
    assert client.post(f"/units/{cast.units['tiny'].pk}/close/", {"why": "并入白鹭小学"}).status_code == 302
    page = words(client.get(f"/units/{cast.units['tiny'].pk}/"))
    assert "并入白鹭小学" in page and "恢复" in page
    assert "芦汀幼儿园" not in words(client.get("/units/"))
    assert "芦汀幼儿园" in words(client.get("/units/?view=closed"))


def test_the_pages_speak_english_whole(signed_in: Any, cast: Cast) -> None:
    import re

    client = signed_in("zhao")
    client.cookies["django_language"] = "en"
    green = cast.units["green"].pk
    names = [u.name for u in Unit.objects.all()] + [
        "安全科长",
        "安全主任",
        "总务主任",
        "班主任",
        "校长",
        "分管副局长",
        "安全办主任",
        "安澜",
        "中文",
    ]
    for url in ("/units/", f"/units/{green}/", f"/units/{green}/edit/", f"/units/{green}/move/", f"/units/{green}/supervisor/",
                f"/units/{green}/outside/", f"/units/{green}/close/", "/units/import/", "/units/exceptions/"):  # fmt: skip
        main = words(client.get(url)).split("<main", 1)[1].split("</main>", 1)[0]
        for name in sorted(names, key=len, reverse=True):
            main = main.replace(name, "")
        assert not re.findall(r"[\u3400-\u9fff]+", main), (url, re.findall(r"[\u3400-\u9fff]+", main)[:10])
