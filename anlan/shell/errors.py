"""Answers when something is refused, missing or away: what failed, what is safe, what to do, a code for the phone."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.acting import acting, public
from anlan.kernel.errors import Refused
from anlan.kernel.registry import MENU
from anlan.kernel.wording import N_
from anlan.kernel.words import OUT_OF_SCOPE


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _answer(
    request: HttpRequest, status: int, title: str, advice: str, code: str = "", fields: dict[str, Any] | None = None
) -> HttpResponse:
    if _is_api(request):
        body = {"code": code or str(status), "sentence": title, "advice": advice, "fields": {k: str(v) for k, v in (fields or {}).items()}}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    context = {"title": title, "advice": advice, "code": code, "status": status, "fields": fields or {}}
    if status >= 500:
        request.bare = True  # type: ignore[attr-defined]  # a frame that asks the database could break again
    request.counted = dict.fromkeys(MENU, 0)  # type: ignore[attr-defined]  # who is refused is not told what else waits
    template = "web/_refusal.html" if request.headers.get("HX-Request") else "web/refusal.html"
    actor = getattr(request, "actor", None)
    with acting(actor) if actor and status < 500 else nullcontext():  # the frame tells of danger
        response = render(request, template, context, status=status)
    if request.headers.get("HX-Request"):
        response["HX-Retarget"] = "#refusal"
        response["HX-Reswap"] = "innerHTML"
    return response


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A rule said no."""
    return _answer(request, error.status, str(error.sentence), _("没有改动任何东西。"), error.code, error.fields)


@public("the same answer for what is not there and what is out of scope")
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not in your scope; we do not say which."""
    return _answer(request, 404, str(OUT_OF_SCOPE), _("回上一页，或换个关键词找。"), "E-404")


@public("an answer, no page")
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: inside your scope, but not your right."""
    return _answer(request, 403, _("这一页不归你的岗位用"), _("需要的话，找本单位管理员加授权。"), "E-403")


@public("an answer, no page")
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: something no form of ours sends."""
    return _answer(request, 400, _("看不懂发来的内容"), _("回上一页刷新再试。里面可能有系统存不了的字符或数字。"), "E-400")


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413: more than any form of ours sends."""
    title = _("发来的内容太大，最多 %(most)d MB") % {"most": most // 1024 // 1024}
    return _answer(request, 413, title, _("照片拍小一点，或分几次传。"), "E-413")


@public("an answer, no page")
def broken(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours; 503 when the database went away outside a view."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return away(request)
    if request.method in ("GET", "HEAD"):
        return _answer(request, 500, _("这一页没打开，刷新再试"), _("还不行就报号。"), "E-500")
    return _answer(request, 500, _("没存上，你填的都还在"), _("再试一次。还不行就报号。"), "E-500")


def away(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer at the moment."""
    advice = _("稍等一下再打开。") if request.method in ("GET", "HEAD") else _("你填的都还在，没有存进一半。")
    response = _answer(request, 503, _("现在连不上，10 秒后自动再试"), advice, "E-503")
    response["Retry-After"] = "10"
    return response


@public("an answer, no page")
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from our own page."""
    return _answer(request, 403, _("这一页放得太久了，刷新再试"), _("你填的可以先复制下来。"), "E-csrf")


@public("an answer, no page")
def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """429 after five wrong passwords."""
    return _answer(request, 429, _("连输错 5 次，先锁 15 分钟"), _("过 15 分钟再试，或找本单位管理员重设密码。"), "E-locked")


def signed_out_idle(request: HttpRequest) -> HttpResponse:
    """Back to signing in after a long time away, and then to the page asked for; the API is told so with 401."""
    from django.contrib.auth.views import redirect_to_login

    if _is_api(request):
        return _answer(request, 401, _("离开太久，要重新登录"), _("登录后再发一次。没有改动任何东西。"), "E-idle")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/")).url
        return response
    return redirect_to_login(request.get_full_path())


def factor_first(request: HttpRequest) -> HttpResponse:
    """To the page where one adds the second factor that the bureau asks of the role; the API is told so with 403."""
    if _is_api(request):
        advice = _("在网页上登录，到“登录与钥匙”里加好再发一次。没有改动任何东西。")
        return _answer(request, 403, _("先加第二种登录方式"), advice, "E-factor-due")
    return redirect(reverse("keys"))


def token_refused(request: HttpRequest, trouble: str) -> HttpResponse:
    """401 for a token that opens nothing, and why, as far as whoever holds it may know."""
    title, advice, code = TOKEN_TROUBLE[trouble]
    return _answer(request, 401, _(title), _(advice), code)


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with the seconds to wait."""
    response = _answer(request, 429, _("试得太勤，过 %(n)d 秒再来") % {"n": seconds}, _("没有改动任何东西。"), "E-too-often")
    response["Retry-After"] = str(seconds)
    return response


TOKEN_TROUBLE = {
    "unknown": (N_("不认得这把钥匙"), N_("看一下是不是抄漏了。"), "E-token"),
    "revoked": (N_("这把钥匙已经收回"), N_("到“登录与钥匙”里再要一把。"), "E-token-revoked"),
    "expired": (N_("这把钥匙到期了"), N_("到“登录与钥匙”里再要一把。"), "E-token-expired"),
    "left": (N_("这个账号已停用"), N_("找本单位管理员。"), "E-token-left"),
    "locked": (N_("这个账号锁着"), N_("过 15 分钟再试。"), "E-token-locked"),
    "due": (N_("先改密码，再接着用"), N_("在网页上登录，改好密码后再发一次。没有改动任何东西。"), "E-password-due"),
}


def password_first(request: HttpRequest) -> HttpResponse:
    """To the page where one changes a password that is due, before anything else; the API is told so with 403."""
    if _is_api(request):
        return _answer(request, 403, _("先改密码，再接着用"), _("在网页上登录，改好密码后再发一次。没有改动任何东西。"), "E-password-due")
    return redirect(reverse("account_change_password"))
