"""Services, their addresses, what their codes mean, and who in a directory is whom. Pure.

Addresses and codes are those of the services' public documentation as far as it could be read; which ones were read and which are
from memory (待核实) says docs/adr/0011.
"""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from anlan.kernel.actor import Actor
from anlan.kernel.wording import N_

SERVICES = {"wecom": N_("企业微信"), "dingtalk": N_("钉钉"), "sms": N_("短信")}
DOORS = ("wecom", "dingtalk")  # those through which one may sign in
ROBOTS = {"wecom": N_("企业微信群"), "dingtalk": N_("钉钉群"), "feishu": N_("飞书群")}
FOUND = {"match": N_("对上了"), "new": N_("那边新有"), "doubtful": N_("认不准"), "left": N_("那边没了")}
HOW = {"mobile": N_("手机号一样"), "name": N_("单位和姓名一样")}

ADDRESSES: dict[str, dict[str, str]] = {
    "wecom": {
        "api": "https://qyapi.weixin.qq.com",
        "inside": "https://open.weixin.qq.com/connect/oauth2/authorize",  # within the WeCom client
        "outside": "https://open.work.weixin.qq.com/wwopen/sso/qrConnect",  # in any browser, by QR code
    },
    "dingtalk": {
        "api": "https://oapi.dingtalk.com",
        "open": "https://api.dingtalk.com",
        "outside": "https://login.dingtalk.com/oauth2/auth",
    },
    "sms": {},
}
PER_MINUTE = 300  # messages to one service: a default of ours, editable; 待核实
KEEP_PROPOSALS_DAYS = 7  # names of a directory that nobody confirmed

# errcode -> what it means for us; whatever is not named is a refusal with its words
EXPIRED = {"wecom": {40014, 42001}, "dingtalk": {40014, 42001}}
LIMITED = {"wecom": {45009, 45033}, "dingtalk": {90002, 90018, 143103, 143104}}
BUSY = {-1}
NOBODY = {"wecom": {60111, 81013}, "dingtalk": {33012, 60121}}  # this one person is not there

STAFF = ("admin", "safety", "head")


def may_keep(actor: Actor, path: str) -> bool:
    """Whether the actor keeps the ways of the unit at `path`: whoever keeps its accounts."""
    return actor.holds(path, STAFF)


def is_bureau(actor: Actor) -> bool:
    """Whether the post in use is one of a bureau's who keeps accounts: they set services up and look at deliveries."""
    post = actor.post
    return post is not None and post.unit_kind in ("city", "district") and may_keep(actor, post.path)


def unfit(address: str) -> str:
    """Why an address is no gateway: "" when it is one. https anywhere; plain http within one's own network only, nowhere link-local."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return N_("写成 https://… 的样子")
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.fragment:
        return N_("写成 https://… 的样子")
    try:
        place = ipaddress.ip_address(host)
    except ValueError:
        return "" if parts.scheme == "https" or host == "localhost" else N_("外网地址要用 https")
    if place.is_link_local or place.is_multicast or place.is_unspecified:
        return N_("这个地址不能用")
    return "" if parts.scheme == "https" or place.is_private or place.is_loopback else N_("外网地址要用 https")


def masked(secret: str) -> str:
    """What is shown of a secret that was kept: that it is there."""
    return "••••••••" if secret else ""


@dataclass(frozen=True)
class Member:
    """Somebody in a directory, as read: number there, name, mobile ('' where the service does not tell it), names of departments."""

    user_id: str
    name: str
    mobile: str = ""
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """An account of ours, for comparing: digest of the mobile number, names of the units where the person is at home."""

    person_id: int
    name: str
    digest: str = ""
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """What comparing says of one member: match (person_id, how), new, doubtful (several fit); left: bound, and there no more."""

    what: str
    user_id: str
    member: Member | None = None
    person_id: int | None = None
    how: str = ""


@dataclass
class Compared:
    """All that comparing found, and how many are bound already as they should be."""

    found: list[Found] = field(default_factory=list)
    settled: int = 0


def compare(members: Sequence[tuple[Member, str]], known: Iterable[Known], bound: dict[str, int]) -> Compared:
    """Members (with the digest of their mobile number, '' without one) against accounts; `bound` are pairs user id -> person that stand.

    A mobile number decides alone. Else name and unit must agree, and fit one account and one member only.
    """
    result, people = Compared(), list(known)
    there = {member.user_id for member, _digest in members}
    taken = set(bound.values())
    result.found += [Found("left", user, person_id=person) for user, person in sorted(bound.items()) if user not in there]
    by_digest = {k.digest: k.person_id for k in people if k.digest}
    by_name: dict[tuple[str, str], set[int]] = defaultdict(set)
    for k in people:
        for unit in k.units:
            by_name[k.name, unit].add(k.person_id)
    fits: dict[str, tuple[set[int], str]] = {}
    for member, digest in members:
        if member.user_id in bound:
            result.settled += 1
        elif (person := by_digest.get(digest)) is not None and digest:
            fits[member.user_id] = ({person}, "mobile")
        else:
            fits[member.user_id] = (set().union(*(by_name.get((member.name, d), set()) for d in member.departments)), "name")
    claims: dict[int, int] = defaultdict(int)
    for persons, _how in fits.values():
        for person in persons:
            claims[person] += 1
    for member, _digest in members:
        if member.user_id in fits:
            result.found.append(_judge(member, *fits[member.user_id], claims, taken))
    return result


MOST_NAMED = 200


def departments_and_units(tree: Mapping[int, tuple[str, int]], units: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Names that stand on one side only, at most MOST_NAMED of each: `strange` departments that are no unit (name, short) of ours and lie
    in none, and units `without` a department. People are placed by these names, so a strange one explains who was not found."""
    known = list(units)
    words = {word for unit in known for word in unit if word}
    there = {name for name, _above in tree.values() if name}
    bureaus = {above for name, above in tree.values() if name in words}  # what has one of our units below is no school
    strange = [name for name, above in tree.values() if name and name not in words and not _inside(above, tree, words, bureaus)]
    without = [short or name for name, short in known if not ({name, short} & there)]
    return {"strange": sorted(strange)[:MOST_NAMED], "without": without[:MOST_NAMED]}


def _inside(here: int, tree: Mapping[int, tuple[str, int]], words: set[str], bureaus: set[int]) -> bool:
    for _step in range(20):
        if here not in tree:
            return False
        if tree[here][0] in words and here not in bureaus:
            return True
        here = tree[here][1]
    return False


def _judge(member: Member, persons: set[int], how: str, claims: dict[int, int], taken: set[int]) -> Found:
    if not persons:
        return Found("new", member.user_id, member)
    if len(persons) == 1:
        (person,) = persons
        if person not in taken and (how == "mobile" or claims[person] == 1):
            return Found("match", member.user_id, member, person, how)
    return Found("doubtful", member.user_id, member)
