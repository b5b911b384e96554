"""Clients of the two services: the token kept and fetched anew, departments and members, whose code it is, a card to a person."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar

from anlan.kernel.outbox.channels import Card
from anlan.registers.channels import rules
from anlan.registers.channels.calls import EXPIRED, LIMITED, NOBODY, NONSENSE, REFUSED, UNREACHABLE, Trouble, ask, wanted
from anlan.registers.channels.rules import Member

EARLY = 300.0  # seconds before its end a token is fetched anew
MOST_DEPARTMENTS = 20_000
MOST_DEPTH = 15


@dataclass(frozen=True)
class Access:
    """What a client needs of a service: number in our register, kind, ids and secret at the service, where it is."""

    service_id: int
    kind: str
    corp: str
    agent: str
    key: str
    secret: str = field(repr=False)
    addresses: Mapping[str, str] = field(default_factory=dict)

    def at(self, place: str, path: str = "") -> str:
        """The address of `place` (api, open, inside, outside) as set, else the service's public one."""
        return (self.addresses.get(place) or rules.ADDRESSES[self.kind][place]).rstrip("/") + path


_tokens: dict[str, tuple[str, float]] = {}  # fingerprint of the access -> (token, until, by the monotonic clock)
_fetching = threading.Lock()


class Client:
    """What both have in common: errcode, and a token that is fetched anew once when the service says that it has ended."""

    kind: ClassVar[str]

    def __init__(self, access: Access) -> None:
        self.access = access

    def token(self, *, fresh: bool = False) -> str:
        """The corp's token: kept until shortly before its end, fetched by one thread at a time."""
        a = self.access
        key = sha256(repr((a.kind, a.corp, a.agent, a.key, a.secret, a.at("api"))).encode()).hexdigest()
        with _fetching:
            kept = _tokens.get(key)
            if kept and not fresh and time.monotonic() < kept[1]:
                return kept[0]
            _tokens.pop(key, None)
            found = self.judged(self.fetch_token())
            token = wanted(found, "access_token", str)
            lasts = found.get("expires_in")
            seconds = float(lasts) if isinstance(lasts, int | float) else 7200.0
            _tokens[key] = (token, time.monotonic() + max(seconds - EARLY, seconds / 2))
            return str(token)

    def fetch_token(self) -> dict[str, Any]:
        """The service's answer to the question for a token."""
        raise NotImplementedError

    def call(self, method: str, path: str, *, params: Mapping[str, str] | None = None, data: Any = None) -> dict[str, Any]:
        """A call with the corp's token; Trouble when the service does not say that all is well."""
        for fresh in (False, True):
            token = self.token(fresh=fresh)
            try:
                return self.judged(ask(method, self.access.at("api", path), params={"access_token": token, **(params or {})}, data=data))
            except Trouble as trouble:
                if trouble.what != EXPIRED or fresh:
                    raise
        raise AssertionError  # the second round returns or raises

    def judged(self, found: dict[str, Any]) -> dict[str, Any]:
        """The answer, when its errcode is 0; else Trouble, told apart."""
        code = found.get("errcode")
        if code == 0:
            return found
        if not isinstance(code, int) or isinstance(code, bool):
            raise Trouble(NONSENSE, "no errcode")
        table = ((EXPIRED, rules.EXPIRED), (LIMITED, rules.LIMITED), (NOBODY, rules.NOBODY))
        what = next((word for word, codes in table if code in codes[self.kind]), UNREACHABLE if code in rules.BUSY else REFUSED)
        raise Trouble(what, str(found.get("errmsg", "")), str(code))

    def person_behind(self, code: str) -> str:
        """The directory's number of the person who was given `code`; a code serves once, says the service."""
        raise NotImplementedError

    def send(self, user_id: str, card: Card, url: str) -> str:
        """A card to one person; `url` is where its button leads. -> what the service calls the message."""
        raise NotImplementedError

    def departments(self) -> dict[int, tuple[str, int]]:
        """id -> (name, id of the one above), as far as the application may see."""
        raise NotImplementedError

    def members_of(self, department: int) -> Iterator[Member]:
        """Members of one department, without those below; `departments` of each are left to members()."""
        raise NotImplementedError

    def members(self, tree: Mapping[int, tuple[str, int]], told: Any = None) -> Iterator[Member]:
        """Everybody of the departments `tree`, once, with the names of their departments and of those above. told(done, total) as it
        goes."""
        seen: dict[str, tuple[Member, set[str]]] = {}
        for done, department in enumerate(tree, 1):
            names = _names(department, tree)
            for member in self.members_of(department):
                seen.setdefault(member.user_id, (member, set()))[1].update(names)
            if told:
                told(done, len(tree))
        for member, places in seen.values():
            yield Member(member.user_id, member.name, member.mobile, tuple(sorted(places)))


def _names(department: int, tree: Mapping[int, tuple[str, int]]) -> list[str]:
    names, here = [], department
    for _step in range(MOST_DEPTH):
        if here not in tree:
            break
        name, here = tree[here]
        names.append(name)
    return names


def _facts(card: Card) -> list[str]:
    return [f"{label}：{value}" for label, value in card.facts] + ([card.foot] if card.foot else [])


class WeCom(Client):
    """企业微信, an application of the corp's own."""

    kind = "wecom"

    def fetch_token(self) -> dict[str, Any]:
        return ask("GET", self.access.at("api", "/cgi-bin/gettoken"), params={"corpid": self.access.corp, "corpsecret": self.access.secret})

    def person_behind(self, code: str) -> str:
        found = self.call("GET", "/cgi-bin/auth/getuserinfo", params={"code": code})
        user = found.get("userid") or found.get("UserId")  # only members have one: a guest has an openid instead
        if not isinstance(user, str) or not user:
            raise Trouble(NOBODY, "not a member of this corp")
        return user

    def send(self, user_id: str, card: Card, url: str) -> str:
        """textcard: title to 128 bytes, description to 512; equal ones within four hours are dropped by the service."""
        body = {
            "touser": user_id,
            "msgtype": "textcard",
            "agentid": int(self.access.agent) if self.access.agent.isdecimal() else self.access.agent,
            "textcard": {
                "title": _bytes(card.title, 128), "description": _bytes("\n".join(_facts(card)) or card.title, 512), "url": url,
                "btntxt": card.verb[:4],
            },
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 14400,
        }  # fmt: skip
        found = self.call("POST", "/cgi-bin/message/send", data=body)
        gone = f"{found.get('invaliduser', '')}|{found.get('unlicenseduser', '')}".lower().split("|")
        if user_id.lower() in gone:
            raise Trouble(NOBODY, "invaliduser")
        return ""  # nobody is told whether it was read

    def departments(self) -> dict[int, tuple[str, int]]:
        rows = wanted(self.call("GET", "/cgi-bin/department/list"), "department", list)
        return {int(r["id"]): (str(r.get("name", "")), int(r.get("parentid", 0))) for r in rows if isinstance(r, dict) and "id" in r}

    def members_of(self, department: int) -> Iterator[Member]:
        """The mobile number is left out for newer applications (since 2022-06): then name and unit decide."""
        rows = wanted(self.call("GET", "/cgi-bin/user/list", params={"department_id": str(department)}), "userlist", list)
        yield from _members(rows)


class DingTalk(Client):
    """钉钉, an internal application of the corp."""

    kind = "dingtalk"

    def fetch_token(self) -> dict[str, Any]:
        return ask("GET", self.access.at("api", "/gettoken"), params={"appkey": self.access.key, "appsecret": self.access.secret})

    def person_behind(self, code: str) -> str:
        """The code gives a token of the person, the token their union id, and the corp's directory knows whose that is."""
        a = self.access
        grant = {"clientId": a.key, "clientSecret": a.secret, "code": code, "grantType": "authorization_code"}
        token = wanted(ask("POST", a.at("open", "/v1.0/oauth2/userAccessToken"), data=grant), "accessToken", str)
        me = ask("GET", a.at("open", "/v1.0/contact/users/me"), headers={"x-acs-dingtalk-access-token": token})
        union = wanted(me, "unionId", str)
        found = wanted(self.call("POST", "/topapi/user/getbyunionid", data={"unionid": union}), "result", dict)
        if found.get("contact_type", 0) != 0:
            raise Trouble(NOBODY, "not a member of this corp")
        return str(wanted(found, "userid", str))

    def send(self, user_id: str, card: Card, url: str) -> str:
        """A work notice with one button; the service drops an equal one to the same person on the same day."""
        lines = [f"### {_plain(card.title)}", *(_plain(fact) for fact in _facts(card))]
        body = {
            "agent_id": self.access.agent,
            "userid_list": user_id,
            "msg": {
                "msgtype": "action_card",
                "action_card": {"title": card.title[:64], "markdown": "  \n".join(lines), "single_title": card.verb, "single_url": url},
            },
        }
        found = self.call("POST", "/topapi/message/corpconversation/asyncsend_v2", data=body)
        return str(wanted(found, "task_id", (int, str)))

    def became(self, task: str) -> dict[str, set[str]]:
        """What became of a message: read, unread, failed, invalid, forbidden -> numbers of persons."""
        found = self.call("POST", "/topapi/message/corpconversation/getsendresult", data={"agent_id": self.access.agent, "task_id": task})
        result = wanted(found, "send_result", dict)
        return {
            word: set(map(str, result.get(f"{word}_user_id_list") or [])) for word in ("read", "unread", "failed", "invalid", "forbidden")
        }

    def departments(self) -> dict[int, tuple[str, int]]:
        """From the root down, a level at a time: the service lists only what lies directly below."""
        found, level = {1: ("", 0)}, [1]
        while level:
            below = []
            for parent in level:
                for row in wanted(self.call("POST", "/topapi/v2/department/listsub", data={"dept_id": parent}), "result", list):
                    number = int(row["dept_id"])
                    if number not in found and len(found) < MOST_DEPARTMENTS:
                        found[number] = (str(row.get("name", "")), int(row.get("parent_id", parent)))
                        below.append(number)
            level = below
        return found

    def members_of(self, department: int) -> Iterator[Member]:
        cursor = 0
        while True:
            data = {"dept_id": department, "cursor": cursor, "size": 100}
            page = wanted(self.call("POST", "/topapi/v2/user/list", data=data), "result", dict)
            yield from _members(page.get("list") or [])
            following = page.get("next_cursor")
            if not page.get("has_more") or not isinstance(following, int) or following <= cursor:
                return
            cursor = following


CLIENTS: dict[str, type[Client]] = {"wecom": WeCom, "dingtalk": DingTalk}


def client_of(access: Access) -> Client:
    """The client for a service."""
    return CLIENTS[access.kind](access)


def forget_tokens() -> None:
    """Fetch all tokens anew (a secret was changed)."""
    with _fetching:
        _tokens.clear()


def _members(rows: list[Any]) -> Iterator[Member]:
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("userid"), str) and row["userid"]:
            yield Member(row["userid"], str(row.get("name", "")).strip(), _mobile(row.get("mobile")))


def _mobile(value: Any) -> str:
    """A mobile number as ours are written: digits, without the country."""
    digits = "".join(c for c in str(value or "") if c.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def _bytes(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")


def _plain(text: str) -> str:
    """Words of ours as Markdown that means nothing else."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+!|<>~" else c for c in " ".join(text.split()))
