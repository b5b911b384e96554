"""Danger to life, on every page until it is looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anlan.kernel.acting import may
from anlan.kernel.outbox import queries
from anlan.kernel.outbox.actions import mark_read
from anlan.kernel.outbox.models import Delivery
from anlan.kernel.outbox.together import in_place_of, reads

SEE = "see danger one was told of"


def urgent_of(person_id: int, at: datetime) -> list[dict[str, Any]]:
    """What the person was told of and has not opened: [{delivery, title}], newest first."""
    return [
        {"delivery": delivery, "title": in_place_of(reads(delivery.message)[0], delivery.for_name)}
        for delivery in queries.urgent(person_id, at=at)
    ]


@require_safe
@may(SEE)
def urgent(request: HttpRequest) -> HttpResponse:
    """The strip itself, asked for anew when something was told."""
    return render(request, "outbox/_urgent.html", {"urgent": urgent_of(request.actor.person_id, request.at)})  # type: ignore[attr-defined]


@require_POST
@may(SEE)
def urgent_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go and look: the strip has done its work."""
    delivery = Delivery.objects.select_related("message").get(pk=pk)
    mark_read(request.actor.person_id, at=request.at, only=pk)  # type: ignore[attr-defined]
    return redirect(reads(delivery.message)[1])
