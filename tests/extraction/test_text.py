"""Decoding and cleaning: every character keeps its way back to the delivered file."""

from __future__ import annotations

import contextlib
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.extraction.text.cleaning import (
    NORMAL_FORM,
    UndecodableDocument,
    clean,
    decode,
)

REPORT = "全市保障城市低保对象3.46万人,发放资金9194.32万元。\r\n二、下半年工作计划"

CHINESE = st.text(
    alphabet="一二十百万年月日人元个市县区,。、：；（）《》“”％．０１２３４５６７８９"
    "0123456789 \t\u3000\u00a0\r\n<>&/abp;=\"'#\u200b\ufeff—-〇○•",
    max_size=200,
)
ANYTHING = st.text(max_size=200)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("gb2312", "gb18030"),
    ],
)
def test_a_report_reads_the_same_in_every_encoding(encoding: str, expected: str) -> None:
    decoded = decode(REPORT.encode(encoding), "report.txt")
    assert decoded.text == REPORT
    assert decoded.encoding == expected


def test_newlines_are_kept_as_delivered() -> None:
    assert decode("甲。\r\n乙。\n".encode(), "a.txt").text == "甲。\r\n乙。\n"


def test_a_file_cut_off_in_mid_character_is_still_read() -> None:
    content = (REPORT * 20).encode()[:-1]
    decoded = decode(content, "cut.txt")
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(REPORT)


def test_html_is_told_by_name_or_content() -> None:
    assert decode("<!DOCTYPE html><p>甲</p>".encode(), "a.txt").media_type == "text/html"
    assert decode("甲".encode(), "a.htm").media_type == "text/html"
    assert decode("甲".encode(), "a.txt").media_type == "text/plain"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        ("\ufeff\u3000 ".encode(), "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"PK\x03\x04\x14\x00", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
        (b"{\\rtf1\\ansi", "office"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (bytes(range(32)) * 20, "binary"),
        (b"abc\x00\x01\x02\x03def\x00" * 9, "binary"),
        (b"\xff\xfd\x80\x81" * 40, "undecodable"),
        (("臺北縣社會福利事業統計資料彙編" * 9).encode("big5"), "undecodable"),
        (("锟斤拷" * 30).encode(), "mojibake"),
    ],
)
def test_what_holds_no_text_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UndecodableDocument) as refusal:
        decode(content, "delivery.bin")
    assert refusal.value.reason == reason
    assert "delivery.bin" in refusal.value.detail


@given(st.binary(max_size=400))
def test_decoding_any_bytes_gives_text_or_a_refusal(content: bytes) -> None:
    with contextlib.suppress(UndecodableDocument):
        assert decode(content, "any").text


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("截至 6 月底", "截至6月底"),
        ("集中供养率 32.9 %", "集中供养率32.9%"),
        ("17.35 万人", "17.35万人"),
        ("５８．６２万人，增长４．７％", "58.62万人,增长4.7%"),
        ("养老床位７，９５０张", "养老床位7,950张"),
        ("共12 345人", "共12 345人"),
        ("分别为614, 579元", "分别为614, 579元"),
        ("分别为614，579元", "分别为614，579元"),
        ("其中1，753人", "其中1,753人"),
        ("二〇一一年", "二○一一年"),
        ("城市低保\t3462\t人", "城市低保 3462 人"),
        ("发布日期：2014-07-11   浏览次数：1387 次", "发布日期:2014-07-11 浏览次数:1387次"),
        ("2024-04-18 08:42", "2024-04-18 08:42"),
        ("　　一、甲　\r\n　　乙。", "一、甲\n乙。"),
        ("孤\u200b儿\ufeff10\u00ad0人", "孤儿100人"),
        ("安徽省 “三区”计划", "安徽省“三区”计划"),
        ("甲&nbsp;10&nbsp;人", "甲10人"),
        ("A & B &amp;c;", "A & B &c;"),
        ("300万元–350万元", "300万元-350万元"),
    ],
)
def test_cleaning_writes_text_in_its_normal_form(raw: str, cleaned: str) -> None:
    assert clean(raw).text == cleaned


def test_html_becomes_lines_of_text_with_exact_offsets() -> None:
    page = (
        "<html><head><title>甲市总结</title><meta name='PubDate' content='2022-01-20'>"
        "<style>p{width:100%}</style><script>if (a<b) alert('9人')</script></head>"
        "<body><!-- 8人 --><p>低保<b>3.46</b>万人&mdash;&#20803;</p><p>乙<br>丙</p>"
        "<table><tr><td>床位</td><td>34</td></tr></table></body></html>"
    )
    cleaned = clean(page)
    lines = [line for line in cleaned.text.split("\n") if line]
    assert lines == [
        "甲市总结",
        "PubDate:2022-01-20",
        "低保3.46万人—元",
        "乙",
        "丙",
        "床位 34",
    ]
    start, end = cleaned.span(*_find(cleaned.text, "3.46万人"))
    assert page[start:end] == "3.46</b>万人"
    start, end = cleaned.span(*_find(cleaned.text, "—元"))
    assert page[start:end] == "&mdash;&#20803;"


def test_a_paragraph_broken_at_a_fixed_width_is_joined() -> None:
    wrapped = (
        "甲市民政局工作总结\n"
        "　　今年以来，全市民政系统围绕中心服务大局，各项工作取得了新的进展，\n"
        "现将有关情况报告如下。全市现有城市低保对象三千二百户共计五千六百一十\n"
        "二人，农村低保对象一万二千户共计两万三千四百人，全年发放保障资金196\n"
        "76万元，同比增长百分之八点三，困难群众的基本生活得到了切实有效的保\n"
        "障。\n"
        "　　一、社会救助\n"
    )
    text = clean(wrapped).text
    assert "发放保障资金19676万元" in text
    assert text.count("\n") == 3
    assert "甲市民政局工作总结\n" in text


def test_a_point_after_a_sentence_ends_it_but_not_one_after_a_numbering() -> None:
    assert clean("保障3人.全市建成.\n").text == "保障3人。全市建成。\n"
    assert clean("一．社会救助\n(二)．养老服务\n").text == "一.社会救助\n(二).养老服务\n"


def test_short_lines_and_headings_are_not_joined() -> None:
    listed = "一、社会救助\n二、养老服务\n三、社会事务\n四、基层治理\n(一)低保\n(二)特困\n"
    assert clean(listed).text == listed


@given(st.one_of(CHINESE, ANYTHING))
@example("<p")
@example("&#0;&#1114112;<!--")
@example("\r\r\n\r")
@settings(max_examples=300)
def test_every_cleaned_character_leads_back_to_its_own(raw: str) -> None:
    cleaned = clean(raw)
    for position, character in enumerate(cleaned.text):
        start, end = cleaned.span(position, position + 1)
        assert 0 <= start < end <= len(raw)
        assert start == cleaned.offset(position)
        if end == start + 1 and character not in "\n ":
            written = NORMAL_FORM.get(raw[start], raw[start])
            assert character == written or (character, written) in {
                ("。", "."),
                ("“", '"'),
                ("”", '"'),
            }


@given(st.one_of(CHINESE, ANYTHING))
def test_offsets_never_run_backwards(raw: str) -> None:
    cleaned = clean(raw)
    offsets = [cleaned.offset(position) for position in range(len(cleaned.text) + 1)]
    assert offsets == sorted(offsets)
    assert cleaned.offset(len(cleaned.text)) == len(raw)


def test_the_normal_form_is_one_character_for_one() -> None:
    for character, normal in NORMAL_FORM.items():
        assert len(character) == len(normal) == 1
        if character.isdecimal():
            assert unicodedata.digit(character) == int(normal)


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<!--",
        "<p",
        "<script>",
        '<a href="',
        "&#",
        "</",
        "<![CDATA[",
        "<a '",
        "1 ",
        "，1",
        "\r",
        "**",
        "*一",
        "`",
        "\n# ",
        "\n> >",
        "\n* * *",
        "\n| 一",
        "[一](",
        "一 ",
        "\n1\n",
        "\n- 1 -\n一",
        "\n第1页",
        "一，111",
    ],
)
def test_cleaning_takes_time_in_proportion_to_the_length(unit: str) -> None:
    def seconds(count: int) -> float:
        raw = "<p>" + unit * count
        started = time.process_time()
        clean(raw)
        return time.process_time() - started

    seconds(2_000)
    small, large = (min(seconds(count) for _ in range(3)) for count in (4_000, 64_000))
    assert large < max(0.5, 16 * small * 6)


def _find(text: str, needle: str) -> tuple[int, int]:
    start = text.index(needle)
    return start, start + len(needle)
