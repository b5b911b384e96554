"""The words of a pdf: page heads and feet taken out, lines that the page broke put together again.

Read with pypdf, imported only here. A page keeps the offset of its first character, so that a clause can be
looked up on paper. A scan has no words; that is said, not guessed at.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .marks import mark_at

MOST_PAGES = 200
EDGE = 2  # lines at the head and foot of a page that may be furniture
_PAGE_NUMBER = re.compile(r"^[\s\-—–·.第共页/|]*\d{1,4}[\s\-—–·.第共页/|]*(?:\d{1,4}[\s\-—–·.页]*)?$")
_ENDS = re.compile(r"[。；;：:！!？?”]\s*$")
_CJK_GAP = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])")
_FULL = 0.86


class PdfError(ValueError):
    """The pdf cannot be read; ``code`` is one of the intake's refusals."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Pages:
    """The words, and where in them each page begins."""

    text: str
    starts: tuple[int, ...]


def pdf_pages(data: bytes, most: int, clean: Callable[[str], str] = str) -> Pages:
    """All words of a pdf in reading order; ``clean`` is applied to each line, ``most`` is the most characters read."""
    pages = _lines_of_pages(data, most)
    if sum(len(line.strip()) for page in pages for line in page) < 2 * len(pages) + 8:
        raise PdfError("pdf_scan")
    kept = _without_furniture([[clean(_CJK_GAP.sub("", line)).rstrip() for line in page] for page in pages])
    return _joined(kept)


def _lines_of_pages(data: bytes, most: int) -> list[list[str]]:
    from pypdf import PdfReader

    quiet = logging.getLogger("pypdf")
    level, quiet.level = quiet.level, logging.CRITICAL
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PdfError("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise PdfError("too_long")
        found, total = [], 0
        for page in reader.pages:
            text = unicodedata.normalize("NFC", page.extract_text() or "")
            total += len(text)
            if total > most:
                raise PdfError("too_long")
            found.append(text.split("\n"))
    except PdfError:
        raise
    except Exception as error:  # a broken pdf fails in many ways, each of them only means that it is broken
        raise PdfError("broken") from error
    finally:
        quiet.level = level
    if not found:
        raise PdfError("broken")
    return found


def _plain(line: str) -> str:
    return re.sub(r"[\d\s]+", "#", line.strip())


def _without_furniture(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pages without their numbers and without lines that stand at the edge of most pages."""
    filled = [[line for line in page if line.strip()] for page in pages]
    seen: Counter[str] = Counter()
    for page in filled:
        seen.update({_plain(line) for line in [*page[:EDGE], *page[-EDGE:]]})
    often = {words for words, times in seen.items() if len(pages) >= 3 and times * 2 > len(pages) and words != "#"}
    out = []
    for page in filled:
        body = list(page)
        for at in (0, -1):
            for _ in range(EDGE):
                if body and (_plain(body[at]) in often or _PAGE_NUMBER.match(body[at])):
                    body.pop(at)
        out.append(body)
    return out


def _width(line: str) -> float:
    return sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in line.strip())


def _joined(pages: Sequence[Sequence[str]]) -> Pages:
    """Put together lines that only the edge of the page broke: full to the edge, no end of a sentence, no new mark below."""
    widths = sorted(_width(line) for page in pages for line in page)
    full = widths[int(len(widths) * 0.9)] * _FULL if widths else 0.0
    text, starts, open_line = "", [], False
    for page in pages:
        for number, line in enumerate(page):
            indented = line[:1] in ("\u3000", " ") and len(line) - len(line.lstrip()) >= 2
            joins = open_line and not indented and mark_at(line.lstrip()) is None
            if text and not joins:
                text += "\n"
            if number == 0:
                starts.append(len(text))
            latin = joins and text[-1:].isascii() and text[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
            text += (" " if latin else "") + (line.lstrip() if joins else line)
            open_line = full >= 12 and _width(line) >= full and not _ENDS.search(line)
        if not page:
            starts.append(len(text))
    return Pages(text + "\n" if text else "", tuple(starts))
