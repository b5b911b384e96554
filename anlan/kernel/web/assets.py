"""The built front end: what its manifest says the browser must load."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MODULE, STYLE = "main.ts", "main.css"
MANIFESTS = ("build/manifest.json", "build/.vite/manifest.json")


HERE = Path(__file__).resolve().parents[2] / "shell" / "static"
Build = tuple[str, float]  # path of a manifest, and when it was written


@lru_cache(maxsize=4)
def _read(build: Build) -> dict[str, Any]:
    return dict(json.loads(Path(build[0]).read_text(encoding="utf-8")))


def _last_build() -> Build | None:
    """The manifest that the browser is to be told of: looked at with every page, because a build may come while the server runs."""
    for name in MANIFESTS:
        found = HERE / name
        path = str(found) if found.exists() else finders.find(name)
        if path:
            return str(path), Path(str(path)).stat().st_mtime
    return None


def manifest() -> dict[str, Any]:
    """The manifest of the last build; empty when nothing was built yet."""
    build = _last_build()
    return _read(build) if build else {}


def _entry(name: str) -> dict[str, Any]:
    """The chunk built from a source, however far from the root its name is told."""
    return next((chunk for key, chunk in manifest().items() if key == name or key.endswith(f"/{name}")), {})


def styles() -> list[str]:
    """Addresses of the stylesheets."""
    module, sheet = _entry(MODULE), _entry(STYLE)
    names = [*([sheet["file"]] if sheet else []), *module.get("css", [])]
    return [static(f"build/{name}") for name in dict.fromkeys(names)]


def scripts() -> list[str]:
    """Address of the module to load; none before the first build."""
    entry = _entry(MODULE)
    return [static(f"build/{entry['file']}")] if entry else []


def shell_files() -> list[str]:
    """What the service worker keeps so that the frame stands without a network."""
    return [*styles(), *scripts(), static("anlan/sprite.svg"), static("anlan/favicon.svg")]


def front_end() -> SafeString:
    """`<link>` and `<script type=module>` for the head."""
    return _front_end(_last_build())


@lru_cache(maxsize=4)
def _front_end(build: Build | None) -> SafeString:
    links = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((s,) for s in styles()))
    modules = format_html_join("\n", '<script type="module" src="{}"></script>', ((s,) for s in scripts()))
    return format_html("{}\n{}", links, modules)
