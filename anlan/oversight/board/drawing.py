"""The map as SVG from the server: outlines of districts, one sign a school, each a link that says what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from anlan.kernel.web.signs import OCTAGON
from anlan.kernel.web.templatetags.anlan import level_sign, state_sign
from anlan.oversight.board.queries import UnitLine
from anlan.oversight.board.rules import geometry
from anlan.oversight.board.rules.signs import SIGNS

MANY = 160  # from here on signs are smaller
STOPS = 60  # more signs than this are no stops of the Tab key: the list of schools is the keyboard's way
GLYPHS = {"due": "g-due", "late": "g-late", "unk": "g-unk"}


@dataclass(frozen=True)
class Map:
    """The drawing, and how many schools have no coordinates."""

    svg: SafeString
    missing: int
    outlined: bool


def draw(lines: Sequence[UnitLine], *, title: str, address: str, waters: Iterable[Any] = ()) -> Map | None:
    """The map of these districts and schools; None when none of them has a coordinate or an outline."""
    districts = [u for u in lines if u.kind == "district"]
    schools = [u for u in lines if u.kind == "school"]
    placed = [u for u in schools if u.longitude is not None and u.latitude is not None]
    rings = {u.path: geometry.rings_of(u.outline) for u in districts}
    points = [p for found in rings.values() for ring in found for p in ring] or [(u.longitude, u.latitude) for u in placed]
    seen = geometry.fit([*points, *((u.longitude, u.latitude) for u in placed)])  # type: ignore[list-item]
    if seen is None:
        return None
    svg = format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}{}</svg>',
        f"{seen.width:g}", f"{seen.height:g}", title,
        _areas(rings.values(), seen), _waters(waters, seen), _signs(placed, seen, address), _labels(districts, rings, seen, address),
    )  # fmt: skip
    return Map(svg, len(schools) - len(placed), any(rings.values()))


def _areas(outlines: Iterable[list[list[geometry.Point]]], seen: geometry.Projection) -> SafeString:
    paths = (["".join(_path(ring, seen) + "z" for ring in rings)] for rings in outlines if rings)
    return format_html_join("", '<path class="ds" d="{}"/>', paths)


def _path(ring: Sequence[geometry.Point], seen: geometry.Projection) -> str:
    return "M" + "L".join("{} {}".format(*seen.place(*p)) for p in ring)


def _waters(waters: Iterable[Any], seen: geometry.Projection) -> SafeString:
    """Rivers as lines: {"line": [[lon, lat], …], "wide": true}."""
    lines = [(w.get("line") or [], w.get("wide")) for w in waters if isinstance(w, dict)]
    drawn = [("" if wide else "b", _path([(p[0], p[1]) for p in line], seen)) for line, wide in lines if len(line) > 1]
    return format_html_join("", '<path class="rv {}" d="{}"/>', drawn)


def _signs(placed: Sequence[UnitLine], seen: geometry.Projection, address: str) -> SafeString:
    small = len(placed) > MANY
    stops = sum(u.sign != "ok" for u in placed) <= STOPS
    order = {key: n for n, key in enumerate(SIGNS)}
    sprite = static("anlan/sprite.svg")
    drawn = []
    for unit in sorted(placed, key=lambda u: order[u.sign]):
        x, y = seen.place(unit.longitude, unit.latitude)  # type: ignore[arg-type]
        out = mark_safe(' tabindex="-1"') if unit.sign == "ok" or not stops else ""
        drawn.append((address + quote(unit.path), out, in_words(unit), _sign(unit.sign, x, y, small, sprite)))
    return format_html_join("", '<a href="{}"{}><title>{}</title>{}</a>', drawn)


def _sign(sign: str, x: float, y: float, small: bool, sprite: str) -> SafeString:
    if sign == "ok":
        return format_html('<circle class="pok" cx="{}" cy="{}" r="{}"/>', x, y, "2.8" if small else "4")
    if sign == "major":
        size = 0.62 if small else 0.83
        return format_html(
            '<g transform="translate({} {}) scale({})"><path d="{}" fill="var(--red)" stroke="var(--surface)" stroke-width="2"/>'
            '<text class="mj" x="12" y="16.5" fill="var(--lv-light)">{}</text></g>',
            round(x - 12 * size, 1), round(y - 12 * size, 1), size, OCTAGON, _("重"),
        )  # fmt: skip
    size = {"late": 15, "due": 13, "unk": 13}[sign] - (4 if small else 0)
    return format_html(
        '<use href="{}#{}" x="{}" y="{}" width="{}" height="{}"/>',
        sprite, GLYPHS[sign], round(x - size / 2, 1), round(y - size / 2, 1), size, size,
    )  # fmt: skip


def _labels(districts: Sequence[UnitLine], rings: dict[str, Any], seen: geometry.Projection, address: str) -> SafeString:
    """A district's name and what is late there; leads to its board. Not when only one district is shown."""
    if len(districts) < 2:
        return mark_safe("")
    drawn = []
    for unit in districts:
        own = (unit.longitude, unit.latitude) if unit.longitude is not None and unit.latitude is not None else None
        spot = geometry.label_spot(rings[unit.path], own)
        if spot is None:
            continue
        x, y = seen.place(*spot)
        late = _("逾期 %(n)d") % {"n": unit.late} if unit.late else _("无逾期")
        drawn.append((address + quote(unit.path), x, y, unit.name, x, round(y + 15, 1), late))
    return format_html_join(
        "", '<a class="dl" href="{}"><text class="dn" x="{}" y="{}">{}</text><text class="dv" x="{}" y="{}">{}</text></a>', drawn
    )


def in_words(unit: UnitLine) -> str:
    """What a sign says to ears and to a resting pointer: 青禾中学，2 件逾期."""
    says = {
        "major": _("重大隐患 %(n)d 处") % {"n": unit.major},
        "late": _("%(n)d 件逾期") % {"n": unit.late},
        "due": _("今天到期 %(n)d 件") % {"n": unit.today},
        "unk": _("7 天没有动静"),
        "ok": _("正常"),
    }
    also = f"，{says['late']}" if unit.sign == "major" and unit.late else ""
    return f"{unit.name}，{says[unit.sign]}{also}"


def state_words(unit: UnitLine) -> SafeString:
    """The sign of a school with its word, for a row of a list."""
    if unit.sign == "major":
        return format_html('<span class="st late">{} {}</span>', level_sign("major", "s"), _("重大隐患 %(n)d 处") % {"n": unit.major})
    word = {"late": _("有逾期"), "due": _("今天到期"), "unk": _("未知"), "ok": _("正常")}[unit.sign]
    return state_sign("done" if unit.sign == "ok" else unit.sign, word=word)
