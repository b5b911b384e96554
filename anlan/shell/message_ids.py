"""Finds what is said to people in templates and Python, and which of it has no English yet."""

import ast
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

FUNCTIONS = frozenset(["_", "N_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"])
COUNTED = frozenset(["ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"])
IN_CONTEXT = frozenset(["pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"])
HAN = re.compile(r"[\u3400-\u9fff]")
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(?:(?:_|gettext|ngettext)\(|n?pgettext\(\s*{STRING}\s*,)\s*{STRING}(?:\s*,\s*{STRING}\s*,)?")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
BLOCK = re.compile(r"\{%-?\s*(blocktranslate|blocktrans|comment|verbatim)\b.*?%\}.*?\{%\s*end\1\s*%\}", re.S)


@dataclass(frozen=True)
class Said:
    """One message and where it stands; `plural` where it is chosen by a number."""

    text: str
    path: pathlib.Path
    line: int
    plural: str = ""


def in_python(path: pathlib.Path) -> Iterator[Said]:
    """Messages in calls such as `_("待办")`; a name instead of a text is somebody else's message."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in FUNCTIONS | IN_CONTEXT:
            continue
        place = 1 if name in IN_CONTEXT else 0
        argument = node.args[place] if len(node.args) > place else node.args[0]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            other = node.args[place + 1] if name in COUNTED and len(node.args) > place + 1 else None
            plural = other.value if isinstance(other, ast.Constant) and isinstance(other.value, str) else ""
            yield Said(argument.value, path, node.lineno, plural)


def in_template(path: pathlib.Path) -> Iterator[Said]:
    """Messages of `translate`, `blocktranslate` and `_("…")` in a template, found with Django's own reader."""
    from django.utils.translation.template import templatize

    for found in TEMPLATE_CALL.finditer(code := templatize(path.read_text())):
        text = ast.literal_eval(found[2])
        if text:
            plural = ast.literal_eval(found[3]) if found[3] else ""
            yield Said(text, path, code.count("\n", 0, found.start()) + 1, plural)


def bare_chinese(path: pathlib.Path) -> Iterator[Said]:
    """Chinese in a template that stands outside every translation tag, so nobody reads it in English."""
    source = BLOCK.sub(lambda m: "\n" * m[0].count("\n"), path.read_text())
    source = TAG.sub(lambda m: "\n" * m[0].count("\n"), source)
    source = re.sub(r"<!--.*?-->", lambda m: "\n" * m[0].count("\n"), source, flags=re.S)
    for number, line in enumerate(source.splitlines(), 1):
        if HAN.search(line):
            yield Said(line.strip(), path, number)
