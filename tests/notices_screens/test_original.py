"""The original beside the lines: every character of it is on the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anlan.work.notices.models import Obligation
from anlan.work.notices.screens.original import BLANK, paragraphs

LETTERS = st.sampled_from("各校检查食堂。；！？，、一二 \u3000")


@given(
    st.lists(st.text(LETTERS, max_size=40), min_size=1, max_size=4), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=4)
)
def test_what_the_page_shows_rebuilds_the_text(lines: list[str], spans: list[tuple[int, int]]) -> None:
    text = "\n".join(lines)
    rows = [(Obligation(pk=n, start=a, end=min(a + b, len(text)), state="open", order=n), n) for n, (a, b) in enumerate(spans, 1)]
    found = paragraphs(text, rows)
    wanted = [line for line in text.split("\n") if line.strip()]
    assert ["".join(part.text for part in p.parts) for p in found] == [line.strip(BLANK) for line in wanted]
    assert all(text[part.start : part.end] == part.text for p in found for part in p.parts)


def test_a_stop_behind_a_line_stays_where_it_stands() -> None:
    text = "各校检查食堂。各校要高度重视。"
    shown = paragraphs(text, [(Obligation(pk=1, start=0, end=6, state="open", order=1), 1)])
    assert [part.text for part in shown[0].parts] == ["各校检查食堂", "。", "各校要高度重视。"]
