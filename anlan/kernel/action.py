"""One writer per verb: `@action def verify(case, *, by, at, …)`.

An action is one transaction: row lock, rule, rows, ledger entries, messages, all or nothing. What nested actions record is
collected, and the outermost transaction writes it to the ledger in one call, last before commit, so that the heads of the
chains are locked for a moment only and always in the same order.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, transaction

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Collected:
    """What one transaction will leave behind: ledger entries, and topics that changed for whom."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    changed: set[tuple[str, str]] = field(default_factory=set)
    written: int = 0
    depth: int = 0


_collected: ContextVar[Collected | None] = ContextVar("collected", default=None)
REGISTERED: list[str] = []
MANY_PATHS = 12


@contextmanager
def collecting() -> Iterator[Collected]:
    """Gather entries for the transaction around; nested blocks share the outermost one. A nested block that fails leaves none,
    as its savepoint leaves no row: whoever catches a refusal and goes on would otherwise put into the ledger what never was."""
    outer = _collected.get()
    if outer is not None:
        outer.depth += 1
        mark = len(outer.entries)
        try:
            yield outer
        except BaseException:
            del outer.entries[mark:]
            raise
        finally:
            outer.depth -= 1
        return
    mine = Collected()
    token = _collected.set(mine)
    try:
        yield mine
    finally:
        _collected.reset(token)


def flush_if_outermost() -> None:
    """Write what was collected, if no collecting block lies around this one."""
    collected = _collected.get()
    if collected is not None and collected.depth == 0:
        _flush(collected)


def _flush(collected: Collected) -> None:
    from anlan.kernel import ledger

    if collected.entries:
        entries, collected.entries = collected.entries, []
        collected.written += ledger.append(entries)
    if collected.changed:
        changed, collected.changed = collected.changed, set()
        _announce(changed)


def _announce(changed: set[tuple[str, str]]) -> None:
    """Tell the live process after commit; many paths become the ranges above them, so that a dispatch is one line."""
    topics: dict[str, set[str]] = {}
    for topic, path in changed:
        topics.setdefault(topic, set()).add(path)
    with connection.cursor() as cursor:
        for topic, paths in topics.items():
            if len(paths) > MANY_PATHS:
                paths = {path.split(".")[0] + "." for path in paths}
            for path in paths:
                cursor.execute("select pg_notify('anlan_live', %s)", [f"{topic} {path}"])


def record(
    verb: str,
    *,
    unit_id: int,
    by: Any,
    at: datetime,
    case_id: int | None = None,
    was: str | None = None,
    now: str | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Collect one ledger entry. `payload` is what people need to read later; it is erasable, only its digest is chained."""
    collected = _collected.get()
    if collected is None:
        raise RuntimeError("record() outside an action")
    collected.entries.append(
        {
            "unit": unit_id,
            "at": at.isoformat(),
            "actor": by.person_id,
            "verb": verb,
            "case": case_id,
            "was": was,
            "now": now,
            "payload": {**(payload or {}), **({"via": by.via} if by.via else {})},
        }
    )


def touched(topic: str, path: str) -> None:
    """Say that rows of `topic` at `path` changed, so that open pages fetch them anew after commit."""
    collected = _collected.get()
    if collected is not None:
        collected.changed.add((topic, path))


def action(function: F) -> F:
    """Mark a writer. It takes `by` (an Actor) and `at` (aware) as keywords, runs in one transaction and leaves a ledger entry."""
    parameters = inspect.signature(function).parameters
    for name in ("by", "at"):
        if name not in parameters or parameters[name].kind is not inspect.Parameter.KEYWORD_ONLY:
            raise TypeError(f"{function.__qualname__}: an action takes keyword-only `{name}`")
    REGISTERED.append(f"{function.__module__}.{function.__qualname__}")

    @wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        at = kwargs.get("at")
        if not isinstance(at, datetime) or at.tzinfo is None:
            raise TypeError(f"{function.__qualname__}: `at` must be an aware datetime")
        with transaction.atomic(), collecting() as collected:
            before, mark = collected.written + len(collected.entries), len(collected.entries)
            try:
                result = function(*args, **kwargs)
            except BaseException:
                del collected.entries[mark:]  # its rows are rolled back; whoever catches this must not record them
                raise
            if collected.written + len(collected.entries) == before and not getattr(inner, "quiet", False):
                raise RuntimeError(f"{function.__qualname__}: an action left no ledger entry")
            flush_if_outermost()
        return result

    inner.is_action = True  # type: ignore[attr-defined]
    return inner  # type: ignore[return-value]


def quiet(function: F) -> F:
    """For the rare action that may change nothing (a repeated form): no ledger entry is demanded then."""
    function.quiet = True  # type: ignore[attr-defined]
    return function
