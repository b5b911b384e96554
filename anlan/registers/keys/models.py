"""Tokens for programs, and counters of attempts. Passkeys and one-time codes stand in allauth's own table."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import ME, RowPolicy, exempt

MINE = f"person_id = {ME}"


@exempt("counters under a digest, kept for minutes: no person's data; counted before anybody acts")
class Rate(models.Model):
    """How often something was tried until a moment of the wall's clock."""

    key = models.TextField(primary_key=True)
    count = models.IntegerField()
    until = models.DateTimeField()

    class Meta:
        db_table = "keys_rate"
        indexes = [models.Index(fields=["until"], name="keys_rate_until")]


class Token(models.Model):
    """With it a program acts as the person, within `scopes`, until `ends_at` (the wall's clock). Of the secret only a digest is kept."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    scopes = models.JSONField(default=list)
    digest = models.TextField(unique=True)
    tail = models.TextField()  # the last four signs, to tell one from another
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "keys_token"
        constraints = [RowPolicy(name="keys_token", using=MINE)]
        indexes = [models.Index(fields=["person", "-id"], name="keys_token_person")]

    def __str__(self) -> str:
        return f"{self.name} …{self.tail}"
