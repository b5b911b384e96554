"""`{% load asks %}{% asks_box draft as box %}{% include "asks/_box.html" %}`: how full the weeks are, before something is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context

from anlan.work.asks import screens
from anlan.work.asks.queries import Week
from anlan.work.asks.rules import Draft

register = template.Library()


@register.simple_tag(takes_context=True)
def asks_box(context: Context, draft: Draft | None) -> dict[str, Any]:
    """What `asks/_box.html` shows of a draft; {} while it asks nobody."""
    return screens.box(draft, context["at"]) if draft else {}


@register.simple_tag(takes_context=True)
def asks_weeks(context: Context, weeks: Sequence[Week]) -> list[dict[str, Any]]:
    """Weeks as `asks/_weeks.html` shows them."""
    return screens.week_rows(weeks, context["at"])
