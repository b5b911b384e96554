"""Reads of binders: one's own."""

from __future__ import annotations

from django.db.models import QuerySet

from anlan.oversight.binders.models import Binder


def mine() -> QuerySet[Binder]:
    """Binders of whoever asks, by the policy of the table."""
    return Binder.objects.select_related("unit")
