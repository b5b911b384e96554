"""Clauses that ask to list, screen, watch or control persons for what they are."""

import pytest

from anlan.work.notices.reading import decompose, explain_bounded
from anlan.work.notices.reading.bounded import sentences

from .scoring import DATA

HEAD = "云汀市教育局关于校园安全工作的通知\n各区县教育局，各学校：\n　　现就有关事项通知如下：\n　　一、工作要求\n　　"


def lines(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("clause", lines("bounded_yes.txt"))
def test_control_of_persons_by_what_they_are_is_recognised(clause: str) -> None:
    spans = [s for s in decompose(f"{HEAD}{clause}。\n") if s.bounded]
    assert spans
    assert all(s.label == "obligation" and s.confidence >= 0.9 for s in spans)


@pytest.mark.parametrize("clause", lines("bounded_no.txt"))
def test_conduct_vetting_care_and_health_rules_are_not_flagged(clause: str) -> None:
    assert not [s.text for s in decompose(f"{HEAD}{clause}。\n") if s.bounded]


@pytest.mark.parametrize("before", ["", "各校要检查锅炉，", "结合专项行动要求，", "特别是", "各地各校要主动作为，"])
@pytest.mark.parametrize("after", ["", "，确保校园平安", "，并将结果报市局", "，坚决防止发生极端案件"])
def test_what_stands_around_a_bounded_clause_does_not_hide_it(before: str, after: str) -> None:
    assert any(s.bounded for s in decompose(f"{HEAD}{before}对上访人员逐一落实稳控措施{after}。\n"))


def test_a_measure_that_points_back_to_persons_named_before_is_recognised() -> None:
    spans = decompose(HEAD + "各校要摸排刑满释放人员底数。上述人员名单每月报公安机关。\n")
    assert [s.bounded for s in spans] == [True, True]


def test_half_width_marks_do_not_hide_it() -> None:
    assert any(s.bounded for s in decompose(HEAD + "对吸毒人员,精神障碍患者等人员,要逐一建档,严密管控.\n"))


def test_the_explanation_offers_conduct_instead_and_the_way_outside() -> None:
    for clause, kind in [
        ("对多次上访的家长落实稳控措施", "complaint"),
        ("全面摸排刑满释放人员", "record"),
        ("对精神障碍患者逐一建档", "health"),
        ("排查信教教师并上报名单", "belief"),
        ("对流动人口摸底登记", "status"),
        ("对刑释人员、精神病患者和上访人员摸排管控", "mixed"),
    ]:
        told = explain_bounded(clause)
        assert told.kind == kind, clause
        assert told.why
        assert len(told.substitutes) >= 2
        assert told.outside
        assert "个人信息保护法" in told.source


def test_no_substitute_is_itself_bounded() -> None:
    for sentence in sentences():
        if sentence.startswith(("这一条", "不在安澜")):
            continue
        assert not any(s.bounded for s in decompose(HEAD + sentence + "\n")), sentence
