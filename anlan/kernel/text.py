"""Text from people and files, made fit to be written into sheets and documents."""

from __future__ import annotations

import re
import unicodedata

# control characters (all but tab and line feed), lone surrogates, non-characters, and marks that reverse reading
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_BLANKS = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"


def clean(text: object) -> str:
    """`text` without characters that no XML may hold or that trick the reader; line ends become \\n."""
    if isinstance(text, str) and text.isprintable():  # most cells of most sheets: nothing to take away
        return text
    return _UNFIT.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def trimmed(text: object) -> str:
    """Clean, and without blanks around it, also full-width and zero-width ones."""
    return clean(text).strip(_BLANKS)


def narrow(text: object) -> str:
    """Trimmed, with full-width digits, letters and signs made half-width: １２：３０ -> 12:30."""
    plain = trimmed(text)
    return plain if plain.isascii() else unicodedata.normalize("NFKC", plain).strip(_BLANKS)


def width(text: str) -> int:
    """Columns the text takes on a screen or in a cell: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
