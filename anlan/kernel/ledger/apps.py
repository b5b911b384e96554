from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Manifest: the chain of what was done, its payloads, its daily roots."""

    name = "anlan.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from anlan.kernel.ledger.roots import publish_root
        from anlan.kernel.registry import Job, add_job

        add_job(Job("ledger.root", publish_root, every=timedelta(hours=24), order=90))
