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
from tests.browser.server import SIGNING_KEY, Running, serving
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
    hook, link = _keys(cast)
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
