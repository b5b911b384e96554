"""Sentences the kernel says to people. Chinese is the source language."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

NOT_NOW = _("这件事已经走到别的步骤，刷新看一下再决定。你填的都还在。")
NOT_YOURS = _("这一步不归你办。页面上写着轮到谁。")
OTHER_PERSON = _("你参与了前一步，这一步要换个人。")
MISSING = _("还缺这一项")
MISSING_OF = {
    "note": _("写明原因"), "photos": _("加上现场照片"), "owner": _("选一个承办人"), "of": _("选是哪一件"), "deadline": _("定一个日期"),
    "body": _("选是哪个单位"),
}  # fmt: skip
OUT_OF_SCOPE = _("找不到，或不在你的范围内")
SIGN_IN_FIRST = _("先登录")
REPEATED = _("已经收到过了，没有重复登记。")
PAUSED = _("时钟不对，自动提醒先停着。请管理员核对时间后确认。")


def missing_words(asks: str, names: Iterable[str]) -> dict[str, str]:
    """Name of what is missing -> the sentence that asks for it: the step's own for its note, else what is usual."""
    return {name: gettext(asks) if asks and name == "note" else str(MISSING_OF.get(name, MISSING)) for name in names}


def several(names: Iterable[str], most: int = 8) -> str:
    """Names in a row; of many the first ones and how many in all."""
    found = list(names)
    if len(found) <= most:
        return gettext("、").join(found)
    return gettext("%(names)s等 %(n)d 个单位") % {"names": gettext("、").join(found[:most]), "n": len(found)}
