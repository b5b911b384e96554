"""Names of invented schools and people, usernames in pinyin, telephone numbers that are not in use."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from pypinyin import lazy_pinyin

from sim.specs import Stage

# Names that people and schools of the story already carry are kept out of the pool by the callers.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
_FIRST = "文晓志春秋海雪晨若思嘉宇子清雨静雅丽秀永庆立景书修怀敬承启安宁远培成开泽润淑玉凤桂月云霞红梅兰"
_SECOND = "华明军强英芳敏洁婷慧玲霞萍娟琴燕峰林波涛斌亮刚勇辉鹏飞龙祥瑞生良康杰凯豪博轩然怡欣悦宁远舟禾清源谦恒"
_SINGLE = "伟敏静磊洋艳勇娜杰涛超霞平刚桂芬健亮琳倩颖帆宁岚婕恺翔晖莹璐昊钧越"
_AVOID = frozenset({"文强", "立强"})

#: Surnames read otherwise than the character alone.
_READ_AS = {"曾": "zeng", "任": "ren", "石": "shi", "万": "wan", "贾": "jia", "孔": "kong", "于": "yu", "吕": "lv"}

_WATER = "芦荻蒲菱苇藻荇鹭鸥鲤霁岚澜漪汐湄沅浣漱榆槐桐梓枫楸棠桑蕙蘅萱茗砚笛"
_SHAPE = "洲渡浦湾桥畔塘渚汀坞岸溪坪陂埂泾浜嘴"
_TAIL: dict[str, tuple[str, ...]] = {
    "kindergarten": ("幼儿园",),
    "primary": ("小学",),
    "junior": ("初级中学", "中学"),
    "senior": ("高级中学",),
    "complete": ("中学",),
    "nine_year": ("学校", "实验学校"),
    "vocational": ("职业学校",),
    "special": ("特殊教育学校",),
}


@cache
def _sound(char: str) -> str:
    return str(lazy_pinyin(char)[0]).replace("ü", "v")


def pinyin(name: str) -> str:
    """A personal name as lower-case letters: 陆怀民 → luhuaimin."""
    surname = _READ_AS.get(name[0], "") or _sound(name[0])
    return surname + "".join(_sound(c) for c in name[1:])


class Registry:
    """Hands out names, usernames and numbers, each once. One per city, drawn from in a fixed order."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._names: set[str] = set()
        self._usernames: dict[str, int] = {}
        self._phones = 0
        self._landlines = 0

    def reserve(self, names: Iterator[str]) -> None:
        """Keep these names for people who are appointed by hand."""
        self._names.update(names)

    def person(self) -> str:
        """A name nobody in the city carries yet (until the pool is nearly used up)."""
        rng = self._rng
        name = ""
        for _ in range(40):
            given = rng.choice(_SINGLE) if rng.random() < 0.18 else rng.choice(_FIRST) + rng.choice(_SECOND)
            name = rng.choice(SURNAMES) + given
            if given not in _AVOID and len(set(name)) == len(name) and name not in self._names:
                break
        self._names.add(name)
        return name

    def username(self, name: str) -> str:
        """Pinyin of the name; the second of the same spelling gets a 2, and so on."""
        base = pinyin(name)
        number = self._usernames.get(base, 0) + 1
        self._usernames[base] = number
        return base if number == 1 else f"{base}{number}"

    def mobile(self) -> str:
        """The next number of the block 1990000 0001 ff., which stands for 'no real telephone' here."""
        self._phones += 1
        return f"199{self._phones:08d}"

    def landline(self) -> str:
        """The next landline of the block 5550 0001 ff."""
        self._landlines += 1
        return f"555{self._landlines:05d}"


def school_names(kind: Stage, towns: tuple[str, ...], rng: random.Random) -> Iterator[str]:
    """Invented school names of a district, without end: 镇中心 first, then waterland names, then numbered ones."""
    tails = _TAIL[kind]
    bare = [t.removesuffix("街道").removesuffix("镇").removesuffix("乡") for t in towns]
    if kind in ("primary", "kindergarten"):
        yield from (f"{t}中心{tails[0]}" for t in (x.removesuffix("街道") for x in towns))
    elif kind not in ("special", "vocational"):
        yield from (f"{b}{tails[0]}" for b in bare)
    stems = [a + b for a in _WATER for b in _SHAPE]
    rng.shuffle(stems)
    yield from (f"{stem}{tails[k % len(tails)]}" for k, stem in enumerate(stems))
    number = 1
    while True:
        yield from (f"{b}{stem}{tails[0]}{'' if number == 1 else number}" for b in bare for stem in stems)
        number += 1
