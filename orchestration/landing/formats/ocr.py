"""Characters of pictures and scanned pages, for those who install the extra `ocr`.

Belongs here: recognising lines, checking their numbers, turning them into what a PDF page holds.
Does not belong here: from lines to paragraphs (see `pdf`), what a scan costs in confidence (see
`extracted_facts.py`). RapidOCR brings its Chinese models inside the package, so nothing is fetched.
Every page is read twice, in two sizes; a number that differs is written as □□: better no value than
a wrong one.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import too_large
from orchestration.landing.formats.page import Glyph, Page

MAX_PAGES = 20
PAGE_WIDTH = 595.0

_SCALES = (2.0, 2.6)
_MAX_PIXELS = 60_000_000
_MIN_SCORE = 0.75
_NUMBER = re.compile(r"[0-9０-９]+(?:[.,．][0-9０-９]+)*")
_UNSURE = "□"
_CJK_WIDTH, _LATIN_WIDTH = 1.0, 0.5
_BASELINE, _FONT_SHARE = 0.8, 0.8
# A line with or without a long letter has another box, not another font.
_HEIGHTS_VARY = 0.3


class Recognised(NamedTuple):
    """A line of a picture: its text, its box in pixels from the upper left, how sure it is."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float


Engine = Callable[[Any], Sequence[Recognised]]


def is_installed() -> bool:
    """Say whether the extra is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def recognise_pdf_page(
    document: Any, number: int, page: Page, engine: Engine | None = None
) -> Page:
    """Return a scanned page of pypdfium2 with the characters that stand in its picture."""
    engine = engine or _engine()
    drawn = document[number]
    try:
        lines = [engine(drawn.render(scale=scale).to_numpy()) for scale in _SCALES]
    finally:
        drawn.close()
    return _page(page.width, page.height, *lines)


def recognise_picture(content: bytes, engine: Engine | None = None) -> list[Page]:
    """Return the pages of a picture, one but for TIFF, as wide as a sheet of A4.

    Raises:
        UndecodableDocument: It is damaged or too large.
    """
    from PIL import Image, ImageSequence

    engine = engine or _engine()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise too_large(f"{picture.width * picture.height:,} pixels")
            frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(picture)][:MAX_PAGES]
    except UndecodableDocument:
        raise
    except Exception as error:  # the library raises what its decoders come upon
        raise UndecodableDocument(
            "damaged", f"The picture cannot be opened ({error}). Save and deliver it again."
        ) from error
    return [_recognise_frame(frame, engine) for frame in frames]


def _recognise_frame(frame: Any, engine: Engine) -> Page:
    import numpy

    height = PAGE_WIDTH * frame.height / frame.width
    sizes = [(int(PAGE_WIDTH * scale), int(height * scale)) for scale in _SCALES]
    return _page(PAGE_WIDTH, height, *(engine(numpy.asarray(frame.resize(s))) for s in sizes))


def _page(
    width: float, height: float, first: Sequence[Recognised], second: Sequence[Recognised]
) -> Page:
    page = Page(width, height)
    lines = [_scaled(line, _SCALES[0]) for line in first]
    others = [_scaled(line, _SCALES[1]) for line in second]
    heights = sorted(line.bottom - line.top for line in lines)
    usual = heights[len(heights) // 2] if heights else 0.0
    for line in lines:
        sure = line._replace(text=checked(line, others))
        own = line.bottom - line.top
        is_usual = abs(own - usual) < _HEIGHTS_VARY * usual
        page.glyphs += _glyphs(sure, height, _FONT_SHARE * (usual if is_usual else own))
    return page


def checked(line: Recognised, others: Sequence[Recognised]) -> str:
    """The text of a line; numbers that the other reading does not have there are taken out."""
    beside = [other for other in others if _overlap(line, other) > 0.5]
    numbers = [number for other in beside for number in _NUMBER.findall(other.text)]
    is_sure = line.score >= _MIN_SCORE

    def kept(match: re.Match[str]) -> str:
        if is_sure and match.group() in numbers:
            numbers.remove(match.group())
            return match.group()
        return _UNSURE * len(match.group())

    return _NUMBER.sub(kept, line.text)


def _overlap(one: Recognised, other: Recognised) -> float:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min((box.right - box.left) * (box.bottom - box.top) or 1.0 for box in (one, other))
    return max(0.0, across) * max(0.0, down) / smaller


def _scaled(line: Recognised, scale: float) -> Recognised:
    left, top, right, bottom = (edge / scale for edge in line[1:5])
    return Recognised(line.text, left, top, right, bottom, line.score)


def _glyphs(line: Recognised, page_height: float, size: float) -> Iterator[Glyph]:
    widths = [_LATIN_WIDTH if sign.isascii() else _CJK_WIDTH for sign in line.text]
    em = (line.right - line.left) / (sum(widths) or 1.0)
    y = page_height - (line.top + _BASELINE * (line.bottom - line.top))
    x = line.left
    for sign, width in zip(line.text, widths, strict=True):
        yield Glyph(sign, x, x + width * em, y, size)
        x += width * em


@cache
def _engine() -> Engine:
    from rapidocr import RapidOCR

    recognise: Any = RapidOCR(params={"Global.log_level": "critical"})

    def read(picture: Any) -> list[Recognised]:
        found = recognise(picture)
        if found.boxes is None:
            return []
        return [
            Recognised(text, *_box(corners), float(score))
            for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True)
        ]

    return read


def _box(corners: Any) -> tuple[float, float, float, float]:
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
