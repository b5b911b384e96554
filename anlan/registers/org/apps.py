from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    """Manifest of the register of units."""

    name = "anlan.registers.org"
    label = "org"
    verbose_name = _("单位")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import MenuEntry, add_menu, add_terms, add_words
        from anlan.registers.org import rules

        add_menu(MenuEntry("units", _("单位与人员"), "school", "units", section="register", order=71))
        add_terms(
            {
                "kind of unit": rules.KINDS, "stage of a school": rules.STAGES, "nature of a school": rules.NATURES,
                "outside body": rules.OUTSIDE_KINDS, "trait of a school": rules.TRAITS, "safety domain": rules.DOMAINS,
            }
        )  # fmt: skip
        add_words(
            {
                "unit.open": _("登记单位"),
                "unit.change": _("修改单位资料"),
                "unit.close": _("撤销单位"),
                "unit.move": _("调整隶属"),
                "unit.import": _("从 Excel 导入单位"),
                "unit.reopen": _("恢复单位"),
                "unit.link": _("关联外单位"),
                "unit.unlink": _("解除与外单位的关联"),
                "unit.supervise": _("指定主管单位"),
                "unit.supervise_end": _("结束主管关系"),
            }
        )
