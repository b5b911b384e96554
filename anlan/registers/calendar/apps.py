from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    """Manifest of the calendar."""

    name = "anlan.registers.calendar"
    label = "calendar"
    verbose_name = _("校历")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import MenuEntry, add_menu, add_rules, add_terms, add_words
        from anlan.registers.calendar import rules, sources

        add_menu(MenuEntry("calendar", _("校历"), "cal", "calendar", section="register", order=73))
        add_terms(
            {
                "season of a term": rules.SEASON_NAMES, "break after a term": rules.BREAK_NAMES, "phase": rules.PHASE_NAMES,
                "standing of a deadline": rules.STANDING_NAMES, "standing of a term": rules.TERM_STANDING_NAMES,
            }
        )  # fmt: skip
        add_rules("calendar_custom; defaults in registers/calendar/rules/editing.py", sources.readings)
        add_rules("calendar_year, calendar_day, calendar_term; shipped in registers/calendar/data/holidays.json", sources.days)
        add_words(
            {
                "calendar.day": _("改放假或上班日"),
                "calendar.year": _("录入全年放假安排"),
                "calendar.term": _("定学期日期"),
                "calendar.term_dropped": _("撤掉本单位的学期日期"),
                "calendar.reading": _("改时间词的读法"),
                "calendar.seed": _("带入自带的校历"),
            }
        )
