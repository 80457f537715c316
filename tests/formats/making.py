"""Files of every format, made from one text and one table by the libraries that write them."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any, NamedTuple

import docx
import openpyxl
import xlwt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

FONT = "STSong-Light"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "manifest")
)


class Merge(NamedTuple):
    """The rows and columns, first and last, that one cell covers."""

    top: int
    left: int
    bottom: int
    right: int


Rows = list[list[str]]
Style = list[Any]
GRID: Style = [("GRID", (0, 0), (-1, -1), 0.5, "#000000")]

TABLE: Rows = [
    ["指标", "计量单位", "2021年", ""],
    ["", "", "合计", "其中:城市"],
    ["城市最低生活保障人数", "人", "34567", "12345"],
    ["低保标准", "元/人·月", "655.5", "690"],
]
MERGES = [Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3)]


def paragraphs_of(text: str) -> list[str]:
    """The lines of a text that are not blank, without their indents."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def make_docx(text: str, rows: Rows = [], merges: list[Merge] = []) -> bytes:  # noqa: B006
    document = docx.Document()
    for line in paragraphs_of(text):
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                table.cell(i, j).text = cell
        for m in merges:
            said = table.cell(m.top, m.left).text
            table.cell(m.top, m.left).merge(table.cell(m.bottom, m.right)).text = said
    return _saved(document.save)


def make_pdf(
    text: str,
    rows: Rows = [],  # noqa: B006
    merges: list[Merge] = [],  # noqa: B006
    *,
    n_columns: int = 1,
    head: str = "",
    table_style: Style = GRID,
) -> bytes:
    """A PDF with indented paragraphs, a running head and page numbers."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle(
        "body", fontName=FONT, fontSize=10.5, leading=16, wordWrap="CJK", firstLineIndent=21
    )
    width, height = A4
    frame_width = (width - 120 - 24 * (n_columns - 1)) / n_columns
    frames = [
        Frame(60 + i * (frame_width + 24), 70, frame_width, height - 140, 0, 0, 0, 0)
        for i in range(n_columns)
    ]

    def decorate(canvas: Any, document: Any) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(60, height - 50, head)
        canvas.drawCentredString(width / 2, 40, f"— {document.page} —")

    story: list[Any] = [Paragraph(html.escape(line), style) for line in paragraphs_of(text)]
    if rows:
        story.append(_pdf_table(rows, merges, table_style))
    made = io.BytesIO()
    document = BaseDocTemplate(made, pagesize=A4)
    document.addPageTemplates(PageTemplate("page", frames, onPage=decorate))
    document.build(story)
    return made.getvalue()


def _pdf_table(rows: Rows, merges: list[Merge], style: Style) -> Table:
    spans = [("SPAN", (m.left, m.top), (m.right, m.bottom)) for m in merges]
    font = ("FONT", (0, 0), (-1, -1), FONT, 10)
    return Table(rows, style=[*style, font, *spans], repeatRows=1)


def make_html(text: str) -> bytes:
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in paragraphs_of(text))
    return f"<html><body>\n{lines}</body></html>".encode()


def make_mhtml(text: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "saved"
    message.set_content(make_html(text).decode(), subtype="html", charset="utf-8")
    message.make_related()
    message.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<logo>")
    return message.as_bytes()


def make_eml(text: str, attachments: dict[str, bytes] = {}) -> bytes:  # noqa: B006
    message = EmailMessage()
    message["From"] = "minzheng@example.org"
    message["Subject"] = "报送材料"
    message.set_content(text, charset="gb18030", cte="base64")
    for name, content in attachments.items():
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()


def make_zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def make_rtf(text: str, rows: Rows = [], merges: list[Merge] = []) -> bytes:  # noqa: B006
    """Half the characters as bytes of GBK, half as Unicode, as Word and WordPad write them."""
    head = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}\f0 "
    body = "".join(f"{_rtf(line)}\\par\n" for line in paragraphs_of(text))
    covered = {
        (r, c): "" if (r, c) == (m.top, m.left) else "\\clvmrg" if c == m.left else "\\clmrg"
        for m in merges
        for r in range(m.top, m.bottom + 1)
        for c in range(m.left, m.right + 1)
    }
    for i, row in enumerate(rows):
        shape = "".join(
            f"{covered.get((i, j), '')}\\cellx{2000 * (j + 1)}" for j in range(len(row))
        )
        cells = "".join(f"{_rtf(cell)}\\cell " for cell in row)
        body += f"\\trowd{shape}\\pard\\intbl {cells}\\row\n"
    return (head + body + "\\pard\\par}").encode("ascii")


def _rtf(text: str) -> str:
    written = ""
    for i, sign in enumerate(text):
        if sign.isascii():
            written += f"\\{sign}" if sign in "\\{}" else sign
        elif i % 2 and ord(sign) < 0x10000:
            code = ord(sign)
            written += f"\\u{code - 0x10000 if code > 0x7FFF else code}?"
        else:
            written += "".join(f"\\'{byte:02x}" for byte in sign.encode("gb18030"))
    return written


def make_odt(text: str, rows: Rows = [], merges: list[Merge] = []) -> bytes:  # noqa: B006
    lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in paragraphs_of(text))
    return _open_document("text", lines + (_odf_table(rows, merges) if rows else ""))


def make_ods(rows: Rows, merges: list[Merge] = []) -> bytes:  # noqa: B006
    return _open_document("spreadsheet", _odf_table(rows, merges))


def _odf_table(rows: Rows, merges: list[Merge]) -> str:
    spans = {(m.top, m.left): (m.bottom - m.top + 1, m.right - m.left + 1) for m in merges}
    made = ""
    for i, row in enumerate(rows):
        cells = ""
        for j, cell in enumerate(row):
            down, across = spans.get((i, j), (1, 1))
            said = f"<text:p>{html.escape(cell)}</text:p>" if cell else ""
            cells += (
                f'<table:table-cell table:number-rows-spanned="{down}" '
                f'table:number-columns-spanned="{across}">{said}</table:table-cell>'
            )
        made += f"<table:table-row>{cells}</table:table-row>"
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
    return f'<table:table table:name="Sheet1">{made}{empty}</table:table-row></table:table>'


def _open_document(kind: str, body: str) -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}>'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    return make_zip(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": content.encode(),
        }
    )


def make_xlsx(rows: Rows, merges: list[Merge] = []) -> bytes:  # noqa: B006
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for i, row in enumerate(rows, 1):
        for j, cell in enumerate(row, 1):
            if cell:
                sheet.cell(i, j, _number(cell))
    for m in merges:
        sheet.merge_cells(None, m.top + 1, m.left + 1, m.bottom + 1, m.right + 1)
    return _saved(book.save)


def make_xls(rows: Rows, merges: list[Merge] = []) -> bytes:  # noqa: B006
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    covered = {
        (r, c)
        for m in merges
        for r in range(m.top, m.bottom + 1)
        for c in range(m.left, m.right + 1)
    }
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if cell and (i, j) not in covered:
                sheet.write(i, j, _number(cell))
    for m in merges:
        sheet.write_merge(m.top, m.bottom, m.left, m.right, rows[m.top][m.left])
    return _saved(book.save)


def make_csv(rows: Rows, merges: list[Merge] = []) -> bytes:  # noqa: ARG001, B006
    return "\r\n".join(",".join(row) for row in rows).encode("gb18030")


def _number(cell: str) -> str | float:
    return float(cell) if cell.replace(".", "").isdigit() else cell


def _saved(save: Callable[[io.BytesIO], Any]) -> bytes:
    made = io.BytesIO()
    save(made)
    return made.getvalue()
