"""The table of formats: who reads each, and what is said of those that are not read.

Belongs here: one row per format. Does not belong here: how a format is told (see `recognise`),
containers' members (see `landing/members.py`).
A new format is a signature in `recognise`, a function from bytes and name to `Content`, and a row.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import olefile

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import Content
from orchestration.landing.formats.open_document import read_ods, read_odt
from orchestration.landing.formats.package import damaged
from orchestration.landing.formats.pdf import read_pdf
from orchestration.landing.formats.pictures import SCANNED
from orchestration.landing.formats.plain import read_text
from orchestration.landing.formats.recognise import OLE, TEXT, recognise
from orchestration.landing.formats.rich_text import read_rtf
from orchestration.landing.formats.spreadsheets import encrypted, read_xls, read_xlsx
from orchestration.landing.formats.word import read_docx
from orchestration.landing.formats.word_binary import read_doc

Reader = Callable[[bytes, str], Content]

READERS: dict[str, Reader] = {
    TEXT: read_text,
    "pdf": read_pdf,
    "docx": read_docx,
    "doc": read_doc,
    "rtf": read_rtf,
    "odt": read_odt,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "ods": read_ods,
}

_UNPACK = "Unpack it and deliver the files, or a ZIP of them."
REFUSALS: dict[str, tuple[str, str]] = {
    "image": ("image", SCANNED),
    "xlsb": ("office", "It is a binary workbook (xlsb). Save it as xlsx and deliver that."),
    "presentation": ("office", "It is a presentation. Export it as PDF and deliver that."),
    "ofd": ("ofd", "It is an OFD file. Export it as PDF or docx and deliver that."),
    "rar": ("archive", f"It is a RAR archive. {_UNPACK}"),
    "7z": ("archive", f"It is a 7z archive. {_UNPACK}"),
    "gzip": ("archive", f"It is a compressed file (gz, bz2 or xz). {_UNPACK}"),
    "outlook": ("mail", "It is an Outlook message (msg). Save it as eml and deliver that."),
    "works": ("office", "It was made by Microsoft Works. Save it as docx and deliver that."),
    "ole": ("office", "It is an old Office file of an unknown kind. Save it as docx or xlsx."),
    "postscript": ("binary", "It is PostScript. Deliver it as PDF."),
    "djvu": ("scanned", f"It is DjVu. {SCANNED}"),
    "program": ("binary", "It is a program. Deliver the document alone."),
}

# A stream that says what an OLE file holds, in the order of looking.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "presentation"),
    ("__properties_version1.0", "outlook"),
    ("MatOST", "works"),
)


def read_format(content: bytes, name: str) -> Content:
    """Read a file that is no container, by what its bytes are.

    Args:
        content: The file as delivered.
        name: Its path, which is asked only where bytes do not tell (csv).

    Raises:
        UndecodableDocument: With the reason and the remedy.
    """
    kind = recognise(content)
    if kind == OLE:
        kind = _recognise_ole(content)
    if kind in REFUSALS:
        raise UndecodableDocument(*REFUSALS[kind])
    return READERS[kind](content, name)


def _recognise_ole(content: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage"):
                raise encrypted()
            return next((kind for name, kind in _STREAMS if ole.exists(name)), OLE)
    except (MemoryError, UndecodableDocument):
        raise
    except Exception as error:  # the library raises what its parsing comes upon
        raise damaged(error) from error
