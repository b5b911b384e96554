"""Clients: failures told apart, a token that is kept and fetched anew, secrets that are nowhere to be read."""

from __future__ import annotations

import pytest
from django.db import connection

from anlan.kernel.errors import Refused
from anlan.kernel.outbox.channels import Card
from anlan.registers.channels import queries, rules, sealing, texting
from anlan.registers.channels.calls import Trouble
from anlan.registers.channels.clients import client_of, forget_tokens
from tests.channels.conftest import SECRET

pytestmark = pytest.mark.django_db
CARD = Card("一张卡", "/inbox/", "去办", (("单位", "青禾中学"),), "12-14 09:00 告知")
MOODS = {
    "drops": "unreachable", "slow": "unreachable", "busy": "unreachable", "html": "nonsense", "list": "nonsense", "refuses": "refused",
    "limited": "limited", "bad_secret": "refused",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_each_way_to_fail_is_told_apart_and_the_next_call_works(set_up, corp, kind):
    client = client_of(queries.access(set_up(kind)))
    for mood, what in MOODS.items():
        corp.mood = mood
        forget_tokens()
        with pytest.raises(Trouble) as told:
            client.send("u-chen", CARD, "http://x/")
        assert told.value.what == what, (mood, str(told.value))
        assert SECRET not in str(told.value) and "<html>" not in str(told.value)
    corp.mood = "good"
    client.send("u-chen", CARD, "http://x/")
    assert len(corp.sent) == 1


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_token_is_kept_and_fetched_anew_when_it_ends_midway(set_up, corp, kind):
    access = queries.access(set_up(kind))
    for _n in range(3):
        client_of(access).send("u-chen", CARD, "http://x/")
    assert len(corp.tokens) == 1
    corp.forget_tokens()
    client_of(access).send("u-chen", CARD, "http://x/")
    assert corp.tokens == ["ended", "token1"] and len(corp.sent) == 4


def test_a_card_holds_title_facts_and_a_button_in_the_words_of_each_service(set_up, corp):
    client_of(queries.access(set_up("wecom"))).send("u-chen", CARD, "http://x/1")
    client_of(queries.access(set_up("dingtalk"))).send("u-chen", CARD, "http://x/2")
    wecom, ding = corp.sent
    assert wecom["textcard"] == {
        "title": "一张卡",
        "description": "单位：青禾中学\n12-14 09:00 告知",
        "url": "http://x/1",
        "btntxt": "去办",
    }
    assert wecom["enable_duplicate_check"] == 1 and wecom["agentid"] == 7
    assert ding["msg"]["action_card"]["single_url"] == "http://x/2" and "单位：青禾中学" in ding["msg"]["action_card"]["markdown"]


def test_a_secret_stands_nowhere_in_the_open(set_up, corp, settings):
    service = set_up("dingtalk")
    access = queries.access(service)
    assert access.secret == f"{SECRET}-city" and SECRET not in repr(access)
    with connection.cursor() as cursor:
        cursor.execute("select sealed from channels_secret union all select body from ledger_payload")
        assert SECRET not in repr(cursor.fetchall())
    settings.SECRET_KEY = "another"
    with pytest.raises(Refused, match="重新填一次"):
        queries.access(service)
    assert sealing.seal("") == "" and sealing.opened("") == ""


@pytest.mark.parametrize(
    ("address", "fit"),
    [
        ("https://oapi.example.gov.cn", True), ("http://10.2.3.4:8080/dt", True), ("http://127.0.0.1:1", True),
        ("http://oapi.dingtalk.com", False), ("ftp://10.0.0.1", False), ("http://169.254.169.254/", False),
        ("https://a:b@example.cn", False),
        ("http://[::", False), ("", False), ("http://0.0.0.0", False),
    ],
)  # fmt: skip
def test_a_gateway_is_over_https_or_in_ones_own_network(address, fit):
    assert (rules.unfit(address) == "") is fit


def test_a_gateway_for_short_messages_is_one_over_http_with_a_place_for_the_number():
    assert not texting.unfit("jsons://user:pass@sms.example.cn/send?:to={mobile}")
    for wrong in (
        "jsons://sms.example.cn/send",
        "dbus://{mobile}",
        "json://169.254.169.254/?:to={mobile}",
        "json://sms.example.cn/?:to={mobile}",
    ):
        assert texting.unfit(wrong), wrong
