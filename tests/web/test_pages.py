"""The frame and the generic pages, as a browser gets them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client, RequestFactory

from anlan.kernel.errors import Conflict
from anlan.kernel.web import keyset, pages
from tests.web.gallery import sample

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(p for p in (ROOT / "anlan").rglob("templates/**/*.html") if "node_modules" not in p.parts)
FORBIDDEN = re.compile(r"\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_template_holds_no_inline_style_and_no_inline_script(path: Path) -> None:
    assert not FORBIDDEN.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(sample.pages()))
def test_every_page_of_the_gallery_renders_in_both_languages(visit: Client, name: str, language: str) -> None:
    response = visit.get(f"/{name}/", headers={"accept-language": language})
    html = response.content.decode()
    assert response.status_code in (200, 403)
    assert f'lang="{language}"' in html
    assert html.count("<h1") == 1
    assert not FORBIDDEN.findall(html)
    assert len(re.findall(r'\sid="([^"]+)"', html)) == len(set(re.findall(r'\sid="([^"]+)"', html)))


@pytest.mark.parametrize("page", ["signin", "password", "listing", "form"])
def test_the_frame_has_no_chinese_left_in_english_but_names(visit: Client, page: str) -> None:
    html = visit.get(f"/{page}/", headers={"accept-language": "en"}).content.decode()
    assert "To receive" in html or "Anlan" in html
    assert not {words for words in ("跳到内容", "登录", "筛选", "换密码", "不存了") if words in html}


def test_htmx_gets_the_list_alone(visit: Client) -> None:
    part = visit.get("/listing/", headers={"hx-request": "true"})
    assert part.content.lstrip().startswith(b'<section class="panel" id="list"')
    assert "HX-Request" in part["Vary"]
    whole = visit.get("/listing/", headers={"hx-request": "true", "hx-boosted": "true"})
    assert b"<html" in whole.content


def test_an_empty_filter_offers_to_clear_it(visit: Client) -> None:
    assert "清掉筛选" in visit.get("/listing/?empty=1&q=x").content.decode()
    assert "这里还没有" in visit.get("/listing/?empty=1").content.decode()


def test_chosen_columns_are_shown_and_the_first_one_always(visit: Client) -> None:
    html = visit.get("/listing/?col=phone").content.decode()
    assert re.findall(r'<th scope="col"[^>]*>([^<]+)', html) == ["单位", "电话"]


def test_the_next_page_keeps_the_filter(visit: Client) -> None:
    assert "?q=%E4%B8%AD&amp;after=abc" in visit.get("/listing/?q=中&after=old").content.decode()


class Small(forms.Form):
    name = forms.CharField(label="单位名")


def posted(save: object, data: dict[str, str], **headers: str) -> HttpResponse:
    request = RequestFactory().post("/x/", data, headers=headers)
    return pages.editing(request, form=Small(request.POST), title="改", save=save, draft="x")  # type: ignore[arg-type]


@pytest.mark.usefixtures("visit")
def test_wrong_input_comes_back_with_what_was_typed_and_the_same_nonce() -> None:
    response = posted(lambda form: "/done/", {"name": "", "nonce": "abc123"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="abc123"' in html
    assert 'aria-invalid="true"' in html
    assert 'href="#id_name"' in html


@pytest.mark.usefixtures("visit")
def test_a_refusal_keeps_what_was_typed_and_says_why() -> None:
    def refuse(form: forms.Form) -> str:
        raise Conflict("E-two", "陆怀民 10:04 已验收通过。你填的说明还在，看一下再决定。")

    response = posted(refuse, {"name": "青禾中学"})
    assert response.status_code == 409
    assert "陆怀民 10:04" in response.content.decode()
    assert 'value="青禾中学"' in response.content.decode()


@pytest.mark.usefixtures("visit")
def test_what_was_saved_leads_on_and_clears_the_draft() -> None:
    plain = posted(lambda form: "/done/", {"name": "x"})
    assert (plain.status_code, plain["Location"]) == (302, "/done/")
    assert plain.cookies["draft-done"].value == "x"
    assert posted(lambda form: "/done/", {"name": "x"}, **{"hx-request": "true"})["HX-Redirect"] == "/done/"


def test_a_place_in_a_list_survives_the_address_and_a_bent_one_is_the_start() -> None:
    values = [sample.AT, "青禾", 7]
    assert keyset.place(keyset.token(values), 3) == values
    for bent in ("", "%%%", keyset.token(values)[:-4], keyset.token([1, 2]), keyset.token([{"t": "x"}, 1, 2])):
        assert keyset.place(bent, 3) is None
