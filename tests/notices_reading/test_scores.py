"""How well the reading agrees with labelled notices: floors, so that a change cannot quietly make it worse."""

from pathlib import Path

import pytest

from anlan.work.notices.reading import decompose, to_rows

from .scoring import DATA, SHARED, gold, score, text_of

OWN = sorted(DATA.glob("notice_*.jsonl"))
DEV = sorted((SHARED / "notices" / "dev").glob("*.jsonl"))


def test_our_own_labelled_notices_are_read_well() -> None:
    got = score([(to_rows(decompose(text_of(p))), gold(p)) for p in OWN])
    assert got.f1 >= 0.9, got
    assert got.end_to_end >= 0.72, got
    assert got.when >= 0.85, got


@pytest.mark.skipif(not DEV, reason="the labelled notices beside the repository are not here")
def test_the_notices_beside_the_repository_are_read_well() -> None:
    got = score([(to_rows(decompose(text_of(p))), gold(p)) for p in DEV])
    assert got.f1 >= 0.9, got
    assert got.end_to_end >= 0.72, got
    assert got.domain >= 0.83, got
    assert got.when >= 0.88, got


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.stem)
def test_no_single_notice_is_read_badly(path: Path) -> None:
    assert score([(to_rows(decompose(text_of(path))), gold(path))]).f1 >= 0.85


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
