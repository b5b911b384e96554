"""What happens by hand in the demo: the week before the winter break as the pictures of the product tell it.

Times are local (Asia/Shanghai) and belong to the demo's calendar; whoever stages the story shifts them to its own.
Everything else in the demo comes from habits and chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def _t(month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL)


#: The rehearsal starts with the term; the demo stands here.
STORY_FROM = _t(9, 1, 7, 0)
NOW = _t(12, 24, 10, 5)
#: The demo always looks like the week before the break: at a later start its clock goes on, and is set back when it has left the week.
WEEK_ENDS = datetime(2027, 1, 1, tzinfo=LOCAL)
NOTICE_IMPORTED = _t(12, 18, 9, 20)
NOTICE_DISPATCHED = _t(12, 18, 10, 40)


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing somebody does: `who` is a name of the cast or a post code of the unit; `says` goes into the form."""

    at: datetime
    who: str
    verb: str
    says: str = ""
    photos: tuple[tuple[str, str], ...] = ()  # (kind, "before" | "after"), see photos.KINDS


@dataclass(frozen=True, slots=True)
class StoryHazard:
    """A hazard of the story. Texts as in hazard_texts; `place` is the place's label at `unit` (by name).

    `owner`: post code or name of who puts it right; `danger`: people must leave at once.
    """

    unit: str
    place: str
    category: str
    title: str
    detail: str
    control: str
    money_yuan: int
    fund: str
    measures: tuple[str, ...]
    plan: str
    due: datetime
    listed: str
    scenes: tuple[Scene, ...]
    criterion: str = ""
    owner: str = "logistics_lead"
    danger: bool = False


STAIRS = StoryHazard(
    unit="青禾中学",
    place="3号宿舍楼 二层东楼梯",
    category="fire",
    title="3号宿舍楼二层东楼梯被堵、防火门上锁、应急灯不亮",
    detail="楼梯口堆了课桌和纸箱，防火门上了锁，应急灯不亮",
    control="stop",
    money_yuan=18600,
    fund="校安全经费",
    measures=("清通道", "拆挂锁", "换应急灯12盏"),
    plan="宿舍楼临时疏散方案 第2版",
    due=_t(12, 28, 17, 0),
    listed="市局挂牌督办〔2026〕9号",
    scenes=(
        Scene(_t(12, 21, 8, 12), "苏晓雨", "report", photos=(("blocked_stair", "before"), ("dead_lamp", "before"))),
        Scene(_t(12, 21, 8, 40), "何静", "raise", "疏散通道堵死又上锁，楼里住着学生，按重大隐患"),
        Scene(_t(12, 21, 9, 5), "周敏", "control", "东楼梯停用，二层学生改走西楼梯，孙玉兰看守"),
        Scene(_t(12, 21, 10, 30), "沈知远", "list", "顾海平"),
        Scene(_t(12, 21, 17, 48), "周敏", "assure", "五落实交齐"),
        Scene(_t(12, 23, 15, 30), "梁建国", "rectify", "整改完成，自查合格", (("blocked_stair", "after"), ("dead_lamp", "after"))),
        Scene(_t(12, 23, 17, 30), "陆怀民", "accept", "现场走过一遍，门能推开，12盏灯都亮"),
        Scene(_t(12, 24, 9, 52), "何静", "visit", "到现场，扫了楼梯口的码"),
    ),
)
GAS_PIPE = StoryHazard(
    unit="禾渚第二中学",
    place="一食堂 灶台间",
    category="gas",
    title="食堂燃气管道穿楼梯间",
    detail="去二楼灶台的燃气管从封闭楼梯间穿过，没有套管，离住宿学生出口三米",
    control="stop",
    money_yuan=32000,
    fund="区教育局专项",
    measures=("关总阀停气", "请供气单位改管，避开楼梯间", "打压、检漏合格后通气"),
    plan="停气期间供餐方案",
    due=_t(12, 30, 17, 0),
    listed="",
    danger=True,
    scenes=(
        Scene(_t(12, 16, 14, 20), "canteen_keeper", "report", photos=(("gas_hose", "before"),)),
        Scene(_t(12, 16, 15, 10), "safety_lead", "control", "已关总阀，学生餐改由二食堂供应"),
        Scene(_t(12, 17, 11, 0), "safety_lead", "assure", "五落实交齐"),
    ),
)
PANELS = StoryHazard(
    unit="岩溪实验学校",
    place="综合楼工地 临建宿舍",
    category="building",
    title="临建宿舍夹芯板可燃",
    detail="工地临建宿舍用泡沫夹芯板，住着6名工人，用明火做饭",
    control="clear",
    money_yuan=0,
    fund="",
    measures=(),
    plan="",
    due=_t(12, 24, 17, 0),
    listed="",
    criterion="F-3",
    scenes=(
        Scene(_t(12, 23, 17, 0), "程立", "report", photos=(("boxes", "before"),)),
        Scene(_t(12, 23, 17, 40), "马志成", "control", "工人搬到校外住，临建断电"),
    ),
)
MAJORS = (GAS_PIPE, STAIRS, PANELS)
#: The first and the last steps of school life that the pictures of the inbox show, all at 青禾中学.
HOSE = StoryHazard(
    unit="青禾中学",
    place="二食堂 灶台间",
    category="gas",
    title="二食堂灶台燃气软管到期未换",
    detail="二食堂灶台燃气软管到期未换，生产日期看不清",
    control="",
    money_yuan=360,
    fund="校安全经费",
    measures=("换软管",),
    plan="",
    due=_t(12, 23, 17, 0),
    listed="",
    owner="周敏",
    scenes=(
        Scene(_t(12, 18, 16, 20), "canteen_keeper", "report", photos=(("gas_hose", "before"),)),
        Scene(_t(12, 18, 16, 50), "周敏", "grade"),
    ),
)
DOOR = StoryHazard(
    unit="青禾中学",
    place="",
    category="fire",
    title="教学楼西门闭门器漏油，关不严",
    detail="教学楼西门闭门器漏油，关不严",
    control="",
    money_yuan=280,
    fund="校安全经费",
    measures=("换闭门器", "试过三次能自行关严"),
    plan="",
    due=_t(12, 25, 17, 0),
    listed="",
    scenes=(
        Scene(_t(12, 21, 10, 5), "周敏", "report", photos=(("locked_gate", "before"),)),
        Scene(_t(12, 21, 10, 20), "周敏", "grade"),
        Scene(_t(12, 23, 16, 40), "梁建国", "rectify", photos=(("locked_gate", "after"),)),
    ),
)
LAMP = StoryHazard(
    unit="青禾中学",
    place="",
    category="electric",
    title="连廊照明灯有两盏不亮",
    detail="连廊照明灯有两盏不亮，下晚自习看不清台阶",
    control="",
    money_yuan=120,
    fund="公用经费",
    measures=("换灯",),
    plan="",
    due=_t(12, 28, 17, 0),
    listed="",
    scenes=(
        Scene(_t(12, 22, 18, 30), "苏晓雨", "report", photos=(("dead_lamp", "before"),)),
        Scene(_t(12, 23, 8, 10), "周敏", "grade"),
    ),
)
BACK_DOOR = StoryHazard(
    unit="青禾中学",
    place="",
    category="fire",
    title="教室后门堆了纸箱和旧课桌",
    detail="教室后门堆了纸箱和旧课桌，门开不了一半",
    control="",
    money_yuan=0,
    fund="",
    measures=("清走",),
    plan="",
    due=_t(12, 25, 17, 0),
    listed="",
    owner="苏晓雨",
    scenes=(
        Scene(_t(12, 23, 14, 10), "guard", "report", photos=(("boxes", "before"),)),
        Scene(_t(12, 23, 15, 5), "周敏", "grade"),
    ),
)
FRESH = StoryHazard(
    unit="青禾中学",
    place="",
    category="building",
    title="北门雨棚有一块铝板翘起",
    detail="北门雨棚有一块铝板翘起，有风就响",
    control="",
    money_yuan=0,
    fund="",
    measures=("固定",),
    plan="",
    due=_t(12, 28, 17, 0),
    listed="",
    scenes=(Scene(_t(12, 24, 7, 52), "苏晓雨", "report", photos=(("wall_crack", "before"),)),),
)
SMALL = (HOSE, DOOR, LAMP, BACK_DOOR, FRESH)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A line of the main notice that chance does not touch: `words` of its title at `unit`, and where it stands at NOW.

    `stands`: verified, submitted, declared, returned, doing, silent (never received). `says`: reason of the return, or a note.
    """

    unit: str
    words: str
    stands: str
    says: str = ""
    owner: str = ""  # post code or name, where the line is laid on somebody by hand


LINES: tuple[StoryLine, ...] = (
    StoryLine("青禾中学", "五层责任人", "verified"),
    StoryLine("青禾中学", "矛盾纠纷定", "doing"),
    StoryLine("青禾中学", "一轮矛盾纠纷", "submitted"),
    StoryLine("青禾中学", "家长反映", "declared"),
    StoryLine("青禾中学", "五类重点场所", "submitted"),
    StoryLine("青禾中学", "重大隐患立即", "submitted"),
    StoryLine("青禾中学", "燃气软管", "doing", "已交检查表，缺更换后照片", owner="梁建国"),
    StoryLine("青禾中学", "护学岗", "doing"),
    StoryLine("青禾中学", "外来人员", "submitted"),
    StoryLine("青禾中学", "告家长书", "returned", "缺“冰面溺水”内容", owner="周敏"),
    StoryLine("青禾中学", "24小时值班", "doing"),
    StoryLine("青禾中学", "事故一小时", "doing"),
    StoryLine("望舒学校", "五层责任人", "returned", "少岗位行为这一层"),
    StoryLine("望舒学校", "燃气软管", "silent"),
    StoryLine("南塘小学", "外来人员", "silent"),
    StoryLine("溪口小学", "护学岗", "silent"),
)
#: When lines of the story move: handed in, looked at. One verified is looked at the day after.
HANDED_IN, LOOKED_AT, RETURNED_AT = _t(12, 21, 15, 10), _t(12, 22, 10, 20), _t(12, 24, 9, 12)
#: From this day on nothing is left to chance at this school, so that its pages look as in the pictures.
STAGE_SCHOOL, STAGE_FROM = "青禾中学", _t(12, 14, 0, 0)
