"""The check of translations sees what people read."""

from __future__ import annotations

from pathlib import Path

from anlan.shell import message_ids


def test_texts_marked_in_pure_modules_are_seen(tmp_path: Path) -> None:
    source = tmp_path / "rules.py"
    source.write_text('from anlan.kernel.wording import N_\nKINDS = {"a": N_("市局"), "b": _("学校"), "c": "不算"}\n', encoding="utf-8")
    assert {said.text for said in message_ids.in_python(source)} == {"市局", "学校"}
