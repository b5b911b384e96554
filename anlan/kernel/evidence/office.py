"""What an Office file is, before anybody opens it: container, kind, macros, bombs, document type declarations. Pure.

Everything that reads a docx or xlsx from outside opens it through `open_office`: the XML parts it lets through are free of
DOCTYPEs, so no parser behind it can be led to entities, and their declared sizes are bounded. (zipfile never gives out more
than the declared size of a part.)
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Refused

MB = 1024 * 1024
MAX_FILE = 10 * MB
MAX_PARTS = 2_000
MAX_TOTAL = 120 * MB
MAX_RATIO = 400  # deflate's end is near 1000; sheets of equal rows reach 100
PROLOG = 64 * 1024
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# all that the container and the parser behind it say about damaged bytes
DAMAGED = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, struct.error, EOFError, OSError, ValueError, LookupError, ArithmeticError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
_TYPES = "[Content_Types].xml"
_MAIN = {
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
}
_PROGRAMS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")


class Unreadable(Refused):
    """A file that is not taken, with the reason and what to do about it."""

    status = 400


@dataclass(frozen=True)
class Office:
    """An opened Office file: its kind ('xlsx' or 'docx') and the container."""

    kind: str
    zip: zipfile.ZipFile

    def read(self, part: str) -> bytes:
        """The whole of one part; Unreadable when it is damaged or not there."""
        try:
            return self.zip.read(part)
        except DAMAGED as damaged:
            raise broken() from damaged

    def has(self, part: str) -> bool:
        """Whether the container holds this part."""
        return part in self.zip.NameToInfo


def open_office(data: bytes, *, wanted: str | None = None, max_file: int = MAX_FILE, max_total: int = MAX_TOTAL) -> Office:
    """Open docx or xlsx bytes after every check; Unreadable says what is wrong. `wanted` names the kind that must come."""
    if not data:
        raise Unreadable("E-file-empty", _("文件是空的，换一个再传。"))
    if len(data) > max_file:
        raise too_big(len(data), max_file)
    if not data.startswith(b"PK\x03\x04"):
        raise _not_office(data, wanted)
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED as damaged:
        raise broken() from damaged
    _check_sizes(container, len(data), max_total)
    kind = _kind(container, wanted)
    office = Office(kind, container)
    for info in container.infolist():
        if info.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_prolog(container, info)
    return office


def too_big(size: int, limit: int) -> Unreadable:
    """The refusal of a file above `limit` bytes."""
    text = _("文件有 %(size)s MB，最多 %(limit)s MB。压缩图片，或拆成几个文件再传。")
    return Unreadable("E-file-big", text % {"size": round(size / MB, 1), "limit": limit // MB})


def broken() -> Unreadable:
    """The refusal of a damaged file."""
    return Unreadable("E-file-broken", _("文件损坏，打不开。在电脑上打开，另存一份再传。"))


def _not_office(data: bytes, wanted: str | None) -> Unreadable:
    save_as: str | Promise = {
        "xlsx": _("用 Excel 或 WPS 打开，“另存为 xlsx”再传。"),
        "docx": _("用 Word 或 WPS 打开，“另存为 docx”再传。"),
    }.get(wanted or "", _("另存为 xlsx 或 docx 再传。"))
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return Unreadable("E-file-locked", _("文件设了打开密码。去掉密码，另存一份再传。"))
        return Unreadable("E-file-old", _("这是旧格式（xls、doc、et 或 wps）的文件。%(how)s") % {"how": save_as})
    return Unreadable("E-file-kind", _("文件内容不是所说的格式。%(how)s") % {"how": save_as})


def _check_sizes(container: zipfile.ZipFile, packed: int, max_total: int) -> None:
    parts = container.infolist()
    total = sum(info.file_size for info in parts)
    if any(info.flag_bits & 1 for info in parts):
        raise Unreadable("E-file-locked", _("文件设了打开密码。去掉密码，另存一份再传。"))
    if len(parts) > MAX_PARTS or total > max_total or total > max(MB, packed * MAX_RATIO):
        raise Unreadable("E-file-bomb", _("文件展开后大得不正常，没有打开。另存一份，或拆成几个文件再传。"))
    for info in parts:
        name = info.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise broken()
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise broken()
    if len(container.NameToInfo) != len(parts):  # the same part twice: readers would not agree which one counts
        raise broken()


def _kind(container: zipfile.ZipFile, wanted: str | None) -> str:
    if _TYPES not in container.NameToInfo or container.NameToInfo[_TYPES].file_size > MB:
        raise _not_office(b"", wanted)
    _check_prolog(container, container.NameToInfo[_TYPES])
    try:
        types = container.read(_TYPES)
    except DAMAGED as damaged:
        raise broken() from damaged
    if types[:2] in (b"\xff\xfe", b"\xfe\xff"):
        types = types.decode("utf-16", "replace").encode()
    names = [f"/{name.lower()}" for name in container.NameToInfo]
    if b"macroenabled" in types.lower() or any(mark in name for mark in _PROGRAMS for name in names):
        raise Unreadable("E-file-macro", _("文件里带有宏或控件，不能收。另存为不带宏的 xlsx 或 docx 再传。"))
    for kind, mark in _MAIN.items():
        if mark in types:
            if wanted and kind != wanted:
                raise _not_office(b"", wanted)
            return kind
    raise _not_office(b"", wanted)


def _check_prolog(container: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Refuse a part with a DOCTYPE. One may stand only before the first element, so reading ends there."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *found: seen.append("doctype")
    parser.StartElementHandler = lambda *found: seen.append("element")
    try:
        with container.open(info) as part:
            done = 0
            while not seen and done < PROLOG and (chunk := part.read(4096)):
                parser.Parse(chunk, False)
                done += len(chunk)
    except DAMAGED as damaged:
        if "doctype" not in seen:
            raise broken() from damaged
    if "doctype" in seen:
        raise Unreadable("E-file-entity", _("文件里有指向外部的声明，不能收。用 Office 或 WPS 另存一份再传。"))
    if not seen:
        raise broken()
