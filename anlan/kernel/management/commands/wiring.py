"""Print what the apps brought to the house: kinds, jobs, menu, panels, messages, words, routes with their marks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel.docs import routes, wiring


class Command(BaseCommand):
    help = "Print apps, kinds, jobs, menu entries, panels, messages, words of the trail and routes."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(wiring.page())
        self.stdout.write(routes.page())
