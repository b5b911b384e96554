"""Rows of Green School, committed, for tests that come through the front door as the web's own login.

Every text of theirs holds MARK, so that a page shown to a stranger gives itself away, and TAG, which must never reach a browser
unescaped, and begins with '=', which must never become a formula.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import connection, transaction

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from tests import errand
from tests.cast import START, Cast, raise_city
from tests.real_rows import copied_database

PHONE = "19911112222"  # of a colleague of Green, for colleagues and those who keep the accounts
MARK, TAG = "秘语", '"><xss>'
WORD = "暗号"  # searched for; a page may show the word that was searched, never the mark
NAME = f"=名{TAG}"  # of a person and a post: these are public within the city
EVIL = f"={MARK}{WORD}{TAG}"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BACKEND = "anlan.registers.people.sign_in.NumberOrName"


@dataclass
class Green:
    """The cast, and rows of Green School by short names: `ids["major"]` is the number of a case, and so on."""

    cast: Cast
    at: Any = START + 2 * DAY
    ids: dict[str, Any] = field(default_factory=dict)

    def pk(self, name: str) -> int:
        return int(self.ids[name])


def login_of(name: str) -> dict[str, str]:
    """User and password of one of the three logins."""
    parts = urlsplit(os.environ[f"ANLAN_{name.upper()}_DATABASE_URL"])
    return {"USER": parts.username or "", "PASSWORD": parts.password or ""}


@contextmanager
def connected_as(name: str) -> Iterator[None]:
    """Django works with the login `name` instead of the worker's."""
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(login_of(name))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@contextmanager
def green_city(extra: Callable[[Green], None] | None = None) -> Iterator[Green]:
    """A copy of the database with the cast and Green's rows, committed; inside, Django is connected as the web's login."""
    errand.register()
    with copied_database(), clock.travel(START + 2 * DAY):
        with transaction.atomic():
            green = Green(raise_city())
            for step in STEPS:
                step(green)
            if extra:
                extra(green)
        with connected_as("web"):
            yield green


def _register(green: Green) -> None:
    from anlan.registers.calendar import actions as calendar
    from anlan.registers.org import actions as org
    from anlan.registers.people import actions as people
    from anlan.registers.places import actions as places
    from anlan.work.hazards import actions as hazards

    cast, at, ids = green.cast, START - 30 * DAY, green.ids
    school = cast.units["green"]
    ids |= {"green": school.pk, "office": cast.units["office"].pk, "stair": cast.places["stair"].pk}
    secret = places.register(school, name=EVIL, kind="lab", by=SYSTEM, at=at)
    cast.places["secret"] = secret
    ids |= {"place": secret.pk, "code": secret.code}
    ids["control"] = places.control(secret, kind="stop", why=EVIL, by=SYSTEM, at=START).pk
    above = {"supervisor": cast.units["east"], "starts": date(2026, 11, 20), "basis": NAME}  # who supervises whom is public as well
    ids["supervision"] = org.supervise(school, domain="fire", **above, by=SYSTEM, at=at).pk
    ids["link"] = org.link(school, cast.units["town"], by=SYSTEM, at=at).pk
    days = {"first_day": date(2026, 9, 1), "last_day": date(2027, 1, 22)}
    ids["term"] = calendar.set_term(school, school_year=2026, season="autumn", **days, by=SYSTEM, at=at).pk
    answers = {"domain": "fire", "layer": "school", "outside_name": NAME, "outside_phone": PHONE}
    people.name_answerable(school, **answers, by=SYSTEM, at=at)
    hazards.save_mapping(school, name=EVIL, headers={"where": EVIL, "number": f"{EVIL}2"}, by=SYSTEM, at=at)
    hazards.set_rule(cast.units["east"], "general.rectify", value=9, starts=date(2026, 11, 20), by=SYSTEM, at=at)
    post = people.open_post(school, role="staff", title=NAME, by=SYSTEM, at=at)
    person = people.enrol(school, username="evil", name=NAME, password=None, mobile=PHONE, must_change=False, by=SYSTEM, at=at)
    grant = people.give(person, post, reach="own", starts=date(2026, 9, 1), by=SYSTEM, at=at)
    ids |= {"post": post.pk, "person": person.pk, "grant": grant.pk, "chen": cast.people["chen"].pk}


def _errands(green: Green) -> None:
    from anlan.kernel.evidence import actions as evidence
    from anlan.work.cases import actions as cases
    from tests.hazards.steps import photo

    cast, ids = green.cast, green.ids
    with acting(cast.chen):
        case = cases.open_case("errand", cast.units["green"], title=EVIL, by=cast.chen, at=START, place_id=ids["place"])
        ids["errand"] = case.pk
        ids["time"] = cases.ask_time(case, until=START + 9 * DAY, why=EVIL, by=cast.chen, at=START).pk
        cases.note(case, text=EVIL, by=cast.chen, at=START)
        name, data = photo(f"{EVIL}.jpg")
        laid = {"unit_id": ids["green"], "unit_path": case.unit_path, "case_id": case.pk, "by": cast.chen, "at": START}
        ids["photo"] = evidence.attach(data, name, **laid).pk
        ids["paper"] = evidence.attach(EVIL.encode(), f"{EVIL}.txt", phase="document", **laid).pk
        done = cases.open_case("errand", cast.units["green"], title=EVIL, by=cast.chen, at=START)
        cases.advance(done, "finish", by=cast.chen, at=START + HOUR, given={"note": EVIL})
        ids["errand_done"] = done.pk


def _hazards(green: Green) -> None:
    from tests.hazards import steps

    cast, ids = green.cast, green.ids
    told = {"description": f"{EVIL}楼梯口堆了课桌", "place": cast.places["secret"]}
    ids["hazard"] = steps.report(cast, **told).pk
    ids["minor"] = steps.report(cast, fixed_now=True, after_photos=[steps.photo()], **told).pk
    ids["major"] = steps.report(cast, criteria=["F-4"], **told).pk
    ids["handed"] = steps.report(cast, **told).pk


def _notice(green: Green) -> None:
    """From the east district to Green alone: its clauses may be read by all below the district, lines and proofs are Green's."""
    from anlan.work.notices import actions
    from anlan.work.notices.models import UsualOwner
    from tests.notices import paper

    cast, ids = green.cast, green.ids
    notice = paper.sent(cast, text=paper.TEXT, by="zhao", unit="east", to={"units": [ids["green"]]})
    line, other = paper.line(notice, cast, "green"), paper.line(notice, cast, "green", 1)
    ids |= {"notice": notice.pk, "clause": notice.obligations.first().pk, "task": line.pk, "task_open": other.pk}
    ids["dossier"] = paper.dossier_of(notice, cast, "green").pk
    with acting(cast.chen):
        actions.submit(line.pk, by=cast.chen, at=START + HOUR, note=EVIL)
    with acting(cast.zhao):
        actions.look(line.pk, by=cast.zhao, at=START + HOUR)
    UsualOwner.objects.create(unit=cast.units["green"], unit_path=line.unit_path, domain="fire", person_id=ids["chen"], at=START)
    text = paper.BOUNDED.replace("云汀市教育局关于", f"{EVIL}关于")
    draft = paper.imported(cast, text, by="zhao", unit="east")
    ids |= {"draft": draft.pk, "draft_line": draft.obligations.first().pk}


def _return(green: Green) -> None:
    """A table that the east district asks of Green alone, half filled in and questioned; and a draft of the district."""
    from anlan.work.returns.models import Doubt
    from anlan.work.returns.rules import Field
    from tests.returns import making

    cast, ids = green.cast, green.ids
    fields = [Field("c1", "说明", "text"), Field("c2", "数", least=0, most=5), Field("c3", "没填的数")]
    asked = {"by": "zhao", "unit": "east", "fields": fields, "to": {"units": [ids["green"]]}, "due": green.at + 2 * HOUR}
    round_ = making.sent(cast, **asked)
    row = making.fill(round_, cast, "green", "chen", {"c1": EVIL, "c2": "900"})
    ids |= {
        "return": round_.pk,
        "return_sheet": row.case_id,
        "return_row": row.pk,
        "return_doubt": Doubt.objects.get(case_id=row.case_id).pk,
    }
    handed = making.sent(cast, **asked)
    making.handed(handed, cast, "green", "chen", {"c1": EVIL, "c2": "3", "c3": "1"})
    making.fill(handed, cast, "green", "chen", {"c2": "4"}, why=EVIL)
    ids["return_draft"] = making.drafted(cast, **asked | {"title": EVIL}).pk


def _said(green: Green) -> None:
    """What the leader of the east district said on an errand of Green, handed to Green; a programme of the district over it."""
    from anlan.work.cases.models import Case
    from anlan.work.instructions import actions as instructions
    from anlan.work.programmes import actions as programmes

    cast, ids = green.cast, green.ids
    case = Case.objects.get(pk=ids["errand"])
    with acting(cast.zhao):
        task = instructions.Handing(cast.units["green"], EVIL, green.at + 5 * DAY)
        ids["instruction"] = instructions.record_instruction(
            cast.units["east"], cast.people["qian"].pk, EVIL, [task], said_at=START, case=case, by=cast.zhao, at=START + HOUR
        ).pk
        days = {"starts": date(2026, 12, 1), "ends": date(2027, 1, 31)}
        row = programmes.start(cast.units["east"], name=NAME, owner_id=cast.people["zhao"].pk, **days, by=cast.zhao, at=START)
        programmes.lay_over(row, case=case, by=cast.zhao, at=START)
        ids["programme"] = row.pk


def _checks(green: Green) -> None:
    """A list of the east district, a round of it asked of Green alone, half answered; rooms at the break; a walk."""
    from anlan.work.checks import actions
    from anlan.work.checks.rules import Item
    from tests.checks import making

    cast, ids = green.cast, green.ids
    list_ = making.listed(cast, by="zhao", unit="east", items=[Item("i1", NAME, "fire", NAME, NAME, "to_check"), Item("i2", "灯亮")])
    asked = {"by": "zhao", "unit": "east", "addressees": {"units": [ids["green"]]}, "due_at": green.at + DAY, "recheck_share": 0}
    round_ = making.sent(cast, checklist=list_, note=NAME, **asked)
    check = making.check(round_, cast, "green")
    making.answer(check, cast, "chen", "i1", "fail", note=f"{EVIL}堆了课桌")
    making.with_rooms(cast)
    closing = making.check(making.break_round(cast, at=START), cast, "green")
    with acting(cast.zhao):
        walk = actions.record_walk(cast.units["green"], [actions.Fact(EVIL, "ask")], walked_at=START, by=cast.zhao, at=START)
    ids |= {"checklist": list_.pk, "check_round": round_.pk, "check": check.pk, "closing": closing.pk, "walk": walk.pk}


def _asks(green: Green) -> None:
    """One ask a week is enough in the east district: its draft needs a release. What Green worked at it, and questions of the district."""
    from anlan.oversight.questions import actions as questions
    from anlan.oversight.questions.rules import Spec
    from anlan.work.asks import actions as asks
    from anlan.work.asks.queries import get_draft

    cast, ids = green.cast, green.ids
    with acting(cast.qian):
        asks.set_limit(cast.units["east"], most=1, starts=START.date(), source="区里定的", by=cast.qian, at=START)
    with acting(cast.zhao):
        draft = get_draft("return", ids["return_draft"], cast.zhao, START)
        ids["release"] = asks.ask_release(draft, why=EVIL, by=cast.zhao, at=START).pk
        for name in ("question", "question_dropped"):
            ids[name] = questions.keep(Spec(), title=EVIL, by=cast.zhao, at=START).pk
    with acting(cast.chen):
        asks.spend("return", ids["green"], cast.units["green"].unit_path, seconds=60, times=1, by=cast.chen, at=START)


def _tip(green: Green) -> None:
    """What somebody without an account said at a door of Green, and what goes to the city's platform."""
    from django.test import override_settings

    from anlan.work.cases.models import Case
    from anlan.work.hazards.models import Hazard
    from anlan.work.platform import actions as platform
    from anlan.work.platform.models import Sending
    from anlan.work.tips import door, sweep

    cast, ids = green.cast, green.ids
    given = {"photos": [], "about_leader": False, "danger": False, "criteria": [], "nonce": None, "address": "203.0.113.7"}
    door.write(ids["code"], said=EVIL, reach=PHONE, at=START, **given)
    sweep.let_in(START)
    ids["tip"] = Case.objects.get(kind="tip").pk
    with override_settings(ANLAN_PLATFORM_URL="https://platform.example.org/"), acting(cast.chen):
        case = Case.objects.select_related("unit", "place").get(pk=ids["hazard"])
        platform.queue(case, Hazard.objects.get(pk=case.pk), "report", START)
    ids["sending"] = Sending.objects.get().pk


def _binder(green: Green) -> None:
    from anlan.oversight.binders import actions

    cast = green.cast
    with acting(cast.chen):
        days = {"starts": date(2026, 12, 1), "ends": date(2026, 12, 31)}
        made = actions.ask(cast.units["green"], **days, domains=[], parts=["hazards"], nonce=uuid4(), by=cast.chen, at=START)
    green.ids["binder"] = made.pk


def _pledge(green: Green) -> None:
    """A responsibility letter that the east district sent to the head of Green alone."""
    from tests.pledges import making

    batch = making.sent(green.cast, title=NAME, text=f"{NAME}{{姓名}}承担{{层级}}，自{{起}}至{{止}}", to={"units": [green.ids["green"]]})
    green.ids |= {"pledge_batch": batch.pk, "pledge_letter": making.letter(batch, green.cast, "lu").pk}


def _screen(green: Green) -> None:
    """A wall screen of the east district."""
    from anlan.oversight.board import actions

    cast = green.cast
    with acting(cast.zhao):
        green.ids["screen"] = actions.connect(cast.units["east"], "KKKKKK", name=EVIL, by=cast.zhao, at=START).pk


def _away(green: Green) -> None:
    """A leave of somebody of Green, later on."""
    from anlan.registers.presence import actions

    cast = green.cast
    with acting(cast.chen):
        begins = START + 60 * DAY
        row = actions.leave(cast.people["chen"], starts_at=begins, ends_at=begins + DAY, by=cast.chen, at=START)
    green.ids["away"] = row.pk


def _hooks(green: Green) -> None:
    from anlan.work.hooks import actions as hooks

    cast, ids = green.cast, green.ids
    where = {"url": "https://hooks.example.com/in", "events": ["case.closed"], "by": cast.chen, "at": START}
    with acting(cast.chen):
        hook, _secret = hooks.open_hook(cast.units["green"], name=EVIL, **where)
        ids["hook"] = hook.pk
        ids["hook_delivery"] = hooks.try_hook(hook, by=cast.chen, at=START).pk
        ids["hook_ended"] = hooks.open_hook(cast.units["green"], name=EVIL, **where)[0].pk


def _channels(green: Green) -> None:
    """Services of the city that nobody reaches, a binding of Chen, a proposal about somebody of Green, robots of Green's groups."""
    from anlan.registers.channels import actions
    from anlan.registers.channels.models import Proposal, Reading

    cast, ids, at = green.cast, green.ids, START
    nowhere = {"api": "http://127.0.0.1:9", "open": "http://127.0.0.1:9"}
    facts = {"corp": "c", "agent": "1", "key": "k", "addresses": nowhere, "per_minute": 30, "running": True, "door": True}
    service, other = (
        actions.set_up(cast.units["city"], kind=kind, facts=facts, secret="s", by=SYSTEM, at=at) for kind in ("dingtalk", "wecom")
    )
    reading = Reading.objects.create(service=other, unit_path=other.unit_path, state="ready", at=at)
    about = {"what": "new", "user_id": "u", "name": EVIL, "departments": EVIL, "at": at}
    ids["proposal"] = Proposal.objects.create(reading=reading, unit_path=other.unit_path, **about).pk
    robot = {"kind": "dingtalk", "name": EVIL, "hour": 8, "running": True}
    for name in ("robot", "robot_to_drop"):
        made = actions.set_robot(cast.units["green"], None, facts=robot, address=nowhere["api"], secret="", by=SYSTEM, at=at)
        ids[name] = made.pk
    ids["binding"] = actions.bind(service, cast.people["chen"], "u-chen", by=cast.chen, at=at).pk
    ids |= {"service": service.pk, "reading": reading.pk}


def _rows(green: Green) -> None:
    """Plain rows of tables that the product fills on the way to something larger."""
    from anlan.work.checks.models import Draw
    from anlan.work.doors.models import Link
    from anlan.work.notices.line import Amendment, Basis
    from anlan.work.notices.models import Notice
    from anlan.work.programmes.models import OfNotice

    cast, ids = green.cast, green.ids
    notice, east = Notice.objects.get(pk=ids["notice"]), cast.units["east"]
    on, by = {"notice": notice, "unit_path": notice.unit_path}, cast.people["zhao"].pk
    Basis.objects.create(**on, title="上位文件")
    Amendment.objects.create(**on, number=1, why="更正", start=0, by_id=by, at=START)
    OfNotice.objects.create(programme_id=ids["programme"], unit_path=east.unit_path, notice=notice, by_id=by, at=START)
    Draw.objects.create(round_id=ids["check_round"], unit=east, unit_path=east.unit_path, stage="sample", seed="1", share=20, at=START)
    link = {"case_id": ids["errand"], "unit_path": cast.units["green"].unit_path, "key": "receive"}
    Link.objects.create(person_id=cast.people["chen"].pk, made_at=START, ends_at=START + DAY, **link)


STEPS = (
    _register, _errands, _hazards, _notice, _return, _said, _checks, _asks, _tip, _binder, _pledge, _screen, _away, _hooks, _channels,
    _rows,
)  # fmt: skip
