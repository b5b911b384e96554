"""Short messages and Feishu's robots through apprise, which knows many gateways; its yes or no is told apart by what it logs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from anlan.kernel.wording import N_
from anlan.registers.channels import rules
from anlan.registers.channels.calls import CONNECT, LIMITED, READ, REFUSED, UNREACHABLE, Trouble

# gateways that take a form or JSON over HTTP: what bureaus have. Nothing that reaches into this machine.
SCHEMES = {"json": "http", "jsons": "https", "form": "http", "forms": "https"}
MOBILE = "{mobile}"
_CODE = re.compile(r"error=(\d{3})")


def unfit(template: str) -> str:
    """Why this is no address of a gateway, "" when it is one: jsons://host/path?:to={mobile}."""
    scheme, _sep, rest = template.partition("://")
    if scheme not in SCHEMES or not rest:
        return N_("写成 jsons://… 或 forms://… 的样子")
    if MOBILE not in template:
        return N_("地址里要有 {mobile}，发的时候换成手机号")
    host = urlsplit(f"{SCHEMES[scheme]}://{rest.rpartition('@')[2]}").hostname or ""
    return rules.unfit(f"{SCHEMES[scheme]}://{host}")


def text(template: str, mobile: str, body: str) -> None:
    """One short message by the gateway of `template`; Trouble when it did not go."""
    if unfit(template):
        raise Trouble(REFUSED, "no address of a gateway")
    glue = "&" if "?" in template else "?"
    _notify(f"{template.replace(MOBILE, mobile)}{glue}cto={CONNECT}&rto={READ}&redirect=no", body)


def feishu(address: str, body: str) -> None:
    """A text into a Feishu group; `address` is the robot's whole webhook."""
    token = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    if not re.fullmatch(r"[A-Za-z0-9_-]+", token):
        raise Trouble(REFUSED, "no address of a Feishu robot")
    _notify(f"feishu://{token}/?cto={CONNECT}&rto={READ}", body)


def _notify(url: str, body: str) -> None:
    import logging

    from apprise import Apprise, LogCapture  # reads a hundred plug-ins: not at start

    box = Apprise()
    if not box.add(url):
        raise Trouble(REFUSED, "apprise does not know this address")
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as said:
        went = box.notify(body=body)
        words = " ".join(said.getvalue().split())
    if went:
        return
    code = int(found.group(1)) if (found := _CODE.search(words)) else 0
    if code == 429:
        raise Trouble(LIMITED, "HTTP 429")
    if code >= 500 or "onnection error" in words:
        raise Trouble(UNREACHABLE, f"HTTP {code}" if code else "no connection")
    raise Trouble(REFUSED, words or "not taken", str(code or ""))
