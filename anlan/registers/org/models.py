"""Units, their links to outside bodies, and who supervises them in which domain."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import KEPT, SIGNED_IN, PathField, PathKey, RowPolicy

# Outside bodies stand in a tree of their own ('9.…'); the bureaus, which lie at the two upper levels, keep them together.
BUREAU = (
    "exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept "
    "where kept ~ '^1[.]([0-9]+[.])?$')"
)
KEPT_HERE = f"({KEPT} or (unit_path ^@ '9.' and {BUREAU}))"


class Unit(models.Model):
    """A node of the tree. Names and positions are public within the city; only those above (and the unit) change them."""

    unit_path = PathField(unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    outside_kind = models.TextField(blank=True, default="")
    name = models.TextField()
    short = models.TextField(blank=True, default="")
    code = models.TextField(blank=True, default="")
    pinyin = models.TextField(blank=True, default="")  # the embedded server knows no Chinese order
    stage = models.TextField(blank=True, default="")
    nature = models.TextField(blank=True, default="public")
    pupils = models.IntegerField(null=True)
    staff = models.IntegerField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    outline = models.JSONField(null=True)  # rings of [lon, lat], for districts
    address = models.TextField(blank=True, default="")
    duty_phone = models.TextField(blank=True, default="")
    traits = models.JSONField(default=dict)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "org_unit"
        constraints = [
            RowPolicy(name="org_unit", using=KEPT_HERE, reading="true"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="org_unit_id_path"),
            models.UniqueConstraint(fields=["code"], name="org_unit_code", condition=~models.Q(code="")),
            models.CheckConstraint(condition=models.Q(unit_path__endswith="."), name="org_unit_path_dot"),
        ]
        indexes = [models.Index(fields=["parent", "kind"], name="org_unit_parent")]

    def __str__(self) -> str:
        return self.short or self.name


class Supervision(models.Model):
    """From a day to a day, `supervisor` supervises `unit` in `domain` ('' = all). Without a row: the parent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    domain = models.TextField(blank=True, default="")
    supervisor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    basis = models.TextField(blank=True, default="")
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        db_table = "org_supervision"
        constraints = [
            RowPolicy(name="org_supervision", using=KEPT_HERE, reading=SIGNED_IN),
            PathKey(name="org_supervision_unit", field="unit_id", to="org_unit"),
        ]
        indexes = [models.Index(fields=["unit", "domain"], name="org_supervision_unit_domain")]


class Link(models.Model):
    """An outside body that a unit works with: the town it lies in, its police station, its gas firm."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    outside = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    domain = models.TextField(blank=True, default="")
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        db_table = "org_link"
        constraints = [
            RowPolicy(name="org_link", using=KEPT_HERE, reading=SIGNED_IN),
            PathKey(name="org_link_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "outside", "domain", "starts"], name="org_link_once"),
        ]
