from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Manifest of the case: the inbox, the page of a case, the sweep of deadlines."""

    name = "anlan.work.cases"
    label = "cases"
    verbose_name = _("事项")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.outbox import sending
        from anlan.kernel.registry import Job, MenuEntry, Panel, add_group_lines, add_job, add_menu, add_panel, add_words
        from anlan.work.cases import group_lines, panels, queries, substitutes, sweep, telling

        add_job(Job("cases.sweep", sweep.sweep, order=10))
        add_job(Job("cases.audit", sweep.audit, order=11))
        add_menu(
            MenuEntry("inbox", _("待办"), "inbox", "inbox", order=1, count=queries.waiting_count, phone=True),
        )
        add_panel(Panel("unit", "cases/_unit.html", panels.unit_panel, order=10))
        add_words(
            {
                "case.open": _("登记"),
                "case.climb": _("到时限，已告知"),
                "case.remind": _("提醒"),
                "case.assign": _("交给"),
                "case.give_back": _("还给经办单位"),
                "case.urge": _("催办"),
                "case.ask_time": _("申请延期"),
                "case.grant_time": _("同意了延期"),
                "case.deny_time": _("不同意延期"),
                "case.note": _("补充了说明"),
            }
        )
        add_group_lines("cases", group_lines.lines)
        telling.register()
        sending.let_in = substitutes.let_in
