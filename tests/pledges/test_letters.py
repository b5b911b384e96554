"""Responsibility letters: from the chain to a signature, what a change of holder and the end of the year do, and who sees what."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox import sending
from anlan.kernel.outbox.models import Delivery, Message
from anlan.registers.people import actions as people
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.pledges import actions
from anlan.work.pledges.actions import renewing
from anlan.work.pledges.models import Batch, Cover, Letter
from anlan.work.pledges.queries import papers
from anlan.work.pledges.rules import TEXT, unknown_places
from tests.cast import START, Cast
from tests.pledges.making import DAY, drafted, letter, sent

pytestmark = pytest.mark.django_db


def step(cast: Cast, case_id: int, verb: str, who: str, *, at: Any = START + DAY, **given: Any) -> Case:
    with acting(cast.actor(who)):
        return cases.advance(case_id, verb, by=cast.actor(who), at=at, given=given)


def cover(cast: Cast, unit: str, layer: str = "school") -> str:
    return Cover.objects.get(unit=cast.units[unit], layer=layer).state


def test_a_batch_asks_each_head_once_and_one_tap_puts_the_letter_in_force(cast: Cast) -> None:
    batch = sent(cast)
    assert sorted(Letter.objects.filter(batch=batch).values_list("name", flat=True)) == ["Hao", "Lu", "Tiny"]
    mine = letter(batch, cast, "lu")
    assert "{" not in mine.text and "青禾中学" in mine.text and "学校主体责任" in mine.text and "东汀区教育局" in mine.text
    sending.resolve(START)
    told = Delivery.objects.filter(person_id=cast.people["lu"].pk, message__kind="pledges.asked")
    assert told.count() == 1
    for other in ("chen", "zhao", "hao"):
        with pytest.raises((NotYours, Case.DoesNotExist)):
            step(cast, mine.pk, "confirm", other)
    assert step(cast, mine.pk, "confirm", "lu").closed_at
    renewing.job(START + DAY)
    assert (cover(cast, "green"), cover(cast, "hill")) == ("signed", "asked")
    data, name = papers.document(letter(batch, cast, "lu"))
    said = "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
    assert "Lu于2026年12月15日在安澜中确认" in said and name.endswith("Lu.docx")


def test_remarks_go_to_the_office_that_sent_it_and_its_reply_brings_the_letter_back(cast: Cast) -> None:
    batch = sent(cast, by="lin", unit="city", to={"units": [cast.units["hill"].pk]})
    pk = letter(batch, cast, "hao").pk
    with pytest.raises(Refused):
        step(cast, pk, "remark", "hao", note=" ")
    case = step(cast, pk, "remark", "hao", note="校车不归我管")
    assert case.turn_unit_id == cast.units["city"].pk  # the city sent it, not the district above the school
    with pytest.raises(NotYours):
        step(cast, pk, "answer", "zhao", note="改了")
    case = step(cast, pk, "answer", "lin", note="已改成不含校车")
    assert (case.state, case.turn_person_id) == ("asked", cast.people["hao"].pk)
    found = letter(batch, cast, "hao")
    assert (found.remark, found.reply) == ("校车不归我管", "已改成不含校车")


def test_one_leader_over_many_schools_signs_once_and_the_town_signs_on_paper(cast: Cast) -> None:
    people.name_answerable(
        cast.units["east"], domain="", layer="territory", outside_name="镇长老徐", by=cast.zhao, at=START
    )  # fmt: skip
    batch = sent(cast, layers=("leadership", "department", "territory"))
    renewing.job(START)
    leader, own = letter(batch, cast, "qian"), letter(batch, cast, "zhao")
    assert len(leader.units) == 3 and leader.unit_id == cast.units["east"].pk
    step(cast, own.pk, "confirm", "zhao")  # who sends to all is asked too, and may sign
    town = Letter.objects.get(batch=batch, layer="territory")
    assert (town.name, town.person_id, town.state) == ("镇长老徐", None, "paper")
    with pytest.raises(Refused):
        step(cast, town.pk, "sign", "qian", note="")
    step(cast, town.pk, "sign", "qian", note="12月14日在街道签的，原件在安全科")
    renewing.job(START + DAY)
    assert cover(cast, "green", "territory") == "signed"


def test_gaps_come_first_and_are_named_before_anything_is_sent(cast: Cast, signed_in: Any) -> None:
    people.end_grant(cast.grants["hao"], by=SYSTEM, at=START, ends=date(2026, 12, 13))
    renewing.job(START)
    draft = drafted(cast)
    page = signed_in("zhao").get(f"/pledges/batches/{draft.pk}/").content.decode()
    assert "没有人可签的" in page and "白鹭小学" in page.split("发给谁")[0]
    first = list(Cover.objects.filter(layer="school").order_by("rank", "unit_path").values_list("state", flat=True))
    assert first[0] == "gap"
    with acting(cast.zhao), pytest.raises(Refused) as refused:
        actions.change(
            draft, title="", text=TEXT + "{学校}", layers=[], addressees={}, starts=date(2027, 1, 1), ends=date(2026, 1, 1), due_at=START,
            by=cast.zhao, at=START,
        )  # fmt: skip
    assert set(refused.value.fields) == {"title", "text", "layers", "ends", "due"}
    assert unknown_places("{学校}{姓名}") == ["学校"]


def test_who_takes_over_a_post_is_asked_anew_and_the_old_letter_ends(cast: Cast) -> None:
    batch = sent(cast)
    step(cast, letter(batch, cast, "lu").pk, "confirm", "lu")
    renewing.job(START + DAY)
    people.end_grant(cast.grants["lu"], by=SYSTEM, at=START + DAY, ends=date(2026, 12, 15))
    people.give(cast.people["liang"], cast.posts["lu"], starts=date(2026, 12, 16), by=SYSTEM, at=START + DAY)
    renewing.job(START + 2 * DAY)
    old, new = letter(batch, cast, "lu"), letter(batch, cast, "liang")
    assert (old.ended_on, old.state) == (date(2026, 12, 16), "confirmed")
    assert (new.state, new.case.turn_person_id, new.ends) == ("asked", cast.people["liang"].pk, old.ends)
    assert cover(cast, "green") == "asked"
    before = Letter.objects.count()
    renewing.job(START + 2 * DAY)
    assert Letter.objects.count() == before
    # whoever had not confirmed yet is simply replaced
    people.end_grant(cast.grants["hao"], by=SYSTEM, at=START + 2 * DAY, ends=date(2026, 12, 16))
    renewing.job(START + 3 * DAY)
    assert letter(batch, cast, "hao").state == "replaced" and cover(cast, "hill") == "gap"


def test_before_the_end_holder_and_office_are_reminded_once_and_a_tap_drafts_the_next_year(cast: Cast) -> None:
    batch = sent(cast)
    step(cast, letter(batch, cast, "lu").pk, "confirm", "lu")
    soon = START + 340 * DAY
    for at in (soon, soon + DAY):
        renewing.job(at)
    sending.resolve(soon + DAY)
    told = Message.objects.filter(kind="pledges.ending")
    assert sorted((bool(m.person_id), m.unit_id) for m in told) == [
        (False, cast.units["east"].pk), (True, cast.units["green"].pk),
    ]  # fmt: skip
    assert cover(cast, "green") == "ending"
    with acting(cast.zhao):
        draft = actions.renew(batch, by=cast.zhao, at=soon)
    assert (draft.title, draft.starts, draft.ends) == ("2028年度校园安全责任书", date(2027, 12, 14), date(2028, 12, 13))
    assert draft.previous_id == batch.pk


def test_a_school_sends_to_its_own_posts_alone_and_what_is_taken_back_is_taken_back(cast: Cast) -> None:
    people.name_answerable(cast.units["green"], domain="", layer="post", person=cast.people["liang"], by=SYSTEM, at=START)
    batch = sent(cast, by="lu", unit="green", layers=("post", "leadership"), to={"kinds": ["city"]})
    assert batch.layers == ["post"] and set(Letter.objects.filter(batch=batch).values_list("unit_id", flat=True)) == {
        cast.units["green"].pk
    }
    with acting(cast.liang), pytest.raises(NotYours):
        actions.withdraw(batch, why="错了", by=cast.liang, at=START)
    with acting(cast.lu):
        actions.withdraw(batch, why="写错了年份", by=cast.lu, at=START)
    assert not Letter.objects.filter(batch=batch).exclude(state="withdrawn").exists()
    assert not Case.objects.filter(kind="pledge", closed_at__isnull=True).exists()


def test_the_pages_show_each_their_own(cast: Cast, signed_in: Any) -> None:
    batch = sent(cast)
    renewing.job(START)
    zhao, lu, wu, su = (signed_in(name) for name in ("zhao", "lu", "wu", "su"))
    page = zhao.get("/pledges/?layer=school").content.decode()
    assert "青禾中学" in page and "等确认" in page
    assert "青禾中学" not in wu.get("/pledges/").content.decode()
    assert su.get("/pledges/").status_code == 403
    assert wu.get(f"/pledges/batches/{batch.pk}/").status_code == 404
    case = letter(batch, cast, "lu").pk
    assert "责任书正文" in lu.get(f"/cases/{case}/").content.decode()
    assert lu.get(f"/pledges/{case}/letter.docx").status_code == 200 and wu.get(f"/pledges/{case}/letter.docx").status_code == 404
    assert zhao.get("/pledges/sheet.xlsx?state=asked").content[:2] == b"PK"
    assert zhao.get("/api/pledges?state=asked").json()["rows"][0]["state"] == "asked"
    assert zhao.post("/pledges/new/", {"title": "", "text": TEXT}).status_code == 422
    days = {"starts": "2027-01-01", "ends": "2027-12-31", "due": "2026-12-24"}
    given = {"title": "2027年度责任书", "text": TEXT, "layers": ["school"], "kinds": ["school"], **days}
    answer = zhao.post("/pledges/new/", given)
    assert answer.status_code == 302
    assert zhao.post(answer.url + "send/").status_code == 302 and Batch.objects.filter(state="open").count() == 2
