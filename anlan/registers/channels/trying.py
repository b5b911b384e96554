"""Sending one message to oneself, at once: shows exactly what the service answers."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import Refused
from anlan.kernel.outbox.channels import Card
from anlan.registers.channels import queries, robots
from anlan.registers.channels.calls import Trouble
from anlan.registers.channels.carrying import link
from anlan.registers.channels.clients import client_of
from anlan.registers.channels.models import Binding, Robot, Service
from anlan.registers.channels.texting import text
from anlan.registers.channels.wording import sentence
from anlan.registers.people.models import Contact


def send_to_me(service: Service, actor: Actor, at: datetime) -> tuple[bool, str]:
    """(whether it went, what the service answered) of one message to the actor."""
    card = Card(_("试发：安澜的消息能到这里"), reverse("ways"), _("去看"), foot=f"{local(at):%m-%d %H:%M:%S}")
    try:
        access = queries.access(service)
        if service.kind == "sms":
            mobile = Contact.objects.filter(person_id=actor.person_id).values_list("mobile", flat=True).first()
            if not mobile:
                raise Refused("E-try-mobile", _("你的账号没填手机号，先到人员里填上"))
            text(access.secret, mobile, card.title)
            return True, _("网关收下了，看手机有没有到")
        row = Binding.objects.filter(service=service, person_id=actor.person_id).first()
        if row is None:
            raise Refused("E-try-unbound", _("你自己还没绑，先到“我的”里的通知方式绑一次"))
        receipt = client_of(access).send(row.user_id, card, link(service, card.url))
    except Trouble as trouble:
        return False, sentence(trouble)
    return True, _("那边收下了，任务号 {task}").format(task=receipt) if receipt else _("那边收下了，看消息有没有到")


def speak_once(robot: Robot, at: datetime) -> tuple[bool, str]:
    """(whether it went, what was answered) of a robot's trial."""
    try:
        robots.post(robot, robots.preview({"unit": str(robot.unit)}))
    except Trouble as trouble:
        return False, sentence(trouble)
    return True, _("发到群里了，去群里看一眼")
