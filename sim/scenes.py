"""Simple drawn scenes of school hazards, before and after, on a 320 × 240 canvas. No photograph is involved.

A scene is a function of the pen; what differs between before and after hangs on `pen.after`, everything else is
drawn alike, so that both pictures share one frame.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import ImageDraw

Colour = str
Point = tuple[float, float]

WALL, FLOOR, LINE, WOOD, WOOD2, STEEL, DARK = "#c9cfc9", "#9aa19c", "#828a85", "#c79c69", "#8d6840", "#767f7a", "#3a3f3d"
GREEN, PALE, RED, YELLOW, WATER, WHITE = "#1f9a63", "#e8ebe6", "#b8322f", "#f2d24a", "#8fb9c9", "#fbfdf6"


@dataclass
class Pen:
    """Draws in canvas units (320 × 240) on a larger image. `rng` gives the same small irregularities both times."""

    draw: ImageDraw.ImageDraw
    scale: float
    after: bool
    rng: random.Random
    wall: Colour = WALL
    floor: Colour = FLOOR
    shift: Point = field(default=(0.0, 0.0))

    def _at(self, points: list[Point]) -> list[Point]:
        dx, dy = self.shift
        return [((x + dx) * self.scale, (y + dy) * self.scale) for x, y in points]

    def area(self, points: list[Point], fill: Colour, edge: Colour | None = None, width: float = 2) -> None:
        """A filled polygon."""
        self.draw.polygon(self._at(points), fill=fill)
        if edge:
            self.line([*points, points[0]], edge, width)

    def box(self, x: float, y: float, w: float, h: float, fill: Colour, edge: Colour | None = None, width: float = 2) -> None:
        """A filled rectangle."""
        self.area([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], fill, edge, width)

    def disc(self, x: float, y: float, r: float, fill: Colour, edge: Colour | None = None, width: float = 2) -> None:
        """A filled circle."""
        (a, b), (c, d) = self._at([(x - r, y - r), (x + r, y + r)])
        self.draw.ellipse((a, b, c, d), fill=fill, outline=edge, width=round(width * self.scale) if edge else 0)

    def line(self, points: list[Point], fill: Colour, width: float = 3) -> None:
        """A line with round joints."""
        self.draw.line(self._at(points), fill=fill, width=max(1, round(width * self.scale)), joint="curve")

    def room(self, horizon: float = 168) -> None:
        """Wall, ceiling band and floor; they run past the edge so that a shifted frame has no gap."""
        self.box(-20, -20, 360, 280, self.wall)
        self.box(-20, -20, 360, 58, PALE)
        self.box(-20, horizon, 360, 280, self.floor)
        self.line([(-20, horizon), (340, horizon)], LINE, 3)

    def wobble(self, start: Point, steps: int, dx: float, dy: float, spread: float) -> list[Point]:
        """A crooked run of points."""
        points = [start]
        for _ in range(steps):
            x, y = points[-1]
            points.append((x + dx + self.rng.uniform(-spread, spread), y + dy + self.rng.uniform(-spread, spread)))
        return points

    def carton(self, x: float, y: float, w: float, h: float, fill: Colour = WOOD) -> None:
        """A cardboard box."""
        self.box(x, y, w, h, fill, WOOD2)
        self.line([(x + w / 2, y), (x + w / 2, y + h)], WOOD2, 2)
        self.line([(x, y + h * 0.3), (x + w, y + h * 0.3)], WOOD2, 1)


def _door(p: Pen, x: float, sign: bool) -> None:
    p.box(x, 52, 92, 118, "#5f8a78", "#47695b", 4)
    p.line([(x + 46, 52), (x + 46, 170)], "#47695b", 3)
    for dx in (11, 55):
        p.box(x + dx, 66, 26, 36, "#b8d2cd")
    p.box(x + 18, 26, 56, 18, GREEN if sign else "#7d8783")
    p.line([(x + 26, 35), (x + 50, 35), (x + 44, 30), (x + 50, 35), (x + 44, 40)], WHITE, 2.5)


def blocked_stair(p: Pen) -> None:
    """Desks and cartons before a fire door at the stairs; free floor with a marked zone after."""
    p.room()
    _door(p, 86, p.after)
    p.area([(222, 170), (236, 154), (256, 154), (270, 138), (290, 138), (304, 122), (340, 122), (340, 170)], "#b4bab5", "#8b938e")
    p.line([(226, 130), (304, 68)], "#6d7570", 5)
    if p.after:
        p.area([(60, 196), (120, 178), (200, 178), (246, 196)], YELLOW)
        p.area([(82, 193), (124, 182), (194, 182), (224, 193)], p.floor)
        p.box(268, 44, 36, 16, WHITE, "#888899")
        return
    p.carton(58, 112, 66, 60, "#b98d5b")
    p.carton(112, 128, 78, 52)
    p.carton(74, 78, 50, 36, "#d2ab7a")
    p.line([(190, 190), (190, 98), (238, 98), (238, 190)], "#5c6d8a", 5)
    p.line([(190, 130), (238, 130)], "#5c6d8a", 4)
    p.box(124, 94, 15, 17, DARK)
    p.line([(118, 96), (144, 96)], "#333333", 4)


def locked_gate(p: Pen) -> None:
    """A chain and padlock on an exit door; a push bar and an open view after."""
    p.room()
    _door(p, 114, True)
    if p.after:
        p.box(120, 116, 80, 7, STEEL, "#4a524f", 1.5)
        p.area([(100, 208), (140, 178), (180, 178), (224, 208)], "#b9d8c4")
        return
    p.line(p.wobble((146, 112), 8, 4, 1.2, 2), "#666f75", 4)
    p.line(p.wobble((146, 122), 8, 4, -0.6, 2), "#666f75", 4)
    p.disc(160, 122, 8, "#b08a3a", "#7c5f22")
    p.box(150, 126, 20, 18, "#c49a45", "#7c5f22")


def dead_lamp(p: Pen) -> None:
    """A twin emergency lamp, dark with a hanging lead; lit after."""
    p.room(150)
    if p.after:
        p.area([(132, 84), (70, 240), (180, 240)], "#ece8c8")
        p.area([(188, 84), (148, 240), (258, 240)], "#f0ecce")
    p.box(104, 58, 112, 52, PALE, STEEL, 3)
    for x in (132, 188):
        p.disc(x, 84, 15, "#fff3a8" if p.after else "#59625e", STEEL)
    p.disc(160, 100, 3, GREEN if p.after else RED)
    if not p.after:
        p.line([(160, 110), (160, 152), (154, 162), (138, 166), (122, 164)], "#4a524f", 4)


def gas_hose(p: Pen) -> None:
    """A cracked, taped hose from the pipe to the stove; a metal hose with a valve after."""
    p.room(186)
    for x in range(-20, 340, 24):
        p.line([(x, 38), (x, 186)], "#d5dad5", 1)
    for y in range(38, 186, 24):
        p.line([(-20, y), (340, y)], "#d5dad5", 1)
    p.line([(60, -20), (60, 96), (92, 96)], "#d9b93b", 11)
    p.box(84, 86, 22, 20, STEEL, "#4a524f")
    p.line([(95, 86), (95, 72), (112, 72)] if p.after else [(95, 86), (95, 70)], RED if not p.after else GREEN, 5)
    p.box(196, 120, 112, 66, "#c6ccd0", STEEL, 3)
    p.disc(252, 116, 26, DARK)
    p.disc(252, 116, 13, "#5a6365")
    hose = [(106.0, 96.0), (132.0, 108.0), (140.0, 140.0), (166.0, 158.0), (196.0, 150.0)]
    p.line(hose, "#aab4b8" if p.after else "#a8642c", 10)
    if p.after:
        p.line(hose, "#dfe5e7", 3)
        p.box(118, 30, 34, 24, WHITE, STEEL)
        p.disc(135, 42, 5, GREEN)
        return
    for x, y in ((138, 132), (150, 150), (178, 156)):
        p.line([(x - 5, y - 5), (x + 5, y + 4)], "#33200f", 2)
    p.box(126, 100, 15, 15, "#d8d8d2", "#999988", 1)


def loose_wire(p: Pen) -> None:
    """Leads across the wall and a socket hanging out; trunking and a closed socket after."""
    p.room()
    p.box(196, 96, 44, 34, WHITE, STEEL)
    if p.after:
        p.box(-20, 58, 236, 10, PALE, STEEL, 1.5)
        p.box(212, 58, 10, 40, PALE, STEEL, 1.5)
        for x in (208, 224):
            p.line([(x, 106), (x, 116)], DARK, 3)
        return
    p.line([(-20, 50), (40, 66), (90, 60), (150, 88), (200, 104)], "#b8322f", 3)
    p.line([(-20, 58), (50, 80), (110, 74), (160, 120), (206, 118)], "#2f5d9a", 3)
    p.line([(90, 60), (96, 130), (120, 184)], "#444444", 3)
    p.area([(206, 104), (244, 122), (232, 152), (194, 134)], WHITE, STEEL)
    p.box(96, 180, 60, 16, "#e3e6e0", STEEL)
    for k in range(4):
        p.box(102 + k * 13, 184, 8, 8, DARK)


def wall_crack(p: Pen) -> None:
    """A long crack with fallen plaster; a filled strip and a gauge after."""
    p.room(196)
    p.box(206, 60, 80, 90, "#a9c3cc", WHITE, 6)
    p.line([(246, 60), (246, 150)], WHITE, 4)
    crack = p.wobble((70, 18), 12, 8, 14, 5)
    if p.after:
        p.line(crack, "#d8ddd6", 13)
        p.box(98, 92, 34, 12, WHITE, STEEL, 1.5)
        p.line([(104, 98), (126, 98)], RED, 1.5)
        return
    p.line(crack, "#4b4f4c", 4)
    p.line(p.wobble(crack[5], 5, -6, 11, 4), "#4b4f4c", 2.5)
    p.area([*p.wobble((118, 96), 6, 6, -2, 9), (150, 130), (124, 134)], "#b3a590")
    for _ in range(9):
        x, y = p.rng.uniform(90, 190), p.rng.uniform(200, 222)
        p.box(x, y, p.rng.uniform(4, 13), p.rng.uniform(3, 8), "#d7d3c6")


def boxes(p: Pen) -> None:
    """Cartons along a corridor; a free corridor after."""
    p.box(-20, -20, 360, 280, p.wall)
    p.area([(-20, 250), (120, 110), (200, 110), (340, 250)], p.floor)
    p.area([(-20, -20), (120, 60), (200, 60), (340, -20)], PALE)
    p.box(120, 60, 80, 50, "#dbe6ea", LINE)
    p.line([(120, 60), (-20, -20)], LINE, 2)
    p.line([(200, 60), (340, -20)], LINE, 2)
    for x in (30, 250):
        p.area([(x, 70), (x + 36, 76), (x + 36, 150), (x, 172)], "#8fa79b", "#5e766b")
    if p.after:
        p.line([(140, 112), (40, 250)], YELLOW, 3)
        p.line([(180, 112), (280, 250)], YELLOW, 3)
        return
    p.carton(196, 118, 34, 30)
    p.carton(214, 136, 50, 42, "#b98d5b")
    p.carton(180, 152, 62, 54, "#d2ab7a")
    p.carton(92, 124, 30, 26)
    p.carton(64, 146, 54, 46, "#b98d5b")


def water_leak(p: Pen) -> None:
    """A stained ceiling, drops, a bucket; a dry, repaired ceiling after."""
    p.room()
    p.line([(-20, 30), (340, 30)], STEEL, 8)
    if p.after:
        p.box(132, 22, 30, 16, "#9fb4bc", STEEL)
        return
    p.area([*p.wobble((96, 38), 8, 13, 1, 8), (196, 38)], "#b9a889")
    p.area([*p.wobble((112, 38), 5, 13, 2, 5), (172, 38)], "#a48f6b")
    for y in (60, 84, 110, 138):
        p.disc(146 + p.rng.uniform(-3, 3), y, 3, WATER)
    p.area([(96, 206), (146, 192), (214, 200), (226, 218), (150, 228), (100, 220)], "#a9c9d4")
    p.area([(126, 168), (170, 168), (164, 206), (132, 206)], "#3f78a8", "#2b557a")


def ebike(p: Pen) -> None:
    """An electric bicycle charging in a hall; an empty hall with a sign after."""
    p.room()
    _door(p, 190, True)
    if p.after:
        p.disc(100, 96, 22, WHITE, RED, 5)
        p.line([(86, 82), (114, 110)], RED, 5)
        return
    for x in (62, 146):
        p.disc(x, 176, 24, p.floor, DARK, 6)
        p.disc(x, 176, 4, DARK)
    p.line([(62, 176), (96, 146), (136, 146), (146, 176)], "#2f6f94", 7)
    p.line([(96, 146), (90, 116), (104, 112)], "#2f6f94", 6)
    p.box(112, 122, 36, 22, DARK)
    p.line([(148, 132), (180, 120), (184, 60)], "#c24a30", 3)
    p.box(178, 48, 14, 14, WHITE, STEEL)


def pantry(p: Pen) -> None:
    """Sacks on the floor against the wall; on shelves off the floor, with labels, after."""
    p.room(176)
    for y in (70, 110, 150):
        p.line([(150, y), (310, y)], STEEL, 6)
    for x in (152, 308):
        p.line([(x, 56), (x, 196)], STEEL, 6)
    sacks = (
        [(166, 42), (212, 42), (258, 42), (166, 122), (214, 122)] if p.after else [(20, 150), (62, 160), (40, 118), (104, 166), (168, 44)]
    )
    for n, (x, y) in enumerate(sacks):
        h = 28 if p.after or n == 4 else 46
        p.area([(x, y + 4), (x + 6, y), (x + 32, y), (x + 38, y + 4), (x + 40, y + h), (x - 2, y + h)], "#e6dcc4", "#a8997a")
        if p.after:
            p.box(x + 10, y + 10, 18, 10, WHITE, GREEN, 1)
    if not p.after:
        p.area([(12, 206), (80, 200), (160, 210), (120, 222), (30, 220)], "#86806c")


def chemicals(p: Pen) -> None:
    """Bottles of all kinds in one open cabinet; sorted behind locked doors after."""
    p.room(206)
    p.box(60, 30, 200, 172, "#d9b23c" if p.after else "#b9bfb9", "#6b5a1e" if p.after else STEEL, 5)
    for y in (84, 138):
        p.line([(64, y), (256, y)], DARK, 3)
    palette = ["#6b3f22", "#2f5d8a", "#d8dfe2", "#8a2f3a", "#3f7d57"]
    for shelf, y in enumerate((84, 138, 196)):
        for k in range(8):
            colour = palette[shelf] if p.after else p.rng.choice(palette)
            h = 24 if p.after else p.rng.uniform(16, 36)
            x = 72 + k * 23
            p.box(x, y - h, 14, h, colour, DARK, 1)
            p.box(x + 4, y - h - 5, 6, 5, DARK)
            if p.after or p.rng.random() < 0.4:
                p.box(x + 1, y - h + 7, 12, 8, WHITE)
    if p.after:
        p.line([(160, 30), (160, 202)], "#6b5a1e", 4)
        p.box(152, 108, 16, 20, "#c7ccd0", DARK)
        p.box(152, 134, 16, 20, "#c7ccd0", DARK)
    else:
        p.area([(60, 30), (16, 50), (16, 226), (60, 202)], "#a4aaa4", STEEL)


def handrail(p: Pen) -> None:
    """A railing with missing bars; a closed railing after."""
    p.room(150)
    p.area([(-20, 250), (60, 204), (260, 204), (340, 250)], "#8c948f")
    p.line([(20, 84), (300, 84)], "#6d7570", 9)
    p.line([(20, 196), (300, 196)], "#6d7570", 7)
    for k, x in enumerate(range(28, 300, 22)):
        if p.after or k not in (5, 6, 7):
            p.line([(x, 84), (x, 196)], "#7b8580", 5)
    if not p.after:
        p.line([(138, 84), (150, 140)], "#7b8580", 5)
        p.line([(160, 196), (176, 168)], "#7b8580", 5)


def icy_path(p: Pen) -> None:
    """Ice on a path to a doorway; gritted, with mats and a sign after."""
    p.box(-20, -20, 360, 280, "#cfd9de")
    p.box(96, 20, 128, 104, "#b7a58f", "#8c7c68")
    p.box(134, 52, 52, 72, "#6f8a93", "#4e656d", 4)
    p.box(-20, 124, 360, 140, "#eef3f5")
    p.area([(130, 124), (190, 124), (264, 250), (56, 250)], "#a0a6a2")
    if p.after:
        p.box(128, 126, 64, 16, "#5c6a4e")
        p.box(112, 168, 96, 20, "#5c6a4e")
        for _ in range(120):
            y = p.rng.uniform(144, 232)
            half = 30 + (y - 124) * 0.55
            p.disc(160 + p.rng.uniform(-half, half), y, 1.3, "#6f6a5d")
        p.area([(224, 200), (238, 150), (252, 200)], YELLOW, "#a98a16")
        return
    for x, y, w in ((120, 150, 70), (100, 186, 110), (150, 216, 90)):
        p.area([(x, y), (x + w * 0.5, y - 9), (x + w, y), (x + w * 0.6, y + 13), (x + w * 0.2, y + 10)], "#d6ecf4", "#ffffff", 1)


def extinguisher(p: Pen) -> None:
    """An extinguisher with the needle in the red, behind a bin; a fresh one on its bracket after."""
    p.room()
    p.box(92, 44, 136, 130, "#e9e4da", RED, 4)
    for x in (122, 176):
        p.box(x, 92, 30, 76, RED, "#7d1f1d")
        p.box(x + 9, 78, 12, 14, DARK)
        p.line([(x + 21, 84), (x + 34, 100), (x + 34, 132)], DARK, 3)
        p.disc(x + 15, 112, 9, WHITE, DARK)
        p.line([(x + 15, 112), (x + 20, 106)] if p.after else [(x + 15, 112), (x + 9, 116)], GREEN if p.after else RED, 2)
    if p.after:
        p.box(128, 140, 18, 16, WHITE)
        p.box(182, 140, 18, 16, WHITE)
    else:
        p.area([(150, 128), (222, 128), (214, 206), (158, 206)], "#5f6d72", DARK)


SCENES: dict[str, Callable[[Pen], None]] = {
    f.__name__: f
    for f in (
        blocked_stair, locked_gate, dead_lamp, gas_hose, loose_wire, wall_crack, boxes, water_leak, ebike, pantry,
        chemicals, handrail, icy_path, extinguisher,
    )
}  # fmt: skip
