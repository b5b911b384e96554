"""Fitting what is learned – the field of a clause, the confidence of a draft – and judging it on notices it was not fitted on.

``python -m anlan.work.notices.reading.fitting`` fits both, prints how they do with each group of notices left out in
turn, and writes ``fields.tsv`` and ``weights.json``. Same notices, same weights. Wants scikit-learn, which nothing else
of the reading loads.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from . import asking, choice, cuts, learned, trust
from .cuts import Joint, joints
from .decompose import decompose
from .gold import CLAUSES, FOLDER, LOOKED_AT, Labelled, Row, agrees, blocks, notices, obligations, pairs, score, unseen
from .learned import NOTHING, Learned
from .logit import Clues, Example, Weights, fit
from .model import Span
from .segments import Segment

BANDS = (0.0, 0.4, 0.55, 0.7, 0.85, 1.01)
#: Rules were tuned on the other notices, so that there is less to learn there than on a new one. Our own choice.
HEED = 2
#: Groups of notices that are left out in turn.
PARTS = 10
#: A clue that fewer clauses have says nothing of the next notice.
FEWEST = 3
#: How freely the weights may grow (the inverse of the penalty); those of the cuts have fewer examples.
FREEDOM = 4.0
CUTS_FREEDOM = 1.5
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
class Reading:
    """A labelled notice as it was read: the rows found, and the drafts as cases."""

    notice: Labelled
    rows: list[Row]
    cases: list[Case]


@dataclass(frozen=True)
class Known:
    """What the labels say of one notice as the rules read it: fields of clauses, cuts of joints, and which drafts ask."""

    notice: str
    fields: Sequence[tuple[Clues, str]]
    cuts: Sequence[tuple[Clues, bool]]
    asking: Sequence[tuple[Clues, bool]]


def known_of(notice: Labelled, whole: bool = True) -> Known:
    """What there is to learn from a labelled notice; of one that is not ``whole`` (a block of clauses) the fields alone."""
    seen: list[Joint] = []
    spans = [s for s in decompose(notice.text, {}, NOTHING, lambda drafts: seen.extend(joints(drafts))) if s.label == "obligation"]
    wanted = obligations(notice.rows)
    fields = [
        (choice.clues(asked), wanted[j]["domain"])
        for i, j in pairs([s.as_row() for s in spans], wanted)
        if (asked := spans[i].asked) is not None
    ]
    if not whole:
        return Known(notice.name, fields, [], [])
    parted = [(j, _row(j.before, wanted), _row(j.after, wanted)) for j in seen]
    return Known(
        notice.name,
        fields,
        [(cuts.clues(j), one != two) for j, one, two in parted if one is not None and two is not None],
        [(asking.clues(s), _covered(s, wanted)) for s in spans if not s.bounded],
    )


def _row(segment: Segment, wanted: Sequence[Row]) -> int | None:
    """Which of the wanted rows a segment lies in."""
    middle = (segment.start + segment.end) / 2
    return next((n for n, row in enumerate(wanted) if row["start"] <= middle < row["end"]), None)


def _covered(span: Span, wanted: Sequence[Row]) -> bool:
    """Whether at least half of a span is asked for."""
    shared = sum(max(0, min(span.end, r["end"]) - max(span.start, r["start"])) for r in wanted)
    return bool(shared * 2 >= span.end - span.start)


def learned_from(known: Sequence[Known]) -> dict[str, str]:
    """The texts of all files that are fitted from labelled notices but the confidence: name of the file to text."""
    note = f"{NOTE}, labels {labels_digest()}"
    heeded = [HEED if k.notice not in LOOKED_AT else 1 for k in known]
    return {
        "fields": _table([one for k in known for one in k.fields], note),
        "cuts": _weights([(one, how) for k, how in zip(known, heeded, strict=True) for one in k.cuts], CUTS_FREEDOM, note),
        "asking": _weights([(one, how) for k, how in zip(known, heeded, strict=True) for one in k.asking], FREEDOM / 2, note),
    }


def in_use(files: Mapping[str, str]) -> Learned:
    """The files as reading uses them."""
    return Learned(choice.parsed(files["fields"]), learned.parsed(files["cuts"]), learned.parsed(files["asking"]))


def _matrix(bags: Sequence[Clues], fewest: int) -> tuple[Any, Any]:
    from sklearn.feature_extraction import DictVectorizer

    times = Counter(name for bag in bags for name in bag)
    named = DictVectorizer()
    return named, named.fit_transform([{n: v for n, v in bag.items() if times[n] >= fewest} for bag in bags])


def _table(examples: Sequence[tuple[Clues, str]], note: str) -> str:
    from sklearn.linear_model import LogisticRegression

    named, matrix = _matrix([bag for bag, _ in examples], FEWEST)
    model = LogisticRegression(C=FREEDOM, max_iter=150, fit_intercept=False).fit(matrix, [field for _, field in examples])
    place = {field: n for n, field in enumerate(model.classes_)}
    weights = [model.coef_[place[f]] if f in place else None for f in choice.FIELDS]
    rows = (
        (name, [float(w[n]) if w is not None else -1.0 if name == "always" else 0.0 for w in weights])
        for n, name in enumerate(named.get_feature_names_out())
    )
    return choice.dump(rows, note)


def _weights(examples: Sequence[tuple[tuple[Clues, bool], int]], freedom: float, note: str) -> str:
    from sklearn.linear_model import LogisticRegression

    named, matrix = _matrix([bag for (bag, _), _ in examples], FEWEST - 1)
    model = LogisticRegression(C=freedom, max_iter=300, fit_intercept=False)
    model.fit(matrix, [right for (_, right), _ in examples], sample_weight=[how for _, how in examples])
    return learned.dump(dict(zip(named.get_feature_names_out(), map(float, model.coef_[0]), strict=True)), note)


def read(notice: Labelled, by: Learned | None = None) -> Reading:
    """Read a labelled notice; by what ships, unless other is given."""
    spans = [s for s in decompose(notice.text, learned=by) if s.label == "obligation"]
    wanted = obligations(notice.rows)
    rows = [s.as_row() for s in spans]
    good = {i for i, j in pairs(rows, wanted) if agrees(rows[i], wanted[j])}
    return Reading(notice, rows, [Case(notice.name, tuple(s.signs), i in good) for i, s in enumerate(spans)])


def read_apart(found: Sequence[Labelled], known: Sequence[Known], parts: int = PARTS) -> Iterator[Reading]:
    """Each notice as read by what was learned without it: `parts` groups of notices are left out in turn."""
    for part in range(parts):
        group = found[part::parts]
        aside = {n.name for n in group}
        by = in_use(learned_from([k for k in known if k.notice not in aside]))
        yield from (read(notice, by) for notice in group)


def examples(found: Iterable[Case]) -> list[Example]:
    """Cases as questions with two answers: stands or not."""
    return [([trust.clues(c.signs), {}], 0 if c.stands else 1) for c in found]


def fitted(found: Iterable[Case], start: Weights | None = None) -> dict[str, float]:
    """Weights of the confidence fitted from cases, going on from ``start``."""
    return fit(examples(found), passes=8, rate=0.05, shrink=0.02, start=start)


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
    own = notices()
    known = [*(known_of(n) for n in own), *(known_of(n, whole=False) for n in blocks())]
    say(f"{sum(len(k.fields) for k in known)} clauses, {sum(len(k.cuts) for k in known)} joints, ")
    say(f"{sum(len(k.asking) for k in known)} drafts of {len(own)} notices and {len(known) - len(own)} blocks\n")
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
    for file, text in learned_from(known).items():
        learned.file_of(file).write_text(text, encoding="utf-8")
    trust.WEIGHTS.write_text(trust.dump(fitted(found), f"{NOTE}, labels {labels_digest()}"), encoding="utf-8")


if __name__ == "__main__":
    main()
