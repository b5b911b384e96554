"""This year's notice beside last year's: what is new, gone, changed."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from anlan.work.notices.reading import Span, When, decompose
from anlan.work.notices.rules.comparing import compare, said_above

HEAD = "云汀市教育局关于做好冬季安全工作的通知\n各学校：\n  现通知如下：\n"
DRILL = "  二、各校要组织一次防震疏散演练。\n"
OLD = f"{HEAD}  一、各校12月20日前检查锅炉和压力容器。\n{DRILL}  三、门卫要登记来访车辆。\n云汀市教育局\n2023年12月2日\n"
NEW = f"{HEAD}  一、各校12月10日前检查锅炉和压力容器。\n{DRILL}  三、食堂要更换老化的燃气软管。\n云汀市教育局\n2024年12月2日\n"


def test_new_gone_changed_and_same_are_told_apart():
    found = compare(decompose(OLD), decompose(NEW))
    assert [s.text for s in found.new] == ["食堂要更换老化的燃气软管"]
    assert [s.text for s in found.gone] == ["门卫要登记来访车辆"]
    assert [(p.old.text, p.changed) for p in found.changed] == [("各校12月20日前检查锅炉和压力容器", ("time",))]
    assert [p.new.text for p in found.same] == ["各校要组织一次防震疏散演练"]


def test_a_notice_beside_itself_is_the_same_and_beside_nothing_all_new():
    spans = decompose(OLD)
    itself = compare(spans, spans)
    assert (itself.new, itself.gone, itself.changed, len(itself.same)) == ([], [], [], 3)
    assert len(compare([], spans).new) == len(compare(spans, []).gone) == 3


@pytest.mark.parametrize("json_wanted", [True, False])
def test_the_command_prints_the_comparison(tmp_path, json_wanted):
    for name, text in (("old.txt", OLD), ("new.txt", NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = io.StringIO()
    more = ["--json"] if json_wanted else []
    call_command("notices", "compare", str(tmp_path / "old.txt"), str(tmp_path / "new.txt"), *more, stdout=out)
    if json_wanted:
        told = json.loads(out.getvalue())
        assert told["gone"] == ["门卫要登记来访车辆"]
        assert told["changed"][0]["changed"] == ["time"]
    else:
        assert "+ 各校12月10日前检查锅炉和压力容器" in out.getvalue()


ABOVE = """云汀市教育局关于冬季安全的通知
各区教育局，各学校：
  一、各校12月25日前检查不少于30%的宿舍、教室、实验室和食堂操作间并逐一登记造册。
  二、各校12月28日前检查校门一键报警装置。
"""


@pytest.mark.parametrize(
    ("words", "phrase", "expected"),
    [
        ("各校12月28日前检查校门一键报警装置", "12月28日前", "clause"),
        ("各校12月28日前检查\n 校门一键报警装置；", "12月28日前", "clause"),  # as another paper sets it
        ("各校12月20日前检查校门一键报警装置", "12月20日前", ""),  # earlier
        ("检查校门一键报警装置", "12月20日前", ""),  # earlier, by a date that stands over it
        ("各校12月28日前检查校门一键报警装置，并逐一张贴举报电话", "12月28日前", ""),  # more besides
        ("各校12月25日前检查不少于50%的宿舍、教室、实验室和食堂操作间并逐一登记造册", "12月25日前", ""),  # more of it
        ("各校在12月25日前检查不少于30%的宿舍、教室、实验室和食堂操作间并逐一登记造册", "12月25日前", "clause"),  # a word between
        ("云汀市教育局关于冬季安全的通知", "", "words"),
        ("各校张贴举报电话", "", ""),
    ],
)
def test_what_a_paper_only_prints_of_the_notice_above_is_told_from_what_it_asks(words, phrase, expected):
    clauses = [s for s in decompose(ABOVE) if s.label == "obligation"]
    assert said_above([Span(0, len(words), words, "obligation", when=When("by_date", phrase))], ABOVE, clauses) == [expected]
