"""A round (one table asked of many units), each unit's return, its rows, corrections of what was handed in, doubts about cells."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import FROM_ABOVE, IN_SCOPE, ME, PathField, PathKey, RowPolicy

DRAFT, OPEN, FROZEN, WITHDRAWN = "draft", "open", "frozen", "withdrawn"
STATES = (DRAFT, OPEN, FROZEN, WITHDRAWN)
OUT = "state in ('open', 'frozen', 'withdrawn')"
PARTY = f"case_id in (select case_id from cases_party where person_id = {ME})"
MINE = f"({IN_SCOPE} or {PARTY})"


class Round(models.Model):
    """One asking of a form: its columns as they were sent, to whom, until when. Rounds of one form share a series."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    nonce = models.UUIDField()
    series_id = models.BigIntegerField(null=True)  # id of the first round of the form
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    note = models.TextField(blank=True, default="")
    fields = models.JSONField(default=list)
    keys = models.JSONField(default=list)  # keys that columns of the form ever had: none is used twice
    many_rows = models.BooleanField(default=False)
    addressees = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    state = models.TextField(default=DRAFT)
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    sent_by_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    units = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)  # frozen or withdrawn
    ended_by_id = models.BigIntegerField(null=True)
    ended_why = models.TextField(blank=True, default="")
    signature = models.JSONField(default=dict)  # name, post, unit of who froze it; how many handed in
    digest = models.CharField(max_length=64, blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "returns_round"
        constraints = [
            RowPolicy(name="returns_round", using=IN_SCOPE, reading=f"({IN_SCOPE} or ({OUT} and {FROM_ABOVE}))"),
            PathKey(name="returns_round_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="returns_round_id_path"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="returns_round_nonce"),
            models.CheckConstraint(name="returns_round_state", condition=models.Q(state__in=STATES)),
        ]
        indexes = [models.Index(fields=["series_id", "-id"], name="returns_round_series")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        return self.state != DRAFT


class Sheet(models.Model):
    """Facts of the case kind `return`: what one unit was asked and how far it is. `totals` are its sums, kept up with its rows."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="sheet")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    group_path = PathField()  # the district it is counted under
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(default="asked")  # the case's own, written with each step
    known = models.JSONField(default=dict)  # key -> value from registers, earlier returns and cases, as of sending
    last_case_id = models.BigIntegerField(null=True)  # the unit's return of the round before
    nothing = models.BooleanField(default=False)  # a zero return
    began_at = models.DateTimeField(null=True)
    first_at = models.DateTimeField(null=True)  # handed in for the first time
    handed_at = models.DateTimeField(null=True)
    handed_by_id = models.BigIntegerField(null=True)
    from_above = models.BooleanField(default=False)  # entered by an office above
    rows = models.IntegerField(default=0)
    totals = models.JSONField(default=dict)
    doubts = models.IntegerField(default=0)  # kept with a reason, or asked: for the office to look at
    corrections = models.IntegerField(default=0)

    class Meta:
        db_table = "returns_sheet"
        constraints = [
            RowPolicy(name="returns_sheet", using=MINE, writing=IN_SCOPE),
            PathKey(name="returns_sheet_case", field="case_id", to="cases_case"),
            PathKey(name="returns_sheet_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["round", "unit"], name="returns_sheet_once"),
        ]
        indexes = [
            models.Index(fields=["round", "unit_path"], name="returns_sheet_round"),
            models.Index(fields=["unit_path", "-round"], name="returns_sheet_unit_round"),
        ]


class Row(models.Model):
    """One row of one unit: values by the key of the column. Rows that were handed in are taken out, not deleted."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    order = models.IntegerField(default=1)
    values = models.JSONField(default=dict)
    told = models.CharField(max_length=64, blank=True, default="")  # digest of the row's own answers, '' when they are too few
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_row"
        constraints = [
            RowPolicy(name="returns_row", using=MINE),
            PathKey(name="returns_row_case", field="case_id", to="cases_case"),
        ]
        indexes = [
            models.Index(fields=["case", "order", "id"], name="returns_row_case_order"),
            models.Index(fields=["round", "told"], name="returns_row_told", condition=~models.Q(told="")),
        ]


class Correction(models.Model):
    """What was changed after handing in: old, new, who, when, why. Only added, never changed: no policy lets the web change one."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    row_id = models.BigIntegerField()
    key = models.TextField(blank=True, default="")  # '' the whole row, added or taken out
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    why = models.TextField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    frozen = models.BooleanField(default=False)  # after the round was frozen

    class Meta:
        db_table = "returns_correction"
        constraints = [
            RowPolicy(name="returns_correction", using="false", reading=MINE, writing=MINE),
            PathKey(name="returns_correction_case", field="case_id", to="cases_case"),
        ]
        indexes = [models.Index(fields=["case", "id"], name="returns_correction_case")]


class Doubt(models.Model):
    """A question about a cell or a row. open → kept with a reason, or gone; above it is asked back, answered, or settled."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    row_id = models.BigIntegerField(default=0)  # 0: the whole return
    key = models.TextField(blank=True, default="")
    kind = models.TextField()
    facts = models.JSONField(default=dict)  # the unit's own: bounds, last time's value, the register's; nothing of a neighbour
    value = models.JSONField(null=True)  # the value that was questioned
    state = models.TextField(default="open")
    why = models.TextField(blank=True, default="")
    raised_at = models.DateTimeField()
    kept_by_id = models.BigIntegerField(null=True)
    kept_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.BigIntegerField(null=True)
    question = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_doubt"
        constraints = [
            RowPolicy(name="returns_doubt", using=MINE),
            PathKey(name="returns_doubt_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(fields=["case", "row_id", "key", "kind"], name="returns_doubt_once"),
            models.CheckConstraint(
                name="returns_doubt_state", condition=models.Q(state__in=["open", "kept", "asked", "answered", "settled", "gone"])
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="returns_doubt_round")]
