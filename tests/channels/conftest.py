"""A service on loopback, set up for the city of the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from anlan.kernel.actor import SYSTEM
from anlan.registers.channels import actions, calls, clients
from anlan.registers.channels.models import Service
from tests.cast import START
from tests.channels.service import Corp, serving

SECRET = "a-secret-of-the-corp"


@pytest.fixture(scope="session")
def _service() -> Iterator[Corp]:
    with serving() as corp:
        yield corp


@pytest.fixture
def corp(_service: Corp, monkeypatch: pytest.MonkeyPatch) -> Corp:
    """The service, empty and in a good mood."""
    fresh = Corp(port=_service.port)
    vars(_service).update(vars(fresh))
    monkeypatch.setattr(calls, "READ", 0.25)
    clients.forget_tokens()
    return _service


@pytest.fixture
def set_up(cast: Any, corp: Corp) -> Callable[..., Service]:
    """set_up("dingtalk", unit="city") is a service of that unit at the service on loopback."""

    def make(kind: str, *, unit: str = "city", base: str = "", **more: Any) -> Service:
        base = base or corp.base
        addresses = {
            "api": base,
            "open": base,
            "inside": f"{base}/authorize",
            "outside": f"{base}/{'authorize' if kind == 'dingtalk' else 'qr'}",
        }
        facts = {"corp": "ding1", "agent": "7", "key": "key1", "addresses": addresses, "per_minute": 300, "running": True, "door": True}
        secret = f"json://127.0.0.1:{corp.port}/sms?:to={{mobile}}&:message=content" if kind == "sms" else f"{SECRET}-{unit}"
        row: Service = actions.set_up(cast.units[unit], kind=kind, facts=facts | more, secret=secret, by=SYSTEM, at=START)
        return row

    return make


@pytest.fixture
def bind(cast: Any) -> Callable[..., Any]:
    """bind(service, "chen") binds a person of the cast to the number `u-chen`."""
    return lambda service, *names: [actions.bind(service, cast.people[name], f"u-{name}", by=cast.actor(name), at=START) for name in names]
