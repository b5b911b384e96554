"""Taking a notice in and reviewing it, as the officer's browser does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.kernel.acting import acting
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.screens.lines import values_of
from tests.cast import START
from tests.notices.paper import BOUNDED, TEXT, imported, reviewed
from tests.notices_screens.conftest import words

HTMX = {"HX-Request": "true"}


def taken_in(client: Any, text: str, **more: Any) -> Any:
    file = SimpleUploadedFile("31号.txt", text.encode())
    return client.post("/notices/import/", {"file": file, "nonce": "0" * 32, **more})


def rows(cast: Any, notice: Notice) -> list[Obligation]:
    with acting(cast.lin):
        return list(notice.obligations.select_related("notice").order_by("order", "id"))


def change(client: Any, row: Obligation, verb: str, **fields: Any) -> Any:
    """The open row sent off: what the page showed stands in `base`, as in the browser."""
    base = values_of(row)
    sent = {k: v for k, v in base.items() if k != "addressees"} | {"base": json.dumps(base), "do": verb, **fields}
    return client.post(f"/notices/{row.notice_id}/lines/{row.pk}/", sent, headers=HTMX)


def test_an_officer_drops_a_file_in_and_stands_before_its_obligations(visit: Any, cast: Any) -> None:
    client = visit("lin")
    response = taken_in(client, TEXT)
    assert response.status_code == 302
    page = words(client.get(response.url))
    assert "五层责任人名单" in page and "已确认 0" in page
    assert '<p class="tc">' in page  # the title of the original
    assert "style=" not in page and "onclick" not in page
    assert "派给" not in page


def test_the_same_form_sent_twice_makes_one_notice(visit: Any, cast: Any) -> None:
    client = visit("lin")
    assert taken_in(client, TEXT).url == taken_in(client, TEXT).url


@pytest.mark.parametrize("mark", ["绝密", "机密★10年", "秘密"])
def test_a_secret_document_is_refused_and_nothing_of_it_is_kept(visit: Any, cast: Any, mark: str) -> None:
    response = taken_in(visit("lin"), f"{mark}\n{TEXT}")
    assert response.status_code == 409
    assert "没有保存任何内容" in words(response) and "五层责任人" not in words(response)
    with acting(cast.lin):
        assert not Notice.objects.exists()


def test_an_internal_one_asks_first_and_is_chosen_again(visit: Any, cast: Any) -> None:
    client = visit("lin")
    asked = taken_in(client, f"内部资料\n{TEXT}")
    assert asked.status_code == 409 and 'name="internal"' in words(asked) and "要再选一次" in words(asked)
    with acting(cast.lin):
        assert not Notice.objects.exists()
    assert taken_in(client, f"内部资料\n{TEXT}", internal="1").status_code == 302


def test_what_cannot_be_read_is_said_in_words(visit: Any, cast: Any) -> None:
    client = visit("lin")
    response = client.post("/notices/import/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"), "nonce": "1" * 32})
    assert response.status_code == 409 and "pdf" in words(response)
    assert "选一个文件" in words(client.post("/notices/import/", {"nonce": "2" * 32}))


def test_text_can_be_pasted(visit: Any, cast: Any) -> None:
    assert visit("lin").post("/notices/import/", {"text": TEXT, "nonce": "3" * 32}).status_code == 302


def test_a_school_neither_imports_nor_sees_a_draft(visit: Any, cast: Any) -> None:
    notice = imported(cast)
    client = visit("chen")
    assert client.get("/notices/import/").status_code == 403
    assert client.get(f"/notices/{notice.pk}/review/").status_code == 404
    assert notice.title not in words(client.get("/notices/"))


def test_a_change_is_kept_and_answered_with_the_review_alone(visit: Any, cast: Any) -> None:
    client, row = visit("lin"), rows(cast, imported(cast))[0]
    page = words(change(client, row, "edit", minutes="45", proof="photo"))
    assert page.lstrip().startswith('<div id="review"') and "<html" not in page
    row = rows(cast, row.notice)[0]
    assert (row.minutes, row.proof) == (45, "photo")


def test_confirming_goes_on_to_the_next_that_nobody_decided(visit: Any, cast: Any) -> None:
    client, lines = visit("lin"), rows(cast, imported(cast))
    page = words(change(client, lines[0], "confirm", due="2026-12-25T17:00"))
    assert f'<li id="ob-{lines[1].pk}" class="ob2' in page and "已确认 1" in page
    assert f'id="ob-{lines[0].pk}" class="ob done"' in page


def test_a_date_of_ones_own_and_back_to_the_words_of_the_notice(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    row = rows(cast, notice)[0]
    read = row.due_at
    change(client, row, "edit", due="2026-12-24T12:00")
    row = rows(cast, notice)[0]
    assert row.due_fixed and row.due_at != read
    change(client, row, "edit", due="")
    row = rows(cast, notice)[0]
    assert not row.due_fixed and row.due_at == read


def test_two_people_on_one_row_the_second_is_told_and_nothing_of_the_first_is_lost(visit: Any, cast: Any) -> None:
    notice = imported(cast)
    row = rows(cast, notice)[0]
    stale = values_of(row)
    with acting(cast.gu):
        actions.edit(row, by=cast.gu, at=START, minutes=99)
    sent = {"base": json.dumps(stale), "do": "edit", "minutes": "10"}
    answer = visit("lin").post(f"/notices/{notice.pk}/lines/{row.pk}/", sent, headers=HTMX)
    assert answer.status_code == 409 and "刚被别人改过" in words(answer)
    assert rows(cast, notice)[0].minutes == 99


def test_two_people_on_different_fields_do_not_disturb_each_other(visit: Any, cast: Any) -> None:
    notice = imported(cast)
    row = rows(cast, notice)[0]
    stale = values_of(row)
    with acting(cast.gu):
        actions.edit(row, by=cast.gu, at=START, minutes=99)
    sent = {"base": json.dumps(stale), "do": "edit", "proof": "onsite", "minutes": str(stale["minutes"])}
    assert visit("lin").post(f"/notices/{notice.pk}/lines/{row.pk}/", sent, headers=HTMX).status_code == 200
    row = rows(cast, notice)[0]
    assert (row.minutes, row.proof) == (99, "onsite")


def test_split_merge_drop_restore_and_undo(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    first = rows(cast, notice)[0]
    n = len(rows(cast, notice))
    change(client, first, "split", offset=str(len(first.text) // 2))
    assert len(rows(cast, notice)) == n + 1
    assert words(client.post(f"/notices/{notice.pk}/review/undo/", {"on": first.pk}, headers=HTMX)).count("撤销了：拆开") == 1
    assert len(rows(cast, notice)) == n
    second = rows(cast, notice)[1]
    change(client, second, "merge")
    assert rows(cast, notice)[1].state == "dropped"
    client.post(f"/notices/{notice.pk}/review/undo/", headers=HTMX)
    page = words(change(client, rows(cast, notice)[1], "drop"))
    assert 'class="ob not"' in page and 'class="not" data-ob' in page
    change(client, rows(cast, notice)[1], "restore")
    assert rows(cast, notice)[1].is_live


def test_words_selected_in_the_original_become_a_line(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    start = notice.text.index("排查有记录")
    page = words(client.post(f"/notices/{notice.pk}/review/add/", {"start": start, "end": start + 5}, headers=HTMX))
    assert "添了一条" in page and any(r.text == "排查有记录" for r in rows(cast, notice))
    far = client.post(f"/notices/{notice.pk}/review/add/", {"start": 0, "end": len(notice.text)}, headers=HTMX)
    assert far.status_code == 409 and "别跨段落" in words(far)


def test_a_bounded_clause_shows_why_and_cannot_be_confirmed(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast, BOUNDED)
    row = next(r for r in rows(cast, notice) if r.bounded)
    page = words(client.get(f"/notices/{notice.pk}/review/?on={row.pk}"))
    assert "不能照原文派" in page and "办法一" in page and "办法二" in page
    assert 'value="confirm"' not in page.split('class="ob2', 1)[1].split("</li>", 1)[0]
    assert change(client, row, "confirm").status_code == 409


def test_a_substitute_is_taken_and_the_same_demand_in_other_words_is_not(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast, BOUNDED)
    row = next(r for r in rows(cast, notice) if r.bounded)
    to = f"/notices/{notice.pk}/lines/{row.pk}/"
    again = client.post(to, {"do": "substitute", "words": "对刑满释放人员逐一登记造册、专人盯防"}, headers=HTMX)
    assert again.status_code == 409
    page = words(client.post(to, {"do": "substitute", "pick": "放学时段校门口安排护学岗，遇强行闯入立即报警。"}, headers=HTMX))
    assert "已换成替代写法" in page


def test_handled_outside_wants_a_reason(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast, BOUNDED)
    row = next(r for r in rows(cast, notice) if r.bounded)
    to = f"/notices/{notice.pk}/lines/{row.pk}/"
    assert client.post(to, {"do": "outside", "reason": ""}, headers=HTMX).status_code == 409
    assert "系统外办理" in words(client.post(to, {"do": "outside", "reason": "由公安机关依职责办理"}, headers=HTMX))


def test_addressees_by_kind_trait_department_and_named_units(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    row = rows(cast, notice)[0]
    hill = cast.units["hill"].pk
    more = {"kinds": ["school"], "traits": ["gas"], "departments": "总务处、德育处", "without": [str(hill)]}
    page = words(change(client, row, "edit", **more))
    assert "用燃气的 3 所学校" in page and "白鹭小学 除外" in page
    row = rows(cast, notice)[0]
    assert row.addressees == {"kinds": ["school"], "traits": ["gas"], "departments": ["总务处", "德育处"], "without": [hill]}
    found = words(client.get(f"/notices/{notice.pk}/units/?q=青禾"))
    assert "青禾中学" in found and "白鹭" not in found


def test_one_date_for_all_and_the_preview_button_becomes_the_main_one(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    assert 'class="btn q" id="to-preview"' in words(client.get(f"/notices/{notice.pk}/review/"))
    reviewed(cast, notice)
    assert 'class="btn p" id="to-preview"' in words(client.get(f"/notices/{notice.pk}/review/"))


def test_without_scripts_the_forms_lead_back_to_the_review(visit: Any, cast: Any) -> None:
    notice = imported(cast)
    row = rows(cast, notice)[0]
    answer = visit("lin").post(f"/notices/{notice.pk}/lines/{row.pk}/", {"do": "drop"})
    assert answer.status_code == 302 and answer.url.startswith(f"/notices/{notice.pk}/review/?on=")


def test_the_review_speaks_english_but_the_original_stays(visit: Any, cast: Any) -> None:
    notice = imported(cast)
    client = visit("lin")
    client.cookies["django_language"] = "en"
    page = words(client.get(f"/notices/{notice.pk}/review/"))
    for word in ("Right as it is", "Not a requirement", "Split", "Preview", "What to do"):
        assert word in page
    assert "对，就这样" not in page


def test_what_asks_nothing_stands_grey_and_one_click_makes_it_a_line(visit: Any, cast: Any) -> None:
    notice = imported(cast, TEXT.replace("一、压实责任。", "一、压实责任。各校要高度重视，绷紧安全这根弦。"))
    start, end = notice.asides[0][:2]
    client = visit("lin")
    page = words(client.get(f"/notices/{notice.pk}/review/"))
    assert page.count('class="aside-add"') == len(notice.asides) > 0
    assert notice.text[start:end] in page
    before = len(rows(cast, notice))
    after = client.post(f"/notices/{notice.pk}/review/add/", {"start": start, "end": end}, headers=HTMX)
    assert after.status_code == 200
    assert words(after).count('class="aside-add"') == len(notice.asides) - 1
    assert len(rows(cast, notice)) == before + 1


def test_a_bounded_clause_is_struck_out_with_a_reason_only(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast, BOUNDED)
    row = next(r for r in rows(cast, notice) if r.bounded)
    to = f"/notices/{notice.pk}/lines/{row.pk}/"
    bare = client.post(to, {"do": "drop"}, headers=HTMX)
    assert bare.status_code == 409 and "写明为什么不是要求" in words(bare)
    assert rows(cast, notice)[0].is_live
    assert client.post(to, {"do": "drop", "reason": "由综治部门按规定办理"}, headers=HTMX).status_code == 200
    struck = next(r for r in rows(cast, notice) if r.bounded)
    assert not struck.is_live and struck.resolution_text == "由综治部门按规定办理"
    assert "由综治部门按规定办理" in words(client.get(f"/notices/{notice.pk}/review/?on={row.pk}"))


def test_undo_after_outside_names_what_it_undoes(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast, BOUNDED)
    row = next(r for r in rows(cast, notice) if r.bounded)
    page = words(client.post(f"/notices/{notice.pk}/lines/{row.pk}/", {"do": "outside", "reason": "由公安机关依职责办理"}, headers=HTMX))
    assert "撤销系统外办理" in page and "撤销替代写法" not in page


def test_a_phrase_that_the_officer_wrote_is_not_called_the_notices(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    row = rows(cast, notice)[0]
    assert "原文“12月25日前”" in words(client.get(f"/notices/{notice.pk}/review/?on={row.pk}"))
    page = words(change(client, row, "edit", phrase="12月24日前"))
    assert "写的“12月24日前”" in page and "原文“12月24日前”" not in page


def test_departments_that_units_have_are_offered_by_name(visit: Any, cast: Any) -> None:
    text = "各区教育局，各学校：\n  一、各校总务处12月28日前检查食堂电路，登记在册。\n"
    client, notice = visit("lin"), imported(cast, text)
    row = rows(cast, notice)[0]
    page = words(client.get(f"/notices/{notice.pk}/review/?on={row.pk}"))
    assert "处室：总务处" in page and "原文提到" in page
    page = words(change(client, row, "edit", kinds=["school"], departments=["总务处", "德育处"]))
    assert rows(cast, notice)[0].addressees["departments"] == ["总务处", "德育处"]
    assert 'name="departments" value="总务处" checked' in page and 'name="departments" value="德育处"' in page


def test_review_and_preview_count_the_same_also_without_dates(visit: Any, cast: Any) -> None:
    notice = imported(cast, "各区教育局，各学校：\n  一、各校检查实验室台账。\n  二、各校12月28日前检查灭火器，登记在册。\n")
    with acting(cast.lin):
        assert any(row.due_at is None for row in notice.obligations.all())
        before, shown = queries.preview(notice, at=START), queries.review(notice, cast.lin, at=START)
        assert (before.units, before.tasks, before.minutes) == (shown["units"], shown["lines"], shown["minutes"])
        plan = queries.plan_of(notice, at=START)
        assert before.tasks > plan.lines and before.minutes == sum(o.minutes * len(plan.meant[o.pk]) for o in plan.obligations)


def test_the_head_says_until_when_what_holds_all_the_time_is_asked_for(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    head = {"title": notice.title, "number": notice.number, "issued_on": "2026-12-11", "ends_on": "2027-02-26"}
    assert client.post(f"/notices/{notice.pk}/review/describe/", head).status_code == 302
    with acting(cast.lin):
        assert str(Notice.objects.get(pk=notice.pk).ends_on) == "2027-02-26"
