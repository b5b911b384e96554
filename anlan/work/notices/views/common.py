"""What the views of notices share."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.web import pages
from anlan.work.notices.models import Notice
from anlan.work.notices.rules import short


def crumbs(notice: Notice | None, last: str) -> list[tuple[str, str]]:
    """通知与任务 › the notice › this page."""
    found = [(_("通知与任务"), reverse("notices"))]
    if notice is not None and notice.is_out:
        found.append((short_title(notice), reverse("notice", args=[notice.pk])))
    return [*found, (last, "")]


def short_title(notice: Notice) -> str:
    """The title without 关于…的通知: 做好2027年元旦寒假期间校园安全工作."""
    return short(notice.title)


def gone(request: HttpRequest, url: str) -> HttpResponse:
    """On to another page, for htmx by its header."""
    if pages.is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)
