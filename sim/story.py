"""What happens by hand in the demo: the week before New Year as the pictures of the product tell it.

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
    """A major hazard of the story. Texts as in hazard_texts; `place` is the place's label at `unit` (by name)."""

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
        Scene(_t(12, 21, 8, 40), "何静", "grade", "疏散通道堵死又上锁，楼里住着学生，按重大隐患"),
        Scene(_t(12, 21, 9, 5), "周敏", "control", "东楼梯停用，二层学生改走西楼梯，孙玉兰看守"),
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
    scenes=(
        Scene(_t(12, 16, 14, 20), "canteen_keeper", "report", photos=(("gas_hose", "before"),)),
        Scene(_t(12, 16, 15, 10), "safety_lead", "control", "已关总阀，学生餐改由二食堂供应"),
        Scene(_t(12, 18, 11, 0), "safety_lead", "assure", "五落实交齐"),
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
        Scene(_t(12, 22, 10, 15), "程立", "report", photos=(("boxes", "before"),)),
        Scene(_t(12, 22, 11, 0), "马志成", "control", "工人搬到校外住，临建断电"),
    ),
)
MAJORS = (GAS_PIPE, STAIRS, PANELS)
#: Tasks of the main notice that do not go as planned: (unit, words of the title, state at NOW, what was said).
TASKS_ASTRAY: tuple[tuple[str, str, str, str], ...] = (
    ("青禾中学", "燃气软管", "late", "已交检查表，缺更换后照片"),
    ("青禾中学", "告家长书", "returned", "缺“冰面溺水”内容"),
    ("望舒学校", "五层责任人", "returned", "少岗位行为这一层"),
    ("望舒学校", "燃气软管", "silent", ""),
    ("南塘小学", "外来人员", "silent", ""),
    ("溪口小学", "护学岗", "silent", ""),
)
