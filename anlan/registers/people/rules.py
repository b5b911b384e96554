"""Words and small rules of the register of people. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from anlan.kernel.actor import Actor
from anlan.kernel.wording import N_
from anlan.registers.org import rules as org

# Roles are what machines ask for; titles of posts are free.
ROLES = {
    "head": N_("主要负责人"),
    "leader": N_("分管领导"),
    "safety": N_("安全干部"),
    "logistics": N_("总务"),
    "teacher": N_("班主任"),
    "keeper": N_("场所保管人"),
    "guard": N_("门卫"),
    "duty": N_("值班员"),
    "inspector": N_("督查员"),
    "staff": N_("教职工"),
    "outside": N_("外单位联系人"),
    "admin": N_("账号管理员"),
}
# Who hears, when nobody holds the role asked for at the unit.
STAND_INS = {
    "safety": ("leader", "head"),
    "leader": ("head", "safety"),
    "head": ("leader", "safety"),
    "logistics": ("safety", "head"),
    "teacher": ("safety", "head"),
    "keeper": ("logistics", "safety", "head"),
    "duty": ("safety", "head"),
    "guard": ("safety", "head"),
    "inspector": ("safety",),
    "staff": ("safety", "head"),
    "outside": (),
    "admin": ("safety",),
}

# The five layers of the responsibility chain, in the words of the founding notice.
LAYERS = {
    "leadership": N_("党政领导责任"),
    "department": N_("部门监管责任"),
    "territory": N_("属地管理责任"),
    "school": N_("学校主体责任"),
    "post": N_("岗位行为责任"),
}

OWN_LAYERS = ("school", "post")  # what a unit above named for its own house does not answer for the school

PASSWORD_MIN = 8  # GB/T 22239 asks for complexity; 8 and 3 classes are usual assessors' values: V-SEC, editable, 待核实
PASSWORD_CLASSES = 3
FIRST_PASSWORD = 12  # random, from letters and digits that nobody confuses when they are read out: 68 bits
LETTERS, CAPITALS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
REACHES = {"unit": N_("本单位所有事项"), "own": N_("只有点到自己的事项")}
# who opens accounts and gives posts in a unit, and who says who answers
# who does the work of a unit; whoever only keeps its accounts does not
AT_UNIT = ("safety", "head", "leader", "logistics", "keeper", "teacher", "guard", "duty", "staff", "inspector")
STAFFERS = ("admin", "safety", "head")
NAMERS = ("safety", "head", "leader", "admin")
LOOKERS = ("admin", "safety", "head", "leader", "duty", "inspector")
FROM_ABOVE = ("leadership", "department")  # layers that the unit above names: nobody picks who supervises them


def password_classes(password: str) -> int:
    """How many of the classes lower, upper, digit, other stand in `password`."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in password) for test in tests)


def password_due(must_change: bool, changed_at: datetime | None, now: datetime, days: int) -> str:
    """Why a password is to be changed before anything else: "first", "aged" (older than `days`; 0: never), or ""."""
    if must_change:
        return "first"
    aged = days and changed_at is not None and now - changed_at > timedelta(days=days)
    return "aged" if aged else ""


def masked(number: str) -> str:
    """A telephone number as shown to those who need not dial it: 13812345678 -> 138****5678."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "****"


def may_staff(actor: Actor, path: str) -> bool:
    """Whether the actor may open accounts and give posts at `path`: an officer of that unit or of one above it.

    People of outside bodies are kept by the bureaus.
    """
    return org.keeps_outside(actor) if path.startswith("9.") else actor.holds(path, STAFFERS)


def may_manage(actor: Actor, home: str, posts: Iterable[str]) -> bool:
    """Whether the actor may reset or disable an account: it must lie in their hands with every post it holds, or a school's
    officer could take over the account of somebody who also holds a post above."""
    return may_staff(actor, home) and all(may_staff(actor, path) for path in posts)


def may_name(actor: Actor, path: str, layer: str) -> bool:
    """Whether the actor may say who answers for the unit at `path` on `layer`."""
    return actor.holds((org.above(path) or path) if layer in FROM_ABOVE else path, NAMERS)


def sees_chain(actor: Actor, path: str) -> bool:
    """Whether the unit with all below it lies in reach. Somebody of a department sees the chain of their whole unit."""
    return any(path.startswith(g.home or g.path) for g in actor.grants)


def may_look(actor: Actor, home: str) -> bool:
    """Whether the actor may see private numbers of people of the unit (each look is recorded)."""
    return may_staff(actor, home) or actor.holds(home, LOOKERS)
