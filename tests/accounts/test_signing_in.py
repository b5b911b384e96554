"""Accounts: signing in, lockout, idle sessions, the forced change of the first password, the demo's one-click sign-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, override_settings

from anlan.kernel import clock, settings_store
from anlan.kernel.actor import SYSTEM
from anlan.registers.people import actions as people
from anlan.shell import demo
from tests.cast import START

PASSWORD = "Qing-He-2026"
BACKEND = "anlan.registers.people.sign_in.NumberOrName"


@pytest.fixture
def newcomer(cast):
    person = people.enrol(
        cast.units["green"], username="xin", name="新来", password=PASSWORD, mobile="19900009999", must_change=True, by=SYSTEM, at=START
    )
    people.give(person, cast.posts["su"], reach="own", by=SYSTEM, at=START - timedelta(days=30))
    return person


def sign_in(client, name, password):
    return client.post("/account/login/", {"login": name, "password": password})


def test_by_user_name_or_by_mobile_number(newcomer):
    assert sign_in(Client(), "xin", PASSWORD).status_code == 302
    assert sign_in(Client(), "XIN ", PASSWORD).status_code == 302
    assert sign_in(Client(), "19900009999", PASSWORD).status_code == 302
    assert sign_in(Client(), "xin", "wrong").status_code == 200


def test_the_first_password_is_changed_before_anything_else(newcomer):
    client = Client()
    sign_in(client, "xin", PASSWORD)
    assert client.get("/inbox/").url == "/account/password/"
    weak = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "aaaaaaaaaa", "password2": "aaaaaaaaaa"})
    assert weak.status_code == 200
    good = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "Xin-Mima-77", "password2": "Xin-Mima-77"})
    assert good.status_code == 302
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert client.get("/inbox/").status_code == 200


def test_a_password_that_is_too_old_is_changed_before_anything_else(newcomer, settings):
    newcomer.must_change_password, newcomer.password_changed_at = False, clock.wall() - timedelta(days=settings.ANLAN_PASSWORD_DAYS + 1)
    newcomer.save()
    client = Client()
    sign_in(client, "xin", PASSWORD)
    assert client.get("/inbox/").url == "/account/password/"
    assert "密码用久了" in client.get("/account/password/").content.decode()
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "Xin-Mima-77", "password2": "Xin-Mima-77"})
    assert client.get("/inbox/").status_code == 200


def test_where_the_limit_is_zero_a_password_does_not_age(newcomer, settings):
    settings.ANLAN_PASSWORD_DAYS = 0
    newcomer.must_change_password, newcomer.password_changed_at = False, clock.wall() - timedelta(days=4000)
    newcomer.save()
    client = Client()
    sign_in(client, "xin", PASSWORD)
    assert client.get("/inbox/").status_code == 200


def test_who_has_no_password_has_none_that_ages(cast):
    type(cast.people["chen"]).objects.update(password_changed_at=clock.wall() - timedelta(days=4000))
    client = Client()
    client.force_login(cast.people["chen"], backend=BACKEND)
    assert client.get("/inbox/").status_code == 200


def test_a_real_password_ages_also_in_a_city_that_is_started_as_a_demo(newcomer, settings):
    settings.ANLAN_DEMO = True
    newcomer.must_change_password, newcomer.password_changed_at = False, clock.wall() - timedelta(days=4000)
    newcomer.save()
    client = Client()
    sign_in(client, "xin", PASSWORD)
    assert client.get("/inbox/").url == "/account/password/"


def test_five_wrong_passwords_lock_the_account_also_for_the_right_one(newcomer):
    client = Client()
    for _ in range(5):
        sign_in(client, "xin", "wrong")
    answer = sign_in(client, "xin", PASSWORD)
    assert answer.status_code == 429 and "15" in answer.content.decode()
    assert sign_in(Client(), "19900009999", PASSWORD).status_code == 429


def test_wrong_passwords_under_every_spelling_and_the_mobile_number_lock_the_one_account(newcomer):
    for spelling in ("xin", "XIN", " Xin ", "19900009999"):
        assert sign_in(Client(), spelling, "wrong").status_code == 200
    assert sign_in(Client(HTTP_USER_AGENT="another"), "xiN", "wrong").status_code == 429
    for spelling in ("xin", "XIN ", "19900009999"):
        assert sign_in(Client(), spelling, PASSWORD).status_code == 429


def test_the_lock_of_one_account_is_nobody_elses(newcomer, cast):
    other = people.enrol(cast.units["green"], username="lao", name="老人", password=PASSWORD, mobile="19900008888", by=SYSTEM, at=START)
    for _ in range(5):
        sign_in(Client(), "19900009999", "wrong")
    assert sign_in(Client(), "lao", PASSWORD).status_code == 302
    assert sign_in(Client(), "19900008888", PASSWORD).status_code == 302 and other.is_active


def test_who_comes_in_by_the_mobile_number_starts_counting_anew(newcomer):
    for _ in range(4):
        sign_in(Client(), "XIN", "wrong")
    assert sign_in(Client(), "19900009999", PASSWORD).status_code == 302
    for _ in range(4):
        assert sign_in(Client(), "xin", "wrong").status_code == 200


def test_a_name_that_is_another_ones_number_means_whoever_bears_it(newcomer, cast):
    people.enrol(cast.units["green"], username="19900009999", name="巧合", password="Qiao-He-2026", by=SYSTEM, at=START)
    assert sign_in(Client(), "19900009999", PASSWORD).status_code == 200
    assert sign_in(Client(), "19900009999", "Qiao-He-2026").status_code == 302
    assert sign_in(Client(), "xin", PASSWORD).status_code == 302


def test_a_new_first_password_opens_the_lock(newcomer, cast, django_capture_on_commit_callbacks):
    for _ in range(5):
        sign_in(Client(), "xin", "wrong")
    assert sign_in(Client(), "xin", PASSWORD).status_code == 429
    with django_capture_on_commit_callbacks(execute=True):
        people.reset_password(newcomer, password="Qing-He-2027", by=cast.chen, at=START)
    assert sign_in(Client(), "xin", "Qing-He-2027").status_code == 302


def test_every_failed_sign_in_is_kept_without_what_was_typed(newcomer):
    from axes.models import AccessAttempt, AccessFailureLog

    for spelling in ("XIN", "19900009999", "nobody"):
        sign_in(Client(), spelling, "wrong-secret")
    assert list(AccessFailureLog.objects.order_by("id").values_list("username", flat=True)) == ["xin", "xin", "nobody"]
    kept = repr(list(AccessFailureLog.objects.values()) + list(AccessAttempt.objects.values()))
    assert "wrong-secret" not in kept and "19900009999" not in kept


def test_a_name_of_any_length_is_only_a_wrong_one(cast):
    assert sign_in(Client(), "x" * 150, "wrong").status_code == 200
    assert sign_in(Client(), "x" * 3000, "wrong").status_code == 200


def test_an_idle_session_ends_and_leads_back(cast, monkeypatch):
    client = Client()
    client.force_login(cast.people["chen"], backend=BACKEND)
    assert client.get("/inbox/").status_code == 200
    later = clock.wall() + timedelta(hours=3)
    monkeypatch.setattr(clock, "wall", lambda: later)
    answer = client.get("/inbox/")
    assert answer.status_code == 302 and "next=/inbox/" in answer.url


def test_a_page_that_renews_itself_does_not_keep_its_reader_signed_in(cast, monkeypatch):
    client, begun = Client(), clock.wall()
    client.force_login(cast.people["chen"], backend=BACKEND)
    monkeypatch.setattr(clock, "wall", lambda: begun)
    assert client.get("/inbox/").status_code == 200
    for minutes in range(10, 61, 10):
        monkeypatch.setattr(clock, "wall", lambda m=minutes: begun + timedelta(minutes=m))
        assert client.get("/inbox/", headers={"X-Unattended": "1", "HX-Request": "true"}).status_code == 200
    monkeypatch.setattr(clock, "wall", lambda: begun + timedelta(minutes=61))
    answer = client.get("/inbox/", headers={"X-Unattended": "1", "HX-Request": "true"})
    assert answer.status_code == 401 and "/account/login/" in answer["HX-Redirect"]


def test_a_disabled_account_does_not_come_in(cast):
    client = Client()
    client.force_login(cast.people["chen"], backend=BACKEND)
    type(cast.people["chen"]).objects.filter(username="chen").update(is_active=False)
    assert client.get("/inbox/").status_code == 302


def test_the_cast_signs_in_by_one_click_only_in_demo_mode_and_only_from_this_machine(cast):
    settings_store.write(demo.CAST, {"city": "云汀市", "people": [{"username": "chen", "says": ""}], "walk": []})
    form = {"person": cast.people["chen"].pk}
    assert Client().post("/demo/sign-in/", form).status_code == 404
    with override_settings(ANLAN_DEMO=True):
        assert Client().post("/demo/sign-in/", form).status_code == 302
        assert Client(REMOTE_ADDR="10.0.0.5").post("/demo/sign-in/", form).status_code == 404
        assert Client(HTTP_X_FORWARDED_FOR="10.0.0.5").post("/demo/sign-in/", form).status_code == 404


def test_an_account_that_is_none_of_the_cast_is_open_to_no_click(cast):
    settings_store.write(demo.CAST, {"city": "云汀市", "people": [{"username": "chen", "says": ""}], "walk": []})
    with override_settings(ANLAN_DEMO=True):
        client = Client()
        for name in ("lin", "admin", "feng"):
            assert client.post("/demo/sign-in/", {"person": cast.people[name].pk}).status_code == 404
        assert client.get("/inbox/").status_code == 302 and not client.session.keys()


def test_one_may_use_another_of_ones_own_posts_and_nobody_elses(cast):
    people.give(cast.people["chen"], cast.posts["liang"], by=SYSTEM, at=START - timedelta(days=30))
    client = Client()
    client.force_login(cast.people["chen"], backend=BACKEND)
    client.post("/post/", {"grant": cast.grants["zhao"].pk})
    cast.people["chen"].refresh_from_db()
    assert cast.people["chen"].last_post_id is None


def test_every_page_bears_a_strict_policy_and_secure_headers(cast):
    client = Client()
    client.force_login(cast.people["chen"], backend=BACKEND)
    answer = client.get("/inbox/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in answer.content.decode() and " onclick=" not in answer.content.decode()
