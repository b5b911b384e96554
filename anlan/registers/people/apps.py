from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Manifest of the register of people."""

    name = "anlan.registers.people"
    label = "people"
    verbose_name = _("人员")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.outbox import sending
        from anlan.kernel.registry import add_rules, add_terms, add_words
        from anlan.registers.people import queries, rules, sources

        sending.holders = queries.persons_to_tell
        sending.mail_address = queries.mail_address
        add_terms({"role": rules.ROLES, "layer": rules.LAYERS, "reach of a grant": rules.REACHES})
        add_rules("registers/people/rules.py", sources.passwords)
        add_words(
            {
                "person.enrol": _("建立账号"),
                "person.change": _("修改人员资料"),
                "person.leave": _("停用账号"),
                "post.open": _("设岗"),
                "post.close": _("撤岗"),
                "grant.give": _("授权"),
                "grant.end": _("终止授权"),
                "grant.stand_in": _("安排代班"),
                "chain.name": _("填责任人"),
            }
        )
