from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

ROLES = ("head", "leader", "safety", "inspector")


class BurdenConfig(AppConfig):
    """Manifest of the page of burdens: the job that looks for what need not have been asked, the menu."""

    name = "anlan.oversight.burden"
    label = "burden"
    verbose_name = _("负担")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, MenuEntry, add_job, add_menu
        from anlan.oversight.burden import looking

        add_job(Job("burden.look", looking.look, every=timedelta(days=1), order=92))
        add_menu(
            MenuEntry(
                "burden", _("负担"), "clock", "burden", section="work", order=14, show=lambda actor: bool(office_path(actor)), rare=True
            )
        )


def office_path(actor: Any) -> str:
    """Path of the bureau in which the actor leads or looks after safety, the post in use first; '' for people of schools."""
    offices = [g for g in actor.grants if g.role in ROLES and g.reach == "unit" and g.unit_kind in ("city", "district")]
    return next((g.path for g in sorted(offices, key=lambda g: g is not actor.post)), "")
