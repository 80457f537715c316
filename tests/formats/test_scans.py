"""Scans: read twice where the extra is installed, numbers only where both readings agree."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import pypdfium2
import pytest
from formats import making
from PIL import Image

from orchestration.extracted_facts import DueDocument, read_documents
from orchestration.extraction import extract
from orchestration.landing.formats import ocr
from orchestration.landing.formats.content import RECOGNISED, Content
from orchestration.landing.formats.ocr import Recognised
from orchestration.landing.formats.pdf import write_pages
from orchestration.landing.members import open_file

LINES = ["合肥市民政局2020年工作总结", "2020年末,全市有养老机构127家,床位32000张。"]


def reading(*lines: str, scale: float = 1.0, score: float = 0.99) -> Sequence[Recognised]:
    """Lines of a picture as an engine gives them."""
    return [
        Recognised(
            line,
            50 * scale,
            40 * n * scale,
            (50 + 20 * len(line)) * scale,
            (40 * n + 20) * scale,
            score,
        )
        for n, line in enumerate(lines, 1)
    ]


def recognised_by(first: Sequence[str], second: Sequence[str], score: float = 0.99) -> str:
    answers = iter([reading(*first, scale=2.0, score=score), reading(*second, scale=2.6)])
    made = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(made, "PNG")
    pages = ocr.recognise_picture(made.getvalue(), lambda _: next(answers))
    return write_pages(pages, "image/*", is_recognised=True).text


def test_what_two_readings_agree_on_is_the_text() -> None:
    assert recognised_by(LINES, LINES).split() == LINES


@pytest.mark.parametrize(
    ("other", "score"),
    [
        ("2020年末,全市有养老机构121家,床位32000张。", 0.99),
        ("2020年末,全市有养老机构家,床位32000张。", 0.99),
    ],
)
def test_a_number_on_which_they_differ_is_no_number(other: str, score: float) -> None:
    text = recognised_by(LINES, [LINES[0], other], score)
    assert "全市有养老机构□□□家,床位32000张" in text
    assert {fact.number for fact in extract(text).facts} == {Decimal(32000)}


def test_numbers_of_an_unsure_line_are_none() -> None:
    assert not [c for c in recognised_by(LINES, LINES, score=0.6) if c.isdigit()]


def test_facts_of_a_scan_are_less_sure() -> None:
    text = "\n".join(LINES)
    written, recognised = (
        read_documents([DueDocument("a", text, "{}", "", is_recognised=is_recognised)])["facts"]
        for is_recognised in (False, True)
    )
    assert len(written) == len(recognised) > 0
    assert all(
        b["confidence"] < min(0.9, a["confidence"])
        for a, b in zip(written, recognised, strict=True)
    )


def test_a_scan_is_read_where_the_extra_is_installed() -> None:
    pytest.importorskip("rapidocr")
    printed = pypdfium2.PdfDocument(making.make_pdf("\n".join(LINES)))
    picture = printed[0].render(scale=2).to_pil()
    made = io.BytesIO()
    picture.save(made, "PDF")
    (member,) = open_file(made.getvalue(), "scan.pdf")
    assert isinstance(member.outcome, Content)
    assert member.outcome.encoding == RECOGNISED
    assert "养老机构127家" in member.outcome.text.replace(" ", "")
