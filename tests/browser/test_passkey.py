"""A passkey in a real browser: added, then signed in with, without a password; nothing inline is needed for it."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction

from anlan.kernel import clock, settings_store
from tests.browser.server import serving
from tests.cast import PASSWORD, START

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_passkey_is_added_and_signs_in_by_itself(real_city, browser, tmp_path):
    name, cast = real_city
    with transaction.atomic():
        chen = cast.people["chen"]
        chen.set_password(PASSWORD)
        chen.save()
        settings_store.write("clock.offset_seconds", (START - clock.wall()).total_seconds())
    with serving(name, tmp_path, worker=False, demo=False) as running:
        base = running.base.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
        page = browser.new_context(locale="zh-CN").new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                  "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        page.goto(f"{base}/account/login/")
        page.fill("#id_login", "chen")
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/inbox/")
        page.goto(f"{base}/account/factors/passkeys/add/")
        page.fill("[name=password]", PASSWORD)  # it is asked once more who it is
        page.get_by_role("button", name="是我").click()
        page.locator("form[data-passkey=add] button").click()
        page.wait_for_url("**/account/factors/codes/")
        assert page.locator(".codes code").count() == 10
        assert Authenticator.objects.filter(user=chen, type="webauthn").count() == 1
        page.goto(f"{base}/me/")
        page.get_by_role("button", name="退出登录").click()
        page.goto(f"{base}/account/login/")
        page.locator("#passkey_login").click()
        page.wait_for_url("**/inbox/")
        assert not [text for text in errors if "Content Security Policy" in text or "Error" in text], errors
        page.context.close()  # an open stream would keep the server from stopping
    connection.close()  # beside Playwright's loop it is one of its own, which nobody else closes
