from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    """Manifest of short doors: one-use links, the calendar of deadlines, links in the morning's mail."""

    name = "anlan.work.doors"
    label = "doors"
    verbose_name = _("短链接与日历")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.outbox import morning
        from anlan.kernel.registry import Job, Panel, add_job, add_panel, add_words
        from anlan.work.doors import digest, panels, tidying

        morning.short_ways = digest.ways
        add_job(Job("doors.tidy", tidying.tidy, every=timedelta(days=1), order=96))
        add_panel(Panel("keys", "doors/_calendar.html", panels.calendar_panel))
        add_words({"link.use": _("从短链接办的"), "feed.make": _("要了日历地址"), "feed.revoke": _("收回日历地址")})
