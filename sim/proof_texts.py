"""What people hand in for a task and what is said about it: one line per kind of evidence, good or thin."""

from __future__ import annotations

import random

#: evidence kind of the labelling scheme → notes of those who did it
GOOD: dict[str, tuple[str, ...]] = {
    "record": ("台账已登记，{day}查的，问题{n}条都记了", "检查表填完，{n}处问题已转隐患"),
    "plan": ("方案已定，分到人，{day}开会说过",),
    "roster": ("值班表排到人，电话都通，节假日有带班领导", "排班表已排完，缺的一班由副校长顶"),
    "inventory": ("账、卡、物对过，差异{n}件已说明",),
    "report": ("已按要求报送，没有的也填了零", "名单已报，{n}人，电话核过"),
    "rectification": ("换下{n}处，更换后试过，附照片", "改完{n}处，都试过"),
    "letter_receipts": ("发了{m}份，收回{m}份，{n}户电话补签",),
    "training_signin": ("到{m}人，签到表已拍照存档",),
    "drill_log": ("演练用时{n}分钟，到{m}人，记了两条不足",),
    "photo": ("现场照片已拍，前后各一张",),
    "minutes": ("会议记录已存，议定{n}件",),
    "publicity": ("校门屏幕和班会都讲了，{m}人看到",),
    "certificate": ("检测报告已存，结论合格",),
    "circular": ("通报已发到各处室",),
}
POOR: dict[str, tuple[str, ...]] = {
    "record": ("已检查", "没有问题"),
    "rectification": ("已整改", "正在换，先报上"),
    "roster": ("值班表见附件",),
    "letter_receipts": ("已发放", "班主任都发了"),
    "report": ("已上报",),
}
RETURNS: dict[str, tuple[str, ...]] = {
    "record": ("缺检查日期和检查人", "五处只查了三处"),
    "rectification": ("缺更换后照片", "数量对不上，台账是5处，只换了3处"),
    "roster": ("除夕那天没有带班领导", "有两个班写了同一个人"),
    "letter_receipts": ("缺“冰面溺水”内容", "回执只有{n}个班"),
    "report": ("少岗位行为这一层", "电话是旧的，打不通"),
    "drill_log": ("没写用时",),
    "inventory": ("差异没写去向",),
}
_ANY_RETURN = ("看不出做了什么，补一句和一张照片", "附件打不开，重传")
_ANY_GOOD = ("已办完，记录在台账第{n}页",)
_ANY_POOR = ("已完成", "已落实")
VERIFIED = ("核过，属实", "抽看两份，一致", "电话问过当班的，对得上")


def _numbers(rng: random.Random) -> dict[str, object]:
    return {"n": rng.randint(2, 6), "m": rng.randint(38, 220), "day": rng.choice(("昨天", "今天上午", "周一", "前天"))}


def proof_note(evidence: str, rng: random.Random, *, poor: bool = False) -> str:
    """What is written with a proof of this kind; `poor` gives the line that will be sent back."""
    options = POOR.get(evidence, _ANY_POOR) if poor else GOOD.get(evidence, _ANY_GOOD)
    return rng.choice(options).format(**_numbers(rng))


def return_reason(evidence: str, rng: random.Random) -> str:
    """Why a thin proof of this kind is sent back."""
    return rng.choice(RETURNS.get(evidence, _ANY_RETURN)).format(**_numbers(rng))
