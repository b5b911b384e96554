"""The notice, what it asks, what each unit was sent, and how each line is proved."""

from __future__ import annotations

from bisect import bisect_right

from django.db import models

from anlan.kernel.scope import AT_HOME, FROM_ABOVE, IN_SCOPE, ME, PathField, PathKey, RowPolicy
from anlan.work.cases.models import SEES, BigintArray
from anlan.work.notices.line import WITH_NOTICE
from anlan.work.notices.line import Amendment as Amendment
from anlan.work.notices.line import Basis as Basis

DRAFT, REVIEW, SENDING, PUBLISHED, WITHDRAWN = "draft", "review", "sending", "published", "withdrawn"
STATES = (DRAFT, REVIEW, SENDING, PUBLISHED, WITHDRAWN)
OUT = "state in ('published', 'withdrawn')"
PARTY = f"case_id in (select case_id from cases_party where person_id = {ME})"
PROVES = "exists (select 1 from notices_proof p where p.record_id = notices_record.id)"


class Notice(models.Model):
    """A document of an authority. Drafts are the issuer's own; what is out is seen by the units below it."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    nonce = models.UUIDField()
    number = models.TextField(blank=True, default="")
    title = models.TextField(blank=True, default="")
    issued_on = models.DateField(null=True)
    text = models.TextField()  # NFC, \n; every offset counts its code points
    digest = models.CharField(max_length=64)
    file_name = models.TextField(blank=True, default="")
    secrecy = models.TextField(blank=True, default="")
    asides = models.JSONField(default=list)  # what was read as asking nothing: [start, end, reason, word], shown grey
    # where in the text each page of the file begins; empty for files without pages; of a re-issue the last entry: where the file ends
    pages = models.JSONField(default=list)
    state = models.TextField(default=DRAFT)
    imported_by_id = models.BigIntegerField()
    imported_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True, default="")
    withdrawn_by_id = models.BigIntegerField(null=True)
    reissues = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # the notice above that this one hands on
    note = models.TextField(blank=True, default="")  # of a re-issue: what is said to those below on top of it
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    progress_id = models.UUIDField(null=True)
    units = models.IntegerField(default=0)  # after dispatch: dossiers, lines, minutes asked in all
    lines = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    ends_on = models.DateField(null=True)  # until when what is not due once holds; None: the last date it names
    undo = models.JSONField(default=list)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "notices_notice"
        constraints = [
            RowPolicy(name="notices_notice", using=IN_SCOPE, reading=f"({IN_SCOPE} or ({OUT} and {FROM_ABOVE}))"),
            PathKey(name="notices_notice_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="notices_notice_id_path"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="notices_notice_nonce"),
            models.UniqueConstraint(
                fields=["unit", "digest"], name="notices_notice_once", condition=~models.Q(state=WITHDRAWN)
            ),
            models.UniqueConstraint(
                fields=["unit", "reissues"], name="notices_notice_handed_on",
                condition=models.Q(reissues__isnull=False) & ~models.Q(state=WITHDRAWN),
            ),
            models.CheckConstraint(name="notices_notice_state", condition=models.Q(state__in=STATES)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its lines may still be changed."""
        return self.state in (DRAFT, REVIEW)

    @property
    def is_out(self) -> bool:
        return self.state in (PUBLISHED, WITHDRAWN)

    def page_of(self, start: int) -> int:
        """On which page of the file the words at `start` stand; 0 where they stand on none."""
        page = bisect_right(self.pages, start)
        return 0 if self.reissues_id is not None and page == len(self.pages) else page


class Seed(models.Model):
    """The number on which the draws of a notice hang: fixed at dispatch, seen by the issuer's own scope, published with a draw."""

    notice = models.OneToOneField(Notice, primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    value = models.CharField(max_length=64)

    class Meta:
        db_table = "notices_seed"
        constraints = [
            RowPolicy(name="notices_seed", using=IN_SCOPE),
            PathKey(name="notices_seed_notice", field="notice_id", to="notices_notice"),
        ]


class Obligation(models.Model):
    """One thing that the notice asks: what, of whom, until when, proved how. `draft` keeps what was read at first."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, db_constraint=False, related_name="obligations")
    unit_path = PathField()
    order = models.IntegerField()
    section = models.TextField(blank=True, default="")
    heading = models.TextField(blank=True, default="")
    start = models.IntegerField()
    end = models.IntegerField()
    draft = models.JSONField(default=dict)
    title = models.TextField()
    text = models.TextField()
    addressees = models.JSONField(default=dict)
    post_role = models.TextField(default="safety")
    domain = models.TextField(default="other")
    deontic = models.TextField(default="must")
    way = models.TextField(default="once", db_default="once")  # how it runs: once, recurring, occasion, standing
    when_type = models.TextField(default="none")
    phrase = models.TextField(blank=True, default="")
    due_at = models.DateTimeField(null=True)
    due_fixed = models.BooleanField(default=False)  # set by the officer; otherwise each unit's own calendar says when
    reading = models.JSONField(default=list)  # how the phrase was read, as notes (msgid, args)
    standing = models.TextField(default="open")
    proof = models.TextField(default="record")
    rule = models.TextField(default="sample")
    percent = models.SmallIntegerField(default=10)
    minutes = models.IntegerField(default=30)
    state = models.TextField(default="open")
    look_why = models.JSONField(default=list)
    bounded = models.TextField(blank=True, default="")
    resolution = models.TextField(blank=True, default="")
    resolution_text = models.TextField(blank=True, default="")
    resolved_by_id = models.BigIntegerField(null=True)
    confidence = models.FloatField(default=0.5)
    evidence_kind = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    passes_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # the line above that a re-issue hands on
    added_at = models.DateTimeField(null=True)  # by an amendment, after the notice went out
    gone_at = models.DateTimeField(null=True)  # taken back by an amendment
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "notices_obligation"
        constraints = [
            RowPolicy(name="notices_obligation", using=IN_SCOPE, reading=WITH_NOTICE),
            PathKey(name="notices_obligation_notice", field="notice_id", to="notices_notice"),
            models.CheckConstraint(
                name="notices_obligation_words",
                condition=models.Q(state__in=["open", "confirmed", "look", "dropped"])
                & models.Q(proof__in=["declared", "record", "photo", "onsite"])
                & models.Q(rule__in=["each", "sample", "doubt"])
                & models.Q(resolution__in=["", "substitute", "outside"])
                & models.Q(percent__gte=1, percent__lte=100),
            ),
            models.CheckConstraint(
                name="notices_obligation_way", condition=models.Q(way__in=["once", "recurring", "occasion", "standing"])
            ),
        ]
        indexes = [models.Index(fields=["notice", "order"], name="notices_obligation_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state != "dropped"

    @property
    def repeats_above(self) -> bool:
        """Whether the letter of a re-issue only prints here what the notice above says, and no officer took it back in."""
        return bool(self.draft.get("repeats")) and not self.is_live

    @property
    def is_bounded_open(self) -> bool:
        """A bounded clause about which nobody has decided yet; it cannot be sent out."""
        return bool(self.bounded) and not self.resolution and self.is_live

    @property
    def is_sent(self) -> bool:
        """Whether it becomes tasks: live, not handled outside, not taken back."""
        return self.is_live and self.resolution != "outside" and self.gone_at is None


class Dossier(models.Model):
    """What one unit got of one notice: all its lines together."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    group_path = PathField()  # the district it is counted under
    lines = models.IntegerField()
    minutes = models.IntegerField()
    first_due = models.DateTimeField()
    last_due = models.DateTimeField()
    sent_at = models.DateTimeField()
    receipt_by = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by_id = models.BigIntegerField(null=True)
    chased = models.SmallIntegerField(default=0)  # how often its receipt was asked for
    added_at = models.DateTimeField(null=True)  # when lines came in on top: these are received anew

    class Meta:
        db_table = "notices_dossier"
        constraints = [
            RowPolicy(
                name="notices_dossier", using=f"({IN_SCOPE} or {AT_HOME})",
                reading=f"({IN_SCOPE} or {AT_HOME} or exists (select 1 from cases_case c where c.bundle_id = notices_dossier.id))",
                writing=IN_SCOPE,
            ),
            PathKey(name="notices_dossier_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="notices_dossier_id_path"),
            models.UniqueConstraint(fields=["unit", "notice"], name="notices_dossier_once"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["notice", "unit_path"], name="notices_dossier_notice"),
            models.Index(fields=["receipt_by"], name="notices_dossier_unread", condition=models.Q(received_at__isnull=True)),
        ]


class Task(models.Model):
    """Facts of the case kind `task`: one line of one dossier."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="task")
    unit_path = PathField()
    group_path = PathField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    proof = models.TextField()
    rule = models.TextField()
    drawn = models.BooleanField(default=False)
    receipt_by = models.DateTimeField()
    remembered_id = models.BigIntegerField(null=True)  # on whom it was laid for having taken such a line before, not for the post
    until = models.DateTimeField(null=True)  # the last time of a line that is due again and again
    received_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    first_submitted_at = models.DateTimeField(null=True)
    sooner_at = models.DateTimeField(null=True)  # a re-issue asks for it earlier; limit_at stays that of who issued it
    sooner_by = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    # the case's own, kept so by a trigger of cases_case: the matrix reads forty thousand lines without a join
    state = models.TextField(default="sent", db_default="sent")
    limit_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_task"
        constraints = [
            RowPolicy(name="notices_task", using=f"({IN_SCOPE} or {PARTY})", writing=IN_SCOPE),
            PathKey(name="notices_task_case", field="case_id", to="cases_case"),
            PathKey(name="notices_task_dossier", field="dossier_id", to="notices_dossier"),
        ]
        indexes = [
            models.Index(fields=["notice", "unit_path"], name="notices_task_notice"),
            models.Index(fields=["dossier"], name="notices_task_of_dossier"),
            models.Index(fields=["obligation", "group_path"], name="notices_task_group"),
            models.Index(
                fields=["obligation", "group_path"], name="notices_task_undecided",
                condition=models.Q(rule="sample", submitted_at__isnull=False),
            ),
        ]  # fmt: skip


class Record(models.Model):
    """A proof: what was done, in words, with files. One record may prove many lines."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    nonce = models.UUIDField()
    title = models.TextField()
    text = models.TextField(blank=True, default="")
    files = BigintArray(default=list)  # evidence as attached; each line proved by it holds shared rows of its own
    images = models.SmallIntegerField(default=0)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    scanned_at = models.DateTimeField(null=True)  # the place's code was read on the spot
    made_by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_record"
        constraints = [
            RowPolicy(
                name="notices_record", using=f"({IN_SCOPE} or made_by_id = {ME})", writing=f"({IN_SCOPE} or {AT_HOME})",
                reading=f"({IN_SCOPE} or made_by_id = {ME} or {PROVES})",
            ),
            PathKey(name="notices_record_unit", field="unit_id", to="org_unit"),
            PathKey(name="notices_record_place", field="place_id", to="places_place"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="notices_record_id_path"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="notices_record_nonce"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_path", "-at"], name="notices_record_unit_at")]

    def __str__(self) -> str:
        return self.title


class Proof(models.Model):
    """This record proves this line."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_proof"
        constraints = [
            RowPolicy(name="notices_proof", using=f"({IN_SCOPE} or {PARTY})"),
            PathKey(name="notices_proof_record", field="record_id", to="notices_record"),
            PathKey(name="notices_proof_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(fields=["record", "case"], name="notices_proof_once"),
        ]
        indexes = [models.Index(fields=["case", "-at"], name="notices_proof_case_at")]


class Look(models.Model):
    """A person opened the proof of a line. Who has not looked cannot say that it is right."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_look"
        constraints = [
            RowPolicy(
                name="notices_look",
                using=f"(person_id = {ME} or {IN_SCOPE})",
                writing=f"(person_id = {ME} and {SEES})",
                changing=f"(person_id = {ME} and {SEES})",
            ),
            PathKey(name="notices_look_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(fields=["case", "person_id"], name="notices_look_once"),
        ]


class Sample(models.Model):
    """One round of drawing for one clause in one district. `population` and `drawn` are case ids."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()  # of the district (or the issuer, for units directly below it)
    round = models.SmallIntegerField(default=1)
    seed = models.CharField(max_length=64)
    population = BigintArray(default=list)
    drawn = BigintArray(default=list)
    result = models.TextField(blank=True, default="")  # '' passed failed
    at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_sample"
        constraints = [
            RowPolicy(name="notices_sample", using=IN_SCOPE),
            models.UniqueConstraint(fields=["obligation", "unit_path", "round"], name="notices_sample_once"),
        ]


class UsualOwner(models.Model):
    """Who took this unit's lines of a domain that lie on a post the last time."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    domain = models.TextField()
    role = models.TextField(default="")  # the post on which the officer laid them
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_usual_owner"
        constraints = [
            RowPolicy(name="notices_usual_owner", using=IN_SCOPE),
            PathKey(name="notices_usual_owner_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "domain", "role"], name="notices_usual_owner_once"),
        ]
