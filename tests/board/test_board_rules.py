"""The board's rules without a database: the sentence, the signs, the drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from anlan.oversight.board import rules, words
from anlan.oversight.board.rules import geometry, say

AT = datetime(2026, 12, 24, 2, 5, tzinfo=UTC)


def sentence(**given: object) -> str:
    facts = {"late": 0, "today": 0, "major": 0, "open": 0} | given
    with override("zh-hans"):
        return words.sentence(say(**facts), since=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (
            {"late": 19, "where": [("禾渚区", 8), ("岩溪市", 5), ("柳埠区", 2), ("临漪区", 2), ("汀南区", 2)]},
            "19 件逾期，13 件在禾渚区和岩溪市",
        ),
        ({"late": 10, "where": [("禾渚区", 7), ("岩溪市", 2), ("柳埠区", 1)]}, "10 件逾期，7 件在禾渚区"),
        ({"late": 3, "where": [("禾渚区", 3), ("岩溪市", 0)]}, "3 件逾期，都在禾渚区"),
        ({"late": 3, "where": [("禾渚区", 2), ("岩溪市", 1)]}, "3 件逾期，2 件在禾渚区"),
        ({"late": 2, "where": [("禾渚区", 1), ("岩溪市", 1)]}, "2 件逾期，都在禾渚区和岩溪市"),
        ({"late": 8, "where": [(f"{n}区", 1) for n in range(8)]}, "8 件逾期，散在 8 个单位"),
        ({"late": 2, "days": 6}, "2 件逾期，最长的超 6 天"),
        ({"late": 1}, "1 件逾期"),
        ({"major": 3, "today": 5, "open": 40}, "没有逾期，3 处重大隐患还没销号"),
        ({"today": 5, "open": 40}, "没有逾期，今天到期 5 件"),
        ({"open": 40}, "没有逾期，40 件都在时限内"),
        ({}, "现在没有要办的事"),
        ({"late": None}, "10:05 起没有新数据"),
    ],
)
def test_the_title_says_what_is_late_and_where_and_is_calm_otherwise(given: dict[str, object], wanted: str) -> None:
    assert sentence(**given) == wanted


def test_a_hundred_per_cent_means_all() -> None:
    assert rules.share(999_999, 1_000_000) == 99.9
    assert rules.share(7, 7) == 100 and rules.share(0, 0) is None


def test_green_is_earned_by_being_heard_of_and_the_worst_sign_wins() -> None:
    calm = {"major": 0, "late": 0, "today": 0, "silent": False}
    assert rules.sign_of(**calm) == "ok"
    assert rules.sign_of(**calm | {"silent": True}) == "unk"
    assert rules.sign_of(**calm | {"silent": True, "today": 1}) == "due"
    assert rules.sign_of(major=1, late=2, today=3, silent=True) == "major"
    assert rules.is_silent(AT, None) and rules.is_silent(AT, AT - timedelta(days=8)) and not rules.is_silent(AT, AT - timedelta(days=6))


def test_figures_older_than_a_minute_or_from_the_future_are_unknown() -> None:
    assert not rules.is_old(AT, AT - timedelta(seconds=59))
    assert rules.is_old(AT, AT - timedelta(seconds=61)) and rules.is_old(AT, AT + timedelta(seconds=61)) and rules.is_old(AT, None)


def test_fewer_than_three_are_not_told() -> None:
    assert [rules.few(n) for n in (1, 2, 3)] == [None, None, 3]


def test_the_projection_keeps_everything_within_and_undistorted() -> None:
    points = [(119.0, 31.0), (120.0, 32.0), (119.5, 31.5)]
    seen = geometry.fit(points)
    assert seen is not None
    for lon, lat in points:
        x, y = seen.place(lon, lat)
        assert 0 <= x <= seen.width and 0 <= y <= seen.height
    assert seen.scale_x / seen.scale_y == pytest.approx(0.853, abs=0.01)  # a degree of longitude is shorter there
    west, north = seen.place(119.0, 32.0), seen.place(120.0, 31.0)
    assert west[0] < north[0] and west[1] < north[1]  # north is up


def test_one_school_alone_and_none_at_all_can_be_drawn() -> None:
    seen = geometry.fit([(119.0, 31.0)])
    assert seen is not None and seen.place(119.0, 31.0)[0] == pytest.approx(seen.width / 2, abs=1)
    assert geometry.fit([]) is None


def test_outlines_come_as_one_ring_or_many_and_nonsense_draws_nothing() -> None:
    ring = [[0, 0], [2, 0], [2, 2], [0, 2]]
    assert len(geometry.rings_of(ring)) == 1 and len(geometry.rings_of([ring, ring])) == 2
    assert geometry.rings_of(None) == geometry.rings_of("x") == geometry.rings_of([[1, 2]]) == geometry.rings_of({"a": 1}) == []
    assert geometry.middle([(0, 0), (2, 0), (2, 2), (0, 2)]) == (1, 1)
    assert geometry.inside([(0, 0), (2, 0), (2, 2), (0, 2)], (1, 1)) and not geometry.inside([(0, 0), (2, 0), (2, 2)], (0, 2))
    assert geometry.label_spot([[(0, 0), (2, 0), (2, 2), (0, 2)]], (5, 5)) == (1, 1)
