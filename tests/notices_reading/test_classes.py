"""Classes of wording that notices share: sayings, exceptions, offices, clocks and rotas, each on a sentence of its own."""

import pytest

from anlan.work.notices.reading import decompose

from .test_structure import FOOT, HEAD, asked, one, read


@pytest.mark.parametrize(
    "saying",
    [
        "学校安全只有起点、没有终点",
        "每位老师都是安全员",
        "各校要像爱护眼睛一样爱护学生",
        "各校要拿出抓铁有痕的韧劲",
        "各校要算好民生账",
        "各校要把学生当亲人、把小事当大事",
        "绝不让一处隐患过夜",
        "各校要细之又细",
        "坚决做到问题不解决不放过",
        "各校既不能一停了之",
        "水火无情猛于虎",
        "校车安全连着千家万户",
        "以雷霆手段处置险情",
        "专此提醒",
    ],
)
def test_a_saying_asks_for_nothing(saying: str) -> None:
    assert asked(f"　　{saying}。") == []


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("各校每周清查一次宿舍，查出的违禁物品限两日内处理", ["各校每周清查一次宿舍", "查出的违禁物品限两日内处理"]),
        ("鼓励各校增设监控，有条件的可接入街道平台", ["鼓励各校增设监控", "有条件的可接入街道平台"]),
        ("宿舍楼要加装护栏，每层配备两具灭火器", ["宿舍楼要加装护栏", "每层配备两具灭火器"]),
        ("门卫上学时段在门外值守，其他时间锁好大门", ["门卫上学时段在门外值守", "其他时间锁好大门"]),
        ("各校要开好部署会，对照方案逐条分解任务", ["各校要开好部署会，对照方案逐条分解任务"]),
        ("周末实行封闭管理，未经批准的车辆不得入校", ["周末实行封闭管理，未经批准的车辆不得入校"]),
        ("各校要严格执行值班制度，值班表1月5日前报市局", ["各校要严格执行值班制度", "值班表1月5日前报市局"]),
        ("教师先疏散学生，再由保洁员清理", ["教师先疏散学生，再由保洁员清理"]),
    ],
)
def test_a_further_case_is_a_task_and_a_means_is_none(sentence: str, parts: list[str]) -> None:
    assert asked(f"　　{sentence}。") == parts


@pytest.mark.parametrize(
    ("clause", "people"),
    [
        ("所有值班人员要保持电话畅通", ["staff_other"]),
        ("后勤副校长要每月查一次锅炉", ["leaders"]),
        ("各校后勤部门要检修水管", ["staff_other"]),
        ("停课班级的班主任每天联系学生", ["teachers"]),
        ("安全科每学期抽查十所学校", ["city_bureau"]),
        ("责成涉事学校校长作出书面检查", ["leaders"]),
        ("开学时间另行通知", ["city_bureau"]),
        ("年级组要清点人数", ["teachers"]),
    ],
)
def test_offices_and_persons_are_known_by_their_names(clause: str, people: list[str]) -> None:
    assert one(f"　　{clause}。").addressee == people


def test_a_town_is_its_government_when_the_notice_goes_to_governments() -> None:
    body = "　　各乡镇要在河边设置警示牌。"
    assert one(body).addressee == ["district_bureau"]
    text = HEAD.replace("各区县教育局，局直属各学校", "各乡镇人民政府，各学校") + body + FOOT
    assert [s.addressee for s in decompose(text) if s.label == "obligation"] == [["partner_dept"]]


def test_what_is_done_to_staff_is_the_schools_task() -> None:
    spans = read("　　食堂从业人员每天测温，有发热症状的一律调离岗位。")
    assert [s.addressee for s in spans] == [["staff_other"], ["school"]]


@pytest.mark.parametrize(
    ("clause", "kind"),
    [
        ("6日至9日全市各校停课", "during_period"),
        ("各校6日18时前报送名单", "by_date"),
        ("校医于9:30前上报人数", "daily"),
        ("校车从现在起停驶", "immediately"),
        ("送餐公司在配送前对餐箱消毒", "on_event"),
        ("体育老师赛前逐人询问身体情况", "on_event"),
        ("屋顶积水超过5厘米时要组织抽排", "on_event"),
        ("10月8日下午返校时段，各校要安排教师到校门口值守", "during_period"),
        ("各校要做好课后服务教室的检查", "none"),
    ],
)
def test_clocks_without_a_month_and_spells_before_an_act_are_times(clause: str, kind: str) -> None:
    when = one(f"　　{clause}。").when
    assert when
    assert when.type == kind


@pytest.mark.parametrize(
    ("clause", "domain"),
    [
        ("各校要查询新聘保安的违法犯罪记录", "other"),
        ("宿管员熄灯后逐室查看", "duty"),
        ("值班保安要在校门口登记访客", "gate"),
        ("消防救援大队逐校检查一遍", "inspection"),
        ("分管领导每周到门卫室查岗一次", "inspection"),
        ("学生不得骑行电动自行车上路", "traffic"),
        ("宿舍内不得使用接线板串接电器", "fire"),
        ("门卫室要配齐钢叉、警棍、强光手电", "gate"),
        ("严禁组织学生参加扑救山火", "emergency_response"),
        ("各校每日16时报一次情况", "incident_report"),
        ("校长把食堂、宿舍、图书馆走一遍", "key_areas"),
        ("各校要建立整改台账，逐项验收销号", "hazards"),
        ("各校要设置防溺水警示牌和救生设备", "other"),
    ],
)
def test_the_trades_words_give_the_domain(clause: str, domain: str) -> None:
    assert one(f"　　{clause}。").domain == domain


def test_an_electric_bicycle_in_a_title_is_no_bus() -> None:
    text = HEAD.replace("做好冬季校园安全工作", "加强电动自行车管理和电气火灾防范") + "　　各校要建好集中停放点。" + FOOT
    assert [s.domain for s in decompose(text) if s.label == "obligation"] == ["fire"]


def test_the_rows_of_a_rota_are_duty_of_those_it_names() -> None:
    rows = ["时　段　　带班单位　　　　　巡查重点　　联系电话", "2月1日—8日　　市教育局、市公安局　　景区周边　　5550101"]
    (span,) = read("　　假期联合巡查值班表如下：\n　　" + "\n　　".join(rows))
    assert (span.domain, span.evidence, span.addressee) == ("duty", "roster", ["city_bureau", "partner_dept"])
    assert span.when
    assert (span.when.type, span.when.phrase) == ("during_period", "2月1日—8日")
