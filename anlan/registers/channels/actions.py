"""The only writers: setting services and robots up, binding accounts, and what an officer decides of a directory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anlan.kernel import progress
from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.registers.channels import rules
from anlan.registers.channels.clients import forget_tokens
from anlan.registers.channels.models import Binding, Proposal, Reading, Robot, Secret, Service
from anlan.registers.channels.sealing import seal
from anlan.registers.org.models import Unit
from anlan.registers.people.models import Contact, Person

STUCK = timedelta(minutes=30)  # a reading that takes longer was broken off


def _demand(by: Actor, path: str) -> None:
    if not (by.is_system or rules.may_keep(by, path)):
        raise NotYours("E-channel-right", _("消息通道由管账号的人来设"))


@action
def set_up(unit: Unit, *, kind: str, facts: dict[str, Any], secret: str, by: Actor, at: datetime) -> Service:
    """Set up a service for the bureau `unit`, or change it. `facts`: corp, agent, key, addresses, per_minute, running, door.

    An empty `secret` leaves the one that is kept. No secret stands in the record, only whether it was changed.
    """
    _demand(by, unit.unit_path)
    if unit.kind not in ("city", "district"):
        raise Refused("E-channel-unit", _("服务由市局或区局来设，学校不用设"))
    if kind not in rules.SERVICES:
        raise Refused("E-channel-kind", _("没有这种通道"))
    service = Service.objects.select_for_update().filter(unit=unit, kind=kind).first() or Service(
        unit=unit, unit_path=unit.unit_path, kind=kind
    )
    new = service.pk is None
    if new and not secret:
        raise Refused("E-channel-secret", _("填上密钥"), fields={"secret": _("填上密钥")})
    changed = [name for name, value in facts.items() if getattr(service, name) != value]
    for name, value in facts.items():
        setattr(service, name, value)
    service.save()
    if secret:
        Secret.objects.update_or_create(service=service, defaults={"unit_path": unit.unit_path, "sealed": seal(secret)})
        changed.append("secret")
    transaction.on_commit(forget_tokens)
    payload = {"service": service.pk, "kind": kind, "changed": sorted(changed)}
    record("channel.set", unit_id=unit.pk, by=by, at=at, payload=payload)
    touched("channels", unit.unit_path)
    return service


@action
def try_out(service: Service, *, result: str, by: Actor, at: datetime) -> None:
    """Somebody sent a message to themselves to see whether the service works: what came of it stands in the record."""
    _demand(by, service.unit_path)
    record("channel.try", unit_id=service.unit_id, by=by, at=at, payload={"service": service.pk, "result": result})


# ── accounts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def bind(service: Service, person: Person, user_id: str, *, by: Actor, at: datetime) -> Binding:
    """`person` is this member of the directory: said by the person, who came through the door, or by who keeps the account."""
    home = Contact.objects.filter(person=person).first()
    if by.person_id != person.pk and (home is None or not rules.may_keep(by, home.unit_path)):
        raise NotYours("E-bind-right", _("只能绑自己的账号，或由管账号的人来绑"))
    there = Binding.objects.filter(service=service, person=person).first()
    if there is not None and there.user_id == user_id:
        raise Conflict("E-bind-done", _("已经绑过了"))
    if there is not None:
        raise Conflict("E-bind-other", _("这个账号已经绑了别人，先解除再绑"))
    try:
        with transaction.atomic():
            row = Binding.objects.create(service=service, person=person, user_id=user_id, at=at)
    except IntegrityError as error:
        raise Conflict("E-bind-taken", _("那边的这个人已经绑在另一个账号上，找管账号的人看一下")) from error
    unit = home.unit_id if home else service.unit_id
    record("channel.bind", unit_id=unit, by=by, at=at, payload={"person": person.pk, "service": service.pk})
    return row


@action
def unbind(row: Binding, *, by: Actor, at: datetime) -> None:
    """Not that person any more: no card goes there, and nobody comes in through that door."""
    home = Contact.objects.filter(person_id=row.person_id).first()
    if by.person_id != row.person_id and (home is None or not rules.may_keep(by, home.unit_path)):
        raise NotYours("E-bind-right", _("只能解除自己的，或由管账号的人来解除"))
    unit = home.unit_id if home else row.service.unit_id
    record("channel.unbind", unit_id=unit, by=by, at=at, payload={"person": row.person_id, "service": row.service_id})
    row.delete()


# ── directory ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def ask_reading(service: Service, *, by: Actor, at: datetime) -> Reading:
    """Have the worker read the directory. What an earlier reading proposed and nobody decided is dropped."""
    from anlan.registers.channels import tasks

    _demand(by, service.unit_path)
    if service.kind not in rules.DOORS or not service.running:
        raise Refused("E-reading-service", _("先把这个服务开起来"))
    runs = Reading.objects.filter(service=service, state__in=["asked", "reading"], at__gt=at - STUCK)
    if runs.exists():
        raise Conflict("E-reading-runs", _("正在读，等它读完"))
    Proposal.objects.filter(reading__service=service).delete()
    told = progress.begin("channels.reading", person_id=by.person_id)
    row = Reading.objects.create(service=service, unit_path=service.unit_path, progress_id=told.pk, at=at)
    record("channel.read", unit_id=service.unit_id, by=by, at=at, payload={"service": service.pk})
    tasks.read_directory.defer(reading_id=row.pk)
    return row


def take_read(reading: Reading, compared: rules.Compared, members: int, departments: dict[str, list[str]], *, at: datetime) -> None:
    """The worker has read and compared: keep what waits for an officer, in one transaction."""
    from anlan.registers.people.rules import masked

    rows = []
    for found in compared.found:
        member = found.member
        rows.append(
            Proposal(
                reading=reading,
                unit_path=reading.unit_path,
                what=found.what,
                how=found.how,
                user_id=found.user_id,
                person_id=found.person_id,
                name=member.name if member else "",
                at=at,
                departments="、".join(member.departments[:3]) if member else "",
                mobile=masked(member.mobile) if member and member.mobile else "",
            )
        )
    with transaction.atomic():
        Proposal.objects.filter(reading=reading).delete()
        Proposal.objects.bulk_create(rows, batch_size=1000)
        Reading.objects.filter(pk=reading.pk).update(
            state="ready", members=members, settled=compared.settled, departments=departments, trouble=""
        )


def note_reading(reading_id: int, state: str, trouble: str = "") -> None:
    """How a reading fares, said by the worker."""
    Reading.objects.filter(pk=reading_id).update(state=state, trouble=trouble[:300])


@action
def decide(reading: Reading, chosen: Collection[int], *, by: Actor, at: datetime) -> dict[str, int]:
    """The officer confirms these proposals: matches are bound, those who are gone there are unbound. -> bound, unbound, refused.

    Only what was chosen happens. What no longer holds (bound meanwhile, out of reach) is left and counted as refused.
    """
    _demand(by, reading.unit_path)
    done = {"bound": 0, "unbound": 0, "refused": 0}
    rows = Proposal.objects.select_for_update(of=("self",)).filter(reading=reading, pk__in=chosen, what__in=["match", "left"])
    for row in rows.select_related("person").order_by("id"):
        try:
            with transaction.atomic():
                done["bound" if row.what == "match" else "unbound"] += _decide_one(reading.service, row, by, at)
        except (Refused, Binding.DoesNotExist):
            done["refused"] += 1
            continue
        row.delete()
    record("channel.decide", unit_id=reading.service.unit_id, by=by, at=at, payload={"service": reading.service_id, **done})
    touched("channels", reading.unit_path)
    return done


def _decide_one(service: Service, row: Proposal, by: Actor, at: datetime) -> int:
    if row.what == "match":
        assert row.person is not None
        bind(service, row.person, row.user_id, by=by, at=at)
    else:
        unbind(Binding.objects.select_related("service").get(service=service, user_id=row.user_id), by=by, at=at)
    return 1


@action
def bind_found(row: Proposal, username: str, *, by: Actor, at: datetime) -> Binding:
    """The officer says whose account a member is whom comparing could not place."""
    _demand(by, row.unit_path)
    person = Person.objects.filter(username=username.strip().lower(), is_active=True).first()
    if person is None:
        raise Refused("E-bind-nobody", _("没有这个工号的账号"), fields={"username": _("没有这个工号的账号")})
    bound: Binding = bind(row.reading.service, person, row.user_id, by=by, at=at)
    row.delete()
    return bound


# ── robots ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def set_robot(unit: Unit, robot: Robot | None, *, facts: dict[str, Any], address: str, secret: str, by: Actor, at: datetime) -> Robot:
    """Give the unit's group a robot, or change it. `facts`: kind, name, hour, running. Empty `address` or `secret`: as it is kept."""
    _demand(by, unit.unit_path)
    row = robot or Robot(unit=unit, unit_path=unit.unit_path)
    if robot is None and not address:
        raise Refused("E-robot-address", _("填上机器人的地址"), fields={"address": _("填上机器人的地址")})
    for name, value in facts.items():
        setattr(row, name, value)
    row.address, row.secret = (seal(address) or row.address), (seal(secret) or row.secret)
    row.tries, row.next_try, row.trouble = 0, None, ""
    row.save()
    record("robot.set", unit_id=unit.pk, by=by, at=at, payload={"robot": row.pk, "kind": row.kind, "name": row.name})
    touched("channels", unit.unit_path)
    return row


@action
def drop_robot(robot: Robot, *, by: Actor, at: datetime) -> None:
    """The robot says nothing any more."""
    _demand(by, robot.unit_path)
    record("robot.drop", unit_id=robot.unit_id, by=by, at=at, payload={"robot": robot.pk, "name": robot.name})
    touched("channels", robot.unit_path)
    robot.delete()


def robot_spoke(robot_id: int, **facts: Any) -> None:
    """What came of a robot's attempt, said by the worker."""
    Robot.objects.filter(pk=robot_id).update(**facts)


# ── deliveries ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def try_again(unit: Unit, channel: str, *, by: Actor, at: datetime) -> None:
    """What was given up within a day by one way goes out once more, as soon as the worker comes to it."""
    from anlan.registers.channels import tasks

    if unit.kind != "city":
        raise NotYours("E-again-right", _("重发由市局管账号的人来办"))
    _demand(by, unit.unit_path)
    record("channel.again", unit_id=unit.pk, by=by, at=at, payload={"channel": channel})
    tasks.send_again.defer(channel=channel)


def drop_proposals(*, before: datetime) -> int:
    """Names that nobody decided go, said by the worker. -> how many."""
    return Proposal.objects.filter(at__lt=before).delete()[0]
