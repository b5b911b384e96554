"""What the keeper of accounts sets up, tries and looks at; and robots of groups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel import registry
from anlan.kernel.outbox import sending, standing
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.outbox.models import Choice, Delivery
from anlan.registers.channels import actions, robots, tasks
from anlan.registers.channels.models import Robot, Service
from tests.cast import START
from tests.channels.service import ROBOT_SECRET
from tests.returns import making

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FORM = {"corp": "ding1", "key": "k", "agent": "7", "secret": "very-secret", "per_minute": "300", "running": "on", "door": "on"}


def test_the_keeper_sets_a_service_up_and_sees_what_it_answers(cast, corp, bind, signed_in):
    admin = signed_in("admin")
    assert "还没设" in admin.get("/channels/").content.decode()
    wrong = admin.post("/channels/new/dingtalk/", FORM | {"at_api": "http://oapi.example.com", "secret": ""})
    assert wrong.status_code == 422 and "外网地址要用 https" in wrong.content.decode()
    assert admin.post("/channels/new/dingtalk/", FORM | {"at_api": corp.base, "at_open": corp.base}).status_code == 302
    service = Service.objects.get()
    form = admin.get(f"/channels/{service.pk}/").content.decode()
    assert "very-secret" not in form and "存好的不再显示" in form and corp.base in form
    assert admin.post(f"/channels/{service.pk}/", FORM | {"secret": "", "agent": "8", "at_api": corp.base}).status_code == 302
    said = lambda: admin.post(f"/channels/{service.pk}/try/", follow=True).content.decode()
    assert "你自己还没绑" in said()
    bind(service, "admin")
    assert "那边收下了，任务号 1" in said() and corp.sent[0]["agent_id"] == "8"
    for mood, words in {
        "refuses": "那边拒绝了：not allow to access from your ip (60020)", "drops": "连不上那边", "limited": "限流",
        "html": "回来的不是接口的应答：HTTP 200, text/html",
    }.items():  # fmt: skip
        corp.mood = mood
        assert words in said(), mood
    assert signed_in("lu").get(f"/channels/{service.pk}/").status_code == 404
    assert signed_in("su").get("/channels/").status_code == 403
    assert signed_in("lu").post("/channels/new/dingtalk/", FORM).status_code == 409  # a school sets no service up


def test_the_page_of_deliveries_shows_numbers_and_reasons_and_sends_again(cast, corp, set_up, bind, signed_in):
    bind(set_up("dingtalk", base="http://127.0.0.1:9"), "chen")
    unit = cast.units["green"]
    tell([Telling(unit_id=unit.pk, unit_path=unit.unit_path, kind="test", role="safety", urgent=True, facts={"title": "危险"})], at=START)
    sending.resolve(START)
    Delivery.objects.filter(channel="dingtalk").update(state="given_up", tries=6, trouble="unreachable: to 13812345678")
    standing.look(START + MINUTE)
    admin = signed_in("admin")
    page = admin.get("/channels/deliveries/").content.decode()
    assert "unreachable: to …" in page and "13812345678" not in page and "再发一遍" in page and "Chen" not in page
    assert admin.post("/channels/deliveries/dingtalk/again/").status_code == 302
    tasks.send_again("dingtalk")
    assert Delivery.objects.get(channel="dingtalk").state == "waiting"
    assert signed_in("lu").get("/channels/deliveries/").status_code == 403
    assert signed_in("zhao").post("/channels/deliveries/dingtalk/again/").status_code == 403


def test_one_chooses_on_ones_own_page(cast, corp, set_up, bind, signed_in):
    bind(set_up("dingtalk"), "su")
    su = signed_in("su")
    page = su.get("/me/ways/").content.decode()
    assert "钉钉" in page and "邮件" in page and "短信" not in page
    assert su.post("/me/ways/", {"dingtalk": "at_once", "mail": "none"}).status_code == 302
    assert set(Choice.objects.values_list("channel", "rest")) == {("dingtalk", "at_once"), ("mail", "none")}
    assert su.post("/me/ways/", {"dingtalk": "never"}).status_code == 422


@pytest.fixture
def robot(cast, corp):
    """robot("dingtalk", unit="city") in the group of a unit."""

    def make(kind, unit="city", **more):
        paths = {"dingtalk": "/robot/send?access_token=x", "wecom": "/cgi-bin/webhook/send?key=x", "feishu": "/hook/tok"}
        facts = {"kind": kind, "name": "安全群", "hour": 8, "running": True} | more
        return actions.set_robot(
            cast.units[unit], None, facts=facts, address=corp.base + paths[kind], secret=ROBOT_SECRET, by=cast.admin, at=START
        )

    return make


def test_a_group_hears_counts_and_who_is_missing_once_each_workday(cast, corp, robot, monkeypatch):
    from apprise.plugins.feishu import NotifyFeishu

    monkeypatch.setattr(NotifyFeishu, "notify_url", corp.base + "/sms")
    making.sent(cast, due=START + 2 * DAY)
    for kind in ("dingtalk", "wecom", "feishu"):
        robot(kind)
    early = START - timedelta(hours=2)
    assert robots.morning(early) == 0
    assert robots.morning(START) == 3 and robots.morning(START + MINUTE) == 0
    assert len(corp.said) == 2 and corp.said[0] == corp.said[1] == corp.texts[0]["content"]["text"]
    words = corp.said[0]
    assert "还没报《" in words and "青禾中学" in words and "Chen" not in words
    corp.mood = "drops"
    assert robots.morning(START + DAY) == 0
    row = Robot.objects.get(kind="wecom")
    assert row.tries == 1 and "unreachable" in row.trouble and row.said_on == START.date()
    corp.mood = "good"
    assert robots.morning(START + DAY + 6 * MINUTE) == 3
    assert robots.morning(START + 5 * DAY) == 0  # a Saturday


def test_a_wrong_signature_is_told_and_a_unit_with_nothing_open_is_left_in_peace(cast, corp, robot, signed_in, monkeypatch):
    row = robot("dingtalk")
    admin = signed_in("admin")
    assert "发到群里了" in admin.post(f"/channels/robots/{row.pk}/try/", follow=True).content.decode()
    form = {"kind": "dingtalk", "name": "安全群", "hour": "9", "running": "on", "address": "", "secret": "SECwrong"}
    assert admin.post(f"/channels/robots/{row.pk}/", form).status_code == 302
    assert "sign not match (310000)" in admin.post(f"/channels/robots/{row.pk}/try/", follow=True).content.decode()
    monkeypatch.setattr(registry, "GROUP_LINES", {})
    assert robots.morning(START) == 0 and Robot.objects.get().said_on is not None and len(corp.said) == 1
    assert signed_in("lu").post(f"/channels/robots/{row.pk}/drop/").status_code == 404
    assert admin.post(f"/channels/robots/{row.pk}/drop/").status_code == 302 and not Robot.objects.exists()


def test_sealed_cases_are_not_even_counted_for_a_group(cast, corp):
    from anlan.work.cases import group_lines
    from anlan.work.cases.models import Case
    from tests.hazards import steps

    case = steps.report(cast, criteria=["F-4"], at=START - 20 * DAY)
    path = cast.units["green"].unit_path
    assert group_lines.lines(path, START) == ["逾期 1 件"]
    Case.objects.filter(pk=case.pk).update(sealed=True)
    assert group_lines.lines(path, START) == []
