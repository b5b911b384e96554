"""Accounts, posts, grants, contacts, and who answers at each layer."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

from anlan.kernel.acting import acting
from anlan.kernel.actor import Actor
from anlan.kernel.scope import ME, SIGNED_IN, PathField, PathKey, RowPolicy
from anlan.registers.org.models import KEPT_HERE

# Under the policy of contacts: accounts at home in a unit whose registers are kept, and oneself. A new account has its contact before
# itself. Which columns of them may be changed, and whose password, a trigger says (migrations/sql/accounts.sql).
KEPT_OR_ME = f"(people_person.id = {ME} or exists (select 1 from people_contact home where home.person_id = people_person.id))"


class PersonManager(BaseUserManager["Person"]):
    """What Django's sign-in needs: find by user name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


class Person(AbstractBaseUser):
    """An account. It may hold several posts. Read to sign in, before anybody acts: names and posts are public within the city,
    contacts stand in Contact. Written by those who keep the register of its home unit, and by the person."""

    username = models.TextField(unique=True)
    name = models.TextField()
    pinyin = models.TextField(blank=True, default="")
    mobile_digest = models.TextField(null=True, unique=True)  # to sign in by number, without keeping the number here
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    language = models.TextField(blank=True, default="")
    last_post_id = models.BigIntegerField(null=True)
    email = models.TextField(blank=True, default="")  # for allauth's own flows; empty, addresses stand in Contact
    date_joined = models.DateTimeField(null=True)

    is_staff = False
    is_superuser = False
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        db_table = "people_person"
        constraints = [RowPolicy(name="people_person", using=KEPT_OR_ME, reading="true")]
        indexes = [models.Index(fields=["pinyin", "id"], name="people_person_pinyin")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def acting(self) -> AbstractContextManager[None]:
        """Within the block the person acts, without any post: for what is theirs alone (password, last sign-in), where nobody acts
        yet."""
        return acting(Actor(person_id=self.pk, name=self.name))

    def check_password(self, raw_password: str | None) -> bool:
        """As Django's: a hash that is no longer strong enough is replaced once the password was right, as the person's own deed."""

        def replace(right: str) -> None:
            self.set_password(right)
            self._password = None  # the password is the same: nothing for the validators to hear of
            with self.acting():
                self.save(update_fields=["password"])

        return check_password(raw_password, self.password, replace)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Contact(models.Model):
    """How to reach a person privately; seen within the unit's scope and by the person."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    unit_id = models.BigIntegerField()
    unit_path = PathField()
    mobile = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")

    class Meta:
        db_table = "people_contact"
        constraints = [
            RowPolicy(name="people_contact", using=f"({KEPT_HERE} or person_id = {ME})", writing=KEPT_HERE),
            PathKey(name="people_contact_unit", field="unit_id", to="org_unit"),
        ]


class Post(models.Model):
    """A position in a unit, whoever holds it: work is laid on posts, so that it survives a change of persons.

    `unit` is what the post serves and sees; `department` is the room it sits in: the safety office of a bureau serves all of it.
    """

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    department = models.ForeignKey("org.Unit", null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.TextField()
    title = models.TextField()
    domain = models.TextField(blank=True, default="")
    duty_phone = models.TextField(blank=True, default="")
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "people_post"
        constraints = [
            RowPolicy(name="people_post", using=KEPT_HERE, reading="true"),
            PathKey(name="people_post_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="people_post_id_path"),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="people_post_unit_role")]

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """From a day to a day, a person holds a post; `stands_in` when for somebody else."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    reach = models.TextField(default="unit")
    stands_in = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        db_table = "people_grant"
        constraints = [
            RowPolicy(name="people_grant", using=KEPT_HERE, reading="true"),
            PathKey(name="people_grant_post", field="post_id", to="people_post"),
            models.CheckConstraint(condition=models.Q(reach__in=["unit", "own"]), name="people_grant_reach"),
            models.UniqueConstraint(fields=["post", "person", "starts"], name="people_grant_once"),
        ]
        indexes = [
            models.Index(fields=["person"], name="people_grant_person"),
            models.Index(fields=["unit_path"], name="people_grant_path"),
        ]


class Answerable(models.Model):
    """Who answers at one layer for a unit in a domain, where it is named apart from what posts imply."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    domain = models.TextField()
    layer = models.TextField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    outside_name = models.TextField(blank=True, default="")
    outside_phone = models.TextField(blank=True, default="")
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        db_table = "people_answerable"
        constraints = [
            RowPolicy(name="people_answerable", using=KEPT_HERE, reading=SIGNED_IN),
            PathKey(name="people_answerable_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(
                fields=["unit", "domain", "layer"], name="people_answerable_once", condition=models.Q(ends__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["unit_path"], name="people_answerable_path", condition=models.Q(ends__isnull=True))]


class ChainGap(models.Model):
    """How many cells of a unit's responsibility chain stand empty; counted again by the clockwork when `stale` or of yesterday."""

    unit = models.OneToOneField("org.Unit", primary_key=True, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    unit_path = PathField()
    gaps = models.IntegerField()
    cells = models.IntegerField()
    counted_on = models.DateField()
    stale = models.BooleanField(default=False)

    class Meta:
        db_table = "people_chain_gap"
        constraints = [
            RowPolicy(name="people_chain_gap", using=KEPT_HERE, reading=SIGNED_IN),
            PathKey(name="people_chain_gap_unit", field="unit_id", to="org_unit"),
        ]
        indexes = [models.Index(fields=["unit_path"], name="people_chain_gap_path")]
