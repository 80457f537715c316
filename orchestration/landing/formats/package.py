"""Formats that are a ZIP of XML parts (docx, xlsx, odt, ods), opened within bounds.

Belongs here: opening, sizes, parsing without entities or network. Does not belong here: what the
parts mean.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import too_large

MAX_PART_BYTES = 60_000_000
MAX_PACKAGE_BYTES = 400_000_000

# The same vocabulary under the name that the strict variant of the standard gives it.
_STRICT_WORD = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL_WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_LONGEST_ERROR = 160
_DAMAGED = "It is cut off or damaged. Open it in the program it was made with, save and deliver it."


class Package:
    """The parts of a ZIP, read on demand.

    Raises:
        UndecodableDocument: The archive is damaged, encrypted or unpacks to too much.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise damaged(error) from error
        parts = self._archive.infolist()
        self.names = frozenset(part.filename for part in parts)
        if sum(part.file_size for part in parts) > MAX_PACKAGE_BYTES:
            raise too_large(f"parts of more than {MAX_PACKAGE_BYTES:,} bytes when unpacked")

    def check_part_sizes(self, prefix: str) -> None:
        """Refuse parts that a library would read whole, by what they unpack to.

        Raises:
            UndecodableDocument: A part below `prefix` is too large.
        """
        for name in self.names:
            if name.startswith(prefix) and name.endswith(".xml"):
                self._read(name)

    def parse(self, name: str) -> Any:
        """Return the root element of a part.

        Raises:
            UndecodableDocument: The part is missing, too large or no XML.
        """
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
        )
        content = self._read(name).replace(_STRICT_WORD, _USUAL_WORD)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise damaged(error) from error

    def _read(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as stream:
                content = stream.read(MAX_PART_BYTES + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise damaged(error) from error
        except NotImplementedError as error:  # a RuntimeError, of another compression
            raise UndecodableDocument(
                "archive", f"{error}. Save it again in its own program and deliver it."
            ) from error
        except RuntimeError as error:
            raise UndecodableDocument(
                "encrypted", f"{error}. Take the password off and deliver it again."
            ) from error
        if len(content) > MAX_PART_BYTES:
            raise too_large(f"{name} of more than {MAX_PART_BYTES:,} bytes when unpacked")
        return content


def damaged(error: object) -> UndecodableDocument:
    """The refusal of a file that breaks the rules of its own format."""
    said = printable(f"{type(error).__name__}: {error}").rstrip(".")
    return UndecodableDocument("damaged", f"{said}. {_DAMAGED}")


def printable(error: object) -> str:
    """What a library says of a file, on one line and not at length: it may quote the file."""
    said = "".join(sign if sign.isprintable() else "?" for sign in str(error))
    return said if len(said) <= _LONGEST_ERROR else f"{said[:_LONGEST_ERROR]}…"
