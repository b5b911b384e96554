"""The measures of an official document after GB/T 9704-2012 《党政机关公文格式》, each with its source and standing.

Standing of all of them: 待核实. The standard itself was not at hand; the numbers come from secondary pages (V-SEC), are
computed from such numbers (COMPUTED), are only recalled (RECALLED), or are our own choice where the standard leaves room
(DESIGN). They are defaults: `dataclasses.replace(Layout(), margin_top=…)` makes another layout.

Not built: the special layouts of letters (信函格式), orders (命令格式) and minutes (纪要格式); a colophon that moves to an even
page by itself (it stands at the foot of the last page).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

V_SEC, COMPUTED, RECALLED, DESIGN = "V-SEC", "COMPUTED", "RECALLED", "DESIGN"
TO_BE_CHECKED = "待核实"
STANDARD = "GB/T 9704-2012"
MM = 72 / 25.4  # points in a millimetre


def _rule(value: Any, unit: str, title: str, source: str, kind: str = V_SEC) -> Any:
    return field(default=value, metadata={"unit": unit, "title": title, "source": source, "kind": kind})


_PAGES = f"{STANDARD}，据 dfix.cn、3khh.cn 所载文本"


@dataclass(frozen=True)
class Layout:
    """Millimetres, points, lines and characters of an official document. `sources()` lists where each comes from."""

    page_width: float = _rule(210, "mm", "A4 纸宽", _PAGES)
    page_height: float = _rule(297, "mm", "A4 纸高", _PAGES)
    margin_top: float = _rule(37, "mm", "天头", _PAGES)
    margin_left: float = _rule(28, "mm", "订口", _PAGES)
    margin_right: float = _rule(26, "mm", "右边", "210−28−156", COMPUTED)
    margin_bottom: float = _rule(35, "mm", "下边", "297−37−225", COMPUTED)
    lines: int = _rule(22, "行", "每面行数", _PAGES)
    chars: int = _rule(28, "字", "每行字数", _PAGES)
    body_pt: float = _rule(16, "磅", "正文 3 号", _PAGES)
    title_pt: float = _rule(22, "磅", "标题 2 号", STANDARD)
    small_pt: float = _rule(14, "磅", "页码、版记 4 号", "号与磅的通用对照", RECALLED)
    table_pt: float = _rule(12, "磅", "表格小 4 号", "标准未定，自选", DESIGN)
    head_most_pt: float = _rule(54, "磅", "发文机关标志最大字号", "标准未定，自选；按版心宽缩小", DESIGN)
    head_drop: float = _rule(35, "mm", "发文机关标志上边缘至版心上边缘", f"{STANDARD}，据 github.com/66583633598")
    head_gap_lines: int = _rule(2, "行", "发文机关标志与发文字号间空", f"{STANDARD}，据 dy1993.cn、wenke99")
    red_line_gap: float = _rule(4, "mm", "发文字号至版头分隔线", f"{STANDARD}，二手资料")
    red_line_pt: float = _rule(1.5, "磅", "版头分隔线粗", "自选", DESIGN)
    title_gap_lines: int = _rule(2, "行", "分隔线至标题空", f"{STANDARD}，二手资料")
    addressee_gap_lines: int = _rule(1, "行", "标题至主送机关空", f"{STANDARD}，二手资料")
    indent_chars: float = _rule(2, "字", "段首空", f"{STANDARD}，二手资料")
    attachment_gap_lines: int = _rule(1, "行", "正文至附件说明空", f"{STANDARD}，二手资料")
    signature_gap_lines: int = _rule(2, "行", "正文至署名空，留盖章处", "自选", DESIGN)
    date_right_chars: float = _rule(4, "字", "盖章时成文日期右空", f"{STANDARD} 7.3.5.1，据 github.com/61721755120")
    signer_right_chars: float = _rule(2, "字", "不盖章时署名右空", f"{STANDARD} 7.3.5.2，据 github.com/69455211582")
    date_shift_chars: float = _rule(2, "字", "不盖章时日期首字比署名首字右移", f"{STANDARD} 7.3.5.2，同上")
    note_left_chars: float = _rule(2, "字", "附注左空", STANDARD, RECALLED)
    side_chars: float = _rule(1, "字", "页码、版记、上行文字号左右空", f"{STANDARD}，据 github.com/54561185379、caiyes.cn")
    page_number_gap: float = _rule(7, "mm", "页码至版心下边缘", f"{STANDARD}，据 caiyes.cn（1999 年版文本）")
    colophon_thick: float = _rule(0.35, "mm", "版记首末线", STANDARD, RECALLED)
    colophon_thin: float = _rule(0.25, "mm", "版记中间线", STANDARD, RECALLED)
    red: str = _rule("FF0000", "RGB", "发文机关标志、分隔线红色", "色值自选", DESIGN)
    title_font: str = _rule("方正小标宋简体", "字体", "小标宋", f"{STANDARD}，二手资料；字库自选")
    body_font: str = _rule("仿宋_GB2312", "字体", "仿宋", f"{STANDARD}，二手资料；字库自选")
    second_font: str = _rule("楷体_GB2312", "字体", "第二层标题楷体", f"{STANDARD}，二手资料；字库自选")
    first_font: str = _rule("黑体", "字体", "第一层标题黑体", f"{STANDARD}，二手资料")
    number_font: str = _rule("宋体", "字体", "页码宋体", f"{STANDARD}，据 caiyes.cn")

    @property
    def type_width(self) -> float:
        """Width of the type area in points (156 mm)."""
        return (self.page_width - self.margin_left - self.margin_right) * MM

    @property
    def type_height(self) -> float:
        """Height of the type area in points (225 mm)."""
        return (self.page_height - self.margin_top - self.margin_bottom) * MM

    @property
    def line_pt(self) -> float:
        """From line to line, in points, so that `lines` fill the type area: 28.99."""
        return self.type_height / self.lines

    @property
    def char_pt(self) -> float:
        """From character to character, in points, so that `chars` fill a line: 15.79."""
        return self.type_width / self.chars


# what a machine without the fonts named above takes instead, first found first
SUBSTITUTES = {
    "方正小标宋简体": "方正小标宋_GBK,小标宋体,华文中宋,STZhongsong,思源宋体,Source Han Serif SC,Noto Serif CJK SC,宋体,SimSun",
    "仿宋_GB2312": "仿宋,FangSong,华文仿宋,STFangsong,思源宋体,Noto Serif CJK SC",
    "楷体_GB2312": "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC",
    "黑体": "SimHei,华文黑体,STHeiti,思源黑体,Noto Sans CJK SC",
    "宋体": "SimSun,华文宋体,STSong,思源宋体,Noto Serif CJK SC",
}


def sources() -> list[dict[str, Any]]:
    """Every measure with value, unit, source, how it is known and its standing, for the page that lists rules."""
    return [{"key": rule.name, "value": rule.default, **rule.metadata, "standing": TO_BE_CHECKED} for rule in fields(Layout)]
