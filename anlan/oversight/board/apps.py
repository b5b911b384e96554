from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from anlan.oversight.board.rules import CONNECTORS

ROLES = ("head", "leader", "safety", "inspector")


class BoardConfig(AppConfig):
    """Manifest of the board: the job that counts, and the entry of the menu."""

    name = "anlan.oversight.board"
    label = "board"
    verbose_name = _("一览")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, MenuEntry, add_job, add_menu, add_words
        from anlan.oversight.board import snapshot

        add_job(Job("board.snapshot", snapshot.job, every=timedelta(seconds=4), order=90))
        add_menu(MenuEntry("board", menu_label, "board", "board", order=2, show=may_see, phone=True))
        add_menu(MenuEntry("wall", _("大屏"), "desktop", "wall_screens", order=3, show=only_wall))
        add_words({"screen.connect": _("接上大屏"), "screen.revoke": _("断开大屏")})


def may_see(actor: Any) -> bool:
    """Holders of a leading or safety post over a whole unit."""
    return any(g.role in ROLES and g.reach == "unit" for g in actor.grants)


def may_connect(actor: Any) -> bool:
    """Holders of a leading, safety or duty post over a whole unit."""
    return any(g.role in CONNECTORS and g.reach == "unit" for g in actor.grants)


def only_wall(actor: Any) -> bool:
    """Duty staff have no board; for everybody else the way to the wall leads over theirs."""
    return may_connect(actor) and not may_see(actor)


def menu_label(actor: Any) -> Any:
    """全市一览, 全区一览 or 本校一览, by the post in use."""
    kind = actor.post.unit_kind if actor.post else ""
    return {"city": _("全市一览"), "district": _("全区一览")}.get(kind, _("本校一览"))
