"""Parsing the designer's page: columns, whom, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.kernel.clock import LOCAL
from anlan.kernel.errors import Refused
from anlan.work.returns.rules import KINDS, Field, choices_from, free_key
from anlan.work.returns.rules.fields import KEY, LONGEST, number

LISTS = ("kinds", "stages", "natures", "traits", "districts")


def due_of(text: str) -> datetime | None:
    """A moment typed on the city's clock, to the minute; None for nothing."""
    text = text.strip()
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise Refused("E-date", _("看不懂这个时间，写成 2026-12-28 11:30 这样"), fields={"due": _("看不懂这个时间")})
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def posted_fields(post: QueryDict, before: list[Field]) -> list[Field]:
    """The columns as they stand on the page, in its order. Bounds that are no numbers are refused."""
    had = {f.key: f for f in before}
    found, wrong = [], {}
    for key in dict.fromkeys(post.getlist("key")):
        if not KEY.fullmatch(key):
            continue
        kind = post.get(f"kind-{key}", "integer")
        texts = {name: post.get(f"{name}-{key}", "").strip() for name in ("title", "unit", "help", "least", "most", "source", "choices")}
        if any(texts[b] and number(texts[b]) is None for b in ("least", "most")):
            wrong[f"f-{key}"] = _("最小、最大要写成数字")
        is_number = kind in ("integer", "decimal")
        found.append(Field(
            key=key, title=" ".join(texts["title"].split())[:60], kind=kind if kind in KINDS else "text", unit=texts["unit"][:10],
            help=texts["help"][:LONGEST], required=f"required-{key}" in post, strict=is_number and f"strict-{key}" in post,
            choices=choices_from(texts["choices"], had[key].choices if key in had else ()) if kind == "choice" else (),
            least=number(texts["least"]) if is_number else None, most=number(texts["most"]) if is_number else None,
            source=texts["source"] if not post.getlist(f"sum-{key}") else "",
            sum_of=tuple(k for k in post.getlist(f"sum-{key}") if k != key) if is_number else (),
        ))  # fmt: skip
    if wrong:
        raise Refused("E-return-columns", next(iter(wrong.values())), fields=wrong)
    return found


def posted_addressees(post: QueryDict) -> dict[str, list[Any]]:
    """Whom, as Addressees.load takes it."""
    lists: dict[str, list[Any]] = {name: post.getlist(name) for name in LISTS}
    return lists | {name: [int(v) for v in post.getlist(name) if v.isdecimal()] for name in ("units", "without")}


def arranged(fields: list[Field], verb: str, used: list[str]) -> list[Field]:
    """The columns after a verb of the page: add, drop-c3, up-c3, down-c3."""
    if verb == "add":
        return [*fields, Field(free_key({*used, *(f.key for f in fields)}), "")]
    word, _dash, key = verb.partition("-")
    place = next((n for n, f in enumerate(fields) if f.key == key), None)
    if place is None:
        return fields
    rows = list(fields)
    moved = rows.pop(place)
    if word == "up":
        rows.insert(max(0, place - 1), moved)
    elif word == "down":
        rows.insert(place + 1, moved)
    elif word != "drop":
        rows.insert(place, moved)
    if word == "drop":
        from dataclasses import replace

        rows = [replace(f, sum_of=tuple(k for k in f.sum_of if k != key)) for f in rows]
    return rows
