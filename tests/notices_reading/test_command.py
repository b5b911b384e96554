"""The command prints exactly the rows of the labelling scheme and needs no database."""

import io
import json
import os
from pathlib import Path

import pytest

from anlan.work.notices.reading import decompose, to_rows

from .scoring import LABELLED, text_of

pytestmark = pytest.mark.skipif(
    "DJANGO_SETTINGS_MODULE" not in os.environ, reason="the command needs the settings (run through script/test)"
)
PATH = LABELLED / "stability.txt"


def run(*arguments: str) -> str:
    from django.core.management import call_command

    out = io.StringIO()
    call_command("notices", *arguments, stdout=out)
    return out.getvalue()


def test_jsonl_holds_the_rows_and_nothing_else() -> None:
    rows = [json.loads(line) for line in run("decompose", str(PATH), "--format", "jsonl").splitlines()]
    assert rows == to_rows(decompose(text_of(PATH)))
    assert any(row.get("bounded") for row in rows)


def test_the_table_is_for_people() -> None:
    assert "school" in run("decompose", str(PATH))


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    from django.core.management.base import CommandError

    for name, data, words in [("a.pdf", b"%PDF-", "损坏"), ("b.txt", "机密★5年\n各校要检查。".encode(), "密")]:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CommandError, match=words):
            run("decompose", str(tmp_path / name))
    with pytest.raises(CommandError):
        run("decompose", str(tmp_path / "missing.txt"))
