"""The frame: which benches, at which scale, printed how. Exit status 1 when a figure is over its limit."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator

from bench import NAMES, Figure


def main(arguments: list[str]) -> int:
    """Run the benches named (all of them with `all`), or list them."""
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)} or all")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the data; 1 is a million cases")
    parser.add_argument("--fresh", action="store_true", help="generate the data anew")
    options = parser.parse_args(arguments)
    if not options.names:
        parser.print_help()
        return 0
    names = NAMES if options.names == ["all"] else options.names
    if unknown := set(names) - set(NAMES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    if set(names) != {"reading"}:
        _start_django()
    if options.fresh:
        from bench import city

        city.drop(options.scale)
    good = True
    for name in names:
        for figure in measure(name, options.scale):
            print(figure.line() if options.json else figure.words(), flush=True)
            good = good and figure.ok
    return 0 if good else 1


def measure(name: str, scale: float) -> Iterator[Figure]:
    """The figures of one bench as they come."""
    yield from importlib.import_module(f"bench.{name}").run(scale)


def _start_django() -> None:
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.shell.settings")
    os.environ.setdefault("ANLAN_LOG", "ERROR")
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]


def say(text: str) -> None:
    """Progress, apart from the figures."""
    print(text, file=sys.stderr, flush=True)
