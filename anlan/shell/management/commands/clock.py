"""`anlan clock`: how the clock and the clockwork stand; `anlan clock --confirm`: the clock is right, let the clockwork go on."""

from __future__ import annotations

import getpass
import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from anlan.kernel import clock, engine, settings_store
from anlan.kernel.actor import SYSTEM
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import CITY

log = logging.getLogger("anlan.engine")


class Command(BaseCommand):
    help = "Show domain time, the machine's time, the engine's last look and why it stands; --confirm lets it go on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--confirm", action="store_true", help="the clock is right: go on from now, catching up what was missed")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        if options["confirm"]:
            self._confirm(at)
        else:
            self._show(at)

    def _show(self, at: datetime) -> None:
        last, moved = settings_store.read(engine.LAST), clock.offset()
        self.stdout.write(f"domain time  {_told(at)}" + (f"  (the demo's clock, moved by {_span(moved)})" if moved else ""))
        self.stdout.write(f"wall         {_told(clock.wall())}")
        self.stdout.write(f"last tick    {_told(datetime.fromisoformat(last)) if last else 'never'}")
        if reason := engine.clock_trouble(at):
            self.stdout.write(f"paused       {reason}\n             {engine.HOW_TO_GO_ON}")
        else:
            self.stdout.write("paused       no")

    def _confirm(self, at: datetime) -> None:
        reason = engine.clock_trouble(at)
        if not reason:
            self.stdout.write("the engine is not paused; nothing to confirm")
            return
        who = _account()
        city = Unit.objects.filter(kind=CITY).first()
        if city is None:  # nobody's record yet: the log has to do
            engine.confirm(at)
        else:
            engine.vouch(unit_id=city.pk, who=who, by=SYSTEM, at=at)
        log.warning("clock confirmed by %s at %s (%s)", who, at.isoformat(), reason)
        self.stdout.write(f"confirmed: the engine goes on from {_told(at)} and catches up what was missed")


def _account() -> str:
    """Whose shell this is, as far as the machine knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _told(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M:%S}"


def _span(length: timedelta) -> str:
    hours = round(length.total_seconds() / 3600)
    return f"{hours // 24} d {hours % 24} h" if hours >= 0 else f"-({-hours // 24} d {-hours % 24} h)"
