"""Pages of people and of the chain: who sees whom, passwords shown once, gaps first and filled in place."""

from __future__ import annotations

import json
import re
from typing import Any

from anlan.kernel.ledger import queries as ledger
from anlan.kernel.sheets import read_rows
from anlan.registers.people import chain_screens as screens
from anlan.registers.people import gaps
from anlan.registers.people.models import Answerable, Grant, Person
from anlan.registers.people.sign_in import NumberOrName
from tests.cast import START, Cast

HTMX = {"HX-Request": "true"}
GAPS = 27  # of 28 domains Green School has all but the bus; in each nobody is named at the post
NONCE = "6f2b8c1e-36d0-4a3f-9d1a-1a2b3c4d5e6f"


def words(response: Any) -> str:
    return str(response.content.decode())


def main(response: Any) -> str:
    return words(response).split("<main", 1)[1].split("</main>", 1)[0]


def test_a_list_shows_people_of_the_scope_with_masked_numbers(signed_in: Any) -> None:
    page = main(signed_in("chen").get("/people/"))
    assert "Liang" in page and "总务主任" in page and "Feng" not in page
    assert "199****0007" in page and not re.search(r"1990000\d{4}", page)
    district = main(signed_in("zhao").get("/people/?q=lu"))
    assert "Lu" in district and "Chen" not in district


def test_a_teacher_sees_colleagues_but_no_number_of_theirs(signed_in: Any) -> None:
    page = main(signed_in("su").get("/people/"))
    assert "Chen" in page and page.count("****") == 1  # one's own


def test_somebody_outside_the_scope_is_not_found(signed_in: Any, cast: Cast) -> None:
    pk = cast.people["chen"].pk
    for url in (f"/people/{pk}/", f"/people/{pk}/contact/", f"/people/{pk}/edit/", f"/people/{pk}/leave/"):
        assert signed_in("feng").get(url).status_code == 404, url
    assert signed_in("feng").post(f"/people/{pk}/password/").status_code == 404


def test_a_new_account_shows_its_password_once_and_a_second_click_makes_no_second(signed_in: Any, cast: Cast) -> None:
    client, unit = signed_in("chen"), cast.units["green"]
    url = f"/people/new/?unit={unit.pk}"
    assert client.get(url).status_code == 200
    sent = {"username": "G100", "name": "方圆", "title": "门卫", "role": "guard", "reach": "own", "starts": "2026-12-14", "nonce": NONCE}
    first = client.post(url, sent)
    assert first.status_code == 200 and first["Cache-Control"] == "no-store"
    word = re.search(r'<code class="pw">(\w+)</code>', words(first))
    assert word and NumberOrName().authenticate(None, username="g100", password=word[1])
    second = client.post(url, sent)
    assert second.status_code == 302 and second["Location"] == f"/people/{Person.objects.get(username='g100').pk}/"
    assert Grant.objects.filter(person__username="g100").count() == 1


def test_what_is_missing_is_said_beside_its_field(signed_in: Any, cast: Cast) -> None:
    url = f"/people/new/?unit={cast.units['green'].pk}"
    page = signed_in("chen").post(url, {"username": "工号", "name": "", "mobile": "12345", "reach": "unit", "starts": "2026-12-14"})
    text = words(page)
    assert page.status_code == 422
    for said in ("工号只用字母、数字", "手机号是 1 开头的 11 位数字", "选一个角色"):
        assert said in text


def test_nobody_opens_an_account_in_a_neighbours_house(signed_in: Any, cast: Cast) -> None:
    for name in ("feng", "su", "liang"):
        assert signed_in(name).get(f"/people/new/?unit={cast.units['green'].pk}").status_code == 403


def test_a_reset_password_is_shown_once_and_the_old_one_is_dead(signed_in: Any, cast: Cast) -> None:
    page = signed_in("lu").post(f"/people/{cast.people['su'].pk}/password/")
    assert page.status_code == 200 and 'class="pw"' in words(page)
    assert cast.people["su"].must_change_password is False and Person.objects.get(pk=cast.people["su"].pk).must_change_password


def test_a_private_number_is_shown_for_a_reason_that_is_recorded(signed_in: Any, cast: Cast) -> None:
    client, su = signed_in("chen"), cast.people["su"]
    assert "看私人电话" in words(client.get(f"/people/{su.pk}/"))
    assert client.post(f"/people/{su.pk}/contact/", {}).status_code == 422
    page = client.post(f"/people/{su.pk}/contact/", {"reason": "1", "more": "送医院"})
    assert "19900000009" in words(page) and page["Cache-Control"] == "no-store"
    entry = ledger.unit_trail(cast.units["green"].pk, ["contact.show"])[0]
    assert entry.actor == cast.people["chen"].pk and entry.payload["why"] == "应急处置，送医院"


def test_posts_are_given_stood_in_for_and_ended_through_the_pages(signed_in: Any, cast: Cast) -> None:
    client, su = signed_in("lu"), cast.people["su"]
    sent = {"title": "食堂管理员", "role": "keeper", "domain": "food", "reach": "unit", "starts": "2026-12-14", "nonce": NONCE}
    url = f"/people/{su.pk}/post/?unit={cast.units['green'].pk}"
    assert client.post(url, sent).status_code == client.post(url, sent).status_code == 302
    grant = Grant.objects.get(person=su, post__title="食堂管理员")
    stand = {"person": cast.people["liang"].pk, "starts": "2026-12-15", "ends": "2026-12-18"}
    assert client.post(f"/grants/{grant.pk}/stand-in/", stand).status_code == 302
    page = words(client.get(f"/people/{cast.people['liang'].pk}/"))
    assert "代 Su" in page and "才开始" in page
    assert client.post(f"/grants/{grant.pk}/end/", {"ends": "2026-12-31"}).status_code == 302
    grant.refresh_from_db()
    assert str(grant.ends) == "2026-12-31"
    assert client.post(f"/posts/{grant.post_id}/close/").status_code == 409
    assert client.post(f"/posts/{grant.post_id}/", {"title": "食堂主管", "domain": "food", "duty_phone": "5551234"}).status_code == 302
    assert "食堂主管" in words(client.get(f"/units/{cast.units['green'].pk}/"))


def test_somebody_of_another_school_is_appointed_by_user_name(signed_in: Any, cast: Cast) -> None:
    url = f"/people/appoint/?unit={cast.units['green'].pk}"
    sent = {"person": "hao", "title": "兼职督学", "role": "inspector", "reach": "own", "starts": "2026-12-14"}
    assert signed_in("chen").post(url, sent).status_code == 302
    assert Grant.objects.filter(person=cast.people["hao"], post__unit=cast.units["green"]).exists()
    assert "没有工号" in words(signed_in("chen").post(url, {**sent, "person": "nobody"}))


# ── the chain ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_school_sees_its_gaps_first_and_counted(signed_in: Any, cast: Cast) -> None:
    page = main(signed_in("chen").get("/chain/"))
    assert f"青禾中学的责任链少 {GAPS} 格" in page and "没有人" in page and "去填" in page
    assert "值班值守" in page and "应急值守" in page
    assert "校车" not in re.sub(r"<select.*?</select>", "", page, flags=re.S)
    assert "style=" not in page


def test_a_gap_is_filled_in_its_place(signed_in: Any, cast: Cast) -> None:
    client, green = signed_in("chen"), cast.units["green"]
    url = f"/chain/fill/?unit={green.unit_path}&domain=fire&layer=post"
    form = client.get(url, headers=HTMX)
    assert "<html" not in words(form) and "Liang · 总务主任" in words(form) and 'hx-target="closest td"' in words(form)
    wrong = client.post(url, {}, headers=HTMX)
    assert wrong.status_code == 422 and "二选一" in words(wrong)
    cell = client.post(url, {"who": f"post-{cast.posts['liang'].pk}"}, headers=HTMX)
    assert cell.status_code == 200 and "Liang" in words(cell) and "没有人" not in words(cell)
    assert Answerable.objects.get(unit=green, domain="fire").post == cast.posts["liang"]
    assert client.post("/chain/unname/", {"unit": green.unit_path, "domain": "fire", "layer": "post"}).status_code == 302
    assert f"少 {GAPS} 格" in words(client.get("/chain/"))
    outside = {"outside_name": "街道安监员", "outside_phone": "5550000", "everywhere": "on"}
    territory = f"/chain/fill/?unit={green.unit_path}&domain=fire&layer=territory"
    assert client.post(territory, outside).status_code == 302
    assert main(client.get("/chain/")).count("街道安监员") == 2 * GAPS  # the name and the way to call it


def test_a_school_does_not_fill_what_is_the_bureaus_nor_look_at_a_neighbour(signed_in: Any, cast: Cast) -> None:
    green = cast.units["green"].unit_path
    assert signed_in("chen").get(f"/chain/fill/?unit={green}&domain=fire&layer=department").status_code == 403
    assert signed_in("feng").get(f"/chain/?unit={green}").status_code == 404
    assert signed_in("feng").get(f"/chain/fill/?unit={green}&domain=fire&layer=post").status_code == 403
    assert signed_in("chen").get("/chain/?unit=1.").status_code == 404
    assert signed_in("chen").get("/chain/?unit=x").status_code == 404


def test_a_district_sees_its_schools_and_the_city_its_districts_with_the_gaps_counted_up(signed_in: Any, cast: Cast) -> None:
    page = main(signed_in("zhao").get("/chain/"))
    assert page.index("青禾中学") < page.index("芦汀幼儿园")  # more gaps first
    assert "听涛小学" not in page
    by_domain = main(signed_in("zhao").get("/chain/?domain=fire"))
    assert "学校主体责任" in by_domain and "Lu" in by_domain
    by_layer = main(signed_in("zhao").get("/chain/?layer=school&domain=@house"))
    assert "Lu" in by_layer and "Hao" in by_layer
    city = main(signed_in("lin").get("/chain/"))
    assert "东汀区教育局" in city and "西汀区教育局" in city and "个里" in city
    assert "组织管理" in city and "应急值守" in city and city.count('<th scope="col"') < 10
    group = main(signed_in("zhao").get("/chain/?domain=@emergency"))
    assert "值班值守" in group and "灾害天气" in group and "消防" not in re.sub(r"<select.*?</select>", "", group, flags=re.S)
    own = main(signed_in("zhao").get("/chain/?own=1"))
    assert "东汀区教育局的责任链" in own and own.index("少 ") < own.index("</tr>", own.index("<tbody>"))
    sheet = read_rows(signed_in("zhao").get("/chain/export.xlsx").content, screens.SHEET)
    assert {"东汀区教育局", "青禾中学"} <= {row["unit"] for row in sheet.rows}
    assert "值班值守" in {row["domain"] for row in sheet.rows}
    assert main(signed_in("lin").get("/chain/?unit=1.&own=1")) and "西汀" in main(signed_in("lin").get("/chain/?domain=fire&layer=post"))


def test_the_menu_says_how_many_stand_empty(signed_in: Any, cast: Cast) -> None:
    gaps.run(START)
    page = words(signed_in("chen").get("/units/"))
    rail = page.split('class="rail"', 1)[1].split("</nav>", 1)[0]
    assert re.search(rf'责任链</span><span class="n">{GAPS}', rail)


def test_the_pages_speak_english_whole(signed_in: Any, cast: Cast) -> None:
    client = signed_in("chen")
    client.cookies["django_language"] = "en"
    green, su = cast.units["green"], cast.people["su"].pk
    kept = [u.name for u in cast.units.values()] + [p.title for p in cast.posts.values()] + ["安澜"]
    for url in ("/people/", f"/people/{su}/", f"/people/new/?unit={green.pk}", f"/people/appoint/?unit={green.pk}", "/people/import/",
                f"/people/{su}/edit/", f"/people/{su}/leave/", f"/people/{su}/contact/", f"/people/{su}/post/?unit={green.pk}",
                f"/grants/{cast.grants['su'].pk}/end/", f"/grants/{cast.grants['su'].pk}/stand-in/", f"/posts/{cast.posts['su'].pk}/",
                "/chain/", f"/chain/fill/?unit={green.unit_path}&domain=fire&layer=post"):  # fmt: skip
        text = main(client.get(url))
        for name in sorted(kept, key=len, reverse=True):
            text = text.replace(name, "")
        assert not re.findall(r"[\u3400-\u9fff]+", text), (url, re.findall(r"[\u3400-\u9fff]+", text)[:10])


# ── the API ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_api_gives_units_people_and_chains_of_the_scope(signed_in: Any, cast: Cast) -> None:
    client, green = signed_in("chen"), cast.units["green"]
    assert {u["name"] for u in client.get("/api/units?q=qhzx").json()["rows"]} == {"青禾中学"}
    whole = client.get(f"/api/units/{green.pk}").json()
    assert [p["name"] for p in whole["parts"]] == ["总务处"] and whole["links"][0]["outside"] == "清沙街道安全办"
    assert {p["username"] for p in client.get("/api/people").json()["rows"]} == {"lu", "chen", "liang", "su"}
    assert "mobile" not in json.dumps(client.get("/api/people").json())
    assert client.get(f"/api/people/{cast.people['feng'].pk}").status_code == 404
    chain = client.get(f"/api/units/{green.pk}/chain").json()
    assert [layer["gap"] for layer in chain[0]["layers"]] == [False, False, False, False, True]
    assert client.get(f"/api/units/{cast.units['hill'].pk}/chain").status_code == 404
    sent = {"domain": "fire", "layer": "post", "person_id": cast.people["liang"].pk}
    named = client.post(f"/api/units/{green.pk}/chain", sent, content_type="application/json")
    assert named.json()["layers"][4]["name"] == "Liang"
    other = client.post(f"/api/units/{cast.units['hill'].pk}/chain", sent, content_type="application/json")
    assert other.status_code == 403
    assert client.patch(f"/api/units/{green.pk}", {"pupils": 5}, content_type="application/json").json()["pupils"] == 5
    assert client.patch(f"/api/units/{cast.units['hill'].pk}", {"pupils": 5}, content_type="application/json").status_code == 403
    assert len(client.get(f"/api/units/{green.pk}/posts").json()) == 4
