"""Words of the trade by what they name: persons and bodies, things, acts, tones. The lists lie in ``words``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LISTS = ("persons", "things", "acts", "tone")


@cache
def terms(name: str) -> Mapping[str, tuple[str, ...]]:
    """The words of one list, each with the labels it stands for."""
    out: dict[str, tuple[str, ...]] = {}
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        label, _, words = line.partition("\t")
        for word in words.split():
            if label not in out.get(word, ()):
                out[word] = (*out.get(word, ()), label)
    return out


@cache
def longest(name: str) -> int:
    """Length of the longest word of a list."""
    return max(map(len, terms(name)))


def at_start(name: str, text: str) -> tuple[tuple[str, ...], int] | None:
    """Labels of the longest word that opens ``text``, and where it ends."""
    known = terms(name)
    for size in range(min(longest(name), len(text)), 1, -1):
        if text[:size] in known:
            return known[text[:size]], size
    return None


def at_end(name: str, text: str) -> tuple[tuple[str, ...], int] | None:
    """Labels of the longest word that closes ``text``, and where it begins."""
    known = terms(name)
    for size in range(min(longest(name), len(text)), 1, -1):
        if text[-size:] in known:
            return known[text[-size:]], len(text) - size
    return None


def found_in(name: str, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The words of a list in ``text`` from left to right, the longest at each place: start, end, labels."""
    place = 0
    while place < len(text):
        hit = at_start(name, text[place : place + longest(name)])
        if hit:
            yield place, place + hit[1], hit[0]
        place += hit[1] if hit else 1
