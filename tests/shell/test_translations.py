"""The check of translations sees what people read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from anlan.shell import message_ids
from anlan.shell.management.commands import translations_check
from anlan.work.cases import inbox
from anlan.work.cases.queries import Line

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def test_texts_marked_in_pure_modules_are_seen(tmp_path: Path) -> None:
    source = tmp_path / "rules.py"
    source.write_text('from anlan.kernel.wording import N_\nKINDS = {"a": N_("市局"), "b": _("学校"), "c": "不算"}\n', encoding="utf-8")
    assert {said.text for said in message_ids.in_python(source)} == {"市局", "学校"}


def test_a_text_chosen_by_a_number_needs_its_plural_in_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "anlan/x/words.py"
    source.parent.mkdir(parents=True)
    source.write_text('def say(n): return ngettext("%(n)d 件", "%(n)d 件", n)\n', encoding="utf-8")
    book = tmp_path / "anlan/x/locale/en/LC_MESSAGES/django.po"
    book.parent.mkdir(parents=True)
    monkeypatch.setattr(translations_check, "PROJECT", tmp_path)
    book.write_text(HEAD + 'msgid "%(n)d 件"\nmsgstr "%(n)d cases"\n', encoding="utf-8")
    with pytest.raises(CommandError, match="no English plural for"):
        call_command(translations_check.Command())
    book.write_text(HEAD + 'msgid "%(n)d 件"\nmsgid_plural "%(n)d 件"\nmsgstr[0] "one"\nmsgstr[1] ""\n', encoding="utf-8")
    with pytest.raises(CommandError, match="no English plural for"):
        call_command(translations_check.Command())
    book.write_text(book.read_text(encoding="utf-8").replace('msgstr[1] ""', 'msgstr[1] "%(n)d cases"'), encoding="utf-8")
    call_command(translations_check.Command())


def test_the_plural_of_a_text_in_a_template_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "{% load i18n %}{% blocktranslate count n=n %}{{ n }} 件{% plural %}{{ n }} 些{% endblocktranslate %}", encoding="utf-8"
    )
    assert [(s.text, s.plural) for s in message_ids.in_template(page)] == [("%(n)s 件", "%(n)s 些")]


def test_the_first_sentence_of_the_inbox_is_english_in_english() -> None:
    now = datetime(2026, 12, 14, 1, tzinfo=UTC)
    lines = [Line(n, now + timedelta(hours=hours), None, "hazard", "reported") for n, hours in ((1, -1), (2, 200))]
    with override("en"):
        said = [inbox.sentence(lines, now), inbox.sentence(lines[1:], now)]
    assert said == [{"main": "1 to do today", "late": "1 late"}, {"main": "Nothing due today; 1 later", "late": ""}]
