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
    "notices.replaced": (N_("《%(title)s》由《%(new)s》代替，没办的不用办，交过的都留着"), "/dossiers/%(dossier)s/"),
    "notices.amended": (N_("通知修订了：%(title)s。改 %(n)s 条，加 %(added)s 条：%(why)s"), "/dossiers/%(dossier)s/"),
    "notices.withdrawn_above": (
        N_("上级撤回了《%(title)s》：转下去的一起撤，你们自己加的 %(stays)s 条还在"),
        "/notices/%(notice)s/",
    ),
    "notices.assigned": (N_("%(by)s 交给你 %(n)s 件：%(title)s"), "/dossiers/%(dossier)s/"),
    "notices.receipt": (N_("还没签收：%(title)s（%(unit)s，%(n)s 件）"), "/dossiers/%(dossier)s/"),
    "notices.drawn": (N_("抽到 %(n)s 件要核验：%(title)s"), "/notices/%(notice)s/matrix/"),
}
OUT = N_("通知修订了：%(title)s。改 %(n)s 条，加 %(added)s 条，其中 %(out)s 条不要你们办了：%(why)s")
FACTS = ("title", "n", "dossier", "why", "by", "unit", "notice", "new", "added", "stays", "out")
STAYS = N_("通知撤回了：%(title)s。%(why)s 区里加的 %(stays)s 条还要办")


def _reads(words: str, url: str) -> Callable[[Any], tuple[str, str]]:
    def tell(message: Any) -> tuple[str, str]:
        said = words
        if message.kind == "notices.withdrawn" and message.facts.get("stays"):
            said = STAYS
        elif message.kind == "notices.amended" and message.facts.get("out"):
            said = OUT
        facts = {key: message.facts.get(key, "") for key in FACTS}
        return _(said) % facts, url % facts

    return tell


def _handed_on(message: Any) -> tuple[str, str]:
    """A re-issue: what came on top, and what is asked for earlier."""
    facts = {key: message.facts.get(key, "") for key in ("title", "by", "n", "sooner", "dossier")}
    parts = [
        _("加了 %(n)s 条") % facts if facts.get("n") else "",
        _("%(sooner)s 条提前") % facts if facts.get("sooner") else "",
    ]
    said = "，".join(p for p in parts if p) or _("有附言")
    return _("%(by)s转发《%(title)s》：%(said)s") % {**facts, "said": said}, f"/dossiers/{facts['dossier']}/"


def register() -> None:
    """Give the words to the registry, and what groups hear in the morning."""
    add_message("notices.reissued", _handed_on)
    for kind, (words, url) in WORDS.items():
        add_message(kind, _reads(words, url))
    add_group_lines("notices", group_lines.lines)
