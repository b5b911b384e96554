"""Words of the trail, states of a check and rooms that are not in order, as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.work.checks.rules import FAIL, PARTS

VERBS = {
    "check.list": gettext_lazy("新建检查表"),
    "check.list_change": gettext_lazy("改检查表"),
    "check.list_drop": gettext_lazy("删检查表"),
    "check.send": gettext_lazy("发出检查"),
    "check.draw": gettext_lazy("抽取学校"),
    "check.companion": gettext_lazy("同去的"),
    "check.answer": gettext_lazy("答了一项"),
    "check.rest": gettext_lazy("其余一次答合格"),
    "check.hazard": gettext_lazy("不合格，报成隐患"),
    "check.named": gettext_lazy("到时限没封好，点了名"),
    "check.end": gettext_lazy("收口签字"),
    "check.withdraw": gettext_lazy("撤回检查"),
    "walk.record": gettext_lazy("记下督导检查"),
    **{f"{kind}:case.open": gettext_lazy("要检查") for kind in ("self_check", "recheck", "sample_check", "break_check")},
    "walk:case.open": gettext_lazy("来校督导检查"),
}
SIGNS = {"to_do": "wait", "begun": "doing", "again": "ret", "handed": "done", "missed": "unk", "withdrawn": "na"}


def state_words(state: str) -> str:
    """How a unit's check stands, in a word."""
    words = {
        "to_do": _("没动"), "begun": _("在查"), "again": _("退回重查"), "handed": _("已交"), "missed": _("没有查"),
        "withdrawn": _("已撤回"),
    }  # fmt: skip
    return words.get(state, state)


def bad_words(sort: str, parts: Mapping[str, str], word: Callable[[str], str] = _) -> str:
    """What is not in order in a room: 没有断电、没有锁. `word` puts it into the reader's language; `str` for what is kept."""
    return "、".join(word(part.bad) for part in PARTS[sort] if parts.get(part.key) == FAIL)


def joined(words: Iterable[str]) -> str:
    """Names in one line."""
    return "、".join(words)
