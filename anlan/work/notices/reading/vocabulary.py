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


def at_start(name: str, text: str, place: int = 0) -> tuple[tuple[str, ...], int] | None:
    """Labels of the longest word that opens ``text`` (or stands at a place in it), and where it ends."""
    known = terms(name)
    for size in _sizes(name).get(text[place : place + 2], ()):
        word = text[place : place + size]
        if len(word) == size and word in known:
            return known[word], place + size
    return None


def at_end(name: str, text: str) -> tuple[tuple[str, ...], int] | None:
    """Labels of the longest word that closes ``text``, and where it begins."""
    known = terms(name)
    for size in range(min(longest(name), len(text)), 1, -1):
        if text[-size:] in known:
            return known[text[-size:]], len(text) - size
    return None


@cache
def _sizes(name: str) -> Mapping[str, tuple[int, ...]]:
    """The lengths, longest first, of the words that begin with the same two characters."""
    out: dict[str, set[int]] = {}
    for word in terms(name):
        out.setdefault(word[:2], set()).add(len(word))
    return {opens: tuple(sorted(sizes, reverse=True)) for opens, sizes in out.items()}


def found_in(name: str, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The words of a list in ``text`` from left to right, the longest at each place: start, end, labels."""
    place = 0
    while place < len(text) - 1:
        hit = at_start(name, text, place)
        if hit:
            yield place, hit[1], hit[0]
        place = hit[1] if hit else place + 1


@cache
def labelled(name: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Labels with the name of their list before them."""
    return tuple(f"{name}:{label}" for label in labels)
