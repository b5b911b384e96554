"""Single rules of the reading, each on a sentence or two."""

from datetime import date

import pytest

from anlan.work.notices.reading import Span, decompose, head, reason_sentence
from anlan.work.notices.reading.learned import NOTHING
from anlan.work.notices.reading.model import PROOFS

HEAD = "云汀市教育局关于做好冬季校园安全工作的通知\n云教安〔2024〕7号\n各区县教育局，局直属各学校：\n　　为做好有关工作，现通知如下：\n"
FOOT = "\n云汀市教育局\n2024年12月2日\n"


def read(body: str) -> list[Span]:
    """As the rules read it; what is learned is looked at in ``test_learned``."""
    return decompose(HEAD + body + FOOT, learned=NOTHING)


def asked(body: str) -> list[str]:
    return [s.text for s in read(body) if s.label == "obligation"]


def one(body: str) -> Span:
    (span,) = [s for s in read(body) if s.label == "obligation"]
    return span


def test_an_aim_after_an_act_is_cut_off() -> None:
    spans = read("　　各校要检查消防设施，确保师生生命安全。")
    assert [(s.label, s.text) for s in spans] == [("obligation", "各校要检查消防设施"), ("exhortation", "确保师生生命安全")]


def test_stance_is_no_task() -> None:
    assert asked("　　各地各校要提高政治站位，高度重视，始终绷紧安全这根弦。") == []


def test_a_checkable_state_is_a_task_all_the_same() -> None:
    assert asked("　　值班期间确保电话24小时畅通。") == ["值班期间确保电话24小时畅通"]


def test_recitals_salutation_and_signature_are_never_tasks() -> None:
    assert asked("　　一、总体要求\n　　各校要检查锅炉。") == ["各校要检查锅炉"]


def test_a_heading_run_into_its_paragraph_is_not_labelled() -> None:
    assert asked("　　（一）加强门卫管理。门卫要查验来访人员证件并登记。") == ["门卫要查验来访人员证件并登记"]


def test_a_list_item_that_nothing_spells_out_is_a_task() -> None:
    assert asked("　　一、当前任务\n　　1.清理疏散通道\n　　2.更换失效灭火器\n　　3.组织一次疏散演练") == [
        "清理疏散通道",
        "更换失效灭火器",
        "组织一次疏散演练",
    ]


def test_a_letter_to_parents_leaves_evidence_of_its_own() -> None:
    assert asked("　　放假前要开展专题安全教育并发放告家长书。") == ["放假前要开展专题安全教育", "并发放告家长书"]


def test_subject_and_time_hold_over_the_clauses_that_follow() -> None:
    spans = read("　　发生险情时，学校要立即组织撤离，严禁组织学生参加抢险。")
    assert [s.addressee for s in spans] == [["school"], ["school"]]
    assert [s.when.type for s in spans if s.when] == ["on_event", "on_event"]
    assert [s.deontic for s in spans] == ["must", "must_not"]


def test_who_guides_schools_answers_with_them() -> None:
    assert one("　　各区县教育局要指导学校完善应急预案。").addressee == ["district_bureau", "school"]


def test_what_the_issuer_announces_is_its_own_task() -> None:
    span = one("　　市局将会同公安、消防等部门开展随机暗访。")
    assert (span.addressee, span.deontic, span.domain) == (["city_bureau"], "will", "inspection")


def test_a_joint_notice_binds_both_issuers() -> None:
    text = (
        "关于开展校车联合整治的通知\n各中心学校，各派出所：\n　　现通知如下：\n"
        "　　两部门将组成联合检查组开展抽查。\n\n云汀县教育局\n云汀县公安局\n2024年3月1日\n"
    )
    (span,) = [s for s in decompose(text) if s.label == "obligation"]
    assert span.addressee == ["city_bureau", "partner_dept"]


def test_a_table_row_is_one_task_and_its_head_none() -> None:
    rows = ["1　值班表　12月20日　市局值班室", "2　隐患台账　12月25日　市局安全科"]
    spans = read("　　请对照下列节点报送材料：\n　　序号　材料　时间　接收单位\n　　" + "\n　　".join(rows))
    assert [s.text for s in spans] == rows
    assert [s.when.date for s in spans if s.when] == ["2024-12-20", "2024-12-25"]


def test_why_a_plan_exists_is_no_task() -> None:
    assert asked("　　为防范火灾，决定在全市开展专项行动，制定本方案。\n　　一、任务\n　　各校要检查电路。") == ["各校要检查电路"]


def test_a_form_in_an_annex_is_no_task_and_a_letter_binds_parents() -> None:
    text = (
        HEAD + "　　各校要检查电路。" + FOOT + "附件1\n电路检查表\n序号\t内容\t结果\n1\t插座是否完好\t\n"
        "附件2\n致家长的一封信\n尊敬的家长：\n　　请您教会孩子安全用电。\n"
    )
    assert [(s.text, s.addressee) for s in decompose(text) if s.label == "obligation"] == [
        ("各校要检查电路", ["school"]),
        ("请您教会孩子安全用电", ["parents"]),
    ]


@pytest.mark.parametrize(
    ("phrase", "kind", "day"),
    [
        ("12月20日前", "by_date", "2024-12-20"),
        ("1月10日前", "by_date", "2025-01-10"),
        ("12月底前", "by_date", "2024-12-31"),
        ("每月", "periodic", None),
        ("每天", "daily", None),
        ("放假前", "before_break", None),
        ("寒假期间", "during_break", None),
        ("开学前", "around_term_start", None),
        ("立即", "immediately", None),
        ("一旦发生火情，", "on_event", None),
    ],
)
def test_time_phrases_are_typed_and_dated_by_the_notice(phrase: str, kind: str, day: str | None) -> None:
    when = one(f"　　{phrase}各校要检查一次教学楼。").when
    assert when
    assert (when.type, when.date) == (kind, day)


@pytest.mark.parametrize(
    ("clause", "domain"),
    [
        ("各校要检查燃气胶管和阀门", "gas"),
        ("各校要组织防震疏散演练", "education_drill"),
        ("各校要向家长发放致家长一封信", "parents_letter"),
        ("各校要清点化学品库存", "chemicals"),
        ("各校要落实领导带班制度", "duty"),
        ("各校要对校舍进行鉴定", "building"),
        ("驾驶员要检查校车制动", "bus"),
        ("食堂从业人员要每日晨检", "food"),
        ("各校要更换失效的灭火器", "fire"),
        ("门卫要登记来访车辆", "gate"),
        ("各校要清扫校园积雪", "weather"),
    ],
)
def test_the_act_then_the_thing_gives_the_domain(clause: str, domain: str) -> None:
    assert one(f"　　{clause}。").domain == domain


def test_half_width_marks_read_like_full_width_ones() -> None:
    full = "　　各校要检查电路,更换老化插座;门卫要登记来访车辆,严禁外来车辆入校。"
    other = full.replace(",", "，").replace(";", "；")
    assert [(s.start, s.end, s.domain) for s in read(full)] == [(s.start, s.end, s.domain) for s in read(other)]


def test_every_draft_says_why_and_how_sure_and_what_it_costs() -> None:
    for span in read("　　一、值班\n　　各校要安排专人值班，每天巡查两次，确保校园平安。"):
        assert 0 < span.confidence < 1
        assert reason_sentence(span.reason).endswith("。")
        if span.label == "obligation":
            assert 2 <= len(span.title) <= 24
            assert span.minutes > 0
            assert span.proof in PROOFS
            assert span.section == "一"


def test_the_frame_of_a_notice_is_found() -> None:
    text = HEAD + "　　各校要检查锅炉。联系人：李老师，电话：5550101。\n　　附件：1.检查表\n　　　　　2.汇总表\n" + FOOT
    found = head(text)
    assert found.title and found.title.text == "云汀市教育局关于做好冬季校园安全工作的通知"
    assert found.number and found.number.text == "云教安〔2024〕7号"
    assert [m.text for m in found.issuer] == ["云汀市教育局"]
    assert found.day == date(2024, 12, 2)
    assert found.salutation and found.salutation.text.startswith("各区县教育局")
    assert len(found.attachments) == 2
    assert found.contact and "李老师" in found.contact.text
    for mark in [found.title, found.number, found.date, found.salutation, found.contact, *found.attachments, *found.issuer]:
        assert mark and text[mark.start : mark.end] == mark.text


def test_a_date_in_chinese_figures_is_read() -> None:
    assert head(HEAD + "　　各校要检查锅炉。\n\n云汀市教育局\n二〇二四年十二月二十一日\n").day == date(2024, 12, 21)
