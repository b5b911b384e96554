"""What the views of returns share."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.web import opened, pages
from anlan.registers.org.rules import issues_at
from anlan.work.asks import actions as asks
from anlan.work.asks.rules import IDLE_SECONDS
from anlan.work.returns.models import Round
from anlan.work.returns.queries.asking import KEY
from anlan.work.returns.queries.rounds import get_round, get_sheet
from anlan.work.returns.rules import is_office

PATH = re.compile(r"(?:[0-9]{1,6}\.){1,9}")


def crumbs(round_: Round | None, last: str) -> list[tuple[str, str]]:
    """报表 › the table › this page."""
    found = [(_("报表"), reverse("returns"))]
    if round_ is not None and round_.is_out:
        found.append((round_.title, reverse("return_round", args=[round_.pk])))
    return [*found, (last, "")]


def mine(request: HttpRequest, pk: int) -> Round:
    """A round of the actor's own office; for others it is not there."""
    round_ = get_round(pk)
    if not issues_at(request.actor, round_.unit_path):  # type: ignore[attr-defined]
        raise Round.DoesNotExist(pk)
    return round_


def followed(request: HttpRequest, pk: int) -> Round:
    """A round that is out, for people in bureaus: as far as their scope goes."""
    round_ = get_round(pk)
    if not round_.is_out or not is_office(request.actor):  # type: ignore[attr-defined]
        raise Round.DoesNotExist(pk)
    return round_


def path_of(text: str) -> str:
    """A unit's path from an address; '' for anything else."""
    return text if PATH.fullmatch(text) else ""


def ids(values: list[str]) -> list[int]:
    """Numbers among the values sent."""
    return [int(v) for v in values if v.isdecimal() and len(v) < 16]


def who(request: HttpRequest) -> dict[str, Any]:
    """Keywords of every action."""
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def measure(request: HttpRequest, pk: int, *, times: int = 0) -> None:
    """Add what was spent on a return to its unit's week: a sum, nobody's own time."""
    seconds = opened.seconds(request, IDLE_SECONDS)
    if seconds or times:
        sheet = get_sheet(pk)
        asks.spend(KEY, sheet.unit_id, sheet.unit_path, seconds=seconds, times=times, **who(request))


def on(request: HttpRequest, url: str) -> HttpResponse:
    """On to another page, for htmx by its header."""
    if pages.is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)
