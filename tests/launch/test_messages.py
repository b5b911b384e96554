"""Messages are found wherever people read them, and compiled without a gettext program."""

import gettext
import os
import pathlib

import pytest

from anlan.shell import message_ids
from anlan.shell.launch import messages

TEMPLATE = """{% load i18n %}<p>裸字</p>{% comment %}注释{% endcomment %}<!-- 说明 -->
{% translate "待办" %} {% translate '单"引' as x %} {{ _("你好") }} {% if a == "学" %}{% endif %}
{% blocktranslate count n=n %}{{ n }} 个单位{% plural %}{{ n }} 个单位{% endblocktranslate %}
{% blocktranslate trimmed with a=b %}
  你好 {{ a }}
  再见
{% endblocktranslate %}
{% translate "短" context "屏" %}
"""


def _write(path: pathlib.Path, text: str) -> pathlib.Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_every_form_of_message_in_a_template_is_found(tmp_path: pathlib.Path) -> None:
    found = [s.text for s in message_ids.in_template(_write(tmp_path / "a.html", TEMPLATE))]
    assert found == ["待办", '单"引', "你好", "%(n)s 个单位", "你好 %(a)s 再见", "短"]


def test_chinese_outside_translation_tags_is_found_and_comments_are_not(tmp_path: pathlib.Path) -> None:
    assert [(s.line, s.text) for s in message_ids.bare_chinese(_write(tmp_path / "a.html", TEMPLATE))] == [(1, "<p>裸字</p>")]


def test_every_form_of_message_in_python_is_found(tmp_path: pathlib.Path) -> None:
    source = 'a = _("待办" "二"); b = ngettext("一个", "几个", 3); c = pgettext("屏", "短"); d = gettext_lazy(name)\n'
    assert [s.text for s in message_ids.in_python(_write(tmp_path / "a.py", source))] == ["待办二", "一个", "短"]


def test_a_changed_catalogue_is_compiled_and_an_unchanged_one_is_left(tmp_path: pathlib.Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    po = _write(tmp_path / "anlan/x/locale/en/LC_MESSAGES/django.po", head + 'msgid "待办"\nmsgstr "To do"\n')
    assert messages.compile_changed(tmp_path) == 1
    assert messages.compile_changed(tmp_path) == 0
    po.write_text(head + 'msgid "待办"\nmsgstr "Inbox"\n')
    os.utime(po, ns=(later := po.stat().st_mtime_ns + 10**9, later))
    assert messages.compile_changed(tmp_path) == 1
    with open(po.with_suffix(".mo"), "rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("待办") == "Inbox"


def test_a_broken_catalogue_names_itself(tmp_path: pathlib.Path) -> None:
    _write(tmp_path / "anlan/x/locale/en/LC_MESSAGES/django.po", 'msgid "a"\nblah\n')
    with pytest.raises(OSError, match=r"django\.po"):
        messages.compile_changed(tmp_path)
