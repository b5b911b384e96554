"""What a bureau has set up, who is bound to which account there, robots of groups, and what a directory was read to hold."""

from django.db import models

from anlan.kernel.scope import ME, PathField, PathKey, RowPolicy
from anlan.registers.org.models import KEPT_HERE, Unit
from anlan.registers.people.models import Person


class Service(models.Model):
    """A bureau's application at WeCom or DingTalk, or its SMS gateway. What is secret of it stands in Secret."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    kind = models.TextField()
    corp = models.TextField(blank=True, default="")
    agent = models.TextField(blank=True, default="")
    key = models.TextField(blank=True, default="")
    addresses = models.JSONField(default=dict)  # place -> address, where it is not the service's public one
    per_minute = models.IntegerField()
    running = models.BooleanField(default=True)
    door = models.BooleanField(default=False)  # offered on the sign-in page

    class Meta:
        db_table = "channels_service"
        constraints = [
            RowPolicy(name="channels_service", using=KEPT_HERE, reading="true"),
            PathKey(name="channels_service_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="channels_service_id_path"),
            models.UniqueConstraint(fields=["unit", "kind"], name="channels_service_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.kind}"


class Secret(models.Model):
    """The secret of a service, sealed. Read by whoever keeps it and by the worker; before somebody is signed in the frame asks
    channels_sealed() for one (migrations/sql/doors.sql)."""

    service = models.OneToOneField(Service, primary_key=True, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    unit_path = PathField()
    sealed = models.TextField()

    class Meta:
        db_table = "channels_secret"
        constraints = [
            RowPolicy(name="channels_secret", using=KEPT_HERE),
            PathKey(name="channels_secret_service", field="service_id", to="channels_service"),
        ]


# oneself, and whoever keeps the account: under the policy of contacts
MINE_OR_KEPT = f"(person_id = {ME} or exists (select 1 from people_contact home where home.person_id = channels_binding.person_id))"


class Binding(models.Model):
    """An account of ours is this person of the service's directory. Nothing else of the directory is kept. Whoever stands at the door
    is looked up by channels_bound() (migrations/sql/doors.sql)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    user_id = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "channels_binding"
        constraints = [
            RowPolicy(name="channels_binding", using=MINE_OR_KEPT),
            models.UniqueConstraint(fields=["service", "person"], name="channels_binding_person"),
            models.UniqueConstraint(fields=["service", "user_id"], name="channels_binding_user"),
        ]
        indexes = [models.Index(fields=["person"], name="channels_binding_who")]


class Robot(models.Model):
    """A robot of a unit's group. It says counts and which units are missing, in the morning; never a person, never a case."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    kind = models.TextField()
    name = models.TextField()
    address = models.TextField()  # sealed: whoever has it may write into the group
    secret = models.TextField(blank=True, default="")  # sealed
    hour = models.SmallIntegerField(default=8)
    running = models.BooleanField(default=True)
    said_on = models.DateField(null=True)
    next_try = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        db_table = "channels_robot"
        constraints = [
            RowPolicy(name="channels_robot", using=KEPT_HERE),
            PathKey(name="channels_robot_unit", field="unit_id", to="org_unit"),
            models.CheckConstraint(condition=models.Q(hour__gte=0, hour__lte=23), name="channels_robot_hour"),
        ]


class Reading(models.Model):
    """Once the directory of a service was read: asked, reading, ready, failed."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    unit_path = PathField()
    state = models.TextField(default="asked")
    trouble = models.TextField(blank=True, default="")
    members = models.IntegerField(default=0)
    settled = models.IntegerField(default=0)  # bound already, and still there
    departments = models.JSONField(default=dict)  # strange: names there that are no unit; without: units that are no department there
    progress_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "channels_reading"
        constraints = [
            RowPolicy(name="channels_reading", using=KEPT_HERE),
            PathKey(name="channels_reading_service", field="service_id", to="channels_service"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="channels_reading_id_path"),
        ]
        indexes = [models.Index(fields=["service", "-id"], name="channels_reading_latest")]


class Proposal(models.Model):
    """What a reading found of one member, until an officer has decided or a week has gone: name and department to know them by."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    unit_path = PathField()
    what = models.TextField()
    how = models.TextField(blank=True, default="")
    user_id = models.TextField()
    name = models.TextField(blank=True, default="")
    departments = models.TextField(blank=True, default="")
    mobile = models.TextField(blank=True, default="")  # masked
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "channels_proposal"
        constraints = [
            RowPolicy(name="channels_proposal", using=KEPT_HERE),
            PathKey(name="channels_proposal_reading", field="reading_id", to="channels_reading"),
            models.UniqueConstraint(fields=["reading", "user_id"], name="channels_proposal_once"),
        ]
        indexes = [models.Index(fields=["at"], name="channels_proposal_at")]
