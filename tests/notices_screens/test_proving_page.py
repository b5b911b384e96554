"""The pages on which lines are proved, returned and taken in again: what is kept, what is said, what is marked."""

from __future__ import annotations

import re
from typing import Any

from tests.cast import START
from tests.notices.paper import TEXT, dossier_of, line, proved, sent
from tests.notices_screens.conftest import words


def draft_of(page: str) -> str:
    found = re.search(r'data-draft="([^"]+)"', page)
    assert found
    return found[1]


def test_what_was_written_for_one_line_is_not_given_back_for_another(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    dossier, client = dossier_of(notice, cast, "green"), visit("chen")
    ids = [line(notice, cast, "green", place).pk for place in (0, 1)]
    pages = [words(client.get(f"/dossiers/{dossier.pk}/prove/?line={pk}")) for pk in ids]
    assert draft_of(pages[0]) != draft_of(pages[1])
    assert str(ids[0]) in draft_of(pages[0]) and str(ids[1]) in draft_of(pages[1])
    for page in pages:  # which lines are ticked is the page's own, never the draft's
        boxes = re.findall(r"<input[^>]*name=\"line\"[^>]*>", page)
        assert boxes and all("data-unkept" in box for box in boxes)


def test_the_draft_of_lines_handed_in_is_forgotten_also_when_another_was_ticked(visit: Any, cast: Any) -> None:
    notice = sent(cast)
    dossier, client = dossier_of(notice, cast, "green"), visit("chen")
    ids = [line(notice, cast, "green", place).pk for place in (0, 1)]
    name = draft_of(words(client.get(f"/dossiers/{dossier.pk}/prove/?line={ids[0]}")))
    sent_off = {"line": ids, "draft": name, "nonce": "5" * 32}
    again = client.post(f"/dossiers/{dossier.pk}/prove/", {**sent_off, "title": "只有名字"})
    assert again.status_code == 409 and draft_of(words(again)) == name
    done = client.post(f"/dossiers/{dossier.pk}/prove/", {**sent_off, "text": "查过，见台账第3页"})
    assert done.status_code == 302 and done.cookies["draft-done"].value == name


def test_a_return_without_a_reason_asks_what_is_missing_and_marks_the_field(visit: Any, cast: Any) -> None:
    notice = sent(cast, rule="each")
    task = proved(cast, line(notice, cast, "green"), "chen", START)
    client = visit("zhao")
    client.get(f"/verify/{task.pk}/")
    page = words(client.post(f"/verify/{task.pk}/decide/", {"do": "return", "note": ""}))
    assert "写明缺什么" in page and "还缺这一项" not in page
    field = re.search(r"<textarea[^>]*name=\"note\"[^>]*>", page)
    assert field and 'aria-invalid="true"' in field[0]


def test_words_marked_secret_are_not_sent_back(visit: Any, cast: Any) -> None:
    page = words(visit("lin").post("/notices/import/", {"text": f"机密\n{TEXT}", "nonce": "0" * 32}))
    assert "E-notice-secret" in page and "五层责任人" not in page
    kept = words(visit("lin").post("/notices/import/", {"text": f"内部资料\n{TEXT}", "nonce": "1" * 32}))
    assert "五层责任人" in kept  # what is only asked about is still there
