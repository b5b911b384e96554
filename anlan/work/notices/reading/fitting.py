"""Fitting what is learned – the field of a clause, the confidence of a draft – and judging it on notices it was not fitted on.

``python -m anlan.work.notices.reading.fitting`` fits both, prints how they do with each group of notices left out in
turn, and writes ``fields.tsv`` and ``weights.json``. Same notices, same weights. Wants scikit-learn, which nothing else
of the reading loads.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from . import choice, trust
from .decompose import decompose
from .gold import CLAUSES, FOLDER, Labelled, Row, agrees, blocks, notices, obligations, pairs, score, unseen
from .logit import Example, Weights, fit

BANDS = (0.0, 0.4, 0.55, 0.7, 0.85, 1.01)
#: Rules were tuned on the other notices, so their drafts stand oftener than those of a new notice will. Our own choice:
#: more weight helps on new notices and costs order on those that were tuned on.
HEED = 2
#: Groups of notices that are left out in turn.
PARTS = 10
#: A clue that fewer clauses have says nothing of the next notice.
FEWEST = 3
#: How freely the weights of the field may grow (the inverse of the penalty).
FREEDOM = 4.0
NOTE = "fitted by anlan.work.notices.reading.fitting from the labelled notices beside it"


@dataclass(frozen=True)
class Case:
    """One draft: its signs, and whether it stands as it was read."""

    notice: str
    signs: tuple[str, ...]
    stands: bool


@dataclass(frozen=True)
class Band:
    """Drafts whose confidence lies between two bounds: how many, how many of them stand."""

    low: float
    high: float
    drafts: int
    stand: int

    @property
    def precision(self) -> float:
        """The share that stands."""
        return self.stand / self.drafts if self.drafts else 0.0


@dataclass(frozen=True)
class Clause:
    """A clause of a labelled notice: its clues, and the field it belongs to."""

    notice: str
    clues: Mapping[str, float]
    field: str


@dataclass(frozen=True)
class Reading:
    """A labelled notice as it was read: the rows found, and the drafts as cases."""

    notice: Labelled
    rows: list[Row]
    cases: list[Case]


def clauses(found: Iterable[Labelled]) -> list[Clause]:
    """The clauses of labelled notices that the rules find, with the field of their label."""
    out = []
    for notice in found:
        spans = [s for s in decompose(notice.text, {}, {}) if s.label == "obligation" and s.asked]
        wanted = obligations(notice.rows)
        for i, j in pairs([s.as_row() for s in spans], wanted):
            out.append(Clause(notice.name, choice.clues(spans[i].asked), wanted[j]["domain"]))  # type: ignore[arg-type]
    return out


def table_of(known: Sequence[Clause], note: str = NOTE) -> str:
    """The file of a table of fields, fitted from clauses."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    times: dict[str, int] = {}
    for one in known:
        for name in one.clues:
            times[name] = times.get(name, 0) + 1
    named = DictVectorizer()
    matrix = named.fit_transform([{n: v for n, v in one.clues.items() if times[n] >= FEWEST} for one in known])
    model = LogisticRegression(C=FREEDOM, max_iter=150).fit(matrix, [one.field for one in known])
    place = {field: n for n, field in enumerate(model.classes_)}
    weights = [model.coef_[place[f]] if f in place else None for f in choice.FIELDS]
    rows = (
        (name, [float(w[n]) if w is not None else -1.0 if name == "always" else 0.0 for w in weights])
        for n, name in enumerate(named.get_feature_names_out())
    )
    return choice.dump(rows, note)


def read(notice: Labelled, table: choice.Table | None = None) -> Reading:
    """Read a labelled notice; by the table that ships, unless another is given."""
    spans = [s for s in decompose(notice.text, table=table) if s.label == "obligation"]
    wanted = obligations(notice.rows)
    rows = [s.as_row() for s in spans]
    good = {i for i, j in pairs(rows, wanted) if agrees(rows[i], wanted[j])}
    return Reading(notice, rows, [Case(notice.name, tuple(s.signs), i in good) for i, s in enumerate(spans)])


def read_apart(found: Sequence[Labelled], known: Sequence[Clause], parts: int = PARTS) -> Iterator[Reading]:
    """Each notice as read by a table fitted without it: `parts` groups of notices are left out in turn."""
    for part in range(parts):
        group = found[part::parts]
        aside = {n.name for n in group}
        table = choice.parsed(table_of([one for one in known if one.notice not in aside]))
        yield from (read(notice, table) for notice in group)


def cases(notice: Labelled) -> list[Case]:
    """The drafts that reading makes of a labelled notice, each with whether the labels agree end to end."""
    return read(notice).cases


def examples(found: Iterable[Case], heeded: frozenset[str] = frozenset()) -> list[Example]:
    """Cases as questions with two answers: stands or not; those of notices never looked at count more."""
    return [([trust.clues(c.signs), {}], 0 if c.stands else 1) for c in found for _ in range(HEED if c.notice in heeded else 1)]


def fitted(found: Iterable[Case]) -> dict[str, float]:
    """Weights of the confidence fitted from cases."""
    return fit(examples(found, frozenset(n.name for n in notices() if unseen(n))), passes=8, rate=0.05, shrink=0.02)


def left_out(found: Sequence[Case], parts: int = PARTS) -> list[tuple[float, bool]]:
    """(confidence, stands) of every case, by weights fitted without its own notice; `parts` groups of notices in turn."""
    names, out = list(dict.fromkeys(c.notice for c in found)), []
    for part in range(parts):
        aside = set(names[part::parts])
        weights = fitted(c for c in found if c.notice not in aside)
        out += [(trust.confidence(weights, c.signs), c.stands) for c in found if c.notice in aside]
    return out


def bands(judged: Iterable[tuple[float, bool]]) -> list[Band]:
    """The judged cases by band of confidence."""
    kept = list(judged)
    out = []
    for low, high in pairwise(BANDS):
        inside = [stands for value, stands in kept if low <= value < high]
        out.append(Band(low, min(high, 1.0), len(inside), sum(inside)))
    return out


def brier(judged: Iterable[tuple[float, bool]]) -> float:
    """Mean squared distance between confidence and what was: 0 is perfect, a constant guess gives the spread."""
    kept = list(judged)
    return sum((value - stands) ** 2 for value, stands in kept) / max(1, len(kept))


def judge_with(weights: Weights, found: Iterable[Case]) -> list[tuple[float, bool]]:
    """(confidence, stands) of cases by given weights."""
    return [(trust.confidence(weights, c.signs), c.stands) for c in found]


def labels_digest() -> str:
    """A short digest of all labelled notices: says of a fit which labels it learned from."""
    paths = sorted(p for folder in (FOLDER, CLAUSES) for p in folder.iterdir() if p.suffix in (".txt", ".jsonl"))
    return hashlib.sha256(b"".join(p.name.encode() + p.read_bytes() for p in paths)).hexdigest()[:16]


def main() -> None:
    """Fit, print the evaluation, write table and weights."""
    say = sys.stdout.write
    own, small = notices(), blocks()
    known = clauses([*own, *small])
    say(f"{len(known)} clauses of {len(own)} notices and {len(small)} blocks\n")
    apart = sorted(read_apart(own, known), key=lambda one: one.notice.name)
    for name, some in (("all", apart), ("no rule saw", [one for one in apart if unseen(one.notice)])):
        got = score((one.rows, one.notice.rows) for one in some)
        say(f"{name}, each left out: span F1 {got.f1:.3f}, end to end {got.end_to_end:.3f}, field {got.domain:.3f}, ")
        say(f"when {got.when:.3f}, addressees {got.addressee:.3f} ({got.wanted} obligations)\n")
    found = [case for one in apart for case in one.cases]
    judged = left_out(found)
    for band in bands(judged):
        say(f"confidence {band.low:.2f}-{band.high:.2f}: {band.drafts:4d} drafts, {band.precision:.0%} stand\n")
    base = sum(c.stands for c in found) / len(found)
    say(f"Brier {brier(judged):.3f} (a constant guess: {base * (1 - base):.3f})\n")
    note = f"{NOTE}, labels {labels_digest()}"
    choice.TABLE.write_text(table_of(known, note), encoding="utf-8")
    trust.WEIGHTS.write_text(trust.dump(fitted(found), note), encoding="utf-8")


if __name__ == "__main__":
    main()
