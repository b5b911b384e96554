from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    """Manifest of the register of units."""

    name = "anlan.registers.org"
    label = "org"
    verbose_name = _("单位")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import add_words

        add_words(
            {
                "unit.open": _("登记单位"),
                "unit.change": _("修改单位资料"),
                "unit.close": _("撤销单位"),
                "unit.move": _("调整隶属"),
                "unit.link": _("关联外单位"),
                "unit.supervise": _("指定主管单位"),
            }
        )
