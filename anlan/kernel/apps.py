from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """Manifest: the kernel's own small tables (settings shared by all processes, nonces of forms) and system checks."""

    name = "anlan.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel import checks  # noqa: F401  (registers them)
        from anlan.kernel.registry import add_words

        add_words({"clock.confirm": _("核对过时钟")})
