"""Tables of the kernel itself."""

from django.db import models

from anlan.kernel.scope import exempt


@exempt("values every process must agree on; no person's data; only the worker's login writes")
class Setting(models.Model):
    """A value under a key, such as the demo's clock offset."""

    key = models.TextField(primary_key=True)
    value = models.JSONField()

    class Meta:
        db_table = "kernel_setting"


@exempt("random one-use numbers of sent forms; no person's data")
class Nonce(models.Model):
    """A form that was sent once. The second copy finds its row and changes nothing."""

    nonce = models.UUIDField(primary_key=True)
    result = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_nonce"
        indexes = [models.Index(fields=["at"], name="kernel_nonce_at")]


@exempt("progress of long work by random id; holds counts only")
class Progress(models.Model):
    """How far a long piece of work has come, written outside its transaction so that it can be watched."""

    id = models.UUIDField(primary_key=True)
    person_id = models.BigIntegerField()
    what = models.TextField()
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    state = models.TextField(default="waiting")  # waiting running done failed
    says = models.TextField(default="")
    url = models.TextField(default="")
    updated = models.DateTimeField()

    class Meta:
        db_table = "kernel_progress"
