"""What is drawn on a page of a PDF: characters with their places, ruled lines, pictures.

Belongs here: asking the library, and turning a page that is set sideways. Does not belong here:
lines of text (see `pdf_lines`), tables (see `pdf_grids`).
Places are points (72 per inch) from the lower left; text that runs another way than the page's is
a watermark or a note in the margin and is not read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double, c_float
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

# A page of text has some 2,000; a drawing may have millions of paths.
MAX_GLYPHS = 100_000
MAX_PATHS = 20_000
_THIN = 3.0
_MIN_RULE = 4.0
_MIN_PICTURE_SHARE = 0.3


class Glyph(NamedTuple):
    """A character: its baseline `y`, `x0` to `x1` along it, and the height of its font."""

    character: str
    x0: float
    x1: float
    y: float
    size: float


class Rule(NamedTuple):
    """A ruled line: at `at` across, from `start` to `end` along."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """The upright content of a page; `n_unmapped` characters have no known code."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    has_picture: bool = False
    n_unmapped: int = 0


def read_page(page: Any) -> Page:
    """Read a page of pypdfium2."""
    found: Counter[int] = Counter()
    turned: list[tuple[int, Glyph, tuple[float, float, float, float]]] = []
    width, height = page.get_size()
    result = Page(width, height)
    text = page.get_textpage()
    try:
        for turn, glyph, box, is_unmapped in _characters(text):
            found[turn] += not glyph.character.isspace()
            turned.append((turn, glyph, box))
            result.n_unmapped += is_unmapped
    finally:
        text.close()
    turn = found.most_common(1)[0][0] if found else 0
    result.glyphs = [_upright(glyph, box, turn) for own, glyph, box in turned if own == turn]
    _read_drawings(page, turn, result)
    return result


def _characters(
    text: Any,
) -> Iterator[tuple[int, Glyph, tuple[float, float, float, float], bool]]:
    """Each character with the quarter turns of its line, its box, and whether its code is known."""
    x, y, rect, matrix = c_double(), c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    for i in range(min(text.count_chars(), MAX_GLYPHS)):
        code = pdfium.FPDFText_GetUnicode(text, i)
        if pdfium.FPDFText_IsGenerated(text, i) == 1 or code in (0, 0xFFFE, 0xFFFF, 13, 10):
            continue
        if not pdfium.FPDFText_GetCharOrigin(text, i, byref(x), byref(y)):
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, i, byref(rect)):
            continue
        pdfium.FPDFText_GetMatrix(text, i, byref(matrix))
        size = pdfium.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
        angle = pdfium.FPDFText_GetCharAngle(text, i)
        quarter = angle / (math.pi / 2)
        if abs(quarter - round(quarter)) > 0.05:
            continue
        is_unmapped = pdfium.FPDFText_HasUnicodeMapError(text, i) == 1
        box = rect.left, rect.bottom, rect.right, rect.top
        character = chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"
        yield round(quarter) % 4, Glyph(character, x.value, 0.0, y.value, size), box, is_unmapped


def _upright(glyph: Glyph, box: tuple[float, float, float, float], turn: int) -> Glyph:
    x0, _ = _turn(box[0], box[1], turn)
    x1, _ = _turn(box[2], box[3], turn)
    _, baseline = _turn(glyph.x0, glyph.y, turn)
    return Glyph(glyph.character, min(x0, x1), max(x0, x1), baseline, glyph.size or 1.0)


def _turn(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _read_drawings(page: Any, turn: int, result: Page) -> None:
    kinds = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    n_paths = 0
    area = 0.0
    for drawn in page.get_objects(filter=kinds, max_depth=5):
        if drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = drawn.get_bounds()
            area += abs((right - left) * (top - bottom)) if drawn.container is None else 0.0
            continue
        n_paths += 1
        if n_paths > MAX_PATHS:
            break
        for x0, y0, x1, y1 in _strokes(drawn):
            _add_rule(result, *_turn(x0, y0, turn), *_turn(x1, y1, turn))
    result.has_picture = area > _MIN_PICTURE_SHARE * result.width * result.height


def _add_rule(page: Page, x0: float, y0: float, x1: float, y1: float) -> None:
    dx, dy = abs(x1 - x0), abs(y1 - y0)
    if dy <= _THIN and dx >= _MIN_RULE and dx > dy:
        page.horizontals.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif dx <= _THIN and dy >= _MIN_RULE:
        page.verticals.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _strokes(path: Any) -> Iterator[tuple[float, float, float, float]]:
    """The straight strokes of a path, and thin filled boxes as the line that they draw."""
    fill, stroke = pdfium.c_int(), pdfium.c_int()
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    if not stroke.value:
        left, bottom, right, top = path.get_bounds()
        if fill.value and min(right - left, top - bottom) <= _THIN:
            yield (
                (left, (bottom + top) / 2, right, (bottom + top) / 2)
                if (right - left > top - bottom)
                else ((left + right) / 2, bottom, (left + right) / 2, top)
            )
        return
    matrix = path.get_matrix()
    if path.container is not None:
        matrix = matrix.multiply(path.container.get_matrix())
    first = last = (0.0, 0.0)
    x, y = c_float(), c_float()
    for i in range(min(pdfium.FPDFPath_CountSegments(path), MAX_PATHS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*last, *point)
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield (*last, *first)
