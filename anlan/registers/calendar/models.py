"""Days that differ from their weekday, years and what is known of them, terms, readings. All of it public within the city."""

from __future__ import annotations

import uuid

from django.db import models

from anlan.kernel.scope import IN_SCOPE, SIGNED_IN, PathField, PathKey, RowPolicy

OF_THE_CITY = IN_SCOPE.replace("unit_path", "'1.'")  # whose grant reaches the whole city


class Year(models.Model):
    """What is known of a year: whether its make-up workdays are published, from where."""

    year = models.IntegerField(primary_key=True)
    swaps_published = models.BooleanField(default=False)
    standing = models.TextField(default="provisional")  # verified provisional
    source = models.TextField(blank=True, default="")

    class Meta:
        db_table = "calendar_year"
        constraints = [
            RowPolicy(name="calendar_year", using=OF_THE_CITY, reading="true"),
            models.CheckConstraint(condition=models.Q(standing__in=["verified", "provisional"]), name="calendar_year_standing"),
        ]


class Day(models.Model):
    """A day that is off although a weekday would be work, or the other way round."""

    date = models.DateField(primary_key=True)
    kind = models.TextField()  # off work
    name = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")
    standing = models.TextField(default="provisional")

    class Meta:
        db_table = "calendar_day"
        constraints = [
            RowPolicy(name="calendar_day", using=OF_THE_CITY, reading="true"),
            models.CheckConstraint(condition=models.Q(kind__in=["off", "work"]), name="calendar_day_kind"),
            models.CheckConstraint(condition=models.Q(standing__in=["verified", "provisional"]), name="calendar_day_standing"),
        ]


class Term(models.Model):
    """A term as the city, a district or a school set it; the nearest one counts. No last day: not published."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    school_year = models.IntegerField()
    season = models.TextField()  # autumn spring
    stage = models.TextField(blank=True, default="")
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    exam_first = models.DateField(null=True)
    exam_last = models.DateField(null=True)
    standing = models.TextField(default="placeholder")  # official placeholder
    source = models.TextField(blank=True, default="")

    class Meta:
        db_table = "calendar_term"
        constraints = [
            RowPolicy(name="calendar_term", using=IN_SCOPE, reading="true"),
            PathKey(name="calendar_term_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "school_year", "season", "stage"], name="calendar_term_once"),
            models.CheckConstraint(condition=models.Q(season__in=["autumn", "spring"]), name="calendar_term_season"),
            models.CheckConstraint(condition=models.Q(standing__in=["official", "placeholder"]), name="calendar_term_standing"),
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gt=models.F("first_day")), name="calendar_term_order"
            ),
        ]


class Custom(models.Model):
    """A reading that the city changed from the program's default: hours for 立即, widths of the phases."""

    key = models.TextField(primary_key=True)
    value = models.JSONField()
    source = models.TextField(blank=True, default="")

    class Meta:
        db_table = "calendar_custom"
        constraints = [RowPolicy(name="calendar_custom", using=OF_THE_CITY, reading="true")]


class Version(models.Model):
    """One row: a new random stamp with each change, so that every process knows whether its copy still holds."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=uuid.uuid4)

    class Meta:
        db_table = "calendar_version"
        constraints = [
            RowPolicy(name="calendar_version", using=SIGNED_IN, reading="true"),
            models.CheckConstraint(condition=models.Q(id=1), name="calendar_version_one"),
        ]
