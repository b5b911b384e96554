"""Illustrations in the place of photographs: before and after in one frame, JPEG, with time and place in EXIF.

The picture depends on (kind, seed) and on before/after alone; time and place go into the EXIF block only, so a
thousand photos of a rehearsal cost a few drawings.
"""

from __future__ import annotations

import io
import random
from datetime import datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sim.scenes import FLOOR, SCENES, WALL, Pen

State = Literal["before", "after"]
KINDS: tuple[str, ...] = tuple(SCENES)
SIZE = (1200, 900)
SMALL = (640, 480)
LOCAL = ZoneInfo("Asia/Shanghai")
VARIANTS = 8
_CANVAS = 320.0
_QUALITY = 80
_WALLS = (WALL, "#cfcbc0", "#c3ccd3", "#d0d3c8")
_FLOORS = (FLOOR, "#a39c92", "#98a0a8", "#a4a79b")

# EXIF tags used: description, maker, orientation; Exif and GPS blocks
_DESCRIPTION, _MAKE, _ORIENTATION, _EXIF, _GPS = 0x010E, 0x010F, 0x0112, 0x8769, 0x8825
_TAKEN, _DIGITISED, _OFFSET = 0x9003, 0x9004, 0x9011


@lru_cache(maxsize=96)
def _picture(kind: str, state: State, variant: int, size: tuple[int, int] = SIZE) -> bytes:
    """The bare JPEG of one variant: drawn at its size, softened, with grain and a slightly other light each."""
    rng = random.Random(f"{kind}:{variant}")
    wall, floor = rng.choice(_WALLS), rng.choice(_FLOORS)
    shift = (rng.uniform(-9, 9), rng.uniform(-6, 6))
    image = Image.new("RGB", size, wall)
    pen = Pen(ImageDraw.Draw(image), size[0] / _CANVAS, state == "after", rng, wall, floor, shift)
    SCENES[kind](pen)
    image = image.filter(ImageFilter.GaussianBlur(1.1 * size[0] / SIZE[0]))
    light = random.Random(f"{kind}:{variant}:{state}")
    brightness = light.uniform(0.8, 0.88) if state == "before" else light.uniform(0.97, 1.04)
    tint = tuple(brightness * light.uniform(0.985, 1.015) for _ in range(3))
    image = image.point([min(255, round(v * t)) for t in tint for v in range(256)])
    image = ImageChops.multiply(image, _vignette(size))
    out = io.BytesIO()
    _grain(image, light).save(out, "JPEG", quality=_QUALITY if size == SIZE else _QUALITY - 8, subsampling=2)
    return out.getvalue()


@lru_cache(maxsize=2)
def _vignette(size: tuple[int, int]) -> Image.Image:
    """Slightly darker corners, as a small lens gives."""
    radial = Image.radial_gradient("L").resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", [radial.point([255 - round(v * v / 255 * 0.17) for v in range(256)])] * 3)


def _grain(image: Image.Image, rng: random.Random) -> Image.Image:
    """Fine deterministic noise, about ±5 of 255."""
    noise = Image.frombytes("L", image.size, rng.randbytes(image.width * image.height))
    noise = noise.point([122 + round(v / 255 * 12) for v in range(256)])
    return ImageChops.add(image, Image.merge("RGB", [noise] * 3), scale=1, offset=-128)


def _degrees(value: float) -> tuple[float, float, float]:
    whole = abs(value)
    minutes = (whole - int(whole)) * 60
    return float(int(whole)), float(int(minutes)), round((minutes - int(minutes)) * 60, 3)


def _exif(taken_at: datetime, lon: float, lat: float) -> bytes:
    """An EXIF block with local time, its offset and the place."""
    exif = Image.Exif()
    exif[_DESCRIPTION] = "Drawn illustration, rehearsal city"
    exif[_MAKE] = "Anlan sim"
    exif[_ORIENTATION] = 1
    stamp = taken_at.astimezone(LOCAL).strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(_EXIF).update({_TAKEN: stamp, _DIGITISED: stamp, _OFFSET: "+08:00"})
    north, east = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
    exif.get_ifd(_GPS).update({1: north, 2: _degrees(lat), 3: east, 4: _degrees(lon)})
    return exif.tobytes()


def photo(kind: str, state: State, *, seed: int | str, taken_at: datetime, lon: float, lat: float, small: bool = False) -> bytes:
    """A JPEG of 1200 × 900 (640 × 480 when `small`) of the scene `kind` (see KINDS), taken at an aware time at a place in degrees.

    Before and after of one (kind, seed) share the frame. Raises KeyError for an unknown kind, ValueError for a
    naive time.
    """
    if kind not in SCENES:
        raise KeyError(kind)
    if taken_at.tzinfo is None:
        raise ValueError("taken_at must be aware")
    picture = _picture(kind, state, random.Random(f"{kind}:{seed}").randrange(VARIANTS), SMALL if small else SIZE)
    block = _exif(taken_at, lon, lat)
    return picture[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + picture[2:]
