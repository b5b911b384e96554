"""Areas of the API, as its description groups the operations: what a token may be for."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI

from anlan.registers.keys import rules

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
OTHER_WORDS = {"units": _("单位")}  # an area that is not called as its app
NO_AREA = {"/api/me"}  # who one is: any token may ask
_areas: dict[tuple[str, str], str] = {}  # (method, path of the description) -> area


def describe(api: NinjaAPI) -> None:
    """Read the areas from the API's own description, and let tokens be made for them."""
    for path, operations in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
        for method, operation in operations.items():
            area = "" if path in NO_AREA else operation["tags"][0]
            _areas[method.upper(), path] = area
            if area:
                rules.AREAS.setdefault(area, _word(area))


def _word(area: str) -> Any:
    if area in OTHER_WORDS:
        return OTHER_WORDS[area]
    return apps.get_app_config(area).verbose_name if area in apps.app_configs else area


def area_of(request: HttpRequest) -> str:
    """The area of the operation that is asked for; "?" (no token is for it) where the description knows none."""
    match = request.resolver_match
    path = "/" + ARGUMENT.sub(r"{\1}", match.route) if match else ""
    return _areas.get(("GET" if request.method == "HEAD" else str(request.method), path), "?")


def allows(token: Any, area: str, act: bool) -> bool:
    """Whether the token may read in the area, or act there."""
    return rules.allows(token.scopes, area, act=act)
