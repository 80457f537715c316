"""The five sample reports say the same in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from formats import making

from orchestration.extraction import decode, extract
from orchestration.extraction.blocks import Block
from orchestration.landing.formats.registry import read_format
from orchestration.landing.members import open_file
from orchestration.settings import REPOSITORY

REPORTS = sorted((REPOSITORY / "seeds" / "documents").glob("*.txt"))
FILES = Path(__file__).parent / "files"
# Of the facts of a report, those that have to be the same.
MIN_SAME = 0.99

Facts = Counter[tuple[object, ...]]

MAKERS: dict[str, Callable[[str], bytes]] = {
    "report.docx": making.make_docx,
    "report.pdf": making.make_pdf,
    "columns.pdf": lambda text: making.make_pdf(
        text, n_columns=2, head="民政局工作总结 2019年第3期"
    ),
    "report.html": making.make_html,
    "report.mht": making.make_mhtml,
    "report.eml": making.make_eml,
    "report.rtf": making.make_rtf,
    "report.odt": making.make_odt,
    "report.zip": lambda text: making.make_zip({"inner/report.docx": making.make_docx(text)}),
    "gb18030.txt": lambda text: text.encode("gb18030"),
    "utf16.txt": lambda text: text.encode("utf-16"),
}


def read(content: bytes, name: str) -> tuple[str, tuple[Block, ...]]:
    (member,) = open_file(content, name)
    assert not isinstance(member.outcome, Exception), member.outcome
    return member.outcome.text, member.outcome.blocks


def facts_of(text: str, blocks: tuple[Block, ...] = ()) -> Facts:
    """The facts without their places, and without places of execution of the extraction."""
    facts = extract(text, None, blocks).facts
    assert all(text[fact.char_start : fact.char_end] == fact.quote for fact in facts)
    return Counter(
        (
            f.number,
            f.number_high,
            f.unit_raw,
            f.indicator_id,
            f.period_start,
            f.period_end,
            f.status,
            f.city_code,
            f.residence,
            f.category,
            f.measure,
        )
        for f in facts
    )


@cache
def facts_of_report(path: Path) -> Facts:
    return facts_of(text_of(path))


@cache
def text_of(path: Path) -> str:
    return decode(path.read_bytes(), path.name).text


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem[:3])
@pytest.mark.parametrize("name", MAKERS)
def test_a_report_says_the_same_in_every_format(name: str, report: Path) -> None:
    plain = facts_of_report(report)
    found = facts_of(*read(MAKERS[name](text_of(report)), name))
    lost, invented = plain - found, found - plain
    assert lost.total() <= (1 - MIN_SAME) * plain.total(), lost
    values = {fact[0] for fact in plain}
    assert not [fact for fact in invented if fact[0] not in values], invented


@pytest.mark.parametrize("name", ["report.doc", "report.wps"])
def test_an_old_word_file_says_the_same(name: str) -> None:
    content = (FILES / "report.doc").read_bytes()
    found = facts_of(*read(content, name))
    assert found == facts_of_report(REPORTS[2])


def test_a_format_is_told_by_its_content() -> None:
    text = text_of(REPORTS[2])
    for name, make in MAKERS.items():
        if name.endswith((".docx", ".pdf", ".rtf", ".odt")):
            assert read_format(make(text), "wrong.txt").media_type != "text/plain"
    assert read_format(making.make_html(text), "table.xls").media_type == "text/html"
