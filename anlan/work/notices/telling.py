"""How messages of notices read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.registry import add_group_lines, add_message
from anlan.kernel.wording import N_
from anlan.work.notices import group_lines

WORDS = {
    "notices.dossier": (N_("收到通知：%(title)s，%(n)s 件要办"), "/dossiers/%(dossier)s/"),
    "notices.withdrawn": (N_("通知撤回了：%(title)s。%(why)s"), "/dossiers/%(dossier)s/"),
    "notices.assigned": (N_("%(by)s 交给你 %(n)s 件：%(title)s"), "/dossiers/%(dossier)s/"),
    "notices.receipt": (N_("还没签收：%(title)s（%(unit)s，%(n)s 件）"), "/dossiers/%(dossier)s/"),
    "notices.drawn": (N_("抽到 %(n)s 件要核验：%(title)s"), "/notices/%(notice)s/matrix/"),
}


def _reads(words: str, url: str) -> Callable[[Any], tuple[str, str]]:
    def tell(message: Any) -> tuple[str, str]:
        facts = {key: message.facts.get(key, "") for key in ("title", "n", "dossier", "why", "by", "unit", "notice")}
        return _(words) % facts, url % facts

    return tell


def register() -> None:
    """Give the words to the registry, and what groups hear in the morning."""
    for kind, (words, url) in WORDS.items():
        add_message(kind, _reads(words, url))
    add_group_lines("notices", group_lines.lines)
