"""Typed readers of the environment that fail loudly."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROJECT = Path(__file__).resolve().parent.parent.parent


def text(name: str, default: str | None = None) -> str:
    """The variable, or the default; RuntimeError where neither is."""
    value = os.environ.get(name, default)
    if value is None:
        raise RuntimeError(f"{name} is not set; run commands through script/anlan")
    return value


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    value = os.environ.get(name)
    if value is None or not value.strip():
        return default
    word = value.strip().lower()
    if word not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        raise RuntimeError(f"{name}={value!r}: say 1 or 0")
    return word in ("1", "true", "yes", "on")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "")
    try:
        return int(value) if value.strip() else default
    except ValueError as error:
        raise RuntimeError(f"{name}={value!r} is not a whole number") from error


def words(name: str, default: str = "") -> list[str]:
    """Names separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder; relative ones lie in the project."""
    value = os.environ.get(name, "")
    path = Path(value) if value.strip() else default
    return path if path.is_absolute() else PROJECT / path


def database(url: str) -> dict[str, object]:
    """Django's settings for postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    return {
        "ENGINE": "anlan.kernel.database",
        "NAME": unquote(parts.path.lstrip("/")) or "anlan",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "127.0.0.1",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "anlan", "connect_timeout": 5},
    }
