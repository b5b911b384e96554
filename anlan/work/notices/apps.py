from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

WORDS = {  # of the trail
    "notice.import": _("导入了通知"),
    "notice.describe": _("改通知的标题、文号"),
    "notice.edit": _("改工作要求"),
    "notice.split": _("拆开工作要求"),
    "notice.merge": _("合并工作要求"),
    "notice.drop": _("划掉工作要求"),
    "notice.restore": _("恢复工作要求"),
    "notice.add": _("添加工作要求"),
    "notice.confirm": _("确认工作要求"),
    "notice.resolve": _("处理边界条款"),
    "notice.undo": _("撤销一步"),
    "notice.send": _("开始派发"),
    "notice.publish": _("派出通知"),
    "notice.take_back": _("开始撤回"),
    "notice.withdraw": _("撤回了通知"),
    "notice.reissue": _("开始转发"),
    "notice.base": _("改上位文件"),
    "notice.amend": _("修订通知"),
    "task.sooner": _("下级转发时提前了"),
    "task.back": _("提前的撤了，照原来的期限"),
    "task.redate": _("通知修订，期限改了"),
    "dossier.chase": _("催签收"),
    "record.make": _("留下记录"),
    "task.look": _("看过交来的东西"),
    "sample.draw": _("抽了签"),
    "sample.drawn": _("抽到，待核验"),
    "sample.pass": _("抽查通过"),
    "task:case.open": _("派来"),
}


class NoticesConfig(AppConfig):
    """Manifest of notices: the kind task, drawing of samples, asking for receipts, words of trail and messages."""

    name = "anlan.work.notices"
    label = "notices"
    verbose_name = _("通知")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, MenuEntry, Panel, add_job, add_kind, add_menu, add_panel, add_rules, add_terms, add_words
        from anlan.work.asks.rules import Source, add_source
        from anlan.work.notices import by_link, clockwork, rules, sources, telling
        from anlan.work.notices.actions import chase_receipts, draw_due
        from anlan.work.notices.kind import KIND
        from anlan.work.notices.queries import asking, proved
        from anlan.work.notices.screens.places import at_place
        from anlan.work.notices.screens.reviewing import waiting_count

        add_kind(KIND)
        add_job(Job("notices.samples", draw_due, every=timedelta(minutes=1), order=20))
        add_job(Job("notices.receipts", chase_receipts, every=timedelta(minutes=15), order=21))
        add_job(Job("notices.stalled", clockwork.free_stalled, every=timedelta(minutes=1), order=22))
        add_words(WORDS)
        add_menu(
            MenuEntry("notices", _("通知与任务"), "notice", "notices", section="work", order=10, count=waiting_count),
            MenuEntry("matrix", _("落实矩阵"), "grid", "matrix", section="work", order=11),
        )
        add_panel(Panel("place", "notices/_at_place.html", at_place))
        add_terms(
            {
                "proof level": rules.PROOFS, "how a line runs": rules.WAYS,
                "verification rule": rules.RULES, "addressee": rules.ADDRESSEE_KINDS,
                "cell of the matrix": {cell.key: cell.word for cell in rules.CELLS.values()},
            }
        )  # fmt: skip
        add_source(Source(
            asking.KEY, _("通知"), asking.waiting, asking.titles, asking.draft, asking.sent, proved.needless,
        ))  # fmt: skip
        add_rules("work/notices/rules/machine.py", sources.limits)
        add_rules("work/notices/reading/bounded.py", sources.bounds)
        telling.register()
        by_link.register()
