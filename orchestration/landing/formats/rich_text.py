"""Rich text (rtf): paragraphs and tables in the text's own order.

Belongs here: the control words that say something of text, tables and encodings. Does not belong
here: everything that draws. striprtf was measured: it writes cells apart by `|`, which text may
hold as well, and loses which of them are merged; so its control words are read here.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import Content, ContentWriter
from orchestration.landing.formats.edges import JOINS_ABOVE, JOINS_LEFT, EdgeRow, grid_of

MEDIA_TYPE = "application/rtf"

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-z0-9])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_SILENT = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer headerl headerr headerf footerl footerr "
    b"footerf footnote object listtable listoverridetable rsidtbl generator datastore themedata "
    b"fldinst xmlnstbl latentstyles annotation pntext listtext nonshppict bkmkstart bkmkend".split()
)
_CHARSETS = {0: "cp1252", 134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 204: "cp1251"}
_SIGNS = {
    b"tab": "\t",
    b"line": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_MERGES = {b"clmrg": JOINS_LEFT, b"clvmrg": JOINS_ABOVE}
_MAX_DEPTH = 1_000
_CUT_OFF = (
    "It is cut off: not all of its groups are closed. "
    "Open it in the program it was made with, save and deliver it."
)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits."""

    is_silent: bool = False
    is_in_table: bool = False
    encoding: str = "cp1252"
    n_skipped_after_unicode: int = 1
    level: int = 0


@dataclass(slots=True)
class _RowShape:
    """A row as it is being defined; cells follow it or stand before it."""

    left: int = 0
    rights: list[int] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    pending: str = ""
    is_header: bool = False


def read_rtf(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read an rtf.

    Raises:
        UndecodableDocument: It is cut off, too large or holds no characters.
    """
    return _Reader().read(content)


class _Reader:
    def __init__(self) -> None:
        self._writer = ContentWriter(MEDIA_TYPE)
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._default = "cp1252"
        self._text: list[str] = []
        self._bytes = bytearray()
        self._to_skip = 0
        self._shape = _RowShape()
        self._cells: list[str] = []
        self._rows: list[EdgeRow] = []
        self._n_tables = 0

    def read(self, content: bytes) -> Content:
        is_starred, position = False, 0
        while token := _TOKEN.search(content, position):
            position = token.end()
            if token["word"] == b"bin":
                position += max(0, int(token["number"] or 0))
            elif token["brace"]:
                self._flush()
                self._brace(token["brace"])
            elif token["hex"]:
                self._add_bytes(bytes.fromhex(token["hex"].decode()))
            elif token["text"]:
                self._add_bytes(token["text"])
            elif token["word"]:
                self._flush()
                number = int(token["number"]) if token["number"] else None
                if is_starred and token["word"] not in (b"shpinst", b"shptxt"):
                    self._state = replace(self._state, is_silent=True)
                self._word(token["word"], number)
            else:
                self._sign(token["sign"])
            is_starred = token["sign"] == b"*"
        if self._stack:
            raise UndecodableDocument("truncated", _CUT_OFF)
        self._flush()
        self._end_paragraph()
        self._end_table()
        return self._writer.finish()

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self._stack) < _MAX_DEPTH:
                self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()
        self._to_skip = 0

    def _sign(self, sign: bytes) -> None:
        signs = {b"~": "\u00a0", b"_": "-", b"\n": None, b"\r": None, b"-": "", b"*": ""}
        if sign in (b"\\", b"{", b"}"):
            self._add_bytes(sign)
        elif signs.get(sign, "") is None:
            self._flush()
            self._end_paragraph()
        else:
            self._flush()
            self._add(signs.get(sign) or "")

    def _word(self, word: bytes, number: int | None) -> None:
        if word in _SILENT:
            if word == b"fonttbl":
                self._font = -1
            self._state = replace(self._state, is_silent=True)
        elif word == b"u" and number is not None:
            self._add_unicode(number)
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in (b"f", b"fcharset", b"ansicpg", b"uc"):
            self._encode(word, number or 0)
        elif not self._state.is_silent:
            self._layout(word, number)

    def _encode(self, word: bytes, number: int) -> None:
        if word == b"ansicpg":
            self._default = _codec(f"cp{number}") if number != 936 else "gb18030"
            self._state = replace(self._state, encoding=self._default)
        elif word == b"uc":
            self._state = replace(self._state, n_skipped_after_unicode=min(max(number, 0), 10))
        elif word == b"f":
            self._font = number
            encoding = self._fonts.get(number, self._default)
            self._state = replace(self._state, encoding=encoding)
        elif word == b"fcharset" and self._state.is_silent and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number] if number else self._default

    def _layout(self, word: bytes, number: int | None) -> None:
        if word in (b"par", b"sect", b"page"):
            self._end_paragraph()
        elif word == b"pard":
            self._state = replace(self._state, is_in_table=False, level=0)
        elif word == b"outlinelevel" and number is not None and number < 9:
            self._state = replace(self._state, level=number + 1)
        elif word == b"intbl":
            self._state = replace(self._state, is_in_table=True)
        elif word == b"cell":
            self._cells.append(self._take_text())
        elif word == b"row":
            self._end_row()
        else:
            self._shape_row(word, number or 0)

    def _shape_row(self, word: bytes, number: int) -> None:
        if word == b"trowd":
            self._shape = _RowShape()
        elif word == b"trleft":
            self._shape.left = number
        elif word == b"trhdr":
            self._shape.is_header = True
        elif word in _MERGES:
            self._shape.pending = _MERGES[word]
        elif word == b"cellx":
            self._shape.rights.append(number)
            self._shape.merges.append(self._shape.pending)
            self._shape.pending = ""

    def _end_row(self) -> None:
        shape = self._shape
        if self._cells:
            row = EdgeRow(self._cells, shape.left, shape.rights, shape.merges, shape.is_header)
            self._rows.append(row)
        self._cells = []
        self._text.clear()

    def _take_text(self) -> str:
        """The text so far; two halves of one character become it."""
        text = "".join(self._text)
        self._text.clear()
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _end_paragraph(self) -> None:
        if self._state.is_in_table and not self._state.is_silent:
            self._text.append("\n")
            return
        text = self._take_text()
        if text.strip():
            self._end_table()
            kind = "heading" if self._state.level else "paragraph"
            self._writer.add_text(kind, text, level=self._state.level)

    def _end_table(self) -> None:
        if self._rows:
            self._n_tables += 1
            self._writer.add_table(grid_of(self._rows), place=f"table {self._n_tables}")
        self._rows = []

    def _add_bytes(self, raw: bytes) -> None:
        if self._to_skip:
            n = min(self._to_skip, len(raw))
            self._to_skip -= n
            raw = raw[n:]
        if not self._state.is_silent:
            self._bytes += raw

    def _add_unicode(self, number: int) -> None:
        code = number % 0x10000
        self._add(chr(code))
        self._to_skip = self._state.n_skipped_after_unicode

    def _add(self, text: str) -> None:
        if not self._state.is_silent:
            self._text.append(text)

    def _flush(self) -> None:
        if self._bytes:
            self._text.append(self._bytes.decode(self._state.encoding, "replace"))
            self._bytes.clear()


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
