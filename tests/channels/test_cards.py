"""Cards and short messages: what goes at once and what in the morning, a service that is down, nothing twice, what became of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from anlan.kernel import settings_store
from anlan.kernel.outbox import asking, digest, rules, sending, standing
from anlan.kernel.outbox.actions import Telling, choose, tell
from anlan.kernel.outbox.channels import CHANNELS
from anlan.kernel.outbox.models import Delivery, Message
from anlan.registers.channels.models import Service
from anlan.registers.people.models import Contact
from tests.cast import START

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MORNING = START - HOUR  # 8:00 in the city


@pytest.fixture
def told(cast):
    """told("head", urgent=True) tells holders of the role at Green School, and resolves."""

    def put(*roles, at=START, case_id=None, **more):
        unit = cast.units["green"]
        facts = {"title": more.pop("title", "一条疏散通道被锁"), "unit": "青禾中学"}
        tell(
            [
                Telling(unit_id=unit.pk, unit_path=unit.unit_path, kind="test", role=role, case_id=case_id, due_at=at, facts=facts, **more)
                for role in roles
            ],
            at=at,
        )
        sending.resolve(at)

    return put


def ways(cast, name):
    return sorted(Delivery.objects.filter(person_id=cast.people[name].pk).values_list("channel", flat=True))


def test_danger_goes_at_once_by_every_way_and_the_rest_waits_for_one_card_in_the_morning(cast, corp, set_up, bind, told):
    bind(set_up("dingtalk"), "chen"), bind(set_up("wecom"), "chen"), set_up("sms")
    told("safety", urgent=True)
    assert ways(cast, "chen") == ["dingtalk", "mail", "page", "sms", "wecom"]
    for key in ("dingtalk", "wecom", "sms"):
        assert sending.send(CHANNELS[key], START) == 1
    assert [row.get("userid_list") or row["touser"] for row in corp.sent] == ["u-chen", "u-chen"]
    (text,) = corp.texts
    assert text["to"] == Contact.objects.get(person=cast.people["chen"]).mobile and "一条疏散通道被锁" in text["content"]
    told("safety", "head", at=START + MINUTE)
    assert len(ways(cast, "chen")) == 6 and ways(cast, "lu") == ["page"]  # nothing but the page until the morning
    tomorrow = MORNING + timedelta(days=1)
    assert digest.morning_cards(tomorrow) == 1  # of the ways that would, the first
    assert digest.morning_cards(tomorrow + MINUTE) == 0
    assert sum(sending.send(CHANNELS[key], tomorrow) for key in ("dingtalk", "wecom", "sms")) == 1
    assert corp.sent[-1]["textcard"]["title"] == "今早有 1 件" and "一条疏散通道被锁" in corp.sent[-1]["textcard"]["description"]


def test_one_may_choose_otherwise_but_not_against_danger(cast, corp, set_up, bind, told):
    bind(set_up("dingtalk"), "chen", "lu")
    choose(cast.people["chen"].pk, {"dingtalk": "at_once", "mail": "none"})
    choose(cast.people["lu"].pk, {"dingtalk": "none", "mail": "digest"})
    told("safety", "head")
    assert ways(cast, "chen") == ["dingtalk", "page"] and ways(cast, "lu") == ["page"]
    assert digest.morning_cards(MORNING + timedelta(days=1)) == 0
    told("safety", "head", at=START + HOUR, urgent=True)
    assert ways(cast, "lu") == ["dingtalk", "mail", "page", "page"]


def test_a_service_that_is_down_costs_one_attempt_and_holds_up_no_other(cast, corp, set_up, bind, told):
    bind(set_up("dingtalk", base="http://127.0.0.1:9"), "chen", "lu")
    east = set_up("dingtalk", unit="east")
    bind(east, "liang")
    told("safety", "head", "logistics", urgent=True)
    assert sending.send(CHANNELS["dingtalk"], START) == 1  # the district's
    rows = {d.person_id: d for d in Delivery.objects.filter(channel="dingtalk")}
    waiting = [rows[cast.people[n].pk] for n in ("chen", "lu")]
    assert all(d.state == "waiting" and d.tries == 1 and "unreachable" in d.trouble for d in waiting)
    assert sending.send(CHANNELS["dingtalk"], START + timedelta(seconds=20)) == 0  # not before its time
    standing.look(START + 16 * MINUTE)
    assert standing.trouble() == "dingtalk: 2 urgent wait; mail: 3 urgent wait"
    answer = Client().get("/healthz")
    assert answer.json()["parts"]["messages"] == standing.trouble() and answer.status_code == 503
    at = START
    for _n in range(len(sending.RETRY) + 1):
        at += 7 * HOUR
        sending.send(CHANNELS["dingtalk"], at)
    assert {d.state for d in Delivery.objects.filter(pk__in=[d.pk for d in waiting])} == {"given_up"}
    Service.objects.exclude(pk=east.pk).update(addresses=east.addresses)
    standing.again("dingtalk", START + HOUR)
    assert sending.send(CHANNELS["dingtalk"], START + HOUR) == 2


@pytest.mark.parametrize(
    ("mood", "what"), [("html", "nonsense"), ("limited", "limited"), ("bad_secret", "refused"), ("slow", "unreachable")]
)
def test_a_service_that_talks_nonsense_is_asked_once_a_round(cast, corp, set_up, bind, told, mood, what):
    bind(set_up("dingtalk"), "chen", "lu", "liang")
    told("safety", "head", "logistics", urgent=True)
    corp.mood = mood
    assert sending.send(CHANNELS["dingtalk"], START) == 0 and len(corp.calls) == 1
    assert all(what in d.trouble and d.tries == 1 for d in Delivery.objects.filter(channel="dingtalk"))
    corp.mood = "good"
    assert sending.send(CHANNELS["dingtalk"], START + 2 * MINUTE) == 3


def test_who_is_not_there_any_more_is_given_up_and_the_next_gets_theirs(cast, corp, set_up, bind, told):
    service = set_up("wecom")
    bind(service, "chen", "lu")
    service_rows = Delivery.objects.filter(channel="wecom")
    from anlan.registers.channels.models import Binding

    Binding.objects.filter(person=cast.people["chen"]).update(user_id="left")
    told("safety", "head", urgent=True)
    assert sending.send(CHANNELS["wecom"], START) == 1
    assert sorted(service_rows.values_list("state", flat=True)) == ["given_up", "sent"]
    assert "81013" in service_rows.get(state="given_up").trouble


def test_a_message_sent_again_after_a_kill_is_the_same_byte_for_byte(cast, corp, set_up, bind, told):
    bind(set_up("dingtalk"), "chen"), bind(set_up("wecom"), "chen")
    told("safety", urgent=True)
    before = list(Delivery.objects.filter(channel__in=["dingtalk", "wecom"]).values())
    for key in ("dingtalk", "wecom"):
        sending.send(CHANNELS[key], START)
    for row in before:  # killed between the service's yes and ours
        Delivery.objects.filter(pk=row["id"]).update(**{k: row[k] for k in ("state", "sent_at", "receipt", "next_try")})
    for key in ("dingtalk", "wecom"):
        sending.send(CHANNELS[key], START + 3 * MINUTE)
    first, second = corp.sent[:2], corp.sent[2:]
    assert first == second and len(second) == 2  # which the service recognises, and shows once
    told("safety", at=START + HOUR, urgent=True)
    sending.send(CHANNELS["dingtalk"], START + HOUR)
    assert corp.sent[-1] != first[0]  # the same words told anew are another message


def test_of_a_sealed_case_a_card_says_nothing(cast, corp, set_up, bind, told):
    bind(set_up("dingtalk"), "chen")
    told("safety", urgent=True, title="", case_id=99)
    sending.send(CHANNELS["dingtalk"], START)
    card = corp.sent[0]["msg"]["action_card"]
    assert card["title"] == "有一件需要保密的事，点开看" and "青禾中学" not in str(card)


def test_no_more_than_the_limit_goes_in_a_round(cast, corp, set_up, bind, told):
    bind(set_up("dingtalk", per_minute=6), "chen", "lu", "liang")
    told("safety", "head", "logistics", urgent=True)
    assert sending.send(CHANNELS["dingtalk"], START) == 2
    assert sending.send(CHANNELS["dingtalk"], START + timedelta(seconds=20)) == 1
    assert not Delivery.objects.filter(channel="dingtalk", tries__gt=0).exists()


def test_dingtalk_is_asked_who_has_read_and_what_never_arrived(cast, corp, set_up, bind, told):
    bind(set_up("dingtalk"), "chen", "lu", "liang")
    told("safety", "head", "logistics", urgent=True)
    sending.send(CHANNELS["dingtalk"], START)
    assert asking.ask(START + MINUTE) == 0
    corp.read, corp.forbidden = {"u-chen"}, {"u-lu"}
    assert asking.ask(START + 11 * MINUTE) == 1
    rows = {name: Delivery.objects.get(channel="dingtalk", person_id=cast.people[name].pk) for name in ("chen", "lu", "liang")}
    assert rows["chen"].read_at == START + 11 * MINUTE and rows["chen"].next_try is None
    assert rows["lu"].state == "given_up" and "forbidden" in rows["lu"].trouble
    assert rows["liang"].state == "sent" and rows["liang"].next_try == START + HOUR + 11 * MINUTE
    assert standing.count(START + HOUR)["dingtalk"] | {"reasons": []} == {
        "waiting": 0, "trying": 0, "oldest": "", "late": 0, "sent": 2, "read": 1, "given_up": 1, "reasons": [],
    }  # fmt: skip


def test_a_gateway_that_refuses_or_is_away_says_why(cast, corp, set_up, told):
    set_up("sms")
    told("safety", urgent=True)
    corp.mood = "busy"
    sending.send(CHANNELS["sms"], START)
    row = Delivery.objects.get(channel="sms")
    assert row.trouble == "unreachable: HTTP 503" and row.tries == 1
    corp.mood = "good"
    assert sending.send(CHANNELS["sms"], START + 2 * MINUTE) == 1


def test_reasons_that_operators_read_name_nobody():
    reason = "SMTPRecipientsRefused({'chen@example.com': (550, b'no such box')}) 13812345678"
    assert rules.without_persons(reason) == "SMTPRecipientsRefused({'…@…': (550, b'no such box')}) …"


def test_one_message_for_a_case_a_due_time_and_a_rung(cast, told):
    told("safety", case_id=7, rung=1)
    told("safety", case_id=7, rung=1)
    assert Message.objects.filter(case_id=7).count() == 1
    assert settings_store.read(digest.STATE) is None
