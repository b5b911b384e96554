"""Sending, dossiers, the matrix, verifying and the API, each as the people concerned see them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.work.cases.models import Case
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Notice, Task
from tests.cast import START
from tests.notices.paper import DUE, dossier_of, imported, line, proved, reviewed, sent
from tests.notices_screens.conftest import words

HTMX = {"HX-Request": "true"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


def state(pk: int) -> str:
    return str(Case.objects.get(pk=pk).state)


def test_the_preview_names_units_minutes_samples_and_what_stops_it(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    page = words(client.get(f"/notices/{notice.pk}/preview/"))
    assert "还没有确认" in page and "要先定下来" in page and f"/notices/{notice.pk}/send/" in page
    assert '<button class="btn p big"' not in page
    reviewed(cast, notice, minutes=30)
    page = words(client.get(f"/notices/{notice.pk}/preview/"))
    assert "派给 4 个单位" in page and "派出后只能撤回" in page and "青禾中学" in page and "小时" in page


def test_sending_twice_sends_once_and_shows_how_far_it_is(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    reviewed(cast, notice)
    for _time in range(2):
        assert client.post(f"/notices/{notice.pk}/send/").url == f"/notices/{notice.pk}/sending/"
    page = words(client.get(f"/notices/{notice.pk}/sending/"))
    assert "可以离开这页" in page and 'hx-trigger="every 1s"' in page
    with acting(cast.lin):
        assert Notice.objects.get(pk=notice.pk).state == "sending"


def test_what_is_not_ready_is_not_sent(visit: Any, cast: Any) -> None:
    client, notice = visit("lin"), imported(cast)
    assert client.post(f"/notices/{notice.pk}/send/").status_code == 409
    assert visit("zhao").post(f"/notices/{notice.pk}/send/").status_code == 404


def test_when_it_is_out_the_progress_leads_to_the_matrix(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    answer = visit("lin").get(f"/notices/{notice.pk}/sending/", headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/notices/{notice.pk}/matrix/"


def test_a_school_receives_all_in_one_tap(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    dossier, client = dossier_of(notice, cast, "green"), visit("chen")
    page = words(client.get(f"/dossiers/{dossier.pk}/"))
    assert f"签收 {dossier.lines} 项" in page and "云汀市教育局" in page
    page = words(client.post(f"/dossiers/{dossier.pk}/receive/", headers=HTMX))
    assert "签收 " not in page and "办理中" in page
    assert words(client.get(f"/dossiers/{dossier.pk}/?by=due")).count('class="dl') == dossier.lines


def test_a_neighbour_sees_nothing_of_it(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    dossier, client = dossier_of(notice, cast, "green"), visit("feng")
    for address in ("", "prove/", "hand/"):
        assert client.get(f"/dossiers/{dossier.pk}/{address}").status_code == 404
    task = line(notice, cast, "green")
    assert client.get(f"/verify/{task.pk}/").status_code == 404
    assert client.get(f"/notices/{notice.pk}/matrix/cell/{task.pk}/").status_code == 404


def test_one_record_with_a_photo_proves_two_lines(visit: Any, cast: Any) -> None:
    notice = sent(cast, proof="photo")
    dossier, client = dossier_of(notice, cast, "green"), visit("chen")
    client.post(f"/dossiers/{dossier.pk}/receive/")
    ids = [line(notice, cast, "green", place).pk for place in (0, 1)]
    page = words(client.get(f"/dossiers/{dossier.pk}/prove/?line={ids[0]}&line={ids[1]}"))
    assert "证明这 2 项" in page and "要现场照片" in page
    bare = client.post(f"/dossiers/{dossier.pk}/prove/", {"line": ids, "text": "查过了", "nonce": "5" * 32})
    assert bare.status_code == 409 and "照片" in words(bare) and "查过了" in words(bare)
    assert {state(pk) for pk in ids} == {"doing"}
    photo = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    done = client.post(f"/dossiers/{dossier.pk}/prove/", {"line": ids, "text": "查过了", "photos": photo, "nonce": "6" * 32})
    assert done.status_code == 302
    assert {state(pk) for pk in ids} == {"submitted"}


def test_lines_are_handed_to_a_colleague_in_two_taps(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    dossier, client, task = dossier_of(notice, cast, "green"), visit("chen"), line(notice, cast, "green")
    page = words(client.get(f"/dossiers/{dossier.pk}/hand/?line={task.pk}"))
    assert "Liang" in page and "Feng" not in page
    liang = cast.people["liang"].pk
    assert client.post(f"/dossiers/{dossier.pk}/hand/", {"line": [task.pk], "person": liang}).status_code == 302
    assert Case.objects.get(pk=task.pk).owner_id == liang
    assert client.post(f"/dossiers/{dossier.pk}/hand/", {"person": liang}).status_code == 302
    assert set(Case.objects.filter(bundle_id=dossier.pk).values_list("owner_id", flat=True)) == {liang}


def test_a_line_that_does_not_apply_is_asked_with_a_reason(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    dossier, client, task = dossier_of(notice, cast, "green"), visit("chen"), line(notice, cast, "green")
    client.post(f"/dossiers/{dossier.pk}/receive/")
    to = f"/dossiers/{dossier.pk}/lines/{task.pk}/not/"
    assert client.post(to, {"why": ""}).status_code == 409
    assert client.post(to, {"why": "本校没有这类场所"}).status_code == 302
    assert state(task.pk) == "asked_na"
    page = words(visit("zhao").get(f"/verify/{task.pk}/"))
    assert "本校没有这类场所" in page and "同意不适用" in page


def test_the_words_of_the_notice_come_on_demand(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    dossier, task = dossier_of(notice, cast, "green"), line(notice, cast, "green")
    page = words(visit("chen").get(f"/dossiers/{dossier.pk}/lines/{task.pk}/words/"))
    assert "<mark>" in page and "五层责任人名单" in page


def test_the_verifier_looks_then_confirms_one_and_is_led_to_the_next(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="each")
    first, second = (proved(cast, line(notice, cast, "green", n), "chen", START) for n in (0, 1))
    client = visit("zhao")
    assert "2 件等你核验" in words(client.get("/verify/"))
    unseen = client.post(f"/verify/{first.pk}/decide/", {"do": "verify"})
    assert unseen.status_code == 409 and "看一遍" in words(unseen)
    page = words(client.get(f"/verify/{first.pk}/"))
    assert "已检查，记录在台账第3页" in page and "第 1 件，共 2 件" in page
    done = client.post(f"/verify/{first.pk}/decide/", {"do": "verify"})
    assert done.url == f"/verify/{second.pk}/" and state(first.pk) == "verified"


def test_a_return_wants_a_reason_and_the_school_reads_it(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="each")
    task = proved(cast, line(notice, cast, "green"), "chen", START)
    client = visit("zhao")
    client.get(f"/verify/{task.pk}/")
    assert client.post(f"/verify/{task.pk}/decide/", {"do": "return", "note": ""}).status_code == 409
    assert client.post(f"/verify/{task.pk}/decide/", {"do": "return", "note": "缺更换后照片"}).status_code == 302
    page = words(visit("chen").get(f"/dossiers/{dossier_of(notice, cast, 'green').pk}/"))
    assert "退回：缺更换后照片" in page and "补交" in page


def test_who_did_it_does_not_verify_it(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="each")
    task = proved(cast, line(notice, cast, "green"), "chen", START)
    page = words(visit("chen").get(f"/verify/{task.pk}/"))
    assert "现在不轮到你核验" in page and "verify_decide" not in page and 'value="verify"' not in page


def test_the_matrix_opens_a_district_and_every_cell_says_its_whole_name(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="each")
    client, east = visit("lin"), cast.units["east"].unit_path
    with clock.travel(DUE):
        page = words(client.get(f"/notices/{notice.pk}/matrix/?open={east}"))
    first = Task.objects.filter(notice=notice).order_by("obligation__order").first()
    assert first is not None
    title = first.obligation.title
    assert f'aria-label="青禾中学，{title}，未知（没有回报，不当作完成）"' in page
    assert f'aria-label="西汀区教育局，{title}，0 / 1 落实，未知 1"' in page
    assert "<caption" in page and "style=" not in page


def test_districts_see_their_part_and_schools_theirs(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    address = f"/notices/{notice.pk}/matrix/"
    assert "听涛小学" not in words(visit("zhao").get(address)) and "青禾中学" in words(visit("zhao").get(address))
    page = words(visit("feng").get(address))
    assert "白鹭小学" in page and "青禾中学" not in page


def test_filters_and_the_drawer(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="each")
    task, client = line(notice, cast, "green"), visit("lin")
    page = words(client.get(f"/notices/{notice.pk}/matrix/?show=late"))
    assert "没有符合的" in page
    drawer = words(client.get(f"/notices/{notice.pk}/matrix/cell/{task.pk}/"))
    assert "青禾中学" in drawer and "催办" in drawer and f"/cases/{task.pk}/" in drawer and "还没交东西" in drawer


def test_on_a_phone_one_clause_leads_to_its_units(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    clause = line(notice, cast, "green").task.obligation_id
    client, east = visit("lin"), cast.units["east"].unit_path
    assert "东汀区教育局" in words(client.get(f"/notices/{notice.pk}/matrix/clause/{clause}/"))
    assert "青禾中学" in words(client.get(f"/notices/{notice.pk}/matrix/clause/{clause}/?open={east}"))


def test_who_is_missing_is_named_and_nobody_else(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="doubt", proof="declared")
    for place in range(Task.objects.filter(notice=notice, unit_path=cast.units["green"].unit_path).count()):
        proved(cast, line(notice, cast, "green", place), "chen", START)
    client, address = visit("lin"), f"/notices/{notice.pk}/matrix/missing/"
    page = words(client.get(f"{address}?all=1"))
    assert "白鹭小学" in page and "青禾中学" not in page
    early = words(client.get(address))  # due in a fortnight: nobody is to be urged yet
    assert "白鹭小学" not in early and "没有逾期的" in early
    with clock.travel(DUE - timedelta(days=2)):
        assert "白鹭小学" in words(client.get(address))


def test_reports_as_excel_and_word(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    for ending, head in (("xlsx", b"PK"), ("docx", b"PK")):
        answer = visit("lin").get(f"/notices/{notice.pk}/matrix/report.{ending}")
        assert answer.status_code == 200 and answer.content.startswith(head) and "attachment" in answer["Content-Disposition"]


def test_a_notice_is_withdrawn_with_a_reason(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    client, address = visit("lin"), f"/notices/{notice.pk}/withdraw/"
    assert client.post(address, {"why": ""}).status_code == 409
    assert client.post(address, {"why": "日期有误，重发"}).status_code == 302
    assert "日期有误，重发" in words(visit("chen").get(f"/dossiers/{dossier_of(notice, cast, 'green').pk}/"))
    assert visit("zhao").post(address, {"why": "不行"}).status_code in (403, 404)


def test_the_list_and_the_menu_fit_who_looks(visit: Any, cast: Any) -> None:
    draft = imported(cast)
    assert "接着核" in words(visit("lin").get("/notices/")) and "导入通知" in words(visit("lin").get("/notices/"))
    reviewed(cast, draft)
    page = words(visit("chen").get("/notices/"))
    assert "还没有收到通知" in page and "导入通知" not in page
    assert visit("chen").get("/matrix/").status_code == 200


def test_the_api_lists_proves_and_shows_the_matrix(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="each")
    client, dossier = visit("chen"), dossier_of(notice, cast, "green")
    assert client.get("/api/notices").json()[0]["title"] == notice.title
    whole = client.get(f"/api/dossiers/{dossier.pk}").json()
    ids = [row["case_id"] for row in whole["lines"]][:2]
    assert client.post(f"/api/dossiers/{dossier.pk}/receive").json()["number"] == dossier.lines
    body = json.dumps({"lines": ids, "text": "检查过，见台账第3页"})
    done = client.post(f"/api/dossiers/{dossier.pk}/submit", body, content_type="application/json")
    assert done.status_code == 200 and done.json()["lines"] == ids
    assert {state(pk) for pk in ids} == {"submitted"}
    assert len(client.get(f"/api/notices/{notice.pk}/obligations").json()) == dossier.lines
    found = visit("lin").get(f"/api/notices/{notice.pk}/matrix?open_path={cast.units['east'].unit_path}").json()
    assert found["rows"][0]["total"] == 4 and len(found["rows"][0]["cells"]) == 3
    assert visit("feng").get(f"/api/dossiers/{dossier.pk}").status_code == 404


def test_without_trouble_the_first_district_with_schools_is_open_and_columns_count_units(visit: Any, cast: Any) -> None:
    notice = sent(cast, to={"kinds": ["school", "district", "city"], "units": []})
    page = words(visit("lin").get(f"/notices/{notice.pk}/matrix/"))
    assert "青禾中学" in page.split("<thead>")[1].split("</thead>")[0]
    assert "个单位</small>" in page and "所</small>" not in page


def test_many_lines_are_taken_back_by_the_queue_and_the_page_shows_how_far_it_is(visit: Any, cast: Any, monkeypatch: Any) -> None:
    from anlan.work.notices.actions import withdrawing

    monkeypatch.setattr(withdrawing, "AT_ONCE", 1)
    notice, client = sent(cast), visit("lin")
    answer = client.post(f"/notices/{notice.pk}/withdraw/", {"why": "日期有误，重发"})
    assert answer.url == f"/notices/{notice.pk}/sending/"
    with acting(cast.lin):
        assert Notice.objects.get(pk=notice.pk).state == "published"  # nothing of it was done within the request
    page = words(client.get(answer.url))
    assert "排上队了，马上撤" in page and 'hx-trigger="every 1s"' in page


def test_a_receipt_row_of_the_inbox_bears_the_notices_title(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    task = line(notice, cast, "hill")
    page = words(visit("feng").get("/inbox/"))
    count = Case.objects.filter(bundle_id=task.bundle_id, owner_id=cast.people["feng"].pk).count()
    assert count > 1
    assert f"寒假前校园安全工作，{count} 项要求待签收" in page and f"{task.title[:14]} 等" not in page


def test_the_waterline_of_a_task_begins_with_its_coming(visit: Any, cast: Any) -> None:
    task = line(sent(cast), cast, "green")
    page = words(visit("chen").get(f"/cases/{task.pk}/"))
    assert "派来" in page.split("wlb")[1].split("</section>")[0] and "发现" not in page.split("wlb")[1].split("</section>")[0]


def test_the_dossier_and_the_matrix_say_how_a_line_runs(visit: Any, cast: Any) -> None:
    head = "各区教育局，各学校：\n  一、各校每周五前检查校门报警装置，登记在册。\n"
    text = f"{head}  二、一旦发生学生受伤，各校启动应急预案。\n  三、各校2027年1月8日前报送总结。\n"
    notice = imported(cast, text)
    client = visit("lin")
    with acting(cast.lin):
        for row in notice.obligations.all():
            actions.edit(row, by=cast.lin, at=START, addressees={"kinds": ["school"]})
            actions.confirm(row, by=cast.lin, at=START)
    review, preview = (words(client.get(f"/notices/{notice.pk}/{page}/")) for page in ("review", "preview"))
    assert "每周五" in review and "随发现随办" in review and "没写明，要补" not in review
    assert "每周五 · 第一次 12月18日 周五，共 4 次" in preview and "随发现随办" in preview
    once, weekly = (notice.obligations.get(way=way).minutes for way in ("once", "recurring"))
    occasion = notice.obligations.get(way="occasion").minutes
    with acting(cast.lin):
        found = queries.preview(notice, at=START)
    assert found.most_minutes == once + occasion + 4 * weekly  # Fridays from 18 December to 8 January
    with acting(cast.lin):
        actions.dispatch_now(notice, by=cast.lin, at=START)
    matrix = words(client.get(f"/notices/{notice.pk}/matrix/"))
    assert '<td class="due f2">每周五</td>' in matrix and '<td class="due f2">随发现随办</td>' in matrix
    task = line(notice, cast, "green")
    proved(cast, task, "chen", START)
    page = words(visit("chen").get(f"/dossiers/{dossier_of(notice, cast, 'green').pk}/"))
    assert "每周五 · 分次办" in page and "已交 1 次" in page


def test_a_line_laid_by_memory_says_so_until_somebody_else_has_it(visit: Any, cast: Any) -> None:
    first = line(sent(cast), cast, "green")
    su = cast.people["su"].pk
    with acting(cast.chen):
        actions.assign_lines([first.pk], to_person=su, by=cast.chen, at=START)
    text = "各区教育局，各学校：\n  一、各校12月26日前把值班名单报区教育局备案。\n"
    again = sent(cast, text=text, domain=first.domain, post_role=Task.objects.get(pk=first.pk).obligation.post_role)
    assert line(again, cast, "green").owner_id == su
    address, client = f"/dossiers/{dossier_of(again, cast, 'green').pk}/", visit("chen")
    assert "照上次落的" in words(client.get(address))
    with acting(cast.chen):
        actions.assign_lines([line(again, cast, "green").pk], to_person=cast.people["liang"].pk, by=cast.chen, at=START)
    assert "照上次落的" not in words(client.get(address))
