"""What the views of checks share."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.errors import NotYours
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import issues_at, issuing_units
from anlan.work.checks.models import Round
from anlan.work.checks.queries.rounds import get_round
from anlan.work.checks.rules import is_office

PATH = re.compile(r"(?:[0-9]{1,6}\.){1,9}")


def crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """检查 › … › this page."""
    return [(_("检查"), reverse("checks")), *steps]


def who(request: HttpRequest) -> dict[str, Any]:
    """Keywords of every action."""
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def issuer(request: HttpRequest) -> Unit:
    """The bureau in whose name the actor issues; refused to others."""
    issuing = issuing_units(request.actor)  # type: ignore[attr-defined]
    if not issuing:
        raise NotYours("E-check-role", _("检查由局里的安全干部或负责人来发"))
    return org.unit(issuing[0])


def followed(request: HttpRequest, pk: int) -> Round:
    """A round, for people in bureaus: as far as their scope goes."""
    round_ = get_round(pk)
    if not is_office(request.actor):  # type: ignore[attr-defined]
        raise Round.DoesNotExist(pk)
    return round_


def mine(request: HttpRequest, pk: int) -> Round:
    """A round of the actor's own office; for others it is not there."""
    round_ = get_round(pk)
    if not issues_at(request.actor, round_.unit_path):  # type: ignore[attr-defined]
        raise Round.DoesNotExist(pk)
    return round_


def path_of(text: str) -> str:
    """A unit's path from an address; '' for anything else."""
    return text if PATH.fullmatch(text) else ""


def number(text: str, default: int = -1) -> int:
    """A small number that was sent."""
    return int(text) if text.isdecimal() and len(text) < 16 else default
