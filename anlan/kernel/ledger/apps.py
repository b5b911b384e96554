from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Manifest: the chain of what was done, its payloads, its daily roots."""

    name = "anlan.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from anlan.kernel.ledger.roots import publish_root
        from anlan.kernel.registry import Job, add_job, add_words

        add_words({"ledger.erase": _("依规抹去了一条记录的内容")})
        add_job(Job("ledger.root", publish_root, every=timedelta(hours=24), order=90))
