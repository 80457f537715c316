"""Which encoding the bytes of a delivered file are in, or why they are no text.

Belongs here: byte signatures, encodings, refusals. Does not belong here: cleaning (`text`).
The text that `decode` returns is the one all published offsets refer to.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "pdf", "a PDF file"),
    (b"PK\x03\x04", "archive", "a ZIP container (.zip, .docx, .xlsx, .wps)"),
    (b"\xd0\xcf\x11\xe0", "office", "an old Office file (.doc, .xls)"),
    (b"{\\rtf", "office", "a rich text file (.rtf)"),
    (b"\x1f\x8b", "archive", "a gzip file"),
    (b"Rar!", "archive", "a RAR archive"),
    (b"7z\xbc\xaf", "archive", "a 7z archive"),
    (b"\x89PNG", "image", "a PNG image"),
    (b"\xff\xd8\xff", "image", "a JPEG image"),
    (b"GIF8", "image", "a GIF image"),
    (b"SQLite format 3", "binary", "a database"),
    (b"PAR1", "binary", "a Parquet file"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]|锟斤拷|烫烫烫")
_CJK = re.compile("[\u4e00-\u9fff]")
_MAX_DAMAGE = 0.002
_SAMPLE = 200_000


class UndecodableDocument(ValueError):  # noqa: N818 - a name of the pipeline's contract
    """A file that holds no readable text; `reason` is a code, `detail` ends with the remedy."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, with the encoding and media type it was found in."""

    text: str
    encoding: str
    media_type: str


def decode(content: bytes, name: str) -> Decoded:
    """Decode the bytes of a document.

    Args:
        content: the file as delivered.
        name: the file's name, for the message and the media type.

    Raises:
        UndecodableDocument: with reason empty, pdf, archive, office, image, binary, mojibake or
            undecodable.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise UndecodableDocument("empty", f"{name} holds no characters; deliver it again")
    for signature, reason, kind in _SIGNATURES:
        if content.startswith(signature):
            raise UndecodableDocument(
                reason, f"{name} is {kind}; convert it to text or HTML and deliver that"
            )
    text, encoding = _decode_text(content, name)
    refuse_garbage(text, name)
    return Decoded(text, encoding, _media_type(text, name))


def _decode_text(content: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    if (unmarked := _unmarked_utf16(content)) is not None:
        return content.decode(unmarked, "replace"), unmarked
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    repaired = content.decode("utf-8", "replace")
    if _is_lightly_damaged(repaired) and _cjk_share(repaired) > 0.2:
        return repaired, "utf-8"
    damaged = content.decode("gb18030", "replace")
    if _is_lightly_damaged(damaged) and _is_simplified_chinese(damaged):
        return damaged, "gb18030"
    raise UndecodableDocument(
        "undecodable", f"{name} is neither UTF-8, UTF-16 nor GB18030; save it as UTF-8"
    )


def _is_lightly_damaged(text: str) -> bool:
    """Say whether hardly any bytes were lost: a file cut off in mid-character, a stray byte."""
    return text.count("\ufffd") <= max(2, len(text) * _MAX_DAMAGE)


def _is_simplified_chinese(text: str) -> bool:
    """Say whether the Chinese characters are everyday ones: GB18030 decodes nearly any bytes."""
    characters = "".join(_CJK.findall(text[:_SAMPLE]))
    if not characters:
        return False
    n_common = len(characters.encode("gb2312", "ignore")) // 2
    return n_common >= 0.9 * len(characters)


def _cjk_share(text: str) -> float:
    sample = text[:_SAMPLE]
    return len(_CJK.findall(sample)) / len(sample) if sample else 0.0


def _unmarked_utf16(content: bytes) -> str | None:
    """Recognise UTF-16 without a mark by the zero bytes of its ASCII and newlines."""
    sample = content[:_SAMPLE]
    n_zero_even, n_zero_odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(content) % 2 or not n_zero_even + n_zero_odd:
        return None
    encoding = "utf-16-le" if n_zero_odd > n_zero_even else "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return encoding if not _CONTROL.search(text[:_SAMPLE]) else None


def refuse_garbage(text: str, name: str) -> None:
    """Refuse what is no text although it decodes.

    Raises:
        UndecodableDocument: with reason empty, binary or mojibake.
    """
    sample = text[:_SAMPLE]
    if not sample.strip("\ufeff\u3000\u00a0 \t\r\n"):
        raise UndecodableDocument("empty", f"{name} holds no characters; deliver it again")
    if len(_CONTROL.findall(sample)) > max(1, len(sample) * _MAX_DAMAGE) or "\x00" in sample:
        raise UndecodableDocument(
            "binary", f"{name} holds control characters; deliver its text instead"
        )
    if len(_PRIVATE.findall(sample)) > max(2, len(sample) * 0.01):
        raise UndecodableDocument(
            "mojibake", f"{name} was damaged by a wrong conversion; deliver the original file"
        )


def _media_type(text: str, name: str) -> str:
    head = text[:2000].lower()
    is_html = name.lower().endswith((".html", ".htm")) or "<html" in head or "<!doctype h" in head
    return "text/html" if is_html else "text/plain"
