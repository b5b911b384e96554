"""A batch (one text sent to many), each person's letter, and how unit by unit and layer by layer the letters cover the chain."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import FROM_ABOVE, IN_SCOPE, ME, PathField, PathKey, RowPolicy

DRAFT, OPEN, WITHDRAWN = "draft", "open", "withdrawn"
STATES = (DRAFT, OPEN, WITHDRAWN)
PARTY = f"case_id in (select case_id from cases_party where person_id = {ME})"

MY_LETTER = f"id in (select batch_id from pledges_letter where person_id = {ME})"  # a person of the town lies below nobody


class Batch(models.Model):
    """One sending of letters: the office's text with gaps for names, which layers of which units, from when until when."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    nonce = models.UUIDField()
    title = models.TextField()
    text = models.TextField()
    layers = models.JSONField(default=list)
    addressees = models.JSONField(default=dict)
    starts = models.DateField()
    ends = models.DateField()
    due_at = models.DateTimeField()  # until when it is to be confirmed
    state = models.TextField(default=DRAFT)
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    sent_by_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True, default="")
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    owed = models.BooleanField(default=False)  # who sent it answers too: their letter comes from the clockwork, nobody signs their own
    reminded_on = models.DateField(null=True)  # the office was told that its letters end
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pledges_batch"
        constraints = [
            RowPolicy(
                name="pledges_batch", using=IN_SCOPE, reading=f"({IN_SCOPE} or (state <> 'draft' and ({FROM_ABOVE} or {MY_LETTER})))"
            ),
            PathKey(name="pledges_batch_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="pledges_batch_nonce"),
            models.CheckConstraint(name="pledges_batch_state", condition=models.Q(state__in=STATES)),
            models.CheckConstraint(name="pledges_batch_days", condition=models.Q(ends__gte=models.F("starts"))),
        ]

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """Facts of the case kind `pledge`: who answers at which layer, for which domains of which units, and what was signed."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="letter")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    layer = models.TextField()
    person_id = models.BigIntegerField(null=True)  # null: a person of an outside body, without an account
    name = models.TextField()
    title = models.TextField(blank=True, default="")
    domains = models.JSONField(default=list)
    units = models.JSONField(default=list)  # ids of the units answered for
    text = models.TextField()  # as it was sent: what was confirmed
    starts = models.DateField()
    ends = models.DateField()
    state = models.TextField()  # the case's own, written with each step
    remark = models.TextField(blank=True, default="")
    reply = models.TextField(blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)  # no longer in force before its end: somebody else answers now
    reminded_on = models.DateField(null=True)
    moved = models.BooleanField(default=False)  # a step was taken since its units were counted

    class Meta:
        db_table = "pledges_letter"
        constraints = [
            RowPolicy(name="pledges_letter", using=f"({IN_SCOPE} or {PARTY})", writing=IN_SCOPE),
            PathKey(name="pledges_letter_case", field="case_id", to="cases_case"),
            PathKey(name="pledges_letter_unit", field="unit_id", to="org_unit"),
        ]
        indexes = [
            models.Index(fields=["batch", "unit_path"], name="pledges_letter_batch"),
            models.Index(fields=["ends"], name="pledges_letter_ends", condition=models.Q(ended_on__isnull=True)),
            models.Index(fields=["case"], name="pledges_letter_moved", condition=models.Q(moved=True)),
        ]


class Cover(models.Model):
    """How far one layer of one unit's chain is covered by letters, as last counted; `rank` sorts what is missing first."""

    unit = models.ForeignKey("org.Unit", on_delete=models.CASCADE, db_constraint=False, related_name="+")
    unit_path = PathField()
    layer = models.TextField()
    state = models.TextField()  # a key of rules.COVER
    rank = models.SmallIntegerField()
    gaps = models.IntegerField(default=0)  # domains for which nobody answers
    people = models.IntegerField(default=0)  # who answer
    signed = models.IntegerField(default=0)  # of them, with a letter in force
    who = models.TextField(blank=True, default="")  # the first names
    until = models.DateField(null=True)  # the earliest end of those in force
    case_id = models.BigIntegerField(null=True)  # the letter to look at: the one that waits, else one in force
    counted_on = models.DateField()
    stale = models.BooleanField(default=False)

    class Meta:
        db_table = "pledges_cover"
        constraints = [
            RowPolicy(name="pledges_cover", using=IN_SCOPE),
            PathKey(name="pledges_cover_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "layer"], name="pledges_cover_once"),
        ]
        indexes = [models.Index(fields=["rank", "unit_path", "layer"], name="pledges_cover_rank")]
