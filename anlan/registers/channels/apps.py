from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Manifest of the ways to people: WeCom, DingTalk, SMS, robots of groups, and the doors through which one signs in."""

    name = "anlan.registers.channels"
    label = "channels"
    verbose_name = _("消息通道")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from functools import partial

        from anlan.kernel.outbox.channels import DIGEST, Channel, add_channel
        from anlan.kernel.registry import Job, MenuEntry, Panel, add_job, add_menu, add_panel, add_rules, add_terms, add_words
        from anlan.registers.channels import carrying, pruning, queries, robots, rules, screens, sources

        for key, opened, became in (("wecom", carrying.wecom, None), ("dingtalk", carrying.dingtalk, carrying.became)):
            add_channel(Channel(key, _(rules.SERVICES[key]), partial(queries.reached, key), opened, rest=DIGEST, became=became))
        add_channel(Channel("sms", _(rules.SERVICES["sms"]), queries.with_mobile, carrying.sms))
        add_job(Job("channels.robots", robots.morning, every=timedelta(minutes=5), order=64))
        add_job(Job("channels.prune", pruning.prune, every=timedelta(hours=6), order=94))
        add_menu(MenuEntry("channels", _("消息通道"), "send", "channels", section="register", order=76, show=rules.is_bureau, rare=True))
        add_panel(Panel("person", "channels/_bound.html", screens.bound_panel))
        add_terms(
            {
                "service": rules.SERVICES,
                "robot of a group": rules.ROBOTS,
                "member of a directory": rules.FOUND,
                "how a match was found": rules.HOW,
            }
        )
        add_rules("registers/channels/rules.py", sources.numbers)
        add_words(
            {
                "channel.set": _("设了消息通道"),
                "channel.try": _("试发了一条"),
                "channel.bind": _("绑定了账号"),
                "channel.unbind": _("解除了绑定"),
                "channel.read": _("读通讯录"),
                "channel.decide": _("确认通讯录"),
                "channel.again": _("重发没送到的"),
                "robot.set": _("设了群机器人"),
                "robot.drop": _("去掉群机器人"),
            }
        )
