"""What the board shows, as last counted: written by the engine's job alone, read by the web within its scope.

Every table holds rows for schools and, summed up, for every unit above them; a person sees the rows of units in scope, never
the city's sum with a grant for one school. `kind` and `state` are '' in rows that sum over them. Sealed cases are not in these
counts: they have a table of their own that holds no number below three.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from anlan.kernel.scope import IN_SCOPE, ME, PathField, PathKey, RowPolicy


def _rights(name: str) -> list[Any]:
    """Read within scope, written by nobody but the worker; follows its unit when that moves."""
    return [
        RowPolicy(name=name, using="false", reading=IN_SCOPE),
        PathKey(name=f"{name}_unit", field="unit_id", to="org_unit"),
    ]


class Standing(models.Model):
    """Open cases of a unit and all below it, by kind and state."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    kind = models.TextField(blank=True, default="")
    state = models.TextField(blank=True, default="")
    open = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    today = models.IntegerField(default=0)  # due before midnight and not late yet
    major = models.IntegerField(default=0)
    stopped = models.IntegerField(default=0)  # major ones whose place is under control
    oldest_due = models.DateTimeField(null=True)  # the earliest limit that has passed

    class Meta:
        db_table = "board_standing"
        constraints = [
            *_rights("board_standing"),
            models.UniqueConstraint(fields=["unit", "kind", "state"], name="board_standing_once"),
        ]
        indexes = [models.Index(fields=["kind", "state", "unit_path"], name="board_standing_path")]


class Domain(models.Model):
    """Open cases of a unit and all below it, by kind and domain."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    kind = models.TextField(blank=True, default="")
    domain = models.TextField()
    open = models.IntegerField(default=0)
    late = models.IntegerField(default=0)

    class Meta:
        db_table = "board_domain"
        constraints = [
            *_rights("board_domain"),
            models.UniqueConstraint(fields=["unit", "kind", "domain"], name="board_domain_once"),
        ]


class Day(models.Model):
    """What one day brought to a unit and all below it. `open_end` and `late_end`: how many stood at its midnight."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    kind = models.TextField(blank=True, default="")
    day = models.DateField()
    opened = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    done = models.IntegerField(default=0)  # closed by going the way to its end, not as a mistake or a duplicate
    on_time = models.IntegerField(default=0)  # of `done`: never late at any step
    open_end = models.IntegerField(null=True)
    late_end = models.IntegerField(null=True)

    class Meta:
        db_table = "board_day"
        constraints = [
            *_rights("board_day"),
            models.UniqueConstraint(fields=["unit", "kind", "day"], name="board_day_once"),
        ]
        indexes = [models.Index(fields=["day"], name="board_day_day")]


class Heard(models.Model):
    """When the people of a unit last did anything in the system, read off the ledger up to entry `seq`."""

    unit = models.OneToOneField("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", primary_key=True)
    unit_path = PathField()
    seq = models.BigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "board_heard"
        constraints = _rights("board_heard")


class Counted(models.Model):
    """Up to which entry of its chain the cases of a unit are counted."""

    unit = models.OneToOneField("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", primary_key=True)
    unit_path = PathField()
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "board_counted"
        constraints = _rights("board_counted")


class Sealed(models.Model):
    """Open sealed cases of a unit and all below it; null where there are fewer than three: the number itself would tell."""

    unit = models.OneToOneField("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", primary_key=True)
    unit_path = PathField()
    open = models.IntegerField(null=True)

    class Meta:
        db_table = "board_sealed"
        constraints = _rights("board_sealed")


class Screen(models.Model):
    """A wall screen of a unit: shows its board to whoever stands before it, with nobody signed in. Found by the device before anybody
    acts, so that it can be read then; the device's name opens nothing without the cookie that the house signed."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    name = models.TextField()
    device = models.TextField(unique=True)
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "board_screen"
        constraints = [
            RowPolicy(name="board_screen", using=IN_SCOPE, reading=f"({IN_SCOPE} or {ME} is null)"),
            PathKey(name="board_screen_unit", field="unit_id", to="org_unit"),
        ]

    def __str__(self) -> str:
        return self.name
