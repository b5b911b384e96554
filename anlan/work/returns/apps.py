from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """Manifest of returns: the kind return, the menu, words of trail and messages."""

    name = "anlan.work.returns"
    label = "returns"
    verbose_name = _("报表")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import MenuEntry, add_group_lines, add_kind, add_menu, add_rules, add_terms, add_words
        from anlan.work.asks.rules import Source, add_source
        from anlan.work.returns import by_link, group_lines, rules, sources, telling
        from anlan.work.returns.kind import KIND
        from anlan.work.returns.queries import asking, needless

        add_kind(KIND)
        add_words(
            {
                "return.start": _("新建报表"),
                "return.change": _("改报表"),
                "return.drop": _("删报表草稿"),
                "return.send": _("发出报表"),
                "return.correct": _("更正"),
                "return.keep": _("说明为什么是这个数"),
                "return.ask": _("问一下存疑的格子"),
                "return.settle": _("认了存疑的格子"),
                "return.merge": _("合并收到的表"),
                "return.grid": _("在格子里代填"),
                "return.freeze": _("冻结签字"),
                "return.withdraw": _("撤回报表"),
                "return:case.open": _("要填表"),
            }
        )
        add_menu(MenuEntry("returns", _("报表"), "list", "returns", section="work", order=12))
        add_terms({"column of a return": rules.KINDS, "doubt of a return": rules.DOUBTS})
        add_source(Source(
            asking.KEY, _("报表"), asking.waiting, asking.titles, asking.draft, asking.sent, needless.needless,
        ))  # fmt: skip
        add_rules("work/returns/rules/machine.py", sources.limits)
        add_group_lines("returns", group_lines.lines)
        telling.register()
        by_link.register()
