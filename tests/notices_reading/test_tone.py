"""What a notice tells and what it urges, as against what it asks; splitting, subjects and domains of the newer rules."""

import pytest

from anlan.work.notices.reading import Span, decompose, head

from .test_structure import FOOT, HEAD, asked, one, read


def test_findings_under_their_heading_are_no_tasks_whatever_verbs_they_hold() -> None:
    body = (
        "　　一、检查情况\n　　（一）值班制度执行不严。北关小学保安未登记来访人员，西街中学值班电话设置转移。\n"
        "　　二、整改要求\n　　（一）立即改。各校要登记来访人员。"
    )
    assert asked(body) == ["各校要登记来访人员"]


def test_a_sentence_of_figures_reports_wherever_it_stands() -> None:
    assert asked("　　各校要更换灭火器。上月抽查共发现过期灭火器46具，其中小学31具。") == ["各校要更换灭火器"]


@pytest.mark.parametrize(
    "task",
    [
        "一旦发生学生受伤，各校启动应急预案",
        "近期各校检查一次电路",
        "发现学生中暑晕倒的，教师拨打120",
        "上学期停用的器材，各校重新检测",
    ],
)
def test_what_may_happen_and_what_is_asked_soon_is_no_report(task: str) -> None:
    assert asked(f"　　{task}。") == [task]


def test_what_is_done_already_is_no_task() -> None:
    assert asked("　　市局已安排专家赴各区县指导。各区县教育局要开展自查。") == ["各区县教育局要开展自查"]


@pytest.mark.parametrize(
    "phrase",
    [
        "各校要把师生安全放在心上、扛在肩上",
        "宁可多停一天，不可冒险一时",
        "各单位要靠前指挥、一线督战",
        "坚决铲除滋生隐患的土壤",
        "切实把思想和行动统一到市委部署上来",
        "绝不让悲剧重演",
        "以背水一战的决心抓好落实",
        "各校要打好安全生产翻身仗，力戒形式主义",
        "用真抓实干守护孩子平安",
        "各校要时不我待、只争朝夕",
    ],
)
def test_official_phrases_urge_and_ask_nothing(phrase: str) -> None:
    assert asked(f"　　{phrase}。") == []


def test_a_slogan_that_only_colours_an_act_leaves_the_act() -> None:
    assert asked("　　各校要以雷霆之势开展一次消防检查。") == ["各校要以雷霆之势开展一次消防检查"]


def test_penalties_for_show_are_still_penalties() -> None:
    span = one("　　对走过场、敷衍应付的，一经发现，取消年度评优资格。")
    assert (span.addressee, span.domain) == (["city_bureau"], "accountability")


def test_spoken_headings_in_a_paragraph_only_head_it() -> None:
    assert asked("　　先说交通。骑车上学的要登记。再说用电。宿舍断电后不得使用蜡烛。") == ["骑车上学的要登记", "宿舍断电后不得使用蜡烛"]


def test_a_stage_with_its_time_heads_what_follows() -> None:
    span = one("　　自查阶段：5月底前。各校制定细则。")
    assert span.when and (span.when.type, span.when.phrase) == ("by_date", "5月底前")


LETTER = (
    "石桥小学致家长的一封信\n尊敬的家长：\n　　您好！天气渐渐转冷。\n　　一、请教会孩子辨认红绿灯。二、睡前关好燃气阀门。\n"
    "　　祝您全家平安！\n\n石桥小学　　2022年11月3日\n－－－回　执－－－\n我已读懂来信，会管好孩子。\n"
)


def test_a_letter_to_parents_binds_parents_and_its_slip_nobody() -> None:
    spans = [s for s in decompose(LETTER) if s.label == "obligation"]
    assert [s.text for s in spans] == ["请教会孩子辨认红绿灯", "睡前关好燃气阀门"]
    assert {(s.addressee[0], s.domain, s.evidence) for s in spans} == {("parents", "parents_letter", "letter_receipts")}


def test_body_and_date_in_one_line_are_the_signature() -> None:
    found = head(LETTER.replace("石桥小学　　2022", "石桥镇中心校　　2022"))
    assert found.date and found.day and found.day.month == 11


def test_the_title_of_a_table_in_the_list_of_annexes_is_no_task() -> None:
    text = HEAD + "　　各校要检查锅炉。" + FOOT + "附件：1.锅炉登记表\n　　　　　2.整改进展统计表\n"
    assert [s.text for s in decompose(text) if s.label == "obligation"] == ["各校要检查锅炉"]


@pytest.mark.parametrize(
    ("body", "tasks"),
    [
        ("各校要召开专题会议，把任务分解到班级。", 1),
        ("给每位家长发一封信，说明停课安排，请家长签字后收回存档。", 1),
        ("校园实行分区管理，低年级学生由东门进出。", 1),
        ("走廊安装摄像头，录像资料保存不少于90天。", 2),
        ("各校要登记校内车辆，11月5日前将登记表报县教育局。", 2),
        ("每校配备两名保安，保安每日巡查两遍并签名。", 2),
        ("保管员每日检查库房，发现破损立即更换。", 2),
        ("各校要查电路、查插座，一间一间查，一张不能少。", 1),
        ("能改的立即改，其余停用。", 2),
    ],
)
def test_means_stay_with_their_act_and_new_acts_stand_alone(body: str, tasks: int) -> None:
    assert len(asked(f"　　{body}")) == tasks


@pytest.mark.parametrize(
    ("clause", "people"),
    [
        ("河东供水公司要检修管道", ["contractor"]),
        ("送餐人员要佩戴口罩", ["contractor"]),
        ("公安分局要在校门口设置岗亭", ["partner_dept"]),
        ("街道办事处要清理流动摊贩", ["partner_dept"]),
        ("各镇教育服务中心要汇总报表", ["district_bureau"]),
        ("市安委办每月召开一次例会", ["city_bureau"]),
        ("食堂管理员要每日登记温度", ["staff_other"]),
        ("村小校长要每周查一次围墙", ["leaders"]),
        ("放学后由班主任关闭门窗", ["teachers"]),
        ("由总务处提出计划、校长审批", ["staff_other", "leaders"]),
        ("各校组织宿管员清点床位", ["school"]),
        ("学校一律不得组织中小学生参加庆典", ["school"]),
    ],
)
def test_who_is_asked_is_known_by_its_name(clause: str, people: list[str]) -> None:
    assert one(f"　　{clause}。").addressee == people


def test_of_two_subjects_in_one_sentence_the_later_holds_on() -> None:
    spans = read("　　家长不能接回的，学校要妥善看护，不得让学生独自离开。")
    assert [s.addressee for s in spans] == [["school"], ["school"]]


def test_a_heading_names_who_its_items_ask() -> None:
    assert one("　　一、燃气公司入户\n　　严禁给超期气瓶充装。").addressee == ["contractor"]


def test_the_column_of_a_table_names_who_is_asked() -> None:
    rows = ["序号　工作内容　责任单位　完成时限", "1　校车维护　校车服务公司　6月10日前", "2　补设标志　县公安局、县交通运输局　6月30日前"]
    assert [s.addressee for s in read("　　工作安排如下表：\n　　" + "\n　　".join(rows))] == [["contractor"], ["partner_dept"]]


@pytest.mark.parametrize(
    ("clause", "domain"),
    [
        ("宿管员熄灯后巡查楼道", "duty"),
        ("市局将对值班情况开展“回头看”", "inspection"),
        ("各校成立食品安全领导小组", "food"),
        ("各校要召开安全工作会议", "leadership"),
        ("学校要调解家长提出的赔偿争议", "disputes"),
        ("班主任给每位家长打电话", "parents_letter"),
        ("因失职引发事故的，移送纪检机关处理", "accountability"),
        ("教室的煤炉烟囱要接出窗外", "gas"),
    ],
)
def test_the_act_comes_before_the_topic_of_the_notice(clause: str, domain: str) -> None:
    assert one(f"　　{clause}。").domain == domain


def test_a_report_on_the_whole_stays_with_the_topic() -> None:
    text = HEAD.replace("冬季校园安全", "校园消防") + "　　各区县教育局要于12月20日前将工作总结报市局。" + FOOT
    (span,) = [s for s in decompose(text) if s.label == "obligation"]
    assert span.domain == "fire"


def test_a_window_in_which_a_state_holds_is_a_period_and_one_for_work_a_date() -> None:
    def kind(clause: str) -> str:
        span: Span = one(f"　　{clause}。")
        return span.when.type if span.when else ""

    assert kind("7月1日至8月31日，各校安排专人值班") == "during_period"
    assert kind("7月1日至8月31日，各校开展隐患排查") == "by_date"


def test_what_protects_persons_is_not_bounded() -> None:
    assert not one("　　学校不得泄露投诉家长的信息。").bounded
