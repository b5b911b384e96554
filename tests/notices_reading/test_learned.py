"""What is learned: fields weighed against the rules, segments parted and joined, what asks nothing greyed."""

from dataclasses import replace
from functools import cache

import pytest

from anlan.work.notices.reading import choice, cuts, decompose, learned
from anlan.work.notices.reading.asking import asks
from anlan.work.notices.reading.fitting import Known, in_use, known_of, learned_from, read
from anlan.work.notices.reading.gold import Labelled, notices, score, unseen
from anlan.work.notices.reading.learned import NOTHING
from anlan.work.notices.reading.vocabulary import LISTS, at_end, at_start, found_in, terms

HEAD = "某市教育局关于做好校园安全工作的通知\n各学校：\n现将有关事项通知如下：\n"
ASKED = choice.Question("更换老化胶管", "更换老化胶管", "", "", None, False, False, ("school",), "must", "none", "other")


@cache
def new_notices() -> list[Labelled]:
    return [n for n in notices() if unseen(n)]


@cache
def known() -> list[Known]:
    return [known_of(n) for n in new_notices()[:60]]


def test_what_is_learned_from_some_notices_reads_others_better_than_the_rules_alone() -> None:
    others = new_notices()[60:]
    by = in_use(learned_from(known()))
    alone, looked_over = (score((one.rows, one.notice.rows) for one in (read(n, way) for n in others)) for way in (NOTHING, by))
    assert looked_over.f1 > alone.f1 + 0.005
    assert looked_over.domain > alone.domain + 0.004
    assert looked_over.end_to_end > alone.end_to_end + 0.012


def test_a_fit_gives_the_same_files_every_time() -> None:
    assert learned_from(known()[:12]) == learned_from(known()[:12])


def test_without_a_table_the_field_is_what_the_rules_say() -> None:
    assert choice.choose({}, ASKED) == choice.Choice("other", 0.5, False)


def test_clues_that_speak_for_a_field_overrule_the_rules_and_say_so() -> None:
    gas = choice.FIELDS.index("gas")
    row = "O" * gas + "w" + "O" * (len(choice.FIELDS) - gas - 1)
    chosen = choice.choose({"2胶管": row, "2老化": row}, ASKED)
    assert (chosen.field, chosen.against_rules) == ("gas", True)
    assert "field:against the rules" in chosen.signs
    assert choice.choose({"2胶管": row, "2老化": row}, replace(ASKED, ruled="gas")).chance > chosen.chance


def test_chances_of_a_field_lie_between_none_and_certainty() -> None:
    for notice in new_notices()[:3]:
        for span in decompose(notice.text):
            if span.asked:
                assert 0 < choice.choose(learned.shipped().fields, span.asked).chance <= 1


def test_a_table_survives_its_file_and_what_says_nothing_is_left_out() -> None:
    weights = [0.0] * len(choice.FIELDS)
    text = choice.dump([("2胶管", [*weights[1:], 1.6]), ("2的是", weights), ("x\ty", [-3.2, *weights[1:]])], "of a test")
    assert set(choice.parsed(text)) == {"2胶管", "x\ty"}
    assert (ord(choice.parsed(text)["2胶管"][-1]) - choice.NOUGHT) * choice.STEP == pytest.approx(1.6)
    with pytest.raises(ValueError, match="letters"):
        choice.parsed("of a test\nx\tOOO\n")


def test_sure_weights_part_what_the_rules_joined_and_join_what_they_parted() -> None:
    text = HEAD + "学校要检查食堂，更换胶管，组织学生演练。\n"
    apart = [s.text for s in decompose(text, learned=replace(NOTHING, cuts={"always": 9.0})) if s.label == "obligation"]
    together = [s.text for s in decompose(text, learned=replace(NOTHING, cuts={"always": -9.0})) if s.label == "obligation"]
    assert apart == ["学校要检查食堂", "更换胶管", "组织学生演练"]
    assert together == ["学校要检查食堂，更换胶管，组织学生演练"]


def test_unsure_weights_leave_what_the_rules_made() -> None:
    text = HEAD + "学校要检查食堂，更换胶管，组织学生演练。各班每周开一次班会，家长签收回执。\n"
    seen: list[cuts.Joint] = []
    ruled = decompose(text, learned=NOTHING, watch=lambda drafts: seen.extend(cuts.joints(drafts)))
    assert seen
    assert decompose(text, learned=replace(NOTHING, cuts={"always": 0.1})) == ruled


def test_what_asks_nothing_is_greyed_and_not_lost() -> None:
    text = HEAD + "各校要把师生冷暖时刻挂在心头。学校要检查锅炉。\n"
    ruled = [s for s in decompose(text, learned=NOTHING) if s.label == "obligation"]
    assert len(ruled) == 2
    over = decompose(text)
    assert [s.text for s in over if s.label == "obligation"] == ["学校要检查锅炉"]
    (grey,) = [s for s in over if s.reason.key == "asks_nothing"]
    assert (grey.label, grey.text, grey.addressee) == ("exhortation", "各校要把师生冷暖时刻挂在心头", [])


def test_a_clause_about_controlling_persons_is_never_greyed() -> None:
    (span,) = [s for s in decompose(HEAD + "各校要摸排上访人员并逐一建档。\n") if s.bounded]
    assert asks({"always": -9.0}, span) == 1.0
    assert any(s.bounded for s in decompose(HEAD + "各校要摸排上访人员并逐一建档。\n", learned=replace(NOTHING, asking={"always": -9.0})))


@pytest.mark.parametrize("name", LISTS)
def test_words_of_the_trade_stand_under_known_labels_once(name: str) -> None:
    labels = {label for found in terms(name).values() for label in found}
    known_labels = {"things": set(choice.FIELDS), "acts": set(choice.FIELDS)}.get(name)
    assert len(terms(name)) > 1000
    assert not known_labels or labels <= known_labels
    assert all(len(word) <= 14 and word == word.strip() for word in terms(name))


def test_the_longest_word_counts() -> None:
    assert at_start("persons", "随车照管员清点人数") == (("staff_other",), 5)
    assert at_end("persons", "请各随车照管员") == (("staff_other",), 2)
    assert at_start("persons", "清点人数") is None
    assert list(found_in("persons", "请校医和随车照管员到场")) == [(1, 3, ("staff_other",)), (4, 9, ("staff_other",))]


def test_weights_survive_their_file() -> None:
    assert learned.parsed(learned.dump({"a\tb": 1.25, "c": 0.01}, "of a test")) == {"a\tb": 1.25}
