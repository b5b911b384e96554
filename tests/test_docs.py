"""What docs/ says of the code is what the code says, and every word of the code stands in the glossary."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import anlan
from anlan.kernel import registry
from anlan.kernel.docs import writing
from tests import registered

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text("utf-8")
HAN = re.compile(r"[一-鿿]")
# words of the design that belong to parts that do not stand yet
LATER = {
    "dispute", "concern", "incident", "first/continued/final report", "plan", "response level", "drill", "duty", "leader on duty",
    "handover", "guard post", "gate passage", "visitor", "entry ban", "sensor", "alarm", "school bus", "attendant", "chemical",
    "stock-take", "appraisal grade", "random visit", "draw", "bulletin", "regulatory talk", "accountability", "letter to parents",
}  # fmt: skip
# tables of words in rules that are sentences, or belong to one page alone
NOT_TERMS = {
    "anlan.work.notices.rules.proving._WORDS",  # what is still missing, as sentences
    "anlan.work.hazards.rules.limits.UNITS",  # units of numbers
    "anlan.oversight.board.rules.saying",  # sentences of the board
}


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    registered.as_shipped(monkeypatch)


def test_the_generated_pages_are_as_the_code_says() -> None:
    stale = [path.relative_to(ROOT).as_posix() for path in writing.stale()]
    assert not stale, f"{', '.join(stale)} out of date: run script/anlan docs"


def test_the_generated_pages_are_the_same_each_time() -> None:
    assert writing.files() == writing.files()


def test_the_generated_pages_are_chinese_whatever_language_asks() -> None:
    from django.utils import translation

    with translation.override("en"):
        english = writing.files()
    assert english == writing.files()


def row(word: object, code: str) -> str:
    return f"| {word} | `{code}` |"


def test_every_kind_state_and_step_stands_in_the_glossary() -> None:
    missing = []
    for kind in registry.KINDS.values():
        missing += [kind.key] * (row(kind.label, kind.key) not in GLOSSARY)
        missing += [f"{kind.key}.{key}" for key, state in kind.machine.states.items() if row(state.label, key) not in GLOSSARY]
        missing += [f"{kind.key}:{step.verb}" for step in kind.machine.steps if f"`{step.verb}`" not in GLOSSARY]
    assert not missing


def test_every_registered_word_stands_in_the_glossary() -> None:
    assert not [(name, code) for name, words in registry.TERMS.items() for code, word in words.items() if row(word, code) not in GLOSSARY]


@pytest.mark.parametrize(
    "table", ["role", "layer", "proof level", "verification rule", "safety domain", "kind of unit", "grade of a hazard"]
)
def test_the_tables_of_words_that_people_meet_everywhere_are_registered(table: str) -> None:
    assert registry.TERMS[table]


def rule_modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(anlan.__path__, "anlan."):
        if re.search(r"\.rules(\.|$)", found.name):
            yield importlib.import_module(found.name)


def word_tables() -> Iterator[tuple[str, dict[str, str]]]:
    """Dictionaries of pure rules from names of the code to Chinese words of a few characters."""
    for module in rule_modules():
        for name, value in vars(module).items():
            if not isinstance(value, dict) or not value or f"{module.__name__}.{name}" in NOT_TERMS or module.__name__ in NOT_TERMS:
                continue
            if all(isinstance(k, str) and k.isascii() and isinstance(v, str) and HAN.match(v) and len(v) <= 12 for k, v in value.items()):
                yield f"{module.__name__}.{name}", value


def test_a_table_of_words_in_the_rules_is_registered_for_the_glossary() -> None:
    known = [dict(words) for words in registry.TERMS.values()]
    assert not [name for name, words in word_tables() if words not in known]


def design_words() -> list[tuple[str, str]]:
    design = Path(os.environ.get("ANLAN_SHARED", ROOT.parent / "shared")) / "DESIGN.md"
    if not design.exists():
        pytest.skip("the design is not on this machine")
    part = design.read_text("utf-8").split("## 4. Words")[1].split("## 5.")[0].split("Use these:")[1]
    part = re.sub(r"\s+", " ", part)
    pairs = re.findall(r"([a-z][a-z/ -]*?) ([一-鿿/]+)", part)
    return [(english.strip(), chinese) for english, chinese in pairs]


def test_every_word_of_the_design_that_is_in_use_stands_in_the_glossary() -> None:
    by_hand = GLOSSARY.split("## Words of the code")[0]
    words = design_words()
    assert len(words) > 40
    missing = [(e, c) for e, c in words if e not in LATER and not (c in by_hand and re.search(rf"\b{re.escape(e)}\b", by_hand))]
    assert not missing


def test_every_link_of_the_docs_leads_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"", text):
            link = target[0] or target[1]
            if not link.startswith(("http:", "https:", "mailto:")) and not (page.parent / link).exists():
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert not broken


def test_every_code_in_the_handbook_is_one_that_the_product_says() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "anlan").rglob("*.py"))
    named = {hit for page in (DOCS / "guide").glob("*.md") for hit in re.findall(r"E-[\w-]+", page.read_text("utf-8"))}
    assert len(named) > 15
    assert not [name for name in sorted(named) if f'"{name}"' not in code]


def test_every_page_of_the_handbook_is_named_in_its_index() -> None:
    index = (DOCS / "guide" / "README.md").read_text("utf-8")
    assert not [p.name for p in (DOCS / "guide").glob("*.md") if p.name != "README.md" and p.name not in index]
