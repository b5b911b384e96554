from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Manifest: photos and files that prove a thing."""

    name = "anlan.kernel.evidence"
    label = "evidence"
    verbose_name = _("佐证")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.evidence import tidying
        from anlan.kernel.registry import Job, add_job, add_words

        add_words(
            {
                "evidence.attach": _("添加佐证"),
                "evidence.share": _("用已有的佐证"),
                "evidence.withdraw": _("撤下佐证"),
            }
        )
        add_job(Job("evidence.tidy", tidying.tidy, every=timedelta(days=1), order=90))
