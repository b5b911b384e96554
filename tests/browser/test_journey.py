"""The main job in a browser, from the notice to the verified trail, with the real program behind it.

The bureau imports a notice, meets two bounded clauses, reviews and dispatches; a school receives one dossier, hands a line on,
proves two lines with one record, has one returned and then verified; a teacher reports a major hazard on a phone, which stops
the room at once, and it is closed through the right hands; a neighbour sees nothing; the board moves without a reload.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.server import PROJECT, login_url, serving
from tests.browser.walking import PHONE, Walk, photo, sent, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOUNDING = PROJECT.parent / "shared" / "mission" / "notice.txt"
OWN_NOTICE = """关于做好校园安全工作的通知
各区教育局，局属各学校：
  现就做好校园安全工作通知如下：
  一、消除隐患。各校要对校园进行全面检查，建立检查台账。
  二、严防暴力。要加强对刑满释放人员、吸毒人员的摸排和管控。对上访重点人员要落实专人负责和稳控措施。
  三、安全教育。放假前各校要开展专题安全教育并发放告家长书。
  四、值班值守。各校要严格执行领导带班和24小时值班制度。
"""


@pytest.fixture
def city(real_city: tuple[str, Any], tmp_path: Path) -> Iterator[Any]:
    """The small city, committed, with passwords, and the program serving it."""
    from django.db import connection, transaction

    from anlan.kernel.actor import SYSTEM
    from anlan.registers.org import actions as org
    from anlan.registers.org.rules import TRAITS
    from tests.cast import PASSWORD, START

    name, cast = real_city
    with transaction.atomic():
        org.change_unit(cast.units["green"], traits=dict.fromkeys(TRAITS, True), by=SYSTEM, at=START)  # all clauses find a school
        for person in cast.people.values():
            person.set_password(PASSWORD)
            person.save()
    connection.close()
    with serving(name, tmp_path, demo=False) as running:
        yield running, cast


CLICKS = 29  # from the file to the tasks, two bounded clauses and two rules on the way; may only become fewer


def test_the_main_job_from_the_notice_to_the_verified_trail(city, browser):
    running, cast = city
    walk = Walk(browser, running.base)
    notice = import_and_dispatch(walk)
    work_on_the_dossier(walk, notice)
    board = walk.goto("gu", "/board/")
    before = figure(board, MAJOR)
    case = report_a_major_hazard(walk, cast)
    board.wait_for_function(MORE, arg=[MAJOR, before], timeout=60000)
    close_the_hazard(walk, case, cast)
    a_neighbour_sees_nothing(walk, case)
    verify(running)


MAJOR = 3  # of the six figures the major hazards: what is open also changes with the lines that are verified meanwhile
MORE = "([at, before]) => Number(document.querySelectorAll('.kp b')[at]?.textContent.trim()) === before + 1"


def figure(page: Any, index: int) -> int:
    """A figure of the board, once there is one."""
    page.wait_for_function(
        "at => /^[0-9]+$/.test(document.querySelectorAll('.kp b')[at]?.textContent.trim() ?? '')", arg=index, timeout=90000
    )
    return int(page.locator(".kp b").nth(index).inner_text().strip())


# ── notice ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def import_and_dispatch(walk: Walk) -> int:
    page = walk.goto("lin", "/notices/import/")
    page.evaluate("sessionStorage.removeItem('clicks')")
    text = FOUNDING.read_bytes() if FOUNDING.exists() else OWN_NOTICE.encode()
    page.set_input_files("#id_file", files=[{"name": "notice.txt", "mimeType": "text/plain", "buffer": text}])
    with sent(page):
        page.click("form.take-in .btn.p")
    page.wait_for_selector("[data-ob]")
    notice = int(page.url.split("/notices/")[1].split("/")[0])
    bounded = page.locator("[data-ob]", has_text="不能照原文派")
    assert bounded.count() == 2
    resolve_bounded(page, "substitute")
    resolve_bounded(page, "outside")
    page.fill("input[type=date]", "2027-01-22")
    page.get_by_role("button", name="一起定下").click()
    settled(page)
    for index in (0, 1):
        verify_each(page, index)
    confirm_all(page)
    with sent(page):
        page.get_by_text("预览派发", exact=True).first.click()
    assert "件" in page.inner_text("h1")
    assert not page.locator(".stops").count(), page.locator(".stops").inner_text()
    with sent(page):
        page.click(".send-bar .btn.p")
    clicks = int(page.evaluate("Number(sessionStorage.getItem('clicks') || 0)"))
    assert 5 < clicks <= CLICKS, f"{clicks} clicks from the file to the tasks"
    page.goto(f"{walk.base}/notices/{notice}/matrix/")
    for _ in range(60):
        if page.locator("table").count() and "已核验" in page.inner_text("main"):
            break
        page.wait_for_timeout(500)
        page.reload()
    assert page.locator("table").count()
    return notice


def resolve_bounded(page: Any, how: str) -> None:
    """Open the first bounded clause that is still open and take one of the two ways."""
    row = page.locator("[data-ob]", has_text="不能照原文派").first
    number = row.get_attribute("data-ob")
    row.click()
    opened = page.locator(f"[data-ob='{number}'][aria-current=true] .bnd")
    opened.wait_for()
    settled(page)
    assert "不能照原文派" in opened.inner_text()
    if how == "substitute":
        opened.locator("button[value=substitute]").click()  # the first wording stands there ready to be changed
    else:
        opened.locator("input[name=reason]").fill("由属地综治部门按职责办理，不在这里办")
        opened.locator("button[value=outside]").click()
    words = {"substitute": "已换成替代写法", "outside": "系统外办理"}[how]
    page.locator("[data-ob] .chip", has_text=words).first.wait_for(state="attached")
    settled(page)


def verify_each(page: Any, index: int) -> None:
    """The verification rule of a line becomes: each."""
    page.locator("#lines > li").nth(index).click()
    settled(page)
    page.locator("[aria-current=true] details[data-keep=rule] > summary").click()
    page.locator("[aria-current=true] label.ck", has_text="逐件核验").click()
    settled(page)


def confirm_all(page: Any) -> None:
    """The rest are right in one click; what is marked for a look is confirmed one by one with Enter."""
    rest = page.get_by_role("button", name="都对")
    if rest.count():
        rest.first.click()
        settled(page)
    for _ in range(70):
        still = page.locator("#lines > li.ask, #lines > li.todo")
        if not still.count():
            return
        if not page.locator("[aria-current=true] button[value=confirm]").count():
            still.first.click()
            settled(page)
        page.locator("[aria-current=true] button[value=confirm]").click()
        settled(page)
    raise AssertionError("obligations stay unconfirmed")


# ── dossier ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def work_on_the_dossier(walk: Walk, notice: int) -> None:
    page = walk.page("chen", PHONE)
    page.goto(f"{walk.base}/inbox/")
    page.locator("a[href^='/dossiers/']").first.click()
    page.wait_for_url("**/dossiers/**")
    dossier = page.url
    page.click(".ds-receive .btn.p")
    page.wait_for_selector(".ds-receive", state="detached")
    hand_one_line(page)
    page.goto(dossier)
    prove_two_lines(page)
    first, second = verify_lines(walk)
    page.goto(f"{walk.base}/cases/{first}/")
    assert "缺签名" in page.inner_text("main")
    page.goto(dossier)
    page.locator(f"#line-{first} summary").first.click()
    with sent(page):
        page.locator(f"#line-{first} .btn.p").click()
    page.fill("#text", "补了签名，重新拍照")
    with sent(page):
        page.click("footer .btn.p")
    decide(walk, first, "verify")
    done = walk.goto("zhao", f"/cases/{first}/")
    assert "已核验" in done.inner_text("main") or "已办结" in done.inner_text("main")
    assert second != first


def hand_one_line(page: Any) -> None:
    page.locator("li.dl").filter(has_not_text="逐件核验").first.locator("label.pickbox").click()
    with sent(page):
        page.locator(".ds-bar button[formaction]").click()
    page.locator("label.ck", has_text="Liang").click()
    with sent(page):
        page.click("form.hand .btn.p")


def prove_two_lines(page: Any) -> None:
    each = page.locator("li.dl", has_text="逐件核验")
    for index in (0, 1):
        each.nth(index).locator("label.pickbox").click()
    with sent(page):
        page.locator(".ds-bar .btn.p").click()
    page.fill("#text", "12月14日全校检查，记了台账，两项一起办的")
    page.set_input_files("input[name=photos]", files=[photo((90, 120, 140))])
    page.wait_for_timeout(500)
    with sent(page):
        page.click("footer .btn.p")
    assert "2 项等核验" in page.inner_text("main")


def verify_lines(walk: Walk) -> tuple[int, int]:
    """Zhao looks at both; sends one back, passes the other."""
    page = walk.goto("zhao", "/inbox/")
    walk.goto("zhao", "/verify/")
    links = page.locator("a.tt[href*='/verify/']")
    ids = [int(links.nth(i).get_attribute("href").rstrip("/").split("/")[-1]) for i in range(links.count())]
    assert len(ids) >= 2, page.inner_text("main")
    decide(walk, ids[0], "return", "缺签名")
    decide(walk, ids[1], "verify")
    return ids[0], ids[1]


def decide(walk: Walk, case: int, what: str, note: str = "") -> None:
    page = walk.goto("zhao", f"/verify/{case}/")
    if note:
        page.fill("#note", note)
    with sent(page):
        page.click(f"button[value={what}]")


# ── hazard ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


# a camera that sees one code, for a browser that has none
CAMERA = """(code) => {
    const seen = document.createElement('canvas'); seen.getContext('2d').fillRect(0, 0, 9, 9);
    Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => seen.captureStream(5) } });
    HTMLMediaElement.prototype.play = async () => undefined;
    window.BarcodeDetector = class { async detect() { return [{ rawValue: `https://x/p/${code}/` }]; } };
}"""


def scan_the_place(page: Any, code: Any) -> None:
    """On the page of the report, with the camera: the place is named though nothing else was sent or lost."""
    where = page.locator("details.where")
    page.add_init_script(f"({CAMERA})('{code}')")
    page.reload()
    if not where.evaluate("e => e.open"):
        where.locator("summary").click()
    page.get_by_role("button", name="扫门口的码").click()
    page.wait_for_selector("#found input[name=place]:checked", state="attached")
    assert "二层东楼梯" in where.locator("summary").inner_text()


def report_a_major_hazard(walk: Walk, cast: Any) -> int:
    page = walk.page("su", PHONE)
    page.goto(f"{walk.base}/hazards/report/")
    scan_the_place(page, cast.places["stair"].code)
    page.set_input_files("input[name=photos]", files=[photo((120, 90, 60))])
    page.locator("label.cat", has_text="消防通道").click()
    page.fill("#id_description", "楼梯口堆了课桌，防火门上了锁")
    page.locator("label.ck", has_text="要立刻清人、停用").click()
    assert "按重大隐患上报" in page.locator("footer.send").inner_text()
    with sent(page):
        page.get_by_role("button", name="上报", exact=True).click()
    case = int(page.url.rstrip("/").split("/")[-1])
    shown = walk.goto("chen", f"/cases/{case}/")
    assert "此处已" in shown.inner_text("main")
    return case


def take(walk: Walk, who: str, case: int, verb: str, fields: dict[str, Any] | None = None, files: bool = False) -> None:
    """Take one step on the page of the case."""
    page = walk.goto(who, f"/cases/{case}/")
    form = page.locator(f"form[action$='/step/{verb}/']")
    folded = form.locator("xpath=ancestor::details[not(@open)]")
    for _ in range(4):
        if not folded.count():
            break
        folded.first.locator("summary").first.click()
    for name, value in (fields or {}).items():
        box = form.locator(f"[name={name}]")
        if isinstance(value, int):
            box.select_option(index=value)
        else:
            box.fill(value)
    if files:
        form.locator("input[name=photos]").set_input_files(files=[photo((70, 150, 90))])
        page.wait_for_timeout(400)
    with sent(page):
        form.locator("button.btn").last.click()
    assert page.locator(".alert-box.red").count() == 0, page.inner_text("main")


def close_the_hazard(walk: Walk, case: int, cast: Any) -> None:
    assured = {"responsible": 1, "measures": "清通道，拆挂锁", "money": "800", "plan": "改走西楼梯，专人看守"}
    take(walk, "lu", case, "assure", assured)
    take(walk, "liang", case, "rectify", {"note": "清完了，门能推开"}, files=True)
    take(walk, "lu", case, "accept", {"note": "走过一遍，通了"})
    take(walk, "lin", case, "list", {"lister": 0, "list_number": "市局〔2026〕9号", "signer": "顾海平", "deadline": "2027-01-20T17:00"})
    page = walk.goto("zhao", f"/p/{cast.places['stair'].code}/")  # what the phone opens when the code at the door is scanned
    with sent(page):
        page.click("form[action*='/hazards/on-site/'] button")
    take(walk, "zhao", case, "review", {"note": "到现场看过"})
    page = walk.goto("zhao", f"/cases/{case}/")
    assert page.locator("form[action$='/step/close_out/']").count() == 0, "only the lister closes it out"
    take(walk, "lin", case, "close_out", {"note": "同意销号"})
    assert "都走完了" in walk.goto("chen", f"/cases/{case}/").inner_text("main")


def a_neighbour_sees_nothing(walk: Walk, case: int) -> None:
    page = walk.page("feng")
    answer = page.goto(f"{walk.base}/cases/{case}/")
    assert answer.status == 404 and "防火门" not in page.content()
    page.goto(f"{walk.base}/search/?q=防火门上了锁")
    assert "防火门上了锁" not in page.inner_text("#rows")


def verify(running: Any) -> None:
    """`anlan verify` on the copied database, as the owner."""
    import os

    environment = dict(os.environ) | {
        "DATABASE_URL": login_url("owner", running.database), "DJANGO_SETTINGS_MODULE": "anlan.shell.settings",
        "ANLAN_SECRET_KEY": "for-browser-tests", "PYTHONPATH": str(PROJECT),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "django", "verify"], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and "whole, nothing changed" in done.stdout, done.stdout + done.stderr
