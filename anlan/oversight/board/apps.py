from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    """Manifest of the board."""

    name = "anlan.oversight.board"
    label = "board"
    verbose_name = _("一览")
    default_auto_field = "django.db.models.BigAutoField"
