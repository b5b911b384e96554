"""Taking a notice in and reviewing its lines: every verb, its undoing, and the clauses that are not sent as written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.acting import acting
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.ledger.queries import broken, totals
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Notice, Obligation
from tests.cast import START
from tests.notices.paper import BOUNDED, DUE, TEXT, imported


def rows(notice: Notice) -> list[Obligation]:
    return list(notice.obligations.exclude(state="dropped").order_by("order"))


def shape(notice: Notice) -> list[tuple]:
    every = notice.obligations.order_by("order", "id")
    return [(o.order > 0, o.text, o.title, o.state, o.start, o.end, str(o.due_at), o.addressees) for o in every]


@pytest.fixture
def notice(cast):
    return imported(cast)


def test_a_notice_is_read_with_head_dates_and_addressees(cast, notice):
    assert (notice.number, notice.title[:8]) == ("云教安〔2026〕31号", "云汀市教育局关于")
    assert str(notice.issued_on) == "2026-12-11"
    first = rows(notice)[0]
    assert notice.text[first.start : first.end] == first.text
    assert first.due_at.isoformat() == "2026-12-25T09:00:00+00:00"
    assert first.draft["confidence"] == first.confidence
    assert first.reading
    assert any("gas" in o.addressees.get("traits", []) for o in rows(notice))


@pytest.mark.parametrize("mark", ["绝密", "机密★1年", "秘密"])
def test_a_secret_document_is_refused_and_nothing_of_it_is_kept(cast, mark):
    before = totals()
    with pytest.raises(Refused) as refusal:
        imported(cast, f"{mark}\n{TEXT}")
    assert refusal.value.code == "E-notice-secret"
    assert Notice.objects.count() == Obligation.objects.count() == 0
    assert totals() == before
    assert "31号" not in str(refusal.value)


def test_an_internal_document_asks_first(cast):
    text = f"内部文件\n{TEXT}".encode()
    with acting(cast.lin):
        with pytest.raises(Refused) as refusal:
            actions.import_notice(text, "a.txt", unit=cast.units["city"], by=cast.lin, at=START)
        assert refusal.value.code == "E-notice-internal" and Notice.objects.count() == 0
        kept = actions.import_notice(text, "a.txt", unit=cast.units["city"], by=cast.lin, at=START, confirm_internal=True)
    assert kept.secrecy == "internal"


def test_the_same_form_twice_is_one_notice_and_the_same_file_again_is_said(cast):
    nonce = uuid4()
    with acting(cast.lin):
        one = actions.import_notice(TEXT.encode(), "a.txt", unit=cast.units["city"], by=cast.lin, at=START, nonce=nonce)
        two = actions.import_notice(TEXT.encode(), "a.txt", unit=cast.units["city"], by=cast.lin, at=START, nonce=nonce)
        assert one.pk == two.pk
        with pytest.raises(Refused) as refusal:
            actions.import_notice(TEXT.encode(), "a.txt", unit=cast.units["city"], by=cast.lin, at=START)
    assert refusal.value.code == "E-notice-again"


WRONG = [("a.txt", b""), ("a.pdf", b"%PDF-1.7"), ("a.docx", b"PK\x03\x04rubbish"), ("a.txt", b"\x00\x01\x02" * 99)]


@pytest.mark.parametrize(("name", "data"), WRONG)
def test_a_wrong_file_is_refused_with_a_sentence(cast, name, data):
    with pytest.raises(Refused) as refusal, acting(cast.lin):
        actions.import_notice(data, name, unit=cast.units["city"], by=cast.lin, at=START)
    assert refusal.value.code == "E-notice-file" and len(str(refusal.value.sentence)) > 6
    assert Notice.objects.count() == 0


def test_split_merge_drop_restore_and_undo(cast, notice):
    was = shape(notice)
    target = next(o for o in rows(notice) if "，" in o.text)
    with acting(cast.lin):
        first, second = actions.split(target, target.text.index("，"), by=cast.lin, at=START)
        assert notice.text[first.start : first.end] == first.text and notice.text[second.start : second.end] == second.text
        assert rows(notice).index(second) == rows(notice).index(first) + 1
        merged = actions.merge_up(second, by=cast.lin, at=START)
        assert merged.text == target.text
        actions.drop(merged, by=cast.lin, at=START)
        assert merged not in rows(notice)
        actions.restore(merged, by=cast.lin, at=START)
        for _ in range(4):
            assert actions.undo(notice, by=cast.lin, at=START)
        assert shape(notice) == was
        assert actions.undo(notice, by=cast.lin, at=START) == ""
    assert broken() == []


def test_a_line_from_a_selection_of_the_text(cast, notice):
    start = notice.text.index("食堂、宿舍、实验室")
    with acting(cast.lin):
        for row in rows(notice):
            actions.drop(row, by=cast.lin, at=START)
        row = actions.add(notice, start - 1, start + 10, by=cast.lin, at=START)
        assert row.text == notice.text[row.start : row.end]
        assert rows(notice) == [row]
        with pytest.raises(Refused):
            actions.add(notice, 3, 4, by=cast.lin, at=START)
        actions.undo(notice, by=cast.lin, at=START)
        assert rows(notice) == []


def test_editing_checks_each_field_and_a_new_phrase_is_read_anew(cast, notice):
    row = rows(notice)[0]
    with acting(cast.lin):
        wrong = {"proof": "video", "percent": 0, "minutes": "x", "addressees": {"kinds": ["moon"]}, "domain": "?", "title": " "}
        for field, value in wrong.items():
            with pytest.raises(Refused) as refusal:
                actions.edit(row, by=cast.lin, at=START, **{field: value})
            assert set(refusal.value.fields) == {field}
        changed = actions.edit(row, by=cast.lin, at=START, phrase="12月29日前", when_type="by_date")
        assert changed.due_at == datetime(2026, 12, 29, 9, tzinfo=UTC) and not changed.due_fixed
        fixed = actions.edit(row, by=cast.lin, at=START, due_at=DUE)
        assert (fixed.due_at, fixed.due_fixed, fixed.standing) == (DUE, True, "fixed")


def test_two_officers_on_one_line_the_second_hears_of_it(cast, notice):
    row = rows(notice)[0]
    with acting(cast.lin):
        actions.edit(row, by=cast.lin, at=START, minutes=15, seen=row.version)
    with pytest.raises(Conflict), acting(cast.gu):
        actions.edit(row, by=cast.gu, at=START, minutes=25, seen=row.version)


def test_what_lacks_a_date_cannot_be_confirmed_until_it_has_one(cast):
    paper = imported(cast, "各区教育局，各学校：\n  一、各校加强门卫巡查，做好登记。\n  二、各校检查实验室台账。\n")
    with acting(cast.lin):
        assert actions.confirm_all(paper, by=cast.lin, at=START) == 0
        with pytest.raises(Refused) as refusal:
            actions.confirm(rows(paper)[0], by=cast.lin, at=START)
        assert refusal.value.code == "E-notice-date"
        with pytest.raises(Refused):
            actions.date_rest(paper, START - timedelta(days=1), by=cast.lin, at=START)
        assert actions.date_rest(paper, DUE, by=cast.lin, at=START) == len(rows(paper))
        for row in rows(paper):
            actions.confirm(row, by=cast.lin, at=START)
        assert queries.preview(paper, at=START).can_go


def test_a_bounded_clause_is_not_edited_away_nor_confirmed_nor_sent(cast):
    paper = imported(cast, BOUNDED)
    bad = paper.obligations.get(bounded__gt="")
    with acting(cast.lin):
        for attempt in (
            lambda: actions.confirm(bad, by=cast.lin, at=START),
            lambda: actions.edit(bad, by=cast.lin, at=START, text="各校摸排管控刑满释放人员"),
            lambda: actions.edit(bad, by=cast.lin, at=START, title="一般检查"),
            lambda: actions.resolve_bounded(bad, how="substitute", text="各校对刑满释放人员建立台账", by=cast.lin, at=START),
            lambda: actions.resolve_bounded(bad, how="outside", reason=" ", by=cast.lin, at=START),
            lambda: actions.dispatch_now(paper, by=cast.lin, at=START),
        ):
            with pytest.raises(Refused):
                attempt()
        help_ = queries.bounded_help(bad)
        assert help_.why and len(help_.substitutes) >= 2
        fine = actions.resolve_bounded(bad, how="substitute", text=help_.substitutes[0], by=cast.lin, at=START)
        assert fine.text == help_.substitutes[0] and not fine.is_bounded_open
        with pytest.raises(Refused):
            actions.edit(fine, by=cast.lin, at=START, text="对吸毒人员逐一摸排建档")


def test_halves_of_a_bounded_clause_stay_bounded_and_merging_does_not_hide_it(cast):
    paper = imported(cast, BOUNDED)
    bad = paper.obligations.get(bounded__gt="")
    with acting(cast.lin):
        first, second = actions.split(bad, bad.text.index("、吸毒"), by=cast.lin, at=START)
        assert first.is_bounded_open and second.is_bounded_open
        actions.undo(paper, by=cast.lin, at=START)
        bad.refresh_from_db()
        below = paper.obligations.filter(order__gt=bad.order).exclude(state="dropped").first()
        merged = actions.merge_up(below, by=cast.lin, at=START)
        assert merged.pk == bad.pk and merged.is_bounded_open


def test_a_sent_notice_is_not_changed_any_more(cast):
    from tests.notices.paper import sent

    paper = sent(cast)
    with acting(cast.lin):
        for attempt in (actions.drop, actions.confirm, actions.restore):
            with pytest.raises(Refused):
                attempt(paper.obligations.first(), by=cast.lin, at=START)


def test_a_district_cannot_touch_the_citys_draft(cast, notice):
    row = rows(notice)[0]
    with pytest.raises((NotYours, Obligation.DoesNotExist)), acting(cast.zhao):
        actions.drop(row, by=cast.zhao, at=START)


def test_the_preview_tells_repeats_of_what_the_same_units_have(cast):
    from tests.notices.paper import sent

    sent(cast, text="各区教育局，各学校：\n  一、各校12月28日前逐一检查燃气软管、阀门和报警器。\n")
    second = imported(cast, "各区教育局，各学校：\n  一、各校12月29日前检查燃气软管、阀门、报警器。\n")
    with acting(cast.lin):
        found = queries.preview(second, at=START)
    assert [(r.units, r.alike > 0.5) for r in found.repeats] == [(4, True)]


def test_the_review_page_cuts_the_text_without_losing_a_character(cast, notice):
    with acting(cast.lin):
        page = queries.review(notice, cast.lin, at=START)
    assert "".join(p.text for p in page["pieces"]) == notice.text
    assert page["counts"]["live"] == len(page["rows"]) == 4
    assert all(row["who"] and row["proof"] for row in page["rows"])


VERBS = ["split", "merge_up", "drop", "restore", "confirm", "edit"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 9), st.integers(1, 30)), max_size=8))
def test_undoing_every_step_gives_the_first_reading_back(cast, steps):
    from django.db import transaction

    with acting(cast.lin):
        point = transaction.savepoint()
        paper = actions.import_notice(TEXT.encode(), "n.txt", unit=cast.units["city"], by=cast.lin, at=START)
        was, done = shape(paper), 0
        for verb, which, offset in steps:
            every = list(paper.obligations.order_by("order", "id"))
            row = every[which % len(every)]
            more = {"split": (offset,)}.get(verb, ())
            fields = {"minutes": offset} if verb == "edit" else {}
            try:
                with transaction.atomic():
                    getattr(actions, verb)(row, *more, by=cast.lin, at=START, **fields)
                done += 1
            except Refused:
                continue
            assert sum(o.state != "dropped" for o in paper.obligations.all()) >= 0
        paper.refresh_from_db()
        for _ in range(done):
            assert actions.undo(paper, by=cast.lin, at=START)
        assert shape(paper) == was
        transaction.savepoint_rollback(point)
