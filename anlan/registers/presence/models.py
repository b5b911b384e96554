"""Times away: leave from a moment to a moment, a lesson each week of a term, the nights. No reason is kept."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import FROM_ABOVE, IN_SCOPE, ME, PathField, PathKey, RowPolicy
from anlan.registers.org.models import KEPT_HERE

KINDS = ("leave", "lesson", "night")


class Away(models.Model):
    """One time away of one person. Read before anybody acts too: an actor is built from it, as from posts."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")  # the whole unit of the post
    unit_path = PathField()
    kind = models.TextField()
    substitute = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField(null=True)  # leave
    ends_at = models.DateTimeField(null=True)
    weekday = models.SmallIntegerField(null=True)  # lesson: 1 Monday to 7 Sunday
    from_time = models.TimeField(null=True)  # lesson and night, on the city's clock; a night ends the next morning
    to_time = models.TimeField(null=True)
    starts_on = models.DateField(null=True)  # lesson and night
    ends_on = models.DateField(null=True)
    entered_by_id = models.BigIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "presence_away"
        constraints = [
            RowPolicy(
                name="presence_away",
                using=f"({KEPT_HERE} or (person_id = {ME} and {FROM_ABOVE}))",
                reading=f"({IN_SCOPE} or {KEPT_HERE} or person_id = {ME} or substitute_id = {ME} or {ME} is null)",
            ),
            PathKey(name="presence_away_unit", field="unit_id", to="org_unit"),
            models.CheckConstraint(
                name="presence_away_kind",
                condition=models.Q(kind="leave", starts_at__isnull=False, ends_at__gt=models.F("starts_at"))
                | models.Q(
                    kind="lesson",
                    weekday__gte=1,
                    weekday__lte=7,
                    to_time__gt=models.F("from_time"),
                    starts_on__isnull=False,
                    ends_on__gte=models.F("starts_on"),
                )
                | models.Q(kind="night", from_time__gt=models.F("to_time"), starts_on__isnull=False),
            ),
            models.CheckConstraint(name="presence_away_other", condition=~models.Q(substitute=models.F("person"))),
        ]
        indexes = [
            models.Index(fields=["substitute"], name="presence_away_substitute", condition=models.Q(substitute__isnull=False)),
            models.Index(fields=["unit_path"], name="presence_away_path"),
        ]
