"""Refusals: sentences a person can act on, each with a short code to read out on the phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise


class Refused(Exception):
    """Something a rule does not allow. Nothing was changed.

    code      short and stable, such as `E-case-turn`
    sentence  what is wrong and what to do, in the reader's language (a lazy translation is fine)
    fields    field name -> sentence, where the fault lies in a form
    """

    status = 409

    def __init__(self, code: str, sentence: str | Promise, *, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        sentence = str(self.sentence)
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in sentence)
        return f"{sentence}（{self.code}）" if chinese else f"{sentence} ({self.code})"


class NotYours(Refused):
    """Inside your scope, but this step is somebody else's: answered with 403."""

    status = 403


class Conflict(Refused):
    """Somebody else was quicker. What was typed is kept by the caller: answered with 409."""
