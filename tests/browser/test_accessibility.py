"""The main pages for eyes, ears and keyboards: axe finds nothing serious, Tab reaches everything, dialogs give focus back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.furnished import House, furnished, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("accessibility")]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
WAYS = {
    "desk, light, 中文": (DESK, "light", "zh-CN"),
    "desk, dark, English": (DESK, "dark", "en-GB"),
    "phone, light, 中文": (PHONE, "light", "zh-CN"),
    "phone, dark, English": (PHONE, "dark", "en-GB"),
}
# two looks at a main page bring both sizes, both lights and both languages, the next page gets the other two; of the rest each is looked
# at in one of the four ways
OPPOSITE = (("desk, light, 中文", "phone, dark, English"), ("desk, dark, English", "phone, light, 中文"))
MAIN = [
    "sign-in", "inbox", "case, mine", "report", "review", "preview", "matrix", "dossier", "board of the city", "units", "chain",
    "calendar", "places", "a return to fill in", "roll-up",
]  # fmt: skip
OTHERS = [
    "inbox of a district", "case, not mine", "case, seen from above", "task", "hazards", "notices", "notice", "import a notice", "prove",
    "verify", "returns", "design a return", "doubtful cells", "a return handed in", "merge tables", "a grid", "checks", "a check",
    "rooms at a break", "a new walk", "a round of checks", "design a checklist", "report without an account", "what became of it",
    "burden", "questions", "release to decide", "responsibility letters", "a letter to confirm", "times away", "wall", "wall code",
    "keys", "a webhook", "a short link", "hand a notice on", "instruction", "programme", "channels", "how I am told", "board of a school",
    "unit", "chain of a school", "people", "place", "me", "not found",
    "hand drawn checks out", "a check on the spot", "checks that were handed to me",
]  # fmt: skip
LOOKS = {name: OPPOSITE[n % 2] for n, name in enumerate(MAIN)} | {name: ([*WAYS][n % 4],) for n, name in enumerate(OTHERS)}
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def house(chromium: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder, django_db_blocker.unblock(), furnished(Path(folder)) as made:
        yield made


@pytest.fixture(scope="module")
def chrome(house: House, chromium: str) -> Iterator[Any]:
    """One browser for all pages; started after the city was made, because its event loop shuts Django's door to the database."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def doors(house: House, chrome: Any) -> Iterator[Any]:
    """(who, way) -> the one page, as theirs: everybody is signed in once, and what all pages share is fetched and read once."""
    context = chrome.new_context(reduced_motion="reduce")
    page = context.new_page()
    cookies: dict[str, list[Any]] = {"": []}

    def door(who: str, way: str) -> Any:
        viewport, light, language = WAYS[way]
        if who not in cookies:
            cookies[who] = sign_in(context, house, who)
        context.clear_cookies()
        context.add_cookies(cookies[who])
        context.set_extra_http_headers({"Accept-Language": language})
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=light, reduced_motion="reduce")
        return page

    yield door
    context.close()


def open_page(house: House, doors: Any, name: str, way: str) -> Any:
    """The page, loaded and still."""
    who, path = house.pages[name]
    page = doors(who, way)
    page.goto(house.base + path, wait_until="load")
    return page


def grave_findings(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
        if violation["impact"] in GRAVE:
            for node in violation["nodes"][:4]:
                why = "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])
                found.append(f"{violation['id']}: {' '.join(map(str, node['target']))}\n    {node['html'][:160]}\n    {why[:300]}")
    return found


def plain_faults(page: Any, language: str) -> list[str]:
    """What axe does not look at: the language said, one title, one main part, no wider than the window, no markup as text."""
    asked = {
        "says another language": page.evaluate("document.documentElement.lang") == language,
        "has not one title": page.locator("h1").count() == 1,
        "has not one main part": page.locator("main").count() == 1,
        "has no name in the tab": bool(page.title().split("·")[0].strip()),
        "is wider than the window": page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
        "spills markup into its text": '">' not in page.inner_text("body"),
    }
    return [fault for fault, well in asked.items() if not well]


@pytest.mark.parametrize("name", LOOKS)
def test_a_page_is_fit_for_eyes_ears_and_thumbs(house: House, doors: Any, name: str) -> None:
    told = []
    for way in LOOKS[name]:
        page = open_page(house, doors, name, way)
        told += [f"[{way}] {line}" for line in grave_findings(page) + plain_faults(page, "en" if "English" in way else "zh-hans")]
    assert not told, "\n" + "\n".join(told)


TABBABLE = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert]');
  const groups = new Set();
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && shown(e))
    .filter(e => {
      if (e.type !== 'radio') return true;
      const known = groups.has(e.name);
      groups.add(e.name);
      return !known;
    });
  all.forEach((e, i) => { e.dataset.stop = (e.type === 'radio') ? 'radio-' + e.name : String(i); });
  return all.map(e => [e.dataset.stop, (e.outerHTML || '').slice(0, 120)]);
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const boxes = [e, e.nextElementSibling, e.parentElement, e.closest('label')].filter(Boolean).map(x => getComputedStyle(x));
  const ring = boxes.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none');
  return [e.type === 'radio' ? 'radio-' + e.name : (e.dataset.stop ?? ''), ring, e.outerHTML.slice(0, 120)];
}"""


TO_THE_TOP = """() => {
  const top = document.createElement('span');
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  window.scrollTo(0, 0);
}"""


def walk(page: Any, most: int) -> list[tuple[str, bool, str]]:
    """What Tab reaches from the top of the page, in order, until it leaves the page or comes round."""
    seen: list[tuple[str, bool, str]] = []
    page.evaluate(TO_THE_TOP)
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None or (seen and at[0] == seen[0][0] and at[0]):
            break
        seen.append((at[0], at[1], at[2]))
    return seen


@pytest.mark.parametrize(
    "name", ["sign-in", "inbox", "case, mine", "report", "review", "matrix", "dossier", "board of the city", "units", "calendar"]
)
def test_tab_reaches_everything_and_shows_where_it_is(house: House, doors: Any, name: str) -> None:
    page = open_page(house, doors, name, "desk, light, 中文")
    stops = dict(page.evaluate(TABBABLE))
    if len(stops) > 260:
        pytest.skip("more stops than a test should walk")
    reached = walk(page, len(stops) + 40)
    missed = {stop: html for stop, html in stops.items() if stop not in {s for s, _, _ in reached}}
    assert not missed, "\n".join(missed.values())
    unseen = [html for _, ring, html in reached if not ring]
    assert not unseen, "\n".join(unseen)


def test_the_first_tab_offers_to_skip_to_the_content(house: House, doors: Any) -> None:
    page = open_page(house, doors, "inbox", "desk, light, 中文")
    page.keyboard.press("Tab")
    link = page.locator("a.skip")
    assert link.evaluate("e => e === document.activeElement")
    box = link.bounding_box()
    assert box and box["width"] > 40 and box["height"] > 15
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_dialog_keeps_the_focus_and_gives_it_back(house: House, doors: Any) -> None:
    page = open_page(house, doors, "inbox", "desk, light, 中文")
    before = page.locator("main a, main button").first
    before.focus()
    page.keyboard.press("?")
    page.wait_for_selector("dialog#keys[open]")
    for _ in range(6):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "!document.activeElement.closest || !!document.activeElement.closest('dialog') || document.activeElement === document.body"
        )
        assert inside
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert not page.locator("dialog#keys[open]").count()
    assert before.evaluate("e => e === document.activeElement")


def test_a_lasting_verb_asks_first_and_a_no_gives_the_focus_back(house: House, doors: Any) -> None:
    page = open_page(house, doors, "withdraw", "desk, light, 中文")
    page.fill("#why", "时间写错了，重发")
    button = page.locator("button[data-confirm]").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    assert page.evaluate("!!document.activeElement.closest('dialog')")
    assert page.locator("dialog[open]").inner_text().strip()
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert not page.locator("dialog[open]").count()
    assert button.evaluate("e => e === document.activeElement")
