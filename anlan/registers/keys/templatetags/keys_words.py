"""What the pages of keys need beside the usual tags."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """A value as JSON for an attribute (the template escapes it)."""
    return json.dumps(value, cls=DjangoJSONEncoder)
