from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class TipsConfig(AppConfig):
    """Manifest of tips: the kind tip, the clockwork's part, words of trail and messages."""

    name = "anlan.work.tips"
    label = "tips"
    verbose_name = _("扫码反映")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import UNHURRIED, Job, Panel, add_job, add_kind, add_message, add_panel, add_rules, add_words
        from anlan.work.tips import kind, sources, sweep

        add_kind(kind.KIND)
        add_job(Job("tips.let_in", sweep.let_in, order=5))
        add_job(Job("tips.move_up", sweep.move_up, every=UNHURRIED, order=6))
        add_job(Job("tips.forget", sweep.forget, every=sweep.EVERY, order=80))
        add_panel(Panel("case", "tips/_at_hazard.html", kind.at_hazard))
        add_rules("work/tips/rules.py", sources.limits)
        add_message("tip.danger", _danger)
        add_words(
            {
                "tip:case.open": _("有人扫码反映"),
                "tip:accept": _("立为隐患"),
                "tip:merge": _("并到已有的隐患"),
                "tip:answer": _("处理了，给了回话"),
                "tip:reject": _("没有立，说了原因"),
                "tip.moved": _("内容交到上级，本单位不留"),
                "tip.reach": _("看了反映人的联系方式"),
                "tip.forgot": _("反映人的联系方式已删"),
            }
        )


def _danger(message: Any) -> tuple[str, str]:
    return _now("有人报危险，马上去看：%(title)s") % {"title": message.facts.get("title", "")}, f"/cases/{message.case_id}/"
