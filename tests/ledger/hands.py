"""What somebody with all rights over the database would do to hide a deed; a small chain, and a case, to do it to."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import transaction

from anlan.kernel.actor import SYSTEM
from anlan.kernel.ledger import queries
from anlan.registers.org import actions as org
from tests.cast import START
from tests.real_rows import owner_connection

TABLES = ("ledger_entry", "ledger_anchor", "ledger_root")
AGAIN = (  # the chain as it follows from its entries, by the ledger's own function
    "update ledger_entry e set hash = x.want from (select unit_id, seq, ledger_chain(''::bytea, ledger_body(unit_id, seq, at, written, "
    "actor, verb, case_id, was, now, payload)) over (partition by unit_id order by seq) as want from ledger_entry) x "
    "where e.unit_id = x.unit_id and e.seq = x.seq and e.hash <> x.want"
)
HEADS = (
    "update ledger_head h set seq = t.seq, hash = t.hash from (select distinct on (unit_id) unit_id, seq, hash from ledger_entry "
    "order by unit_id, seq desc) t where h.unit_id = t.unit_id"
)


def as_owner(*statements: Any) -> None:
    """Take the triggers off, do it, put them back. A statement is a text, or a text with its parameters."""
    with owner_connection() as owner:
        for table in TABLES:
            owner.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            owner.execute(*((statement,) if isinstance(statement, str) else (statement[0], statement[1:])))
        for table in TABLES:
            owner.execute(f"alter table {table} enable trigger user")


def cut(unit: int, seq: int) -> list[Any]:
    """Statements that take an entry and its payload away."""
    return [(f"delete from {table} where unit_id = %s and seq = %s", unit, seq) for table in ("ledger_payload", "ledger_entry")]


def places(unit: int | None = None) -> list[tuple[int, str]]:
    """(number, what is wrong) of every broken place."""
    return [(b.seq, b.what) for b in queries.broken(unit)]


def verify(*arguments: str) -> tuple[int, str]:
    """(exit status, output) of `anlan verify`."""
    from io import StringIO

    said = StringIO()
    try:
        call_command("verify", *arguments, stdout=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def school_with_four_entries() -> int:
    """A unit with a chain of four entries, committed: another connection has to be able to change them."""
    with transaction.atomic():
        city = org.open_unit(None, kind="city", name="云汀市教育局", by=SYSTEM, at=START)
        unit = org.open_unit(city, kind="school", name="新塘小学", by=SYSTEM, at=START)
        for name in ("新塘一小", "新塘二小", "新塘三小"):
            unit = org.change_unit(unit, name=name, by=SYSTEM, at=START)
    return unit.pk
