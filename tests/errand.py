"""A plain kind for tests of the generic parts: asked → doing → done, confirmed by somebody else; late ones climb."""

from __future__ import annotations

from datetime import timedelta

from anlan.kernel import registry
from anlan.kernel.machine import Limit, Machine, Rung, State, Step

DAY = timedelta(days=1)
MACHINE = Machine(
    start="asked",
    closed=frozenset({"confirmed"}),
    states={
        "asked": State("待办理", "wait"),
        "done": State("待确认", "review"),
        "back": State("已退回", "ret"),
        "confirmed": State("已确认", "done"),
    },
    steps=(
        Step("finish", ("asked", "back"), "done", "办完", role=("safety", "head"), level=("owner", "own"),
             within=Limit(days=2), needs=("note",)),
        Step("confirm", "done", "confirmed", "确认", role=("head", "safety"), level="own", apart=("finish",)),
        Step("send_back", "done", "back", "退回", role=("head", "safety"), level="own", apart=("finish",),
             within=Limit(days=1), needs=("note",), counter=True),
    ),
    first_limit=Limit(days=3),
    ladder=(Rung(-DAY, "safety", "owner"), Rung(0 * DAY, "safety"), Rung(DAY, "head"), Rung(3 * DAY, "safety", "supervisor")),
    way=("asked", "done", "confirmed"),
)  # fmt: skip


def register() -> registry.Kind:
    """The kind, registered once per process."""
    if "errand" not in registry.KINDS:
        registry.add_kind(registry.Kind("errand", "差事", "tick", "CS", MACHINE))
        registry.add_words({"finish": "办完", "confirm": "确认", "send_back": "退回"})
    return registry.kind("errand")
