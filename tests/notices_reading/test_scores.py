"""How well the reading agrees with labelled notices: floors, so that a change cannot quietly make it worse."""

from pathlib import Path

import pytest

from anlan.work.notices.reading import decompose, to_rows
from anlan.work.notices.reading.choice import FIELDS
from anlan.work.notices.reading.gold import WHENS, blocks, check, labelled
from anlan.work.notices.reading.model import ADDRESSEES

from .scoring import LABELLED, SHARED, gold, scored, text_of

OWN = sorted(LABELLED.glob("*.jsonl"))
DEV = sorted((SHARED / "notices" / "dev").glob("*.jsonl"))


def test_the_labelled_notices_that_ship_are_read_well() -> None:
    got = scored(OWN)
    assert len(OWN) >= 150
    assert got.f1 >= 0.93, got
    assert got.end_to_end >= 0.7, got
    assert got.domain >= 0.85, got
    assert got.when >= 0.86, got


@pytest.mark.skipif(not DEV, reason="the labelled notices beside the repository are not here")
def test_the_notices_beside_the_repository_are_read_well() -> None:
    got = scored(DEV)
    assert got.f1 >= 0.95, got
    assert got.end_to_end >= 0.79, got
    assert got.domain >= 0.88, got
    assert got.when >= 0.94, got


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.stem)
def test_no_single_notice_is_read_badly(path: Path) -> None:
    assert scored([path]).f1 >= 0.75


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.stem)
def test_the_labels_that_ship_keep_to_the_scheme(path: Path) -> None:
    assert check(labelled(path)) == []


def test_the_blocks_of_clauses_keep_to_the_scheme() -> None:
    found = blocks()
    assert len(found) >= 100
    for block in found:
        for row in block.rows:
            assert row["domain"] in FIELDS and set(row["addressee"]) <= set(ADDRESSEES) and row["when"]["type"] in WHENS, row
            assert block.text[row["start"] : row["end"]] == row["text"]


def test_the_checker_names_what_is_wrong() -> None:
    good = labelled(next(path for path in OWN if path.stem == "lab"))
    row = good.rows[0]
    for fault in (
        {"start": row["start"] + 1},
        {"text": row["text"] + "x"},
        {"domain": "lunch"},
        {"addressee": []},
        {"deontic": "ought"},
        {"evidence": "hearsay"},
        {"when": {"type": "daily", "phrase": None}},
        {"when": {"type": "by_date", "phrase": "nowhere"}},
        {"when": {"type": "someday", "phrase": "x"}},
        {"label": "wish"},
    ):
        spoiled = type(good)(good.name, good.text, [{**row, **fault}])
        assert check(spoiled), fault
    assert check(type(good)(good.name, good.text, [row, row]))
    assert check(type(good)(good.name, good.text + "\r", good.rows))


@pytest.mark.parametrize("path", OWN + DEV, ids=lambda p: p.stem)
def test_every_bounded_clause_is_found_and_no_other_is_flagged(path: Path) -> None:
    wanted = [r for r in gold(path) if r.get("bounded")]
    found = [r for r in to_rows(decompose(text_of(path))) if r.get("bounded")]
    for row in wanted:
        assert any(f["start"] < row["end"] and row["start"] < f["end"] for f in found), row["text"]
    for row in found:
        assert any(w["start"] < row["end"] and row["start"] < w["end"] for w in wanted), row["text"]


@pytest.mark.skipif(not DEV, reason="the labelled notices beside the repository are not here")
def test_rows_keep_to_the_labelling_scheme() -> None:
    scheme = {"start", "end", "text", "label", "addressee", "deontic", "domain", "when", "evidence"}
    for path in DEV:
        text = text_of(path)
        for row in to_rows(decompose(text)):
            assert set(row) - {"bounded"} == scheme
            assert text[row["start"] : row["end"]] == row["text"] == row["text"].strip()
            if row["label"] == "obligation":
                assert row["addressee"]
                assert (row["when"]["type"] == "none") == (row["when"]["phrase"] is None)
                assert row["when"]["phrase"] is None or row["when"]["phrase"] in text
            else:
                assert row["label"] == "exhortation"
                assert row["addressee"] == []
                assert {row[k] for k in ("deontic", "domain", "when", "evidence")} == {None}
