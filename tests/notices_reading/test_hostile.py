"""Whatever the text, nothing is lost, nothing overlaps, nothing crashes or hangs."""

import random
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.work.notices.reading import decompose, gaps, head, rebuild, to_rows

PIECES = st.sampled_from(
    [
        "各校",
        "要",
        "检查",
        "，",
        "。",
        "；",
        "：",
        "\n",
        "　",
        "一、",
        "（一）",
        "1.",
        "“",
        "”",
        "（",
        "）",
        "12月20日前",
        "严禁",
        "确保",
        "对",
        "人员",
        "的",
        "并",
        "将",
        "由",
        "附件：",
        "通知如下：",
        "云汀市教育局",
        "2024年1月2日",
        "\t",
        "每月",
        "家长",
        "报送",
        "abc",
        "😀",
        "\u0301",
        "稳控",
        "上访",
    ]
)


def whole(text: str) -> None:
    spans = decompose(text)
    assert rebuild(text, spans) == text
    assert all(text[s.start : s.end] == s.text and s.start < s.end for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert sum(b - a for a, b in gaps(text, spans)) + sum(s.end - s.start for s in spans) == len(text)
    to_rows(spans)
    head(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_spans_and_gaps_rebuild_any_made_up_notice(text: str) -> None:
    whole(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_spans_and_gaps_rebuild_any_text(text: str) -> None:
    whole(text)


def test_random_code_points_rebuild_too() -> None:
    dice = random.Random(7)
    whole("".join(chr(dice.randrange(32, 0x9FFF)) for _ in range(20_000)))


@pytest.mark.parametrize(
    "unit",
    ["各校要检查，", "（", "“各校", "\n", "1.", "一是", "a\t", "对的学生", "12月31日前", "报送:(1)", "把", "附件：1.\n", "发生", "  校"],
)
def test_monotone_texts_of_a_hundred_thousand_characters_end(unit: str) -> None:
    whole((unit * 100_000)[:100_000])


def test_a_poem_gives_nothing_or_little_and_unsure() -> None:
    spans = [s for s in decompose("山中\n雨打松枝夜未央，孤灯照壁影初长。\n故人千里无消息，独对寒窗数雁行。\n") if s.label == "obligation"]
    assert len(spans) <= 2
    assert all(s.confidence < 0.4 for s in spans)


def test_an_english_contract_gives_nothing() -> None:
    text = "SERVICE AGREEMENT\n1. The Provider shall inspect the boiler, and must report any defect; payment is due in 30 days.\n" * 200
    assert decompose(text) == []


def test_an_empty_text_gives_nothing() -> None:
    assert decompose("") == [] == decompose(" \n\n　")


def test_importing_the_package_stays_light() -> None:
    heavy = ("django", "lxml", "numpy", "jieba", "docx")
    code = f"import sys, anlan.work.notices.reading as r; r.decompose('各校要检查。'); print([m for m in sys.modules if m in {heavy}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
