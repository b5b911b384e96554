from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HazardsConfig(AppConfig):
    """Manifest."""

    name = "anlan.work.hazards"
    label = "hazards"
    verbose_name = _("隐患")
    default_auto_field = "django.db.models.BigAutoField"
