"""Confidence: doubtful drafts come first, the reason is said, and a new fit must be better to be proposed."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from anlan.work.notices.reading import decompose, learned
from anlan.work.notices.reading.fitting import Case, bands, brier, fitted, labels_digest, left_out, read
from anlan.work.notices.reading.gold import notices
from anlan.work.notices.reading.logit import chances, fit
from anlan.work.notices.reading.reasons import SENTENCES
from anlan.work.notices.reading.refitting import propose
from anlan.work.notices.reading.trust import DOUBTS, WEIGHTS, confidence, doubt, dump, load, shipped


@cache
def known() -> list[Case]:
    """What reading makes of the labelled notices, read once."""
    return [case for notice in notices() for case in read(notice).cases]


@pytest.mark.parametrize("path", [*map(learned.file_of, learned.FILES), WEIGHTS], ids=lambda p: p.name)
def test_what_ships_was_fitted_from_the_labels_that_ship(path: Path) -> None:
    assert f"labels {labels_digest()}" in path.read_text(encoding="utf-8")


def test_the_surer_the_draft_the_more_often_it_stands() -> None:
    judged = left_out(known(), parts=6)
    found = [band for band in bands(judged) if band.drafts >= 30]
    assert len(found) >= 3
    assert all(a.precision < b.precision for a, b in pairwise(found))
    share = sum(c.stands for c in known()) / len(known())
    assert brier(judged) < share * (1 - share)


def test_every_doubt_has_its_sentence() -> None:
    assert set(SENTENCES) >= DOUBTS


def test_a_draft_says_what_is_doubtful_about_it() -> None:
    spans = [s for n in notices()[:6] for s in decompose(n.text) if s.label == "obligation" and not s.bounded]
    unsure = [s for s in spans if s.confidence < 0.55]
    assert unsure
    assert all(s.doubt and s.doubt.key in s.signs for s in unsure)


def test_without_weights_every_draft_is_as_likely_as_not() -> None:
    assert {s.confidence for s in decompose("各校要检查锅炉，更换软管。", {}) if s.label == "obligation"} == {0.25}
    assert confidence({}, ["x"]) == 0.5
    assert doubt({}, ["short"]) is None


def test_a_fit_finds_what_decides_and_is_the_same_every_time() -> None:
    examples = [([{"a": 1.0}, {"b": 1.0}], 0)] * 20 + [([{"b": 1.0}, {"c": 1.0}], 1)] * 20
    weights = fit(examples)
    assert weights == fit(examples)
    assert chances(weights, [{"a": 1.0}, {"b": 1.0}])[0] > 0.9
    assert chances(weights, [{"b": 1.0}, {"c": 1.0}])[1] > 0.9


def test_weights_survive_their_file(tmp_path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(dump({"short": -1.5}, "of a test"), encoding="utf-8")
    assert load(path) == {"short": -1.5}


def officers(good: str, bad: str) -> list[Case]:
    """Twelve notices of officers who keep what bears one sign and change what bears the other."""
    return [Case(f"notice {n}", (sign,), sign == good) for n in range(12) for sign in (good, bad) * 6]


def test_what_officers_keep_and_change_makes_a_better_fit() -> None:
    found = propose(officers("who:said", "short"), shipped())
    assert found.better
    assert found.new < found.now
    assert found.held == 36
    assert found.weights["short"] < found.weights["who:said"]


def test_corrections_without_any_pattern_are_no_reason_to_change() -> None:
    noise = [Case(f"notice {n}", ("act:verb", "firm"), (n + k) % 3 > 0) for n in range(12) for k in range(12)]
    assert not propose(noise, fitted(noise)).better
