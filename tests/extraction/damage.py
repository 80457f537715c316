"""The ways in which print breaks between a bureau's word processor and the landing zone.

Belongs here: functions that damage a text, each of one kind, with the chance given as a seeded
`random.Random`. Does not belong here: what is asserted of the damaged text.
Every damage leaves what a text says certain to a reader, except those of `UNCERTAIN`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from orchestration.extraction.reference import read_table

Damage = Callable[[str, random.Random], str]

_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
_COUNT = re.compile(
    r"(?<![\d.第])(?!(?:19|20)\d\d年)\d{4,9}(?![\d.])(?=[万亿元人户名对张所家个件例])"
)
_DECIMAL = re.compile(r"(?<=[一-鿿]\d)\.(?=\d+[万亿%元])|(?<=[一-鿿]\d\d)\.(?=\d+[万亿%元])")
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_HAN = "一-鿿"


def _forms(*, are_radicals: bool) -> dict[str, str]:
    """One other form for each simplified character that has some."""
    rows = read_table("traditional_characters")
    return {
        row["simplified"]: row["traditional"]
        for row in rows
        if ("\u2e80" <= row["traditional"] <= "\u2fd5") == are_radicals
    }


def letter_spaced(text: str, _: random.Random) -> str:
    """Every character apart, digits too: 全 市 低 保 7 5 0 2 4 户。"""
    return "\n".join(" ".join(line) for line in text.split("\n"))


def letter_spaced_lines(text: str, chance: random.Random) -> str:
    """Every other paragraph set apart, as justified lines come out of a PDF."""
    lines = text.split("\n")
    return "\n".join(" ".join(line) if chance.random() < 0.5 else line for line in lines)


def letter_spaced_words(text: str, _: random.Random) -> str:
    """Han characters apart, numbers whole: 全 市 低 保 75024 户。"""
    return re.sub(rf"(?<=[{_HAN}])(?=[{_HAN}\d])|(?<=\d)(?=[{_HAN}])", " ", text)


def wide_letter_spaced(text: str, _: random.Random) -> str:
    """Every character apart by an ideographic blank."""
    return "\n".join("\u3000".join(line) for line in text.split("\n"))


def digits_apart(text: str, _: random.Random) -> str:
    """The digits of counts set apart one by one: 7 5 0 2 4对."""
    return _COUNT.sub(lambda m: " ".join(m[0]), text)


def thousands_by_blank(text: str, _: random.Random) -> str:
    """Thousands parted by a blank throughout: 1 234人."""
    return _COUNT.sub(lambda m: f"{int(m[0]):,}".replace(",", " "), text)


def thousands_by_thin_blank(text: str, chance: random.Random) -> str:
    """Thousands parted by a narrow or unbreakable blank, now and then."""
    return _COUNT.sub(
        lambda m: f"{int(m[0]):,}".replace(",", chance.choice("\u2009\u202f\u00a0")), text
    )


def thousands_by_wide_comma(text: str, _: random.Random) -> str:
    """Thousands parted by a full-width comma: 1,234人."""
    return _COUNT.sub(lambda m: f"{int(m[0]):,}".replace(",", "\uff0c"), text)


def blank_after_point(text: str, _: random.Random) -> str:
    """A blank behind the point of a decimal: 8. 92万."""
    return _DECIMAL.sub(". ", text)


def blank_before_point(text: str, _: random.Random) -> str:
    """A blank before the point of a decimal: 8 .92万."""
    return _DECIMAL.sub(" .", text)


def blanks_around_numbers(text: str, chance: random.Random) -> str:
    """Blanks of any kind between numbers and words, as typesetters of web pages put them."""
    return _NUMBER.sub(lambda m: f"{chance.choice(_BLANKS)}{m[0]}{chance.choice(_BLANKS)}", text)


_BLANKS = (" ", "\u00a0", "\u2002", "\u2009", "\u3000")


def wrapped(text: str, _: random.Random) -> str:
    """Lines of one width, also through numbers."""
    return "\n".join(piece for line in text.split("\n") for piece in _pieces(line, 36))


def wrapped_columns(text: str, _: random.Random) -> str:
    """Lines of about one width in print, where a figure takes half as much as a character."""
    return "\n".join(piece for line in text.split("\n") for piece in _printed_lines(line))


def _printed_lines(line: str) -> Iterator[str]:
    piece, width = "", 0
    for c in line:
        width += 1 if c.isascii() else 2
        if width > 76:
            yield piece
            piece, width = "", 1 if c.isascii() else 2
        piece += c
    yield piece


def broken_lines(text: str, chance: random.Random) -> str:
    """A line end somewhere in long paragraphs, also in numbers."""
    out, left = [], 150
    for at, c in enumerate(text):
        left = 150 if c == "\n" else left - 1
        out.append(c)
        if left <= 0 and chance.random() < 0.1 and "\n" not in text[at : at + 20]:
            out.append("\n")
            left = 150
    return "".join(out)


def wrapped_crlf(text: str, _: random.Random) -> str:
    """The same with an indent and the line ends of another system."""
    lines = [piece for line in text.split("\n") for piece in _pieces("\u3000\u3000" + line, 41)]
    return "\r\n".join(lines)


def _pieces(line: str, width: int) -> Iterator[str]:
    yield from (line[at : at + width] for at in range(0, max(1, len(line)), width))


def page_breaks(text: str, chance: random.Random) -> str:
    """A page number and a form feed in the middle of sentences, every thousand characters."""
    return _paged(text, chance, lambda page: f"\n- {page} -\n\x0c")


def page_counts(text: str, chance: random.Random) -> str:
    """第3页 共10页 in the middle of sentences."""
    return _paged(text, chance, lambda page: f"\n第{page}页 共12页\n")


def bare_page_numbers(text: str, chance: random.Random) -> str:
    """A line with nothing but the number of the page, behind the last line of each."""
    return _paged(text, chance, lambda page: f"\n\n{page}\n\n")


def running_heads(text: str, chance: random.Random) -> str:
    """The report's title as the head of each page, with its number."""
    title = text.split("\n", 1)[0]
    return _paged(text, chance, lambda page: f"\n{page}\n\x0c{title}\n")


def _paged(text: str, chance: random.Random, mark: Callable[[int], str]) -> str:
    """A mark about every thousand characters, between two plain characters of a line."""
    places, at = [], 500
    while at < len(text) - 60:
        at += chance.randrange(600, 1000)
        spot = re.compile(rf"(?<=[{_HAN},]{{20}})(?=[{_HAN}]{{6}})").search(text, at)
        if spot is None:
            break
        at = spot.start()
        places.append(at)
    for page, at in reversed([*enumerate(places, 1)]):
        text = text[:at] + mark(page) + text[at:]
    return text


def one_page_number(text: str, chance: random.Random) -> str:
    """The number of one page alone, in the middle of a sentence."""
    spots = [m.start() for m in re.finditer(rf"(?<=[{_HAN},]{{20}})(?=[{_HAN}]{{6}})", text)]
    at = chance.choice(spots)
    return f"{text[:at]}\n{chance.randrange(2, 30)}\n{text[at:]}"


def page_numbers_in_line(text: str, chance: random.Random) -> str:
    """Page numbers whose line ends were lost: 低保对- 3 -象."""
    return _paged(
        text,
        chance,
        lambda page: chance.choice((" - {} - ", "— {} —", "第 {} 页 共 9 页")).format(page),
    )


def full_width(text: str, _: random.Random) -> str:
    """Digits, letters and punctuation in full width."""
    return "".join(_WIDE.get(c, c) for c in text)


def full_width_digits(text: str, chance: random.Random) -> str:
    """A part of the numbers in full width."""
    return _NUMBER.sub(
        lambda m: "".join(map(_WIDE.__getitem__, m[0])) if chance.random() < 0.5 else m[0], text
    )


def traditional(text: str, _: random.Random) -> str:
    """Traditional characters."""
    forms = _forms(are_radicals=False)
    return "".join(forms.get(c, c) for c in text)


def radical_forms(text: str, _: random.Random) -> str:
    """Radicals in place of the characters that look like them, as PDFs print: ⼈, ⽼, ⺠."""
    forms = _forms(are_radicals=True)
    return "".join(forms.get(c, c) for c in text)


def markdown(text: str, chance: random.Random) -> str:
    """Headings, lists, quotations, and numbers and words set bold."""
    lines = text.split("\n")
    rest = [f"{chance.choice(_MARKS)}{_bold(x, chance)}" for x in lines[1:] if x.strip()]
    return "\n\n".join([f"# {lines[0]}", *rest])


_MARKS = ("", "- ", "* ", "> ", "")


def _bold(line: str, chance: random.Random) -> str:
    return _NUMBER.sub(
        lambda m: chance.choice(("**{}**", "*{}*", "`{}`", "__{}__", "{}")).format(m[0]), line
    )


def markdown_escapes(text: str, _: random.Random) -> str:
    """What converters write: headings with ##, numberings and marks escaped."""
    lines = [re.sub(r"^(\d+)\.", r"\1\\.", line) for line in text.split("\n")]
    lines = [re.sub(r"([-~*_])", r"\\\1", line) for line in lines]
    return "\n\n".join(
        f"## {line}" if line.startswith(("一", "二", "(")) else line for line in lines
    )


def pipes(text: str, _: random.Random) -> str:
    """Every paragraph as the one cell of a table."""
    return "\n".join(f"| {line} |" for line in text.split("\n"))


def soft_hyphens(text: str, chance: random.Random) -> str:
    """Soft hyphens anywhere, also in numbers."""
    return _strewn(text, chance, "\u00ad")


def zero_width(text: str, chance: random.Random) -> str:
    """Characters without width anywhere, also in numbers."""
    return _strewn(text, chance, "\u200b\u200c\u200d\u2060\ufeff")


def _strewn(text: str, chance: random.Random, marks: str) -> str:
    return "".join(c + chance.choice(marks) if chance.random() < 0.2 else c for c in text)


def latin_punctuation(text: str, _: random.Random) -> str:
    """Punctuation typed on a Latin keyboard."""
    return text.translate(str.maketrans("。,;:()", ".,;:()"))


def entities(text: str, _: random.Random) -> str:
    """Digits and blanks as the entities of HTML."""
    return _NUMBER.sub(lambda m: "&nbsp;" + "".join(f"&#{ord(c)};" for c in m[0]), text)


def torn_numbers(text: str, chance: random.Random) -> str:
    """A blank somewhere in a number, as it comes from OCR: 1 1543 may be two numbers."""
    return _COUNT.sub(lambda m: _torn(m[0], chance, " "), text)


def torn_small_numbers(text: str, chance: random.Random) -> str:
    """Digits of small numbers set apart: 8 1% may be two."""
    return re.sub(r"(?<![\d.])\d\d(?=[人户名%])", lambda m: _torn(m[0], chance, " "), text)


def torn_by_line_ends(text: str, chance: random.Random) -> str:
    """Line ends in the middle of numbers, wherever they stand."""
    return _COUNT.sub(lambda m: _torn(m[0], chance, "\n"), text)


def _torn(number: str, chance: random.Random, mark: str) -> str:
    at = chance.randrange(1, len(number))
    return number[:at] + mark + number[at:]


CERTAIN: tuple[Damage, ...] = (
    letter_spaced, letter_spaced_lines, letter_spaced_words, wide_letter_spaced, digits_apart,
    thousands_by_blank, thousands_by_thin_blank, thousands_by_wide_comma, blank_after_point,
    blank_before_point, blanks_around_numbers, wrapped, wrapped_columns, wrapped_crlf,
    broken_lines, page_breaks, page_counts, bare_page_numbers, one_page_number,
    page_numbers_in_line, running_heads, full_width, full_width_digits, traditional, radical_forms,
    markdown, markdown_escapes, pipes, soft_hyphens, zero_width, latin_punctuation, entities,
)  # fmt: skip
UNCERTAIN: tuple[Damage, ...] = (torn_numbers, torn_small_numbers, torn_by_line_ends)
