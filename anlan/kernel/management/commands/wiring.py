"""Print what the apps brought to the house: kinds, jobs, menu, panels, routes with their marks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel import registry
from anlan.kernel.checks import routes


class Command(BaseCommand):
    help = "Print kinds, jobs, menu entries, panels, message words and routes."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for line in wiring_lines():
            self.stdout.write(line)


def wiring_lines() -> list[str]:
    """The wiring as lines of text, the same for the command and the generated page."""
    lines = ["# kinds"]
    lines += [f"{k.key}  {k.prefix}  {k.label}  {len(k.machine.states)} states {len(k.machine.steps)} steps" for k in registry.KINDS.values()]
    lines += ["# jobs"] + [f"{j.order:>3}  {j.name}  every {j.every}" for j in registry.jobs()]
    lines += ["# menu"] + [f"{m.order:>3}  {m.key} -> {m.url}" for m in sorted(registry.MENU.values(), key=lambda m: m.order)]
    lines += ["# panels"] + [f"{p.on}: {p.template}" for p in registry.PANELS]
    lines += ["# messages"] + sorted(registry.MESSAGES)
    lines += ["# routes"]
    for route, entry in routes():
        view = entry.callback
        lines.append(f"/{route}  {getattr(view, 'policy', None) or getattr(view, '__module__', '')}")
    return lines
