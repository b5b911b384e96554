"""Whatever the text, nothing is lost, nothing overlaps, nothing crashes or hangs."""

import random
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.work.notices.intake import Unreadable, read_file
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

MAGIC = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", "各校要检查，".encode(), "通知".encode("gb18030")]


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
    [
        "各校要检查，",
        "（",
        "“各校",
        "\n",
        "1.",
        "一是",
        "a\t",
        "对的学生",
        "12月31日前",
        "报送:(1)",
        "把",
        "附件：1.\n",
        "发生",
        "  校",
        "12",
        "3所",
        "请各校",
    ],
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


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["a.txt", "a.docx", "a.pdf", "a", "a.doc", "a.xlsx"]), st.sampled_from(MAGIC))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes, name: str, magic: bytes) -> None:
    try:
        whole(read_file(name, magic + data).text)
    except Unreadable as refused:
        assert refused.sentence.endswith("。")


def test_a_text_of_fifty_megabytes_is_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read_file("a.txt", "各校要检查。".encode() * 2_800_000)
    assert caught.value.code == "too_large"
    assert time.process_time() - began < 2


def test_what_is_no_notice_gives_few_drafts_and_unsure_ones() -> None:
    menu = "今日菜单\n红烧肉 15元\n清炒时蔬 6元\n番茄蛋汤 免费\n营业时间：11:00-13:00\n"
    story = "小明起得很早。他背上书包，沿着河边走到学校，路上遇见了老师。老师问他作业写完没有，他说写完了。\n"
    for text in (menu, story):
        spans = [s for s in decompose(text) if s.label == "obligation"]
        assert len(spans) <= 3
        assert all(s.confidence < 0.5 for s in spans)


def test_an_empty_text_gives_nothing() -> None:
    assert decompose("") == [] == decompose(" \n\n　")


def test_importing_the_package_stays_light() -> None:
    heavy = ("django", "lxml", "numpy", "jieba", "docx")
    code = f"import sys, anlan.work.notices.reading as r; r.decompose('各校要检查。'); print([m for m in sys.modules if m in {heavy}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
