"""The map as SVG from the server: outlines of districts, one sign a school, each a link that says what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.web.signs import OCTAGON
from anlan.kernel.web.templatetags.anlan import level_sign, state_sign
from anlan.oversight.board.queries import UnitLine
from anlan.oversight.board.rules import geometry
from anlan.oversight.board.rules.signs import SIGNS

MANY = 160  # from here on signs are smaller
NAMED = 14
STOPS = 60  # more signs than this are no stops of the Tab key: the list of schools is the keyboard's way
GLYPHS = {"due": (13, "g-due"), "late": (15, "g-late"), "unk": (13, "g-unk")}


@dataclass(frozen=True)
class Map:
    """The drawing, and how many schools have no coordinates."""

    svg: SafeString
    missing: int
    outlined: bool


def draw(lines: Sequence[UnitLine], *, title: str, address: str, waters: Iterable[Any] = ()) -> Map | None:
    """The map of these districts and schools; None when none of them has a coordinate or an outline. Without an `address` it is only
    looked at."""
    districts = [u for u in lines if u.kind == "district"]
    schools = [u for u in lines if u.kind == "school"]
    spots = [(u.longitude, u.latitude) for u in schools if u.longitude is not None and u.latitude is not None]
    placed = [u for u in schools if u.longitude is not None and u.latitude is not None]
    rings = {u.path: geometry.rings_of(u.outline) for u in districts}
    points = [p for found in rings.values() for ring in found for p in ring] or spots
    seen = geometry.fit([*points, *spots])
    if seen is None:
        return None
    svg = format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}{}{}</svg>',
        f"{seen.width:g}", f"{seen.height:g}", title, _areas(rings.values(), seen), _waters(waters, seen),
        _signs(placed, seen, address), _labels(districts, rings, seen, address), _names(placed, seen),
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
    """One link a school. Written plainly: a full city has a thousand, and this is the page's longest part."""
    small = len(placed) > MANY
    stops = sum(u.sign != "ok" for u in placed) <= STOPS
    order = {key: n for n, key in enumerate(SIGNS)}
    say, shape = _Words(), _Shapes(small)
    drawn = []
    for unit in sorted(placed, key=lambda u: order[u.sign]):
        x, y = seen.place(unit.longitude, unit.latitude)  # type: ignore[arg-type]
        out = ' tabindex="-1"' if unit.sign == "ok" or not stops else ""
        inner = f"<title>{escape(say(unit))}</title>{shape(unit.sign, x, y)}"
        drawn.append(f'<a href="{address}{quote(unit.path)}"{out}>{inner}</a>' if address else f"<g>{inner}</g>")
    return mark_safe("".join(drawn))  # names are escaped, the rest are numbers and constants  # noqa: S308


class _Shapes:
    """The sign of a school at a point."""

    def __init__(self, small: bool) -> None:
        sprite = escape(static("anlan/sprite.svg"))
        self.dot = "2.8" if small else "4"
        self.scale = 0.62 if small else 0.83
        self.glyphs = {key: (size - (4 if small else 0), f"{sprite}#{glyph}") for key, (size, glyph) in GLYPHS.items()}
        self.major = (
            f'<path d="{OCTAGON}" fill="var(--red)" stroke="var(--surface)" stroke-width="2"/>'
            f'<text class="mj" x="12" y="16.5" fill="var(--lv-light)">{escape(pgettext("sign", "重"))}</text>'
        )

    def __call__(self, sign: str, x: float, y: float) -> str:
        if sign == "ok":
            return f'<circle class="pok" cx="{x}" cy="{y}" r="{self.dot}"/>'
        if sign == "major":
            half = 12 * self.scale
            return f'<g transform="translate({x - half:.1f} {y - half:.1f}) scale({self.scale})">{self.major}</g>'
        size, address = self.glyphs[sign]
        return f'<use href="{address}" x="{x - size / 2:.1f}" y="{y - size / 2:.1f}" width="{size}" height="{size}"/>'


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
        drawn.append((address + quote(unit.path), x, y, unit.name, x, y, late))
    if not address:
        words = '<g class="dl"><text class="dn" x="{}" y="{}">{}</text><text class="dv" x="{}" y="{}" dy="1.3em">{}</text></g>'
        return format_html_join("", words, (row[1:] for row in drawn))
    return format_html_join(
        "", '<a class="dl" href="{}"><text class="dn" x="{}" y="{}">{}</text><text class="dv" x="{}" y="{}" dy="1.3em">{}</text></a>', drawn
    )


def _names(placed: Sequence[UnitLine], seen: geometry.Projection) -> SafeString:
    """Names below the signs while they are few enough to stand apart; ears have them with the signs."""
    if len(placed) > NAMED:
        return mark_safe("")
    spots = ((*seen.place(u.longitude, u.latitude), u.name) for u in placed)  # type: ignore[arg-type]
    return format_html_join("", '<text class="sn" x="{}" y="{}" dy="1.6em" aria-hidden="true">{}</text>', spots)


class _Words:
    """What a sign says to ears and to a resting pointer: 青禾中学，2 件逾期. Translated once for a whole map."""

    def __init__(self) -> None:
        self.says = {
            "major": (_("重大隐患 %(n)d 处"), "major"), "late": (_("%(n)d 件逾期"), "late"), "due": (_("今天到期 %(n)d 件"), "today"),
            "unk": (_("7 天没有动静"), ""), "ok": (_("正常"), ""),
        }  # fmt: skip
        self.between = _("%(name)s，%(says)s")

    def __call__(self, unit: UnitLine) -> str:
        says = self._one(unit, unit.sign)
        if unit.sign == "major" and unit.late:
            says = self.between % {"name": says, "says": self._one(unit, "late")}
        return self.between % {"name": unit.name, "says": says}

    def _one(self, unit: UnitLine, sign: str) -> str:
        words, count = self.says[sign]
        return words % {"n": getattr(unit, count)} if count else words


def in_words(units: Iterable[UnitLine]) -> list[str]:
    """The words of each sign."""
    say = _Words()
    return [say(u) for u in units]


def state_words(unit: UnitLine) -> SafeString:
    """The sign of a school with its word, for a row of a list."""
    if unit.sign == "major":
        return format_html('<span class="st late">{} {}</span>', level_sign("major", "s"), _("重大隐患 %(n)d 处") % {"n": unit.major})
    word = {"late": _("有逾期"), "due": _("今天到期"), "unk": _("未知"), "ok": _("正常")}[unit.sign]
    return state_sign("done" if unit.sign == "ok" else unit.sign, word=word)
