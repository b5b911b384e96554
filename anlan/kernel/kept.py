"""Answers of the registers kept for a stretch of work that does not change them: one step of a case asks five times who supervises a unit.

Outside `kept()` every question goes to the database. Inside, the first answer serves until the outermost block ends; actions that
write a register must not run there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from anlan.kernel.clock import local

F = TypeVar("F", bound=Callable[..., Any])
_answers: ContextVar[dict[Any, Any] | None] = ContextVar("kept_answers", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Within the block, questions marked with `remembered` are asked once. Nests: the outermost block's answers serve."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def keeping(function: F) -> F:
    """Mark an action during which no register changes."""

    @wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        with kept():
            return function(*args, **kwargs)

    return inner  # type: ignore[return-value]


def forget() -> None:
    """Drop what is kept: called by whoever changes a register all the same."""
    answers = _answers.get()
    if answers is not None:
        answers.clear()


def remembered(function: F) -> F:
    """Mark a question whose answer hangs on its arguments alone, moments counting by their day. Lists are handed out as copies."""

    @wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        key = (function, *map(_plain, args), *((k, _plain(v)) for k, v in sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(*args, **kwargs)
        answer = answers[key]
        return list(answer) if isinstance(answer, list) else answer

    return inner  # type: ignore[return-value]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return local(value).date()
    return tuple(value) if isinstance(value, (list, set)) else value
