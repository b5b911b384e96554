from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Manifest of the register of people."""

    name = "anlan.registers.people"
    label = "people"
    verbose_name = _("人员")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from anlan.kernel.outbox import mail, sending
        from anlan.kernel.registry import MenuEntry, Panel, add_job, add_menu, add_panel, add_rules, add_terms, add_words
        from anlan.registers.org import actions as org
        from anlan.registers.people import actions, gaps, queries, rules, screens, sign_in, sources

        user_logged_in.connect(sign_in.note_sign_in, dispatch_uid="update_last_login")  # Django's own comes later and finds its place taken
        sending.holders = queries.persons_to_tell
        sending.holders_of_all = queries.persons_to_tell_all
        sending.names = queries.names
        mail.mailbox, mail.mailboxes = queries.mailbox, queries.mailboxes
        org.CHANGED.append(gaps.changed)
        org.CLOSED.append(actions.end_posts_of)
        add_job(gaps.JOB)
        add_panel(Panel("unit", "people/_holders.html", screens.holders_panel, order=20))
        add_menu(MenuEntry("chain", _("责任链"), "chain", "chain", section="register", order=72, count=gaps.waiting))
        add_terms({"role": rules.ROLES, "layer": rules.LAYERS, "reach of a grant": rules.REACHES})
        add_rules("registers/people/rules.py", sources.passwords)
        add_words(
            {
                "person.enrol": _("建立账号"),
                "person.change": _("修改人员资料"),
                "person.leave": _("停用账号"),
                "person.back": _("恢复账号"),
                "person.reset": _("重设密码"),
                "person.import": _("从 Excel 导入人员"),
                "contact.show": _("看了私人电话"),
                "post.open": _("设岗"),
                "post.change": _("修改岗位"),
                "post.close": _("撤岗"),
                "grant.give": _("授权"),
                "grant.end": _("终止授权"),
                "grant.stand_in": _("安排代班"),
                "chain.name": _("填责任人"),
                "chain.unname": _("撤掉填的责任人"),
            }
        )
