"""What stands on the pages of the furnished city: each part of the product brings its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from anlan.kernel import clock, settings_store
from anlan.kernel.acting import acting
from tests.browser.server import SIGNING_KEY, Running
from tests.cast import START, Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = START + 4 * DAY  # a Friday: some things are late, some due, some waiting


@dataclass
class House:
    """The city and where its pages are: `pages["case"]` is (who looks, address)."""

    cast: Cast
    running: Running | None = None
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        assert self.running
        return self.running.base


def _hazards(house: House) -> None:
    from tests.hazards import steps

    cast = house.cast
    major = steps.report(cast, criteria=["F-4"], at=START)
    steps.assure(cast, major)
    steps.step(cast, major, "rectify", "liang", at=START + DAY, note="清走了课桌，拆了挂锁", photos=[steps.photo()])
    steps.report(cast, description="走廊应急灯不亮", at=START + HOUR)
    steps.report(cast, description="楼梯口消火栓被挡", fixed_now=True, after_photos=[steps.photo()], at=START + 2 * HOUR)
    open_major = steps.report(cast, by="chen", criteria=["F-4"], place="lab", description="药品柜没有上锁", at=START + 3 * DAY)
    house.pages |= {
        "case, mine": ("lu", f"/cases/{major.pk}/"),
        "case, not mine": ("chen", f"/cases/{major.pk}/"),
        "case, seen from above": ("zhao", f"/cases/{open_major.pk}/"),
        "report": ("su", "/hazards/report/"),
        "hazards": ("zhao", "/hazards/"),
        "rules": ("zhao", "/hazards/rules/"),
    }


def _notices(house: House) -> None:
    from anlan.work.notices.models import Notice
    from tests.notices import paper

    cast = house.cast
    out = paper.sent(cast)
    line, other = paper.line(out, cast, "green"), paper.line(out, cast, "green", 1)
    for case in (line, other):
        paper.proved(cast, case, "chen", START + DAY)
    draft = paper.imported(cast, paper.BOUNDED)
    ready = paper.reviewed(cast, paper.imported(cast, paper.TEXT.replace("31号", "32号")))
    assert Notice.objects.count() == 3
    house.pages |= {
        "notices": ("lin", "/notices/"),
        "import a notice": ("lin", "/notices/import/"),
        "review": ("lin", f"/notices/{draft.pk}/review/"),
        "preview": ("lin", f"/notices/{ready.pk}/preview/"),
        "withdraw": ("lin", f"/notices/{out.pk}/withdraw/"),
        "matrix": ("lin", f"/notices/{out.pk}/matrix/"),
        "dossier": ("chen", f"/dossiers/{paper.dossier_of(out, cast, 'green').pk}/"),
        "prove": ("chen", f"/dossiers/{paper.dossier_of(out, cast, 'green').pk}/prove/"),
        "verify": ("zhao", "/verify/"),
        "task": ("chen", f"/cases/{line.pk}/"),
    }


def _returns(house: House) -> None:
    from tests.returns import making

    cast, due = house.cast, NOW + 2 * HOUR
    before = making.sent(cast, due=due)
    making.handed(before, cast, "green", "chen", making.GOOD | {"c2": "900"})
    draft = making.drafted(cast)
    making.fill(before, cast, "hill", "feng", {"c2": "700"})
    house.pages |= {
        "returns": ("lin", "/returns/"),
        "returns of a school": ("feng", "/returns/"),
        "new return": ("lin", "/returns/new/"),
        "design a return": ("lin", f"/returns/{draft.pk}/design/"),
        "roll-up": ("lin", f"/returns/{before.pk}/?open={cast.units['east'].unit_path}"),
        "doubtful cells": ("lin", f"/returns/{before.pk}/doubts/"),
        "a return to fill in": ("feng", f"/returns/sheets/{making.sheet(before, cast, 'hill').pk}/"),
        "a return handed in": ("chen", f"/returns/sheets/{making.sheet(before, cast, 'green').pk}/"),
        "merge tables": ("lin", f"/returns/{before.pk}/merge/"),
        "a grid": ("zhao", f"/returns/{before.pk}/grid/"),
    }


def _line(house: House) -> None:
    """Up and down the line of a notice: handed on with an addition, amended, spoken of by a leader, part of a programme."""
    from datetime import date

    from anlan.kernel.acting import acting
    from anlan.work.instructions import actions as instructions
    from anlan.work.notices import actions
    from anlan.work.notices.models import Notice
    from anlan.work.programmes import actions as programmes

    cast = house.cast
    out = Notice.objects.filter(state="published").earliest("pk")
    with acting(cast.zhao):
        text, note = "各校12月27日前把值班表报区教育局。", "结合本区实际抓紧办。"
        made = actions.start_reissue(out, unit=cast.units["east"], text=text, note=note, by=cast.zhao, at=START + HOUR)
        for row in made.obligations.all():
            more = {} if row.passes_on_id else {"due_at": START + 12 * DAY, "addressees": {"kinds": ["school"]}, "proof": "declared"}
            actions.edit(row, by=cast.zhao, at=START, **more or {"due_at": START + 7 * DAY})
            actions.confirm(row, by=cast.zhao, at=START)
        actions.dispatch_now(made, by=cast.zhao, at=START + HOUR)
    clause = out.obligations.order_by("order").last()
    assert clause
    with acting(cast.lin):
        change = actions.Change(clause.pk, due_at=START + 20 * DAY)
        actions.amend(out, [change], why="有的学校推迟放假", by=cast.lin, at=START + 2 * HOUR)
        task = instructions.Handing(cast.units["city"], "汇总各区转发情况", START + 6 * DAY, cast.people["lin"].pk)
        said = instructions.record_instruction(
            cast.units["city"], cast.people["gu"].pk, "各区转发情况三天内报我，没转的说明原因。", [task], said_at=START, notice=out,
            by=cast.lin, at=START + HOUR,
        )  # fmt: skip
        days = {"starts": date(2026, 12, 1), "ends": date(2027, 1, 31)}
        drive = programmes.start(cast.units["city"], name="冬季消防专项整顿", owner_id=cast.people["lin"].pk, **days, by=cast.lin, at=START)
        programmes.lay_over(drive, notice=out, by=cast.lin, at=START)
    house.pages |= {
        "notice": ("lin", f"/notices/{out.pk}/"),
        "notice of a school": ("chen", f"/notices/{out.pk}/"),
        "hand a notice on": ("wu", f"/notices/{out.pk}/reissue/"),
        "review what is handed on": ("zhao", f"/notices/{made.pk}/review/"),
        "what a notice rests on": ("lin", f"/notices/{out.pk}/basis/"),
        "amend": ("lin", f"/notices/{out.pk}/amend/"),
        "replace": ("lin", f"/notices/{out.pk}/replace/"),
        "compare": ("zhao", f"/notices/{made.pk}/compare/?with={out.pk}"),
        "instructions": ("gu", "/instructions/"),
        "instruction": ("gu", f"/instructions/{said.pk}/"),
        "write down an instruction": ("lin", f"/instructions/new/?notice={out.pk}"),
        "programmes": ("lin", "/programmes/"),
        "programme": ("lin", f"/programmes/{drive.pk}/"),
        "start a programme": ("lin", "/programmes/new/"),
    }


def _checks(house: House) -> None:
    from anlan.work.checks import actions, sweep
    from tests.checks import making

    cast = house.cast
    making.with_rooms(cast)
    old = making.sent(cast, title="秋季消防检查", due_at=START + 2 * DAY, recheck_share=100, sample_share=0)
    making.all_pass(making.check(old, cast, "green"), cast, "chen")
    sweep.draw(START + 2 * DAY)
    making.all_pass(making.check(old, cast, "green", "recheck"), cast, "zhao", at=START + 3 * DAY, fails={"i2": "三楼灭火器过期"})
    given = making.check(old, cast, "hill", "recheck")
    with acting(cast.zhao):
        actions.hand(old.pk, [given.pk], to_person=cast.people["qian"].pk, by=cast.zhao, at=START + 3 * DAY)
    now = making.sent(cast, due_at=NOW + 3 * DAY)
    one = making.check(now, cast, "green")
    making.answer(one, cast, "chen", "i1", "fail", note="二层楼梯口堆了课桌", at=START + 3 * DAY)
    closing = making.check(making.break_round(cast, at=START + 3 * DAY), cast, "green")
    making.room(closing, cast, "chen", "room", at=START + 3 * DAY)
    making.room(closing, cast, "chen", "lab2", bad=("sealed",), at=START + 3 * DAY)
    facts = [actions.Fact("化学实验室洗眼器没有水", "hazard", "chemicals"), actions.Fact("把值班表贴到门口", "ask")]
    with acting(cast.gu):
        walk = actions.record_walk(cast.units["green"], facts, walked_at=START, by=cast.gu, at=START, place=cast.places["lab"])
    house.pages |= {
        "checks": ("lin", "/checks/"),
        "checks of a school": ("chen", "/checks/"),
        "checklists": ("lin", "/checks/lists/"),
        "design a checklist": ("lin", f"/checks/lists/{now.checklist_id}/"),
        "send a round of checks": ("lin", "/checks/rounds/new/?sort=round"),
        "a round of checks": ("lin", f"/checks/rounds/{old.pk}/?open={cast.units['east'].unit_path}"),
        "differences of checks": ("lin", f"/checks/rounds/{old.pk}/differences/"),
        "draws of checks": ("lin", f"/checks/rounds/{old.pk}/draws/"),
        "hand drawn checks out": ("zhao", f"/checks/rounds/{old.pk}/draws/"),
        "checks that were handed to me": ("qian", "/checks/"),
        "a check on the spot": ("qian", f"/checks/do/{given.pk}/"),
        "a check": ("chen", f"/checks/do/{one.pk}/"),
        "rooms at a break": ("chen", f"/checks/do/{closing.pk}/"),
        "leaders' walks": ("gu", "/checks/walks/"),
        "a new walk": ("gu", "/checks/walks/new/"),
        "a walk": ("chen", f"/cases/{walk.pk}/"),
    }


def _asks(house: House) -> None:
    """In the east district one ask a week is enough: the district's draft needs a release, which is asked."""
    from anlan.kernel.acting import acting
    from anlan.oversight.burden import looking
    from anlan.work.asks import actions as asks
    from anlan.work.asks.queries import get_draft
    from tests.returns import making

    cast, round_ = house.cast, making.drafted(house.cast, by="zhao", unit="east", due=NOW + 3 * HOUR)
    with acting(cast.qian):
        asks.set_limit(cast.units["east"], most=1, starts=START.date(), source="", by=cast.qian, at=START)
    with acting(cast.zhao):
        draft = get_draft("return", round_.pk, cast.zhao, NOW)
        release = asks.ask_release(draft, why="省里周五要数", by=cast.zhao, at=NOW)
    looking.look(NOW)
    house.pages |= {
        "burden": ("gu", "/burden/"),
        "questions": ("lin", "/questions/?subject=case:hazard&by=state&by=district"),
        "release": ("zhao", f"/asks/return/{round_.pk}/release/"),
        "release to decide": ("qian", f"/cases/{release.pk}/"),
        "a full week": ("zhao", f"/returns/{round_.pk}/design/"),
        "how much is enough": ("qian", "/asks/limit/"),
    }


def _tips(house: House) -> None:
    """A report from a door, one that was looked at, and the short page itself; what comes back; a binder that waits."""
    from anlan.kernel.acting import acting
    from anlan.oversight.binders import actions as binders
    from anlan.work.cases.models import Case
    from anlan.work.tips import door, sweep
    from tests.hazards import steps

    cast = house.cast
    code = cast.places["stair"].code
    given = {"about_leader": False, "danger": False, "criteria": [], "nonce": None, "address": "203.0.113.7"}
    token = door.write(
        code, said="二楼东头应急灯不亮，晚自习下楼看不见台阶", photos=[steps.photo()], reach="13812345678", at=NOW - HOUR, **given
    )
    with clock.travel(NOW):
        sweep.let_in(NOW - HOUR)
    tip = Case.objects.get(kind="tip")
    again = steps.report(cast, description="走廊应急灯又不亮了", at=NOW - 2 * HOUR)
    with acting(cast.zhao):
        days = {"starts": (NOW - 90 * DAY).date(), "ends": NOW.date()}
        binder = binders.ask(cast.units["east"], **days, domains=[], parts=["hazards", "chain"], nonce=uuid4(), by=cast.zhao, at=NOW)
    house.pages |= {
        "report without an account": ("", f"/r/{code}/"),
        "what became of it": ("", f"/r/t/{token}/?new=1"),
        "tips": ("chen", "/tips/"),
        "tip": ("chen", f"/cases/{tip.pk}/"),
        "contact of a tip": ("chen", f"/tips/{tip.pk}/reach/"),
        "coming back": ("chen", "/hazards/again/"),
        "coming back, from above": ("zhao", "/hazards/again/"),
        "a hazard that came back": ("chen", f"/cases/{again.pk}/"),
        "read their template": ("chen", "/hazards/templates/"),
        "read their numbers": ("chen", "/hazards/numbers/"),
        "platform exchange": ("zhao", "/platform/"),
        "binders": ("zhao", "/binders/"),
        "new binder": ("zhao", "/binders/new/"),
        "binder": ("zhao", f"/binders/{binder.pk}/"),
        "codes, from above": ("zhao", f"/places/codes/?unit={cast.units['green'].pk}"),
    }


def _pledges(house: House) -> None:
    from anlan.work.pledges.actions import renewing
    from tests.pledges import making

    batch, draft = making.sent(house.cast), making.drafted(house.cast, title="2028年度责任书")
    renewing.job(START)
    house.pages |= {
        "responsibility letters": ("zhao", "/pledges/"),
        "draft of letters": ("zhao", f"/pledges/batches/{draft.pk}/"),
        "a batch of letters": ("zhao", f"/pledges/batches/{batch.pk}/"),
        "a letter to confirm": ("lu", f"/cases/{making.letter(batch, house.cast, 'lu').pk}/"),
    }


def _registers(house: House) -> None:
    cast = house.cast
    hook, link = _keys(cast)
    house.pages |= {
        "inbox": ("chen", "/inbox/"),
        "inbox of a district": ("zhao", "/inbox/"),
        "board of the city": ("gu", "/board/"),
        "board of a school": ("lu", "/board/"),
        "times away": ("chen", "/times/"),
        "a leave": ("chen", "/times/leave/"),
        "who is away": ("lu", "/times/unit/"),
        "wall": ("gu", "/wall/"),
        "wall code": ("", "/wall/"),
        "wall screens": ("gu", "/wall/screens/"),
        "connect a wall screen": ("gu", "/wall/screens/new/"),
        "units": ("lin", "/units/"),
        "unit": ("lin", f"/units/{cast.units['green'].pk}/"),
        "chain": ("lin", "/chain/"),
        "chain of a school": ("chen", f"/chain/?unit={cast.units['green'].unit_path}"),
        "people": ("lin", "/people/"),
        "calendar": ("lin", "/calendar/"),
        "places": ("chen", "/places/"),
        "place": ("chen", f"/places/{cast.places['lab'].pk}/"),
        "me": ("chen", "/me/"),
        "keys": ("chen", "/me/keys/"),
        "a webhook": ("chen", f"/hooks/{hook}/"),
        "a short link": ("", link),
        "password": ("chen", "/account/password/"),
        "sign-in": ("", "/account/login/"),
        "not found": ("chen", "/cases/999999/"),
    }


def _keys(cast: Cast) -> tuple[int, str]:
    """A webhook of Green School with a delivery in its log, and a link with which Feng receives a dossier. -> (hook, address)."""
    from anlan.kernel.acting import acting
    from anlan.registers.keys import actions as keys
    from anlan.registers.keys.rules import AREAS
    from anlan.shell import api as _api  # noqa: F401  the areas of tokens stand once the API is mounted
    from anlan.work.cases.models import Case
    from anlan.work.doors.actions import short_link
    from anlan.work.doors.models import Link
    from anlan.work.doors.rules import write_code
    from anlan.work.hooks import actions as hooks

    who: dict[str, Any] = {"by": cast.chen, "at": NOW}
    with acting(cast.chen):
        made = hooks.open_hook(cast.units["green"], name="区应急平台", url="https://example.com/in", events=["case.closed"], **who)[0]
        hooks.try_hook(made, **who)
        keys.make_token(name="教务系统取待办", scopes=[f"{area}:read" for area in sorted(AREAS)], days=90, **who)
    waits = Case.objects.filter(unit=cast.units["hill"], state="sent", turn_person_id=cast.people["feng"].pk).first()
    assert waits is not None
    short_link(waits, cast.people["feng"].pk, "receive", at=NOW)
    link = Link.objects.get()
    return made.pk, f"/s/{write_code(SIGNING_KEY, link.pk, link.person_id)}/"


_IN_TROUBLE = {
    "waiting": 3, "trying": 2, "oldest": (NOW - HOUR).isoformat(), "late": 2, "sent": 140, "read": 96, "given_up": 1,
    "reasons": [["unreachable: ConnectTimeout", 2], ["refused: not allow to access from your ip (60020)", 1]],
}  # fmt: skip


def _channels(house: House) -> None:
    from anlan.kernel.actor import SYSTEM
    from anlan.kernel.outbox import standing
    from anlan.registers.channels import actions
    from anlan.registers.channels.models import Proposal, Reading

    cast, nowhere = house.cast, {"api": "http://127.0.0.1:9", "open": "http://127.0.0.1:9"}
    facts = {"corp": "c", "agent": "1", "key": "k", "addresses": nowhere, "per_minute": 300, "running": True, "door": True}
    service = actions.set_up(cast.units["city"], kind="dingtalk", facts=facts, secret="s", by=SYSTEM, at=NOW)
    actions.bind(service, cast.people["chen"], "u-chen", by=cast.chen, at=NOW)
    reading = Reading.objects.create(service=service, unit_path=service.unit_path, state="ready", members=3, settled=1, at=NOW)
    found = {"reading": reading, "unit_path": service.unit_path, "departments": "青禾中学、东汀区教育局", "at": NOW}
    known = {"mobile": "199****0006", "person": cast.people["lu"]}
    Proposal.objects.create(what="match", how="mobile", user_id="u1", name="陆怀民", **known, **found)
    Proposal.objects.create(what="new", user_id="u2", name="新来的人", **found)
    robot = {"kind": "dingtalk", "name": "全市安全群", "hour": 8, "running": True}
    robot_id = actions.set_robot(cast.units["city"], None, facts=robot, address=nowhere["api"], secret="", by=SYSTEM, at=NOW).pk
    settings_store.write(standing.KEPT, {"at": NOW.isoformat(), "channels": standing.count(NOW) | {"dingtalk": _IN_TROUBLE}})
    house.pages |= {
        "channels": ("lin", "/channels/"),
        "a service": ("lin", f"/channels/{service.pk}/"),
        "a directory": ("lin", f"/channels/{service.pk}/people/"),
        "deliveries": ("lin", "/channels/deliveries/"),
        "a robot": ("lin", f"/channels/robots/{robot_id}/"),
        "how I am told": ("chen", "/me/ways/"),
    }


PARTS = (_hazards, _notices, _returns, _line, _checks, _tips, _pledges, _registers, _asks, _channels)
