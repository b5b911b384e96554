"""The sheet in which a city brings further criteria."""

from django.utils.translation import gettext_lazy as _

from anlan.kernel.sheets import Column
from anlan.work.hazards.keeping import STANDINGS

CRITERIA_COLUMNS = [
    Column("code", _("编号"), required=True, unique=True),
    Column("field", _("领域"), required=True, help=_("如 消防、校舍、食品、实验、校车、其他")),
    Column("kind", _("判定方式"), "choice", choices={"direct": _("直接判定"), "combined": _("综合判定")}),
    Column("categories", _("用在哪几类"), help=_("消防通道、用电、燃气、食品、危化品、房屋设施、拥挤踩踏、其他，用顿号隔开；不填全用")),
    Column("text", _("情况"), required=True, width=50),
    Column("source", _("来源"), required=True, help=_("文件号和条款")),
    Column("standing", _("核实"), "choice", choices=[(s, s) for s in STANDINGS]),
    Column("effective_from", _("起用"), "date"),
    Column("effective_to", _("止用"), "date"),
]
