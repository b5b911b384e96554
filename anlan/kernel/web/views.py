"""The few addresses of the frame itself: service worker, web manifest, the page shown without a network."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from anlan.kernel.acting import public
from anlan.kernel.web import assets

KEPT_PAGES = ("hazard_report",)  # pages that work without a network, by the name of their address
KEPT_ONCE_OPEN = ("check_do",)  # pages of one row that go on working without a network once they were opened


def _addresses() -> list[str]:
    found = []
    for name in KEPT_PAGES:
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found


def _below() -> list[str]:
    """What stands before the number of a row in the addresses of KEPT_ONCE_OPEN."""
    found = []
    for name in KEPT_ONCE_OPEN:
        try:
            found.append(reverse(name, args=[0]).removesuffix("0/"))
        except NoReverseMatch:
            continue
    return found


@public("a script without data: keeps the frame for hours without a network")
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker; its version changes with the built files, so that old ones are thrown away."""
    files = assets.shell_files()
    version = hashlib.sha256(" ".join(files).encode()).hexdigest()[:12]
    context = {"version": version, "files": files, "pages": _addresses(), "below": _below(), "offline": reverse("offline")}
    response = render(request, "web/sw.js", context, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@public("a page without data, shown when the network is gone")
def offline(request: HttpRequest) -> HttpResponse:
    """What can be done without a network."""
    return render(request, "web/offline.html", {"report_url": next(iter(_addresses()), "")})


@public("name, colours and icon for the home screen")
@cache_control(max_age=86400)
def webmanifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put Anlan on its home screen."""
    icon = {"src": static("anlan/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    shortcuts = [{"name": _("报隐患"), "url": url} for url in _addresses()]
    body = {
        "name": _("安澜"),
        "short_name": _("安澜"),
        "start_url": "/",
        "display": "standalone",
        "background_color": "#F3F8F9",
        "theme_color": "#0A5165",
        "icons": [icon],
        "shortcuts": shortcuts,
    }
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
