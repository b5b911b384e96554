"""What an uploaded file really is. Pure: bytes in, facts or a refusal out; the name is never believed.

Standing of the limits: our own choice, not law. A phone's photo has 12 to 50 million points and 3 to 8 MB.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from anlan.kernel.clock import LOCAL
from anlan.kernel.evidence.office import MAX_FILE, OLE, Unreadable, open_office, too_big
from anlan.kernel.text import trimmed

FORMATS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
MIMES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
}
MAX_POINTS = {"JPEG": 80_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}  # a JPEG is checked at an eighth of its side
MAX_SIDE = 20_000
LONGEST_NAME = 120
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|\?xml|html|svg|script|head|body|iframe|\w+[:\s>])", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Inspected:
    """What a file is.

    kind                 image, pdf, docx, xlsx or txt
    width, height        of an image as it is shown (turned upright), in points; 0 otherwise
    taken_at             when the camera says so, aware; a camera without a zone is taken to be in Asia/Shanghai
    latitude, longitude  in degrees (WGS 84) where the camera wrote them, else None
    sha256               of the bytes, in hex
    name                 fit to show and to offer for download; its ending follows the content
    """

    kind: str
    mime: str
    size: int
    sha256: str
    name: str
    width: int = 0
    height: int = 0
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def inspect(data: bytes, name: str, *, max_file: int = MAX_FILE) -> Inspected:
    """What `data` is, by its content. Unreadable when it is none of the kinds that are kept, too large, or damaged."""
    if not data:
        raise Unreadable("E-file-empty", _("文件是空的，换一个再传。"))
    if len(data) > max_file:
        raise too_big(len(data), max_file)
    facts: dict[str, Any] = {}
    if data.startswith(b"%PDF-"):
        kind, ending = "pdf", "pdf"
        if b"%%EOF" not in data[-4096:]:
            raise Unreadable("E-file-broken", _("PDF 不完整，重新导出再传。"))
    elif data.startswith(b"PK"):
        kind = ending = open_office(data, max_file=max_file).kind
    elif _looks_like_image(data):
        kind, (ending, facts) = "image", _inspect_image(data)
    else:
        _refuse_known(data)
        kind = ending = "txt"
        _check_text(data)
    mime = facts.pop("mime", None) or MIMES[kind]
    return Inspected(kind, mime, len(data), hashlib.sha256(data).hexdigest(), fit_name(name, ending), **facts)


def shown_image(data: bytes, max_side: int) -> bytes:
    """The picture as JPEG, upright, no side above `max_side` points, without anything the camera wrote into it."""
    with _opened(data) as image:
        image.draft("RGB", (max_side, max_side))
        upright = ImageOps.exif_transpose(_decoded(image))
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            upright = upright.convert("RGBA")
            paper = Image.new("RGB", upright.size, "white")
            paper.paste(upright, mask=upright.getchannel("A"))
            upright = paper
        plain = upright.convert("RGB")
        plain.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
        bare = Image.new("RGB", plain.size)
        bare.paste(plain)
        buffer = io.BytesIO()
        bare.save(buffer, "JPEG", quality=82, optimize=True)
        return buffer.getvalue()


def fit_name(name: str, ending: str) -> str:
    """A file's name without folders, control characters and signs that some system minds; ends as its content says."""
    plain = trimmed(name).replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r'[<>:"|?*\n\t]', "_", plain).strip(". ")
    stem, dot, had = plain.rpartition(".")
    if dot and (had.lower() == ending or {had.lower(), ending} == {"jpeg", "jpg"}):
        plain = stem
    return f"{plain[:LONGEST_NAME] or 'file'}.{ending}"


def _looks_like_image(data: bytes) -> bool:
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit, below, is narrower
            image = Image.open(io.BytesIO(data), formats=list(FORMATS))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as damaged:
        raise _bad_image() from damaged
    width, height = image.size
    if width * height > MAX_POINTS[image.format or "PNG"] or max(width, height) > MAX_SIDE:
        words = _("图片有 %(width)s×%(height)s 个点，太大。用手机相机的普通清晰度重拍，或缩小再传。")
        raise Unreadable("E-image-large", words % {"width": width, "height": height})
    return image


def _decoded(image: Image.Image) -> Image.Image:
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError) as damaged:
        raise _bad_image() from damaged
    return image


def _bad_image() -> Unreadable:
    return Unreadable("E-image-broken", _("图片不完整，打不开。重拍一张，或换一张再传。"))


def _inspect_image(data: bytes) -> tuple[str, dict[str, Any]]:
    with _opened(data) as image:
        ending, mime = FORMATS[image.format or ""]
        width, height = image.size
        exif = _exif(image)
        image.draft("RGB", (max(1, width // 8), max(1, height // 8)))  # decodes to the end all the same
        _decoded(image)
    if exif.get(ExifTags.Base.Orientation) in (5, 6, 7, 8):
        width, height = height, width
    latitude, longitude = _place(exif)
    facts = {"width": width, "height": height, "taken_at": _taken_at(exif), "latitude": latitude, "longitude": longitude}
    return ending, {"mime": mime, **facts}


def _exif(image: Image.Image) -> Any:
    """What the camera wrote; nothing when it is unreadable, for a photo is no worse without it."""
    try:
        return image.getexif()
    except Exception:
        return Image.Exif()


def _part(exif: Any, which: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(which))
    except Exception:
        return {}


_ZONE = re.compile(r"[+-]\d\d:\d\d\Z")


def _taken_at(exif: Any) -> datetime | None:
    part = _part(exif, ExifTags.IFD.Exif)
    for moment, zone in (
        (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
        (ExifTags.Base.DateTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
    ):
        text = str(part.get(moment, "")).strip("\0 ")
        offset = str(part.get(zone, "")).strip("\0 ")
        try:
            if _ZONE.match(offset):
                return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z")
            return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=LOCAL)
        except ValueError:
            continue
    return None


def _place(exif: Any) -> tuple[float | None, float | None]:
    part = _part(exif, ExifTags.IFD.GPSInfo)
    latitude = _degrees(part.get(2), part.get(1), "S", 90)
    longitude = _degrees(part.get(4), part.get(3), "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _degrees(given: Any, letter: Any, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in given)
        found = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not 0 <= found <= most:  # false for NaN too
        return None
    return round(-found if str(letter).strip("\0 ").upper() == negative else found, 6)


def _refuse_known(data: bytes) -> None:
    """Name what people often send by mistake, or what somebody would like to smuggle in."""
    if data[4:8] == b"ftyp":
        if data[8:12] in (b"heic", b"heix", b"mif1", b"heim", b"hevc", b"msf1", b"avif"):
            raise Unreadable("E-image-heic", _("这是 HEIC 照片，别人打不开。在手机相机设置里选“兼容性最佳”（JPG）再拍。"))
        raise Unreadable("E-file-kind", _("不收视频。拍一张照片，或截取关键的一帧。"))
    if data.startswith(OLE):
        raise Unreadable("E-file-old", _("这是旧格式（xls、doc、et 或 wps）的文件。另存为 xlsx 或 docx 再传。"))
    if data.startswith((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!", b"\x00asm", b"dex\n")):
        raise Unreadable("E-file-program", _("这是程序，不能收。"))
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")[:4096]):
        raise Unreadable("E-file-markup", _("不收网页、SVG 这类文件。截图或导出 PDF 再传。"))


def _check_text(data: bytes) -> None:
    """Plain text in UTF-8 or GB 18030, without control characters."""
    if not re.search(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]", data):
        for encoding in ("utf-8", "gb18030"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            strange = sum(1 for char in text[:20_000] if not char.isprintable() and char not in "\r\n\t\f\u3000\ufeff")
            if strange * 50 <= len(text[:20_000]):
                return
    raise Unreadable("E-file-kind", _("不认识这种文件。能收照片（JPG、PNG）、PDF、docx、xlsx 和纯文本。"))
