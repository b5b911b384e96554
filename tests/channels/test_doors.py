"""Coming in from DingTalk and WeCom: who was bound before, nobody else; a card is opened, answered and receipted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.outbox import sending
from anlan.kernel.outbox.actions import choose
from anlan.kernel.outbox.channels import CHANNELS
from anlan.registers.channels.models import Binding
from anlan.registers.people.models import Person
from tests.cast import START
from tests.notices import paper

pytestmark = pytest.mark.django_db
BACKEND = "anlan.registers.people.sign_in.NumberOrName"


@pytest.fixture(autouse=True)
def _now():
    with clock.travel(START + timedelta(hours=1)):
        yield


def member(name: str) -> dict[str, Any]:
    return {"userid": f"u-{name}", "name": name.title(), "in": 3}


def off(client: Client, url: str, **more: Any) -> str:
    """Where one is sent by an address of ours: to the service."""
    answer = client.get(url, **more)
    assert answer.status_code == 302, answer.content
    return answer.url


def yes(corp: Any, there: str, who: str) -> str:
    """The person says yes at the service, over HTTP. -> the way back, as a path of ours."""
    corp.yes_as = f"u-{who}"
    answer = requests.get(there.partition("#")[0], allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_in(client: Client, corp: Any, service: Any, who: str, to: str = "/inbox/") -> Any:
    return client.get(yes(corp, off(client, f"/enter/{service.pk}/?next={to}"), who))


def signed_in_as(client: Client) -> int | None:
    number = client.session.get("_auth_user_id")
    return int(number) if number else None


@pytest.mark.parametrize("kind", ["dingtalk", "wecom"])
def test_a_card_is_opened_answered_and_receipted(cast, corp, set_up, bind, kind):
    service = set_up(kind)
    corp.members = [member("chen")]
    bind(service, "chen")
    choose(cast.people["chen"].pk, {kind: "at_once"})
    notice = paper.sent(cast)
    dossier = paper.dossier_of(notice, cast, "green")
    assert dossier.received_at is None
    sending.resolve(START)
    assert sending.send(CHANNELS[kind], START) >= 1
    cards = [row.get("textcard") or row["msg"]["action_card"] for row in corp.sent]
    card = next(c for c in cards if "收到通知" in c["title"])
    link = urlsplit(card.get("url") or card["single_url"])

    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 wxwork/4.1 MicroMessenger" if kind == "wecom" else "DingTalk")
    there = off(phone, f"{link.path}?{link.query}")
    assert there.endswith("#wechat_redirect") is (kind == "wecom")
    answer = phone.get(yes(corp, there, "chen"))
    assert answer.status_code == 302 and answer.url == f"/dossiers/{dossier.pk}/"
    page = phone.get(answer.url)
    assert page.status_code == 200 and "签收" in page.content.decode()
    assert phone.post(f"/dossiers/{dossier.pk}/receive/").status_code == 302
    dossier.refresh_from_db()
    assert dossier.received_at is not None
    lin = Client()
    lin.force_login(cast.people["lin"], backend=BACKEND)
    assert "1" in lin.get(f"/notices/{notice.pk}/matrix/").content.decode()
    assert off(phone, f"{link.path}?{link.query}") == f"/dossiers/{dossier.pk}/"  # already in: straight there


@pytest.mark.parametrize("kind", ["dingtalk", "wecom"])
def test_who_was_not_bound_is_nobody_and_no_account_is_made(cast, corp, set_up, kind):
    service, before = set_up(kind), Person.objects.count()
    corp.members = [member("stranger")]
    client = Client()
    answer = come_in(client, corp, service, "stranger")
    assert answer.url == "/account/login/" and signed_in_as(client) is None
    assert "还没绑到安澜" in client.get("/account/login/").content.decode()
    assert Person.objects.count() == before and not Binding.objects.exists()
    guest = come_in(client, corp, service, "elsewhere") if kind == "dingtalk" else client.get("/")  # of no corp of ours
    assert guest.status_code == 302 and signed_in_as(client) is None


def test_a_way_back_serves_once_and_only_whom_it_was_made_for(cast, corp, set_up, bind):
    service, other = set_up("dingtalk"), set_up("wecom")
    corp.members = [member("chen")]
    bind(service, "chen")
    chen, thief = Client(), Client()
    back = yes(corp, off(chen, f"/enter/{service.pk}/?next=/inbox/"), "chen")
    assert thief.get(back).url == "/account/login/" and signed_in_as(thief) is None  # forwarded: the state is not theirs
    assert chen.get(back).url == "/inbox/" and signed_in_as(chen) == cast.people["chen"].pk
    chen.logout()
    assert chen.get(back).url == "/account/login/" and signed_in_as(chen) is None  # opened twice
    there = off(chen, f"/enter/{service.pk}/")
    state = parse_qs(urlsplit(there).query)["state"][0]
    used = back.split("authCode=")[1].split("&")[0]
    assert chen.get(f"/enter/{service.pk}/back/?authCode={used}&state={state}").url == "/account/login/"  # a code that was used
    there = off(chen, f"/enter/{service.pk}/")
    state = parse_qs(urlsplit(there).query)["state"][0]
    fresh = corp.code_for("u-chen")
    assert chen.get(f"/enter/{other.pk}/back/?code={fresh}&state={state}").url == "/account/login/"  # a state of another service
    assert chen.get(f"/enter/{service.pk}/back/?state={state}").url == "/account/login/"  # said no
    assert signed_in_as(chen) is None


def test_one_binds_once_by_hand_after_the_password_and_comes_in_from_then_on(cast, corp, set_up):
    service = set_up("wecom")
    corp.members = [member("chen"), member("lu")]
    chen, lu = Client(), Client()
    chen.force_login(cast.people["chen"], backend=BACKEND)
    lu.force_login(cast.people["lu"], backend=BACKEND)
    assert "去绑定" in chen.get("/me/ways/").content.decode()
    there = off(chen, f"/enter/{service.pk}/bind/")
    assert chen.get(yes(corp, there, "chen")).url == "/me/ways/"
    assert Binding.objects.get(person=cast.people["chen"]).user_id == "u-chen"
    lu.get(yes(corp, off(lu, f"/enter/{service.pk}/bind/"), "chen"))  # somebody else's account there
    assert "已经绑在另一个账号上" in lu.get("/me/ways/").content.decode() and not Binding.objects.filter(person=cast.people["lu"]).exists()
    chen.get(yes(corp, off(chen, f"/enter/{service.pk}/bind/"), "lu"))  # a second one for one person
    assert Binding.objects.count() == 1
    begun = yes(corp, off(lu, f"/enter/{service.pk}/bind/"), "lu")
    lu.force_login(cast.people["liang"], backend=BACKEND)  # another signs in at the same browser meanwhile
    lu.get(begun)
    assert Binding.objects.count() == 1
    fresh = Client()
    assert come_in(fresh, corp, service, "chen").url == "/inbox/" and signed_in_as(fresh) == cast.people["chen"].pk
    assert fresh.get(f"/enter/{service.pk}/bind/").url == "/me/ways/" and "用密码登录" in fresh.get("/me/ways/").content.decode()
    assert chen.post(f"/me/ways/{Binding.objects.get().pk}/unbind/").url == "/me/ways/"
    assert come_in(Client(), corp, service, "chen").url == "/account/login/"


def test_a_disabled_account_and_a_service_out_of_use_let_nobody_in(cast, corp, set_up, bind):
    service = set_up("dingtalk")
    corp.members = [member("chen"), member("lu")]
    bind(service, "chen", "lu")
    Person.objects.filter(username="chen").update(is_active=False)
    assert come_in(Client(), corp, service, "chen").url == "/account/inactive/"
    Person.objects.filter(username="lu").update(must_change_password=True)
    lu = Client()
    come_in(lu, corp, service, "lu")
    assert lu.get("/inbox/").status_code == 200  # no password was used, none is due
    begun = yes(corp, off(Client(), f"/enter/{service.pk}/"), "lu")
    type(service).objects.update(running=False)
    assert Client().get(begun).status_code == 404
    assert Client().get(f"/enter/{service.pk}/?next=/cases/1/").url == "/account/login/?next=/cases/1/"
    assert Client().get(f"/enter/{service.pk}/bind/").url == "/account/login/"


def test_the_sign_in_page_offers_what_was_set_up_and_leads_nowhere_else(cast, corp, set_up):
    assert "钉钉" not in Client().get("/account/login/").content.decode()
    service = set_up("dingtalk")
    client = Client()
    page = client.get("/account/login/?next=/cases/5/").content.decode()
    assert f'href="/enter/{service.pk}/?next=/cases/5/"' in page
    for away in ("https://evil.example/", "//evil.example/", "javascript:1"):
        client.get(f"/enter/{service.pk}/", {"next": away})
        stashed = [state[0]["next"] for state in client.session["socialaccount_states"].values()]
        assert stashed[-1] == "/"
    corp.mood = "drops"
    answer = client.get(f"/enter/{service.pk}/back/?authCode=x&state={list(client.session['socialaccount_states'])[-1]}")
    assert answer.url == "/account/login/"
    assert "没有回应" in client.get("/account/login/").content.decode()
