"""The calendar: what waits for its owner, told by a secret address; standard enough for a strict reader; the same when nothing changed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from anlan.kernel import clock
from anlan.work.cases.models import Case
from anlan.work.doors import rules
from anlan.work.doors.models import Feed
from tests.cast import START
from tests.notices import paper

pytestmark = pytest.mark.django_db


def address(client):
    found = re.search(r"(/calendar/mine/[\w-]+\.ics)", client.post("/me/keys/calendar/").content.decode())
    assert found
    return found[1]


def fetch(url, **headers):
    with clock.travel(START):
        return Client().get(url, headers=headers)


def test_each_thing_that_waits_is_an_event_with_its_reminder(signed_in, cast):
    paper.sent(cast)
    case = Case.objects.filter(turn_person_id=cast.people["chen"].pk).first()
    long = "检查疏散通道; 灭火器, \n应急灯" + "很长" * 60
    Case.objects.filter(pk=case.pk).update(title=long)
    url = address(signed_in("chen"))
    answer = fetch(url)
    assert answer["Content-Type"].startswith("text/calendar") and "attachment" not in answer.get("Content-Disposition", "")
    assert all(len(part) <= 75 for part in answer.content.split(b"\r\n"))  # folded, counted in bytes
    assert b"\\;" in answer.content and b"\\n" in answer.content
    events = {str(e["UID"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    row = events[next(uid for uid in events if uid.startswith(f"case-{case.pk}@"))]
    assert str(row["SUMMARY"]).startswith(long) and row["DTEND"].dt == case.due_at and str(row["URL"]).endswith(f"/cases/{case.pk}/")
    (alarm,) = row.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(days=-1)
    todos = Calendar.from_ical(fetch(url + "?as=todo").content).walk("VTODO")
    assert len(todos) == len(events) and all(t["STATUS"] == "NEEDS-ACTION" for t in todos)
    Case.objects.filter(pk=case.pk).update(sealed=True, readers=[cast.people["chen"].pk])
    assert f"case-{case.pk}@" not in fetch(url).content.decode()


def test_unchanged_it_says_so_and_a_new_address_ends_the_old_one(signed_in, cast, monkeypatch):
    paper.sent(cast)
    client = signed_in("chen")
    url = address(client)
    first = fetch(url)
    same = fetch(url, **{"if-none-match": first["ETag"]})
    assert same.status_code == 304 and same.content == b"" and Feed.objects.get().used_on == clock.local(START).date()
    secret = url.rsplit("-", 1)[1].removesuffix(".ics")
    assert secret not in client.get("/me/keys/").content.decode() and secret not in Feed.objects.get().digest
    other = address(client)
    assert fetch(url).status_code == 404 and fetch(other).status_code == 200
    client.post("/me/keys/calendar/revoke/")
    assert fetch(other).status_code == 404 and fetch("/calendar/mine/zz-nonsense.ics").status_code == 404
    monkeypatch.setattr(rules, "FETCHES", (2, 3600))
    url = address(client)
    assert [fetch(url).status_code for _n in range(3)] == [200, 200, 429]
