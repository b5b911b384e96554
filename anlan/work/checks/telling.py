"""How messages of checks read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.registry import add_message
from anlan.kernel.wording import N_

WORDS = {
    "checks.asked": N_("要检查：%(title)s，%(due)s 前交"),
    "checks.withdrawn": N_("检查撤回了，不用查：%(title)s。%(why)s"),
    "checks.given": N_("交给你查：%(title)s，%(n)s 所（%(names)s），%(due)s 前"),
    "checks.taken": N_("不用你查了：%(title)s，%(n)s 所（%(names)s），%(by)s换了人或收回了"),
    "checks.unsealed": N_("到时限还没封好：%(unit)s %(names)s"),
}


def _reads(words: str) -> Callable[[Any], tuple[str, str]]:
    def tell(message: Any) -> tuple[str, str]:
        facts = {key: message.facts.get(key, "") for key in ("title", "why", "unit", "due", "names", "n", "by")}
        if facts["due"]:
            facts["due"] = f"{local(datetime.fromisoformat(facts['due'])):%m-%d %H:%M}"
        return _(words) % facts, f"/checks/do/{message.case_id}/" if facts["n"] in ("", 1) else "/checks/"

    return tell


def register() -> None:
    """Give the words to the registry."""
    for kind, words in WORDS.items():
        add_message(kind, _reads(words))
