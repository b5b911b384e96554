"""Short ways to work on hazards in tests: report, step, photos, all under the web's policies."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anlan.kernel.acting import acting
from anlan.work.cases.models import Case
from anlan.work.hazards import actions
from tests.cast import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_shade = count(1)


def photo(name="现场.jpg"):
    """A small picture, another one each time."""
    number = next(_shade)
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (number * 53 % 256, number // 256 % 256, 90)).save(buffer, "JPEG")
    return name, buffer.getvalue()


def report(cast, by="su", place="stair", unit="green", at=START, **more):
    """Report a hazard as one of the cast."""
    given = {"category": "fire", "description": "楼梯口堆了课桌和纸箱", "photos": [photo()], "place": cast.places.get(place)} | more
    with acting(cast.actor(by)):
        return actions.report(cast.units[unit], by=cast.actor(by), at=at, **given)


def step(cast, case, verb, by, at=START, **given):
    """Take a step as one of the cast."""
    with acting(cast.actor(by)):
        return actions.step(case.pk, verb, by=cast.actor(by), at=at, **given)


def person(cast, name):
    return cast.people[name].pk


FIVE = {"measures": "清通道、拆挂锁", "money": 860, "money_source": "校安全经费", "plan": "绕行西楼梯，值班老师引导"}


def assure(cast, case, by="lu", responsible="liang", at=START + HOUR, deadline=START + 4 * DAY, **more):
    return step(
        cast, case, "assure", by, at=at, **{**FIVE, "responsible": responsible and person(cast, responsible), "deadline": deadline, **more}
    )


def scan(cast, by, place="stair", at=START + 2 * DAY):
    """Stand at the place and scan its code."""
    with acting(cast.actor(by)):
        return actions.on_site(cast.places[place], by=cast.actor(by), at=at)


def to_review(cast, at=START, **more):
    """A major hazard that waits for the district's review."""
    hazard = report(cast, criteria=["F-4"], at=at, **more)
    assure(cast, hazard)
    step(cast, hazard, "rectify", "liang", at=START + DAY, note="清走了", photos=[photo()])
    step(cast, hazard, "accept", "lu", at=START + DAY + HOUR, note="走过一遍")
    return Case.objects.get(pk=hazard.pk)


def state(hazard):
    return Case.objects.get(pk=hazard.pk).state


def shot(name="a.jpg"):
    """A small picture as a form sends it."""
    return SimpleUploadedFile(name, photo()[1], content_type="image/jpeg")


def form(cast, **more):
    """What the page of the report sends; None leaves a field out."""
    given = {
        "place": cast.places["stair"].pk, "category": "fire", "description": "楼梯口堆了课桌", "photos": [shot()],
        "nonce": uuid.uuid4().hex,
    }  # fmt: skip
    return {k: v for k, v in (given | more).items() if v is not None}
