"""Hooks and their log, within what the actor keeps."""

from __future__ import annotations

from django.db.models import QuerySet

from anlan.registers.org.models import Unit
from anlan.work.hooks.models import Delivery, Hook


def hooks_of(unit: Unit) -> QuerySet[Hook]:
    """The hooks of a unit that run or rest."""
    return Hook.objects.filter(unit=unit, ended_at=None).order_by("id")


def hook(pk: int) -> Hook:
    """One hook; Hook.DoesNotExist out of what the actor keeps."""
    return Hook.objects.select_related("unit").get(pk=pk, ended_at=None)


def log(row: Hook) -> QuerySet[Delivery]:
    """Its deliveries, the newest first."""
    return Delivery.objects.filter(hook=row)
