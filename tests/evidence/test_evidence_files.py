"""What a file is decides, not what it is called; a picture is shown without what the camera wrote."""

import io
import random
import struct
import zipfile
import zlib
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import docx
import openpyxl
import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from anlan.kernel.evidence.files import fit_name, inspect, shown_image
from anlan.kernel.evidence.office import OLE, Unreadable

SHANGHAI = ZoneInfo("Asia/Shanghai")


def photo(
    size: tuple[int, int] = (400, 300),
    *,
    form: str = "JPEG",
    taken: str = "",
    zone: str = "",
    place: tuple[object, ...] = (),
    orientation: int = 0,
    mode: str = "RGB",
) -> bytes:
    image = Image.effect_noise(size, 60).convert(mode)
    exif = Image.Exif()
    if orientation:
        exif[ExifTags.Base.Orientation] = orientation
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
        if zone:
            exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = zone
    if place:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(dict(zip((1, 2, 3, 4), place, strict=True)))
    buffer = io.BytesIO()
    image.save(buffer, form, exif=exif)
    return buffer.getvalue()


def code(data: bytes, name: str = "a.jpg") -> str:
    with pytest.raises(Unreadable) as refused:
        inspect(data, name)
    assert str(refused.value.sentence)
    return refused.value.code


def office(kind: str) -> bytes:
    buffer = io.BytesIO()
    (docx.Document() if kind == "docx" else openpyxl.Workbook()).save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
        target.writestr(name, content)
    return buffer.getvalue()


def test_a_photo_tells_its_size_time_and_place() -> None:
    degrees = (IFDRational(31), IFDRational(48), IFDRational(3960, 100))
    data = photo(taken="2026:12:28 14:30:05", place=("N", degrees, "E", (119.0, 58.0, 26.4)))
    found = inspect(data, "IMG_1.JPG")
    assert (found.kind, found.mime, found.width, found.height) == ("image", "image/jpeg", 400, 300)
    assert found.taken_at == datetime(2026, 12, 28, 14, 30, 5, tzinfo=SHANGHAI)
    assert (found.latitude, found.longitude) == (31.811, 119.974)
    assert found.size == len(data)
    assert len(found.sha256) == 64


def test_a_camera_that_knows_its_zone_is_believed() -> None:
    found = inspect(photo(taken="2026:12:28 14:30:05", zone="+09:00"), "x")
    assert found.taken_at == datetime(2026, 12, 28, 14, 30, 5, tzinfo=timezone(timedelta(hours=9)))


def test_senseless_camera_data_are_left_aside() -> None:
    nothing = (IFDRational(0, 0), IFDRational(0), IFDRational(0))
    found = inspect(photo(taken="0000:00:00 00:00:00", place=("N", nothing, "E", nothing)), "x")
    assert (found.taken_at, found.latitude, found.longitude) == (None, None, None)
    far = inspect(photo(place=("S", (95.0, 0.0, 0.0), "E", (10.0, 0.0, 0.0))), "x")
    assert far.latitude is None
    zero = inspect(photo(place=("N", (0.0, 0.0, 0.0), "E", (0.0, 0.0, 0.0))), "x")
    assert zero.latitude is None


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_told_by_content_whatever_they_are_called(form: str) -> None:
    found = inspect(photo(form=form), "报告.exe")
    assert found.kind == "image"
    assert found.name == f"报告.exe.{'jpg' if form == 'JPEG' else form.lower()}"


def test_documents_sheets_pdf_and_plain_text_are_known() -> None:
    assert inspect(office("docx"), "a").kind == "docx"
    assert inspect(office("xlsx"), "a").kind == "xlsx"
    assert inspect(b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n", "a.pdf").kind == "pdf"
    for text in ("整改完成。\r\n二楼\t已换\n".encode(), "整改完成".encode("gb18030"), b"\xef\xbb\xbfplain"):
        assert inspect(text, "a.html").mime == "text/plain; charset=utf-8"
        assert inspect(text, "a.html").name == "a.html.txt"


def test_what_is_shown_holds_nothing_of_the_camera_and_stands_upright() -> None:
    data = photo((400, 200), taken="2026:12:28 14:30:05", place=("N", (31.0, 0.0, 0.0), "E", (119.0, 0.0, 0.0)), orientation=6)
    assert (inspect(data, "x").width, inspect(data, "x").height) == (200, 400)
    shown = Image.open(io.BytesIO(shown_image(data, 100)))
    assert shown.format == "JPEG"
    assert shown.size == (50, 100)
    assert not shown.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(shown.info)
    assert b"2026:12:28" not in shown_image(data, 100)


def test_what_lies_behind_the_picture_is_not_shown() -> None:
    polyglot = photo() + b"<html><script>alert(1)</script></html>" + with_part(office("docx"), "x", b"secret")
    assert inspect(polyglot, "a.html").mime == "image/jpeg"
    shown = shown_image(polyglot, 320)
    assert b"<script" not in shown
    assert b"PK\x03\x04" not in shown


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_transparent_and_grey_pictures_are_shown_on_white(mode: str) -> None:
    assert Image.open(io.BytesIO(shown_image(photo(form="PNG", mode=mode), 64))).mode == "RGB"


def test_a_small_picture_is_not_blown_up() -> None:
    assert Image.open(io.BytesIO(shown_image(photo((40, 30)), 2000))).size == (40, 30)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_refused(form: str) -> None:
    data = photo(form=form)
    assert code(data[: len(data) // 2]) == "E-image-broken"
    assert code(data[:20]) == "E-image-broken"


def test_a_picture_of_too_many_points_is_refused_without_decoding() -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = struct.pack(">2L5B", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    assert code(bomb) in ("E-image-large", "E-image-broken")
    head = struct.pack(">2L5B", 9_000, 9_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    assert code(bomb) == "E-image-large"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "E-file-empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "E-file-markup"),
        (b"<?xml version='1.0'?><svg/>", "E-file-markup"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "E-file-markup"),
        (b"<!-- x --> <html>", "E-file-markup"),
        (b"MZ" + bytes(100), "E-file-program"),
        (b"\x7fELF" + bytes(100), "E-file-program"),
        (b"#!/bin/sh\nrm -rf /\n", "E-file-program"),
        (OLE + bytes(100), "E-file-old"),
        (b"GIF89a" + bytes(40), "E-file-kind"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "E-image-heic"),
        (b"\0\0\0\x18ftypisom" + bytes(40), "E-file-kind"),
        (b"%PDF-1.7\n1 0 obj", "E-file-broken"),
        (bytes(range(256)) * 4, "E-file-kind"),
        (b"\xff\xd8\xff\xe0" + bytes(11_000_000), "E-file-big"),
    ],
)
def test_anything_else_is_refused_with_a_reason(data: bytes, expected: str) -> None:
    assert code(data, "photo.jpg") == expected


def test_hostile_office_files_are_refused_as_evidence_too() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    assert code(with_part(office("docx"), "word/document.xml", entity)) == "E-file-entity"
    assert code(with_part(office("docx"), "word/vbaProject.bin", b"x")) == "E-file-macro"
    assert code(with_part(office("docx"), "word/media/a.png", bytes(200_000_000))) == "E-file-bomb"
    plain_zip = io.BytesIO()
    with zipfile.ZipFile(plain_zip, "w") as target:
        target.writestr("run.exe", b"MZ")
    assert code(plain_zip.getvalue()) == "E-file-kind"


def test_names_lose_folders_tricks_and_false_endings() -> None:
    assert fit_name("../../etc/passwd", "txt") == "passwd.txt"
    assert fit_name("C:\\a\\整改后.JPEG", "jpg") == "整改后.jpg"
    assert fit_name("gpj.\u202eexe\x00\r\n", "jpg") == "gpj.exe.jpg"
    assert fit_name("", "pdf") == "file.pdf"
    assert len(fit_name("长" * 500 + ".pdf", "pdf")) <= 124
    assert fit_name('a"b;filename=x', "txt") == "a_b;filename=x.txt"


@pytest.mark.filterwarnings("ignore:::PIL")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_spoilt_picture_is_shown_or_refused_and_never_a_fault(form: str) -> None:
    chance, honest = (
        random.Random(form),
        photo(form=form, taken="2026:12:28 14:30:05", place=("N", (31.0, 1.0, 2.0), "E", (119.0, 1.0, 2.0))),
    )
    for _ in range(150):
        data = bytearray(honest)
        for _change in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data) // chance.choice((1, 8, 40)))] = chance.randrange(256)
        try:
            if inspect(bytes(data), "x").kind == "image":
                shown_image(bytes(data), 64)
        except Unreadable as refused:
            assert refused.code.startswith("E-")
