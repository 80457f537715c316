"""Which format the bytes of a file are in, whatever its name ends in.

Belongs here: signatures, and what a container of a known kind holds. Does not belong here:
reading (see the modules beside this one).
"""

from __future__ import annotations

import io
import re
import zipfile

from orchestration.extraction.text.decoding import UndecodableDocument

TEXT = "text"
ZIP = "zip"
EMAIL = "email"
OLE = "ole"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "bitmap"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "gzip"),
    (b"\xfd7zXZ", "gzip"),
    (b"%!PS", "postscript"),
    (b"AT&TFORM", "djvu"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
# A member that says what a ZIP container holds, in the order of looking.
_PACKAGES: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "presentation"),
    ("OFD.xml", "ofd"),
)
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "presentation",
}
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:[ \t]?[^\n]{0,2000}\r?\n(?:[ \t][^\n]*\n)*")
_MAIL_HEADERS = frozenset(
    [b"mime-version", b"content-type", b"received", b"message-id", b"from", b"subject"]
)
_HEAD = 64_000


def recognise(content: bytes) -> str:
    """Return the name of a format; what has no signature is text.

    Raises:
        UndecodableDocument: A ZIP container that cannot be opened.
    """
    head = content[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _recognise_zip(content)
    if head.startswith(OLE_SIGNATURE):
        return OLE
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name if name != "bitmap" else _bitmap(head)
    if head[8:12] == b"WEBP" or head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        return "image"
    return EMAIL if _is_email(head) else TEXT


def _bitmap(head: bytes) -> str:
    return "image" if head[6:10] == b"\x00\x00\x00\x00" else TEXT


def _recognise_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return _OPEN_DOCUMENTS.get(stream.read(100).strip(), ZIP)
    except Exception as error:  # zipfile raises what its decompressors come upon
        raise UndecodableDocument(
            "truncated",
            f"Its directory of members cannot be read ({error}): it is cut off or damaged. "
            "Deliver it again.",
        ) from error
    return next((kind for name, kind in _PACKAGES if name in names), ZIP)


def _is_email(head: bytes) -> bool:
    """A message begins with header lines, at least two of them of those that every message has."""
    position, known = 0, set()
    while match := _HEADER.match(head, position):
        known.add(match.group().partition(b":")[0].lower())
        position = match.end()
    return len(known & _MAIL_HEADERS) >= 2 and head[position : position + 1] in (b"\r", b"\n", b"")
