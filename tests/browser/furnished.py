"""A small city with something on every page, committed, and the program serving it: for tests that look at many pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from anlan.kernel import clock, settings_store
from anlan.shell import demo
from tests.browser.server import Running, serving
from tests.cast import START, Cast, raise_city
from tests.real_rows import copied_database

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


@contextmanager
def furnished(var: Path) -> Iterator[House]:
    """Make the city in a database of its own, serve it, and end both. The clock of the served copy stands near NOW."""
    with copied_database() as name:
        with transaction.atomic():
            house = House(raise_city())
            _hazards(house)
            _notices(house)
            _returns(house)
            _registers(house)
            _channels(house)
            cast = [{"username": name, "says": ""} for name in house.cast.people]
            settings_store.write(demo.CAST, {"city": "云汀市", "people": cast, "walk": []})
            settings_store.write("clock.offset_seconds", (NOW - clock.wall()).total_seconds())
        _count()
        connection.close()
        with serving(name, var, worker=False) as running:
            house.running = running
            yield house


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


def _registers(house: House) -> None:
    cast = house.cast
    house.pages |= {
        "inbox": ("chen", "/inbox/"),
        "inbox of a district": ("zhao", "/inbox/"),
        "board of the city": ("gu", "/board/"),
        "board of a school": ("lu", "/board/"),
        "units": ("lin", "/units/"),
        "unit": ("lin", f"/units/{cast.units['green'].pk}/"),
        "chain": ("lin", "/chain/"),
        "chain of a school": ("chen", f"/chain/{cast.units['green'].pk}/"),
        "people": ("lin", "/people/"),
        "calendar": ("lin", "/calendar/"),
        "places": ("chen", "/places/"),
        "place": ("chen", f"/places/{cast.places['lab'].pk}/"),
        "me": ("chen", "/me/"),
        "password": ("chen", "/account/password/"),
        "sign-in": ("", "/account/login/"),
        "not found": ("chen", "/cases/999999/"),
    }


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


def _count() -> None:
    """Fill the board's snapshot, as the clockwork would."""
    from anlan.oversight.board import snapshot

    with clock.travel(NOW):
        snapshot.refresh(NOW, whole=True)


def sign_in(browser: Any, house: House, who: str, **options: Any) -> Any:
    """A context of the browser in which one of the cast is signed in; nobody for ''."""
    context = browser.new_context(**options)
    if who:
        page = context.new_page()
        page.goto(f"{house.base}/account/login/")
        token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
        sent = {"person": str(house.cast.people[who].pk), "csrfmiddlewaretoken": token}
        answer = context.request.post(f"{house.base}/demo/sign-in/", form=sent, headers={"Referer": house.base})
        assert answer.ok, f"{who}: {answer.status}"
        page.close()
    return context
