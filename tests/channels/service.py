"""WeCom and DingTalk on loopback, over real HTTP, as their documentation says they answer; and as badly as they are told to."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

DEPARTMENTS = [(1, "云汀市教育局", 0), (2, "东汀区教育局", 1), (3, "青禾中学", 2), (4, "总务处", 3), (5, "白鹭小学", 2)]
ROBOT_SECRET = "SECfor-tests"


@dataclass
class Corp:
    """The service: who is in the directory, what was sent, and its mood: good, drops, slow, html, list, refuses (200 with errcode),
    limited, busy (503), bad_secret."""

    mood: str = "good"
    members: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # into groups
    texts: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)  # unused code -> number in the directory
    read: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    yes_as: str = ""  # who says yes when asked to sign in
    port: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def forget_tokens(self) -> None:
        """Tokens end before their time, as the documentation warns."""
        self.tokens = ["ended"]

    def code_for(self, user: str) -> str:
        """A fresh code, as after a person said yes."""
        code = f"code{len(self.codes)}-{user}"
        self.codes[code] = user
        return code


class Handler(BaseHTTPRequestHandler):
    """Just enough of both."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.answer(json.loads(body) if body else {})

    def answer(self, data: dict[str, Any]) -> None:
        corp: Corp = self.server.corp  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        asked = {k: v[0] for k, v in parse_qs(parts.query).items()}
        path = parts.path
        corp.calls.append(path)
        if path in ("/authorize", "/qr"):
            self.say_yes(corp, asked)
            return
        bad = self.misbehave(corp)
        if bad is None:
            return
        result = bad or self.route(corp, path, asked, data)
        self.reply(200 if "errcode" in result or "accessToken" in result or "unionId" in result or path == "/sms" else 400, result)

    def misbehave(self, corp: Corp) -> dict[str, Any] | None:
        """{} to go on; an answer; None when there is none (or it was given)."""
        if corp.mood == "drops":
            self.close_connection = True
            return None
        if corp.mood == "slow":
            time.sleep(0.6)  # longer than anybody waits
            self.close_connection = True
            return None
        if corp.mood in ("html", "list", "busy"):
            body = {"html": b"<html>Sign in to the gateway</html>", "list": b"[1, 2]", "busy": b"busy"}[corp.mood]
            self.raw(503 if corp.mood == "busy" else 200, body, "text/html" if corp.mood == "html" else "application/json")
            return None
        if corp.mood == "limited":
            return (
                {"errcode": 90018, "errmsg": "too many"}
                if "topapi" in self.path or "appkey" in self.path
                else {"errcode": 45009, "errmsg": "api freq out of limit"}
            )
        return {}

    def route(self, corp: Corp, path: str, asked: dict[str, str], data: dict[str, Any]) -> dict[str, Any]:
        if path in ("/gettoken", "/cgi-bin/gettoken"):
            if corp.mood == "bad_secret":
                return {"errcode": 40001, "errmsg": "invalid credential"}
            corp.tokens.append(f"token{len(corp.tokens)}")
            return {"errcode": 0, "errmsg": "ok", "access_token": corp.tokens[-1], "expires_in": 7200}
        if path == "/v1.0/oauth2/userAccessToken":
            user = corp.codes.pop(data["code"], "")
            return {"accessToken": f"of {user}", "expireIn": 7200} if user else {"code": "invalidAuthCode", "message": "code is not valid"}
        if path == "/v1.0/contact/users/me":
            return {"unionId": f"union {self.headers['x-acs-dingtalk-access-token'].removeprefix('of ')}", "nick": "只要号"}
        if path == "/sms":
            corp.texts.append(data)
            return {"ok": True}
        if path == "/robot/send":
            return self.robot(corp, asked, data)
        if path == "/cgi-bin/webhook/send":
            corp.said.append(data["text"]["content"])
            return {"errcode": 0, "errmsg": "ok"}
        if asked.get("access_token") not in corp.tokens[-1:]:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        if corp.mood == "refuses":
            return {"errcode": 60020, "errmsg": "not allow to access from your ip"}
        return self.within(corp, path, asked, data)

    def within(self, corp: Corp, path: str, asked: dict[str, str], data: dict[str, Any]) -> dict[str, Any]:
        ok: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
        if path == "/topapi/user/getbyunionid":
            user = data["unionid"].removeprefix("union ")
            known = any(m["userid"] == user for m in corp.members)
            return ok | {"result": {"contact_type": 0, "userid": user}} if known else {"errcode": 60121, "errmsg": "user not found"}
        if path == "/cgi-bin/auth/getuserinfo":
            user = corp.codes.pop(asked["code"], "")
            if not user:
                return {"errcode": 40029, "errmsg": "invalid code"}
            return ok | ({"userid": user} if not user.startswith("guest") else {"openid": user})
        if path == "/topapi/message/corpconversation/asyncsend_v2":
            return self.take(corp, data["userid_list"], data) | {"task_id": len(corp.sent)}
        if path == "/topapi/message/corpconversation/getsendresult":
            user = corp.sent[int(data["task_id"]) - 1]["userid_list"]
            words = ("read", "unread", "failed", "invalid", "forbidden")
            result: dict[str, list[str]] = {f"{word}_user_id_list": [] for word in words}
            result[f"{'forbidden' if user in corp.forbidden else 'read' if user in corp.read else 'unread'}_user_id_list"] = [user]
            return ok | {"send_result": result}
        if path == "/cgi-bin/message/send":
            if data["touser"] == "left":
                return {"errcode": 81013, "errmsg": "user & party & tag all invalid"}
            return self.take(corp, data["touser"], data) | {"msgid": "m"}
        if path == "/topapi/v2/department/listsub":
            return ok | {"result": [{"dept_id": d, "name": n, "parent_id": up} for d, n, up in DEPARTMENTS if up == data["dept_id"]]}
        if path == "/cgi-bin/department/list":
            return ok | {"department": [{"id": d, "name": n, "parentid": up} for d, n, up in DEPARTMENTS]}
        if path == "/topapi/v2/user/list":
            rows = [m for m in corp.members if m["in"] == data["dept_id"]]
            page = rows[data["cursor"] : data["cursor"] + 2]  # small pages, so that there are several
            more = len(rows) > data["cursor"] + 2
            return ok | {"result": {"list": page, "has_more": more, "next_cursor": data["cursor"] + 2}}
        if path == "/cgi-bin/user/list":
            rows = [m for m in corp.members if m["in"] == int(asked["department_id"])]
            return ok | {"userlist": [{k: v for k, v in m.items() if k != "mobile"} for m in rows]}
        return {"errcode": 404, "errmsg": "no such address"}

    def take(self, corp: Corp, user: str, data: dict[str, Any]) -> dict[str, Any]:
        corp.sent.append(data)
        return {"errcode": 0, "errmsg": "ok"}

    def robot(self, corp: Corp, asked: dict[str, str], data: dict[str, Any]) -> dict[str, Any]:
        text = f"{asked.get('timestamp')}\n{ROBOT_SECRET}".encode()
        right = base64.b64encode(hmac.new(ROBOT_SECRET.encode(), text, hashlib.sha256).digest()).decode()
        if unquote(asked.get("sign", "")) != right:
            return {"errcode": 310000, "errmsg": "sign not match"}
        corp.said.append(data["text"]["content"])
        return {"errcode": 0, "errmsg": "ok"}

    def say_yes(self, corp: Corp, asked: dict[str, str]) -> None:
        """The person says yes at the service, which sends them back with a code."""
        name = "authCode" if "client_id" in asked else "code"
        back = f"{asked['redirect_uri']}?{urlencode({name: corp.code_for(corp.yes_as), 'state': asked['state']})}"
        self.send_response(302)
        self.send_header("Location", back)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def reply(self, status: int, found: dict[str, Any]) -> None:
        self.raw(status, json.dumps(found).encode(), "application/json")

    def raw(self, status: int, body: bytes, kind: str) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


@contextlib.contextmanager
def serving() -> Iterator[Corp]:
    """The service while the block runs; change `mood` at any time."""
    corp = Corp()

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        server.corp = corp  # type: ignore[attr-defined]
        corp.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield corp
        finally:
            server.shutdown()
