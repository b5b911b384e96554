"""Places and the controls laid on them."""

from __future__ import annotations

import uuid

from django.db import models

from anlan.kernel.scope import AT_HOME, IN_SCOPE, PathField, PathKey, RowPolicy


class Place(models.Model):
    """A building, floor, room, gate or yard of a unit. `code` stands in its QR code."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    name = models.TextField()
    kind = models.TextField(blank=True, default="")
    building = models.TextField(blank=True, default="")
    within = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey("people.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    code = models.UUIDField(default=uuid.uuid4, unique=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "places_place"
        constraints = [
            RowPolicy(name="places_place", using=f"({IN_SCOPE} or {AT_HOME})"),
            PathKey(name="places_place_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="places_place_id_path"),
        ]
        indexes = [models.Index(fields=["unit", "name"], name="places_place_unit_name")]

    def __str__(self) -> str:
        return f"{self.building} {self.name}".strip()


class Control(models.Model):
    """Interim control of a place: people cleared out, use stopped, or sealed. Lifting it takes two people."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    kind = models.TextField()  # clear stop seal
    case_id = models.BigIntegerField(null=True)
    why = models.TextField(blank=True, default="")
    since = models.DateTimeField()
    by_id = models.BigIntegerField()
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.BigIntegerField(null=True)
    asked_why = models.TextField(blank=True, default="")
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "places_control"
        constraints = [
            RowPolicy(name="places_control", using=f"({IN_SCOPE} or {AT_HOME})"),
            PathKey(name="places_control_place", field="place_id", to="places_place"),
            models.CheckConstraint(
                name="places_control_two_people",
                condition=models.Q(lifted_at__isnull=True)
                | (models.Q(asked_by_id__isnull=False) & ~models.Q(lifted_by_id=models.F("asked_by_id"))),
            ),
        ]
        indexes = [models.Index(fields=["place"], name="places_control_running", condition=models.Q(lifted_at__isnull=True))]
