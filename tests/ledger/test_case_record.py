"""The page of a case says that its record was touched when it was, and claims no more than it has checked."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.ledger import actions, queries
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from tests import errand
from tests.cast import START
from tests.green_rows import BACKEND, HOUR, connected_as
from tests.ledger.hands import AGAIN, HEADS, as_owner, cut, places

GREEN, RED = "3 条，未被改动", "记录被动过"


@pytest.fixture
def errand_done(real_city):
    """An errand of Green School, opened, remarked on and finished, committed; and Chen's browser."""
    errand.register()
    cast = real_city[1]
    with clock.travel(START + HOUR):
        with transaction.atomic(), acting(cast.chen):
            case = cases.open_case("errand", cast.units["green"], title="擦窗户", by=cast.chen, at=START)
            cases.note(case, text="水桶在一楼", by=cast.chen, at=START)
            cases.advance(case, "finish", by=cast.chen, at=START + HOUR, given={"note": "擦了"})
        client = Client()
        client.force_login(cast.people["chen"], backend=BACKEND)
        seqs = sorted(line.seq for line in queries.trail(case.pk))
        yield SimpleNamespace(cast=cast, pk=case.pk, unit=case.unit_id, seqs=seqs, page=lambda: page(client, case.pk))


def page(client, pk):
    return client.get(f"/cases/{pk}/").content.decode()


def shown(done):
    """Whether the page is red, and the numbers it gives."""
    text = done.page()
    assert (GREEN in text) != (RED in text), text
    numbers = re.findall(rf"{done.unit}-(\d+)", text.partition("报上编号")[2].partition("</p>")[0])
    return RED in text, {int(number) for number in numbers}


def test_an_untouched_case_is_green_and_says_what_was_checked(errand_done):
    text = errand_done.page()
    assert GREEN in text and RED not in text and "没有缺号" in text


@pytest.mark.parametrize("change", ["actor = 7", "verb = 'case.urge'", "at = at - interval '3 days'", "payload = ''", "case_id = null"])
def test_a_changed_entry_is_red(errand_done, change):
    middle = errand_done.seqs[1]
    as_owner((f"update ledger_entry set {change} where unit_id = %s and seq = %s", errand_done.unit, middle))
    red, numbers = shown(errand_done)
    assert red and middle in numbers
    assert (middle, "changed") in places(errand_done.unit)


def test_a_payload_taken_away_is_red_and_one_erased_on_the_record_is_not(errand_done):
    with connected_as("owner"):
        actions.erase(errand_done.unit, errand_done.seqs[1], why="本人要求", by=SYSTEM, at=START + HOUR)
    assert "4 条，未被改动" in errand_done.page() and "依规抹去了一条记录的内容" in errand_done.page()
    as_owner(("delete from ledger_payload where unit_id = %s and seq = %s", errand_done.unit, errand_done.seqs[2]))
    text = errand_done.page()
    assert RED in text and f"{errand_done.unit}-{errand_done.seqs[2]}" in text


def test_a_payload_changed_in_place_is_red(errand_done):
    last = errand_done.seqs[2]
    as_owner(("update ledger_payload set body = '{}' where unit_id = %s and seq = %s", errand_done.unit, last))
    assert shown(errand_done) == (True, {last})


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_missing_entry_is_red_whichever_it_is(errand_done, which):
    as_owner(*cut(errand_done.unit, errand_done.seqs[which]))
    assert RED in errand_done.page()


def test_a_last_entry_cut_with_the_head_set_back_is_red_because_the_case_stands_elsewhere(errand_done):
    as_owner(*cut(errand_done.unit, errand_done.seqs[2]), HEADS)
    assert [b.what for b in queries.case_record(errand_done.pk).broken] == ["the case is in another state"]
    assert RED in errand_done.page()


def test_a_state_set_by_hand_is_red(errand_done):
    as_owner(("update cases_case set state = 'confirmed' where id = %s", errand_done.pk))
    assert RED in errand_done.page()


def test_a_chain_computed_anew_is_beyond_the_page_and_named_by_verify(errand_done):
    """The page says what it checks; it has nothing to hold a consistent forgery against."""
    from anlan.kernel.ledger import roots

    roots.publish_root(START)
    as_owner(("update ledger_entry set actor = 7 where unit_id = %s and seq = %s", errand_done.unit, errand_done.seqs[1]), AGAIN, HEADS)
    assert GREEN in errand_done.page()
    assert any("not the entry that stood here" in what for _seq, what in places(errand_done.unit))


def test_a_case_that_no_entry_opens_is_named_by_verify(errand_done):
    fields = [f.column for f in Case._meta.local_fields]
    changed = {"id": "id + 1000", "number": "number || '-2'", "nonce": "gen_random_uuid()"}
    values = ", ".join(changed.get(name, name) for name in fields)
    as_owner((f"insert into cases_case ({', '.join(fields)}) select {values} from cases_case where id = %s", errand_done.pk))
    assert places(errand_done.unit) == [(0, f"no entry opens case {Case.objects.get(pk=errand_done.pk).number}-2")]


def test_an_entry_whose_case_is_gone_is_named_by_verify(errand_done):
    as_owner(("delete from cases_party where case_id = %s", errand_done.pk), ("delete from cases_case where id = %s", errand_done.pk))
    assert places(errand_done.unit) == [(errand_done.seqs[0], f"its case (id {errand_done.pk}) is gone")]


def test_only_who_sees_a_case_hears_how_its_record_stands(errand_done):
    cast = errand_done.cast
    with acting(cast.chen):
        assert queries.case_record(errand_done.pk).whole
    for who in ("feng", "wu"):
        with acting(cast.actor(who)), pytest.raises(DatabaseError, match="within reach"), transaction.atomic():
            queries.case_record(errand_done.pk)
