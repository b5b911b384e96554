"""Drawn pictures: the same for a seed, before and after in one frame, with time and place inside."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageChops

from sim.photos import KINDS, SIZE, VARIANTS, photo

AT = datetime(2026, 12, 21, 0, 12, tzinfo=UTC)
WHERE = {"lon": 119.32083, "lat": 31.36919}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_the_size_of_a_small_phone_photo(kind: str) -> None:
    for state in ("before", "after"):
        data = photo(kind, state, seed=1, taken_at=AT, **WHERE)
        image = Image.open(io.BytesIO(data))
        assert image.format == "JPEG" and image.size == SIZE
        assert 50_000 < len(data) < 130_000


def test_time_and_place_can_be_read_from_the_file() -> None:
    exif = Image.open(io.BytesIO(photo("gas_hose", "before", seed=1, taken_at=AT, **WHERE))).getexif()
    assert exif.get_ifd(0x8769)[0x9003] == "2026:12:21 08:12:00"
    assert exif.get_ifd(0x8769)[0x9011] == "+08:00"
    gps = exif.get_ifd(0x8825)
    d, m, s = (float(x) for x in gps[2])
    assert gps[1] == "N" and d + m / 60 + s / 3600 == pytest.approx(WHERE["lat"], abs=1e-5)
    d, m, s = (float(x) for x in gps[4])
    assert gps[3] == "E" and d + m / 60 + s / 3600 == pytest.approx(WHERE["lon"], abs=1e-5)


def test_the_same_seed_gives_the_same_bytes_and_another_time_another_file() -> None:
    one = photo("boxes", "before", seed="a", taken_at=AT, **WHERE)
    assert one == photo("boxes", "before", seed="a", taken_at=AT, **WHERE)
    assert one != photo("boxes", "before", seed="a", taken_at=AT.replace(minute=13), **WHERE)
    assert len({photo("boxes", "before", seed=n, taken_at=AT, **WHERE) for n in range(60)}) == VARIANTS


def test_before_and_after_share_the_frame() -> None:
    before, after = (
        Image.open(io.BytesIO(photo("handrail", s, seed=5, taken_at=AT, **WHERE))).convert("L").resize((60, 45))
        for s in ("before", "after")
    )
    assert before.size == after.size
    difference = ImageChops.difference(before, after.point([round(v * 0.84) for v in range(256)]))
    assert sum(v < 24 for v in difference.tobytes()) > 0.9 * 60 * 45


def test_unknown_kinds_and_naive_times_are_refused() -> None:
    with pytest.raises(KeyError):
        photo("unicorn", "before", seed=1, taken_at=AT, **WHERE)
    with pytest.raises(ValueError, match="aware"):
        photo("boxes", "before", seed=1, taken_at=datetime(2026, 12, 21), **WHERE)
