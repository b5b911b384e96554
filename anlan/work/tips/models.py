"""What came in at a door, before anybody has read it, and the facts of the tip that it became."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import PathField, PathKey, RowPolicy
from anlan.work.cases.models import Case

WITH_CASE = "exists (select 1 from cases_case c where c.id = tips_tip.case_id)"


class Letter(models.Model):
    """What was sent from the page behind a code. The pages' login neither reads nor writes it: three functions of the database do
    (migrations/sql/door.sql). The worker makes a tip of it within seconds; then text, number and photos stand there and no longer here."""

    nonce = models.UUIDField(unique=True)
    token_digest = models.TextField(unique=True)  # of the link the sender was shown once
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    said = models.TextField(blank=True, default="")
    reach = models.TextField(blank=True, default="")  # how the sender may be asked back
    about_leader = models.BooleanField(default=False)
    danger = models.BooleanField(default=False)
    criteria = models.JSONField(default=list)
    photos = models.JSONField(default=list)  # [{"sha256", "name"}], the bytes in the store of evidence
    address = models.TextField(blank=True, default="")  # keyed digest of the sender's address, gone after two days
    received_at = models.DateTimeField()  # on the wall's clock: what is limited is limited by it
    at = models.DateTimeField()
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    tries = models.SmallIntegerField(default=0)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        db_table = "tips_letter"
        constraints = [
            RowPolicy(name="tips_letter", using="false"),
            PathKey(name="tips_letter_place", field="place_id", to="places_place"),
        ]
        indexes = [
            models.Index(fields=["place", "received_at"], name="tips_letter_of_place"),
            models.Index(fields=["address", "received_at"], name="tips_letter_from", condition=~models.Q(address="")),
            models.Index(fields=["id"], name="tips_letter_waiting", condition=models.Q(case__isnull=True)),
        ]


class Tip(models.Model):
    """The facts of a tip: what was said, where, and what became of it. Whoever sees the case sees them."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="tip")
    unit_path = PathField()
    place_id = models.BigIntegerField()  # also where the case lies above and cannot hang on the place
    place_words = models.TextField()
    about = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")  # the unit of the place
    said = models.TextField(blank=True, default="")
    about_leader = models.BooleanField(default=False)
    danger = models.BooleanField(default=False)
    criteria = models.JSONField(default=list)
    at = models.DateTimeField()
    reach = models.TextField(blank=True, default="")
    reach_until = models.DateTimeField(null=True)  # set when it is closed: then the number is erased
    reply = models.TextField(blank=True, default="")  # what the sender reads
    hazard = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    going_up = models.BooleanField(default=False)  # passed up, and not carried up yet
    moved_to = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")

    class Meta:
        db_table = "tips_tip"
        constraints = [RowPolicy(name="tips_tip", using=WITH_CASE), PathKey(name="tips_tip_case", field="case_id", to="cases_case")]
        indexes = [
            models.Index(fields=["reach_until"], name="tips_tip_reach", condition=models.Q(reach_until__isnull=False)),
            models.Index(fields=["case"], name="tips_tip_up", condition=models.Q(going_up=True)),
            models.Index(fields=["place_id"], name="tips_tip_place"),
        ]

    def __str__(self) -> str:
        return self.said[:40]
