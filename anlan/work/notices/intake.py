"""From a file to plain text: txt, docx and pdf, with every refusal in a clear sentence.

Nothing of the words is lost: only the byte order mark, carriage returns and control characters go, and
the text is brought to NFC. What looks wrong (bomb, macro, outside entity, other format) is refused
before it is opened. A secrecy mark at the head of the document is reported, never judged here.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from .reading.docx import DocxError, docx_text, header_text
from .reading.layout import DATE_LINE
from .reading.model import gettext_noop
from .reading.pdf import PdfError, pdf_pages

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PART = 40 * 1024 * 1024
MAX_RATIO = 120
MAX_ENTRIES = 2000
MAX_CHARS = 400_000

#: Every refusal in one table; the sentences are source strings for translation.
SENTENCES: dict[str, str] = {
    "empty": gettext_noop("这个文件是空的。请检查后重新选择。"),
    "too_large": gettext_noop("文件超过 20 MB。请只导入通知正文，图片和附件另存。"),
    "too_long": gettext_noop("文字太长，不像一份通知。请只导入通知正文。"),
    "zip_bomb": gettext_noop("这个文件展开后异常大，已拒绝打开。请在 Word 或 WPS 中另存为新的 docx 再试。"),
    "macro": gettext_noop("这个文件带有宏，已拒绝打开。请另存为不带宏的 docx 再试。"),
    "entity": gettext_noop("这个文件引用了外部内容，已拒绝打开。请在 Word 或 WPS 中另存为新的 docx 再试。"),
    "not_docx": gettext_noop("文件名是 docx，内容却不是。请用 Word 或 WPS 打开后另存为 docx 或 txt。"),
    "doc": gettext_noop("这是旧版 doc 文件。请用 Word 或 WPS 打开，另存为 docx 或 txt 再导入。"),
    "pdf_scan": gettext_noop("这份 pdf 里只有图像，没有文字，多半是扫描件。请向发文单位要 docx，或先识别成文字再导入。"),
    "image": gettext_noop("这是图片，不是文字。请另存为 docx 或 txt 再导入。"),
    "other_office": gettext_noop("这是表格或演示文件。请把通知正文另存为 docx 或 txt 再导入。"),
    "encrypted": gettext_noop("这个文件加了密码。请去掉密码后另存为 docx 再导入。"),
    "binary": gettext_noop("这个文件里不是文字。请另存为 docx 或 txt 再导入。"),
    "broken": gettext_noop("这个文件已损坏，打不开。请用 Word 或 WPS 修复后另存为 docx 再试。"),
    "no_text": gettext_noop("文件里没有找到文字，可能是扫描件。请另存为有文字的 docx 或 txt 再导入。"),
    "secret": gettext_noop("文件标有密级。涉密文件不能导入，请按保密规定办理；本文件没有保存。"),
    "internal": gettext_noop("文件标有内部字样。请先确认它可以在本系统中使用，再继续。"),
    "type": gettext_noop("只能导入 txt、docx 和有文字的 pdf。请另存为其中一种再导入。"),
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "type"),
    (b"Rar!", "type"),
    (b"7z\xbc\xaf", "type"),
    (b"\x1f\x8b", "type"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CJK = re.compile("[\u4e00-\u9fa5]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


class Unreadable(ValueError):
    """The file cannot be read; ``code`` names why, ``sentence`` (Chinese, translatable) what to do."""

    def __init__(self, code: str, sentence: str = "") -> None:
        self.code = code
        self.sentence = sentence or SENTENCES[code]
        super().__init__(self.sentence)


@dataclass(frozen=True)
class Intake:
    """Text of a file (NFC, ``\\n``) and its secrecy: '', 'internal' (ask first) or 'secret' (refuse).

    ``pages``: where in the text each page begins; empty where the file has no pages of its own.
    """

    text: str
    secrecy: str = ""
    name: str = ""
    mark: str = ""
    pages: tuple[int, ...] = ()


def read_file(name: str, data: bytes) -> Intake:
    """Read the bytes of an uploaded file; raises ``Unreadable``.

    A document with ``secrecy == 'secret'`` must be refused and not kept by the caller.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty")
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    _refuse_foreign(suffix, data)
    headers = ""
    pages: tuple[int, ...] = ()
    if data.lstrip()[:4] == b"%PDF":
        text, pages = _read_pdf(data)
    elif data[:4] == b"PK\x03\x04":
        text, headers = _read_docx(data)
    elif suffix in ("docx", "docm", "dotx"):
        raise Unreadable("not_docx")
    elif suffix not in ("txt", "text", "md", ""):
        raise Unreadable("type")
    else:
        text = _decode(data)
    text = text if pages else normalise(text)
    if not text.strip():
        raise Unreadable("no_text")
    if len(text) > MAX_CHARS:
        raise Unreadable("too_long")
    secrecy, mark = max(secrecy_of(text), secrecy_of(normalise(headers)), key=lambda m: ("", "internal", "secret").index(m[0]))
    return Intake(text, secrecy, name, mark, pages)


def _refuse_foreign(suffix: str, data: bytes) -> None:
    """Formats that are known and not read, by their first bytes and then by name."""
    if data.startswith(_OLE):
        sealed = "EncryptedPackage".encode("utf-16-le") in data or b"EncryptedPackage" in data
        raise Unreadable("encrypted" if sealed else "doc")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise Unreadable("image")
    for magic, code in _MAGIC:
        if data.startswith(magic) and not (magic == b"BM" and suffix in ("txt", "")):
            raise Unreadable(code)
    by_name = {"doc": "doc", "wps": "doc", "docm": "macro", "dotm": "macro"}
    if suffix == "pdf" and data.lstrip()[:4] != b"%PDF":
        raise Unreadable("broken")
    if suffix in by_name:
        raise Unreadable(by_name[suffix])
    if suffix in ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic", "ofd"):
        raise Unreadable("image")
    if suffix in ("xls", "xlsx", "et", "ppt", "pptx"):
        raise Unreadable("other_office")


def _read_docx(data: bytes) -> tuple[str, str]:
    """Words of body and page headers; the zip is opened only if its parts look like an ordinary docx."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("broken") from error
    if len(entries) > MAX_ENTRIES:
        raise Unreadable("zip_bomb")
    total = sum(e.file_size for e in entries)
    packed = max(1, sum(e.compress_size for e in entries))
    bombs = [
        e for e in entries if e.file_size > MAX_PART or (e.file_size > 1_000_000 and e.file_size > MAX_RATIO * max(1, e.compress_size))
    ]
    if total > MAX_UNPACKED or (total > 5_000_000 and total > MAX_RATIO * packed) or bombs:
        raise Unreadable("zip_bomb")
    names = {e.filename for e in entries}
    if any(e.flag_bits & 0x1 for e in entries):
        raise Unreadable("encrypted")
    if any(n.lower().endswith(("vbaproject.bin", "vbadata.xml")) for n in names):
        raise Unreadable("macro")
    if "word/document.xml" not in names:
        raise Unreadable("other_office" if {"xl/workbook.xml", "ppt/presentation.xml"} & names else "not_docx")
    try:
        return docx_text(archive, MAX_PART), header_text(archive, MAX_PART)
    except DocxError as error:
        raise Unreadable(error.code) from error
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError) as error:
        raise Unreadable("broken") from error


def _read_pdf(data: bytes) -> tuple[str, tuple[int, ...]]:
    try:
        found = pdf_pages(data, MAX_CHARS, normalise)
    except PdfError as error:
        raise Unreadable(error.code) from error
    return _checked(found.text), found.starts


def _decode(data: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, GB18030; anything else is refused."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _checked(data.decode("utf-16", errors="replace"))
    if b"\x00" in data[:4096]:
        raise Unreadable("binary")
    found = [text for text in (_try(data, "utf-8-sig"), _try(data, "gb18030")) if text is not None]
    if not found:
        raise Unreadable("binary")
    if len(found) == 2 and not _CJK.search(found[0]) and len(_CJK.findall(found[1])) * 3 > len(found[1]):
        return _checked(found[1])
    return _checked(found[0])


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _checked(text: str) -> str:
    """Refuse what decodes but is no text: control characters, private or unassigned code points."""
    sample = text[:20_000]
    odd = sum(1 for c in sample if (unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\r\n\t\x0b\x0c") or c == "\ufffd")
    if odd > max(2, len(sample) // 50):
        raise Unreadable("binary")
    return text


def normalise(text: str) -> str:
    """NFC, ``\\n`` newlines, no byte order mark or control characters; every word stays."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


_TERM = r"(?:[★☆*]\s*(?:长期|\d{1,2}\s*(?:年|个?月|天|日))?|(?:保密期限|期限)?\s*[:：]?\s*\d{1,2}\s*(?:年|个?月))?"
_SECRET = re.compile(rf"^(?:密\s*级\s*[:：]?\s*)?[【\[(（]?\s*(绝\s*密|机\s*密|秘\s*密)\s*[】\])）]?\s*级?\s*{_TERM}\s*(?:启用前|解密前)?$")
_SECRET_BEFORE = re.compile(r"(?:^|[ \t\u3000★])(绝\s*密|机\s*密|秘\s*密)\s*[★☆]")
_INTERNAL = re.compile(
    r"内部(?:资料|文件|材料|使用|传阅|掌握|明电|参考)|注意保(?:存|管)|(?:不得|请勿|严禁)(?:外传|转发|公开|扩散)|(?:不予|依申请)公开|仅(?:限|供)(?:内部|本系统)[^，。]{0,6}|工作秘密"
)


def secrecy_of(text: str) -> tuple[str, str]:
    """The secrecy mark near the head (first 12 filled lines): ('secret'|'internal'|'', its words).

    Only a mark that stands alone (or with ★ and a term) counts, not 保守国家秘密 in a sentence.
    """
    filled = [line.strip(" \t\u3000") for line in text.split("\n") if line.strip(" \t\u3000")]
    for line in filled[:12]:
        for piece in [line, *re.split(r"\t|\s{2,}|\u3000+", line)]:
            if len(line) <= 60 and (_SECRET.match(piece.strip()) or _SECRET_BEFORE.search(piece)):
                return "secret", piece.strip()
    for line in filled[:12] + [ln for ln in filled[12:] if len(ln) <= 24][-6:]:
        found = _INTERNAL.search(line)
        if found and len(line) <= 40 and "。" not in line.rstrip("。") and not DATE_LINE.match(line):
            return "internal", found.group()
    return "", ""
