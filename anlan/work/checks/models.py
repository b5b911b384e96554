"""Checklists, rounds of one, draws, each unit's check with its answers, and leaders' walks."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import AT_HOME, FROM_ABOVE, IN_SCOPE, ME, PathField, PathKey, RowPolicy

OPEN, ENDED, WITHDRAWN = "open", "ended", "withdrawn"
PARTY = f"case_id in (select case_id from cases_party where person_id = {ME})"
# Whoever works at the unit or in one of its departments walks its rooms: answers name no person but who gave them.
HOUSE = f"({IN_SCOPE} or {FROM_ABOVE} or {PARTY})"


class Checklist(models.Model):
    """What is looked at. Shipped examples hang on no unit: everybody may start from one, nobody changes it."""

    unit = models.ForeignKey("org.Unit", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField(blank=True, default="")
    nonce = models.UUIDField(null=True)
    title = models.TextField()
    note = models.TextField(blank=True, default="")
    items = models.JSONField(default=list)
    keys = models.JSONField(default=list)  # keys that items of the list ever had: none is used twice
    example = models.BooleanField(default=False)
    made_by_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "checks_checklist"
        constraints = [
            RowPolicy(name="checks_checklist", using=IN_SCOPE, reading=f"({IN_SCOPE} or {FROM_ABOVE})"),
            PathKey(name="checks_checklist_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="checks_checklist_nonce"),
        ]
        indexes = [models.Index(fields=["unit_path", "-id"], name="checks_checklist_path")]

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """One asking: by a list with self-check, re-check and sample; or the rooms of each school at an edge of a break."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    nonce = models.UUIDField()
    sort = models.TextField(default="round")  # round closing reopening
    title = models.TextField()
    note = models.TextField(blank=True, default="")
    checklist = models.ForeignKey(Checklist, null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="+")
    items = models.JSONField(default=list)  # as they were when it was sent
    addressees = models.JSONField(default=dict)
    season = models.TextField(blank=True, default="")  # of the term that the break follows
    school_year = models.IntegerField(null=True)
    shift_days = models.IntegerField(default=0)  # of a break: the limit from its edge
    due_at = models.DateTimeField()  # of the self-check; of a break: the latest of all schools
    recheck_due_at = models.DateTimeField(null=True)
    sample_due_at = models.DateTimeField(null=True)
    recheck_share = models.SmallIntegerField(default=0)  # percent of the schools of a district
    sample_share = models.SmallIntegerField(default=0)  # percent of the schools that were re-checked
    recheck_drawn_at = models.DateTimeField(null=True)
    sample_drawn_at = models.DateTimeField(null=True)
    state = models.TextField(default=OPEN)
    sent_by_id = models.BigIntegerField()
    sent_at = models.DateTimeField()
    units = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    ended_why = models.TextField(blank=True, default="")
    signature = models.JSONField(default=dict)  # name, post, unit of who closed it; what stood then

    class Meta:
        db_table = "checks_round"
        constraints = [
            RowPolicy(name="checks_round", using=IN_SCOPE, reading=f"({IN_SCOPE} or {FROM_ABOVE})"),
            PathKey(name="checks_round_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="checks_round_id_path"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="checks_round_nonce"),
            models.CheckConstraint(name="checks_round_sort", condition=models.Q(sort__in=["round", "closing", "reopening"])),
            models.CheckConstraint(name="checks_round_state", condition=models.Q(state__in=[OPEN, ENDED, WITHDRAWN])),
            models.CheckConstraint(
                name="checks_round_shares",
                condition=models.Q(recheck_share__range=(0, 100)) & models.Q(sample_share__range=(0, 100)),
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-sent_at"], name="checks_round_path"),
            models.Index(fields=["due_at"], name="checks_round_to_draw", condition=models.Q(state=OPEN, sort="round")),
        ]

    def __str__(self) -> str:
        return self.title


class Draw(models.Model):
    """A random draw that can be repeated: the seed, the units it was drawn from, those it drew. Never changed, never drawn again."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")  # the office that checks
    unit_path = PathField()
    stage = models.TextField()
    seed = models.TextField()
    population = models.JSONField(default=list)
    chosen = models.JSONField(default=list)
    share = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "checks_draw"
        constraints = [
            RowPolicy(name="checks_draw", using="false", reading=IN_SCOPE, writing=IN_SCOPE),
            PathKey(name="checks_draw_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["round", "unit", "stage"], name="checks_draw_once"),
        ]


class Check(models.Model):
    """Facts of the kinds self_check, recheck, sample_check and break_check: what one unit is looked at for, and how far it is."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="check_of")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    group_path = PathField()  # the district it is counted under
    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    stage = models.TextField()
    office = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")  # who looks
    companion_id = models.BigIntegerField(null=True)  # who goes along with the inspector to whom the case was handed
    state = models.TextField(default="to_do")  # the case's own, written with each step
    asked = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    handed_by_id = models.BigIntegerField(null=True)
    nothing = models.BooleanField(default=False)  # declared that nothing was found
    signed = models.JSONField(default=dict)  # name, post, unit of who signed
    named_at = models.DateTimeField(null=True)  # of a break: when what was not sealed was told by name

    class Meta:
        db_table = "checks_check"
        constraints = [
            RowPolicy(name="checks_check", using=HOUSE, writing=IN_SCOPE),
            PathKey(name="checks_check_case", field="case_id", to="cases_case"),
            PathKey(name="checks_check_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["round", "unit", "stage"], name="checks_check_once"),
        ]
        indexes = [
            models.Index(fields=["round", "stage", "unit_path"], name="checks_check_round"),
            models.Index(fields=["unit_path", "-round"], name="checks_check_path"),
            models.Index(fields=["office", "state"], name="checks_check_office"),
        ]

    @property
    def own(self) -> bool:
        """Whether the unit looks at itself."""
        return self.office_id == self.unit_id


class Answer(models.Model):
    """What was found at one item, or in one room. `parts` of a room: part -> verdict."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    key = models.TextField(blank=True, default="")
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.TextField()
    parts = models.JSONField(default=dict)
    note = models.TextField(blank=True, default="")
    photos = models.JSONField(default=list)  # ids of evidence on the check's case
    hazard_id = models.BigIntegerField(null=True)  # the case that a fail became
    tries = models.SmallIntegerField(default=0)  # hazards it became before, found to be none
    together = models.BooleanField(default=False)  # ticked with the rest in one tap, not one by one
    on_site = models.BooleanField(default=False)  # the code at the door was scanned
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "checks_answer"
        constraints = [
            RowPolicy(name="checks_answer", using=HOUSE),
            PathKey(name="checks_answer_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(fields=["case", "key", "place"], name="checks_answer_once", nulls_distinct=False),
            models.CheckConstraint(name="checks_answer_verdict", condition=models.Q(verdict__in=["pass", "fail", "na"])),
        ]
        indexes = [
            models.Index(fields=["round", "unit_path"], name="checks_answer_round"),
            models.Index(fields=["hazard_id"], name="checks_answer_hazard", condition=models.Q(hazard_id__isnull=False)),
        ]


class Walk(models.Model):
    """Facts of the kind `walk`: a leader was there, with whom (posts), and saw one to three things."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="walk")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    office = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")  # whose leader
    walker_id = models.BigIntegerField()
    walker_title = models.TextField(blank=True, default="")
    walked_at = models.DateTimeField()
    company = models.TextField(blank=True, default="")  # posts, not persons
    seen = models.JSONField(default=list)  # [{text, hazard: case id or None, ask: bool}]

    class Meta:
        db_table = "checks_walk"
        constraints = [
            RowPolicy(name="checks_walk", using=f"({IN_SCOPE} or {PARTY})", writing=f"({IN_SCOPE} or {AT_HOME})"),
            PathKey(name="checks_walk_case", field="case_id", to="cases_case"),
            PathKey(name="checks_walk_unit", field="unit_id", to="org_unit"),
        ]
        indexes = [
            models.Index(fields=["office", "-walked_at"], name="checks_walk_office"),
            models.Index(fields=["unit_path", "-walked_at"], name="checks_walk_path"),
        ]
