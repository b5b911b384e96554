"""Links that were given out, and addresses of calendars."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import ME, PathField, PathKey, RowPolicy

MINE = f"person_id = {ME}"


class Link(models.Model):
    """One person may do one thing (`key`) with one case, once, until `ends_at`. Seen by that person alone."""

    person_id = models.BigIntegerField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    key = models.TextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "doors_link"
        constraints = [
            RowPolicy(name="doors_link", using=MINE, writing=f"({MINE} and exists (select 1 from cases_case c where c.id = case_id))"),
            PathKey(name="doors_link_case", field="case_id", to="cases_case"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="doors_link_ends")]


class Feed(models.Model):
    """The secret address of a person's calendar; of the secret only a digest is kept."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    digest = models.TextField(unique=True)
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "doors_feed"
        constraints = [
            RowPolicy(name="doors_feed", using=MINE),
            models.UniqueConstraint(fields=["person"], name="doors_feed_one", condition=models.Q(revoked_at__isnull=True)),
        ]
