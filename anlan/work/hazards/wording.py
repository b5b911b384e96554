"""How the trail and the messages of hazards read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VERBS = {
    "hazard:grade": gettext_lazy("定为一般，交办"),
    "hazard:confirm": gettext_lazy("确认改好了"),
    "hazard:not_fixed": gettext_lazy("没改好，退回"),
    "hazard:rectify": gettext_lazy("整改完成，自查合格"),
    "hazard:accept": gettext_lazy("验收通过"),
    "hazard:return": gettext_lazy("退回整改"),
    "hazard:assure": gettext_lazy("交齐五落实"),
    "hazard:review": gettext_lazy("复核通过"),
    "hazard:close_out": gettext_lazy("销号"),
    "hazard:list": gettext_lazy("挂牌督办"),
    "hazard:raise": gettext_lazy("升为重大隐患"),
    "hazard:lower": gettext_lazy("降为一般隐患"),
    "hazard:hand_outside": gettext_lazy("交给外单位"),
    "hazard:outside_done": gettext_lazy("外单位办好了"),
    "hazard:duplicate": gettext_lazy("并到另一件"),
    "hazard:void": gettext_lazy("认定为误报"),
    "hazard:reopen": gettext_lazy("重新打开"),
    "hazard:look_back_due": gettext_lazy("到了回头看的日子"),
    "hazard:look_back": gettext_lazy("回头看，没反弹"),
    "hazard:relapse": gettext_lazy("回头看，又出现了"),
    "hazard.on_site": gettext_lazy("到现场，扫了码"),
    "hazard.external": gettext_lazy("记下平台编号"),
    "hazard.import": gettext_lazy("导入隐患台账"),
    "hazard.rule": gettext_lazy("改期限规则"),
    "hazard.criteria": gettext_lazy("导入判定标准"),
    "hazard.numbers": gettext_lazy("读回平台编号"),
    "hazard.mapping": gettext_lazy("改台账表头对照"),
}


def outside_message(message: Any) -> tuple[str, str]:
    """(title, url) of the message to an outside body."""
    facts = message.facts
    words = _("交给你们的隐患：%(title)s（%(unit)s）")
    return words % {"title": facts.get("title", ""), "unit": facts.get("unit", "")}, f"/cases/{message.case_id}/"
