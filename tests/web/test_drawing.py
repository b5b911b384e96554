"""Signs, numbers, bars, the waterline."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from anlan.kernel.web import charts, figures, signs, waterlines
from tests.web.gallery.sample import AT, m, steps

ROOT = Path(__file__).resolve().parents[2]
SPRITE = (ROOT / "anlan/kernel/web/static/anlan/sprite.svg").read_text(encoding="utf-8")
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


def test_every_state_has_its_own_shape() -> None:
    shapes = [sign.glyph for key, sign in signs.STATES.items() if key != "closed"]
    assert len(set(shapes)) == len(shapes)
    assert {f"g-{glyph}" for glyph in shapes} <= SYMBOLS


def test_every_icon_named_in_a_template_is_drawn() -> None:
    named = set()
    for path in (ROOT / "anlan").rglob("templates/**/*.html"):
        named |= {(name, path.name) for name in re.findall(r'{%\s*icon\s+"([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert not {(name, where) for name, where in named if f"i-{name}" not in SYMBOLS}


def test_an_unheard_of_state_reads_as_unknown_and_never_as_done() -> None:
    assert signs.state("whatever") is signs.STATES["unk"]


@pytest.mark.parametrize(("value", "text"), [(412, "412"), (9999, "9999"), (12345, "1.2 万"), (230_000_000, "2.3 亿"), (91.4, "91.4")])
def test_large_numbers_are_shortened_and_small_ones_are_not(value: float, text: str) -> None:
    assert figures.short_number(value) == text


def test_the_exact_number_stays_at_hand() -> None:
    assert 'title="12345"' in figures.figure(12345)
    with override("en"):
        assert "12.3k" in figures.figure(12345)


def test_a_missing_number_is_unknown_and_not_zero() -> None:
    assert "未知" in figures.figure(None)
    assert figures.figure(0) == "0"


def test_a_late_part_that_exists_stays_visible() -> None:
    assert 'class="bad" width="3.0"' in charts.hbar(1000, 1000, late=1)


def test_a_gap_in_a_line_breaks_it_instead_of_falling_to_zero() -> None:
    drawn = charts.trend({"labels": list("abcd"), "lines": [{"name": "x", "values": [1, None, 3, 4]}]}, title="", width=300, height=158)
    assert len(drawn["lines"][0]["paths"]) == 2
    assert drawn["lines"][0]["area"] == ""


def test_a_chart_brings_a_table_for_ears() -> None:
    series = {"labels": ["一", "二"], "lines": [{"name": "新增", "values": [3, None]}]}
    html = Template("{% load anlan %}{% trend series title='两天' %}").render(Context({"series": series}))
    assert "<caption>两天</caption>" in html
    assert "<td>未知</td>" in html


def drawn(**changes: object) -> dict[str, object]:
    given = {
        "step_due": m(12, 24),
        "limit": m(12, 28),
        "rungs": [(m(12, 29), "超 1 天报市局", False)],
        "step_label": "复核",
        "limit_label": "",
    }
    return waterlines.waterline(m(12, 21, 8, 12), AT, closed=None, **(given | changes))  # type: ignore[arg-type]


def test_the_waterline_puts_things_in_the_order_of_time() -> None:
    line = drawn()
    assert 0 < line["now_x"] < line["step_x"] < line["limit_x"] < 100  # type: ignore[operator]
    assert line["over_x"] is None


def test_past_the_limit_the_waterline_runs_red() -> None:
    line = drawn(limit=m(12, 22), step_due=None)
    assert line["over_x"] == line["limit_x"]
    assert line["over_w"] > 0  # type: ignore[operator]


def test_labels_of_the_waterline_never_lie_on_each_other() -> None:
    crowded = [(m(12, 24, 10) + timedelta(minutes=i), f"第 {i} 级", False) for i in range(12)]
    line = drawn(rungs=crowded)
    for row in ("top", "bottom"):
        boxes: dict[int, list[tuple[float, float]]] = {}
        for word in line[row]:  # type: ignore[attr-defined]
            boxes.setdefault(word["l"].row, []).append(word["l"].box)
        for taken in boxes.values():
            taken.sort()
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(taken))


def test_the_waterline_tells_ears_everything_it_shows() -> None:
    spoken = str(drawn()["spoken"])
    assert all(words in spoken for words in ("12月21日", "今天 17:00 前", "12月28日 周一 17:00", "超 1 天报市局"))


def test_a_long_way_is_told_by_three_steps_around_now() -> None:
    rows = [{"word": str(i), "state": "done" if i < 8 else ("on" if i == 8 else "later")} for i in range(14)]
    short = waterlines.shorten(rows)
    assert [r["word"] for r in short] == ["前 7 步", "7", "8", "9", "还有 4 步"]


def test_the_bar_on_a_phone_names_step_before_and_after() -> None:
    bar = waterlines.step_bar(steps())
    assert (bar["number"], bar["total"], bar["before"]["word"], bar["next"]["word"]) == (7, 9, "验收", "销号")
