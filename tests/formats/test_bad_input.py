"""What is broken, locked, too large or no document gets a reason, in seconds, and nothing else."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from formats import making
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats import isolation
from orchestration.landing.formats.content import Content
from orchestration.landing.members import Member, is_dropping, open_file
from orchestration.landing.zone import LandingZone

TEXT = "某市民政局工作总结\n全市有养老机构12家,床位2000张。\n"
FILES = Path(__file__).parent / "files"

MAKERS: dict[str, Callable[[], bytes]] = {
    "a.docx": lambda: making.make_docx(TEXT * 30, making.TABLE, making.MERGES),
    "a.pdf": lambda: making.make_pdf(TEXT * 30, making.TABLE),
    "a.rtf": lambda: making.make_rtf(TEXT * 30, making.TABLE, making.MERGES),
    "a.odt": lambda: making.make_odt(TEXT * 30, making.TABLE),
    "a.ods": lambda: making.make_ods(making.TABLE),
    "a.xlsx": lambda: making.make_xlsx(making.TABLE * 30),
    "a.xls": lambda: making.make_xls(making.TABLE * 30),
    "a.doc": lambda: (FILES / "report.doc").read_bytes(),
    "a.zip": lambda: making.make_zip({f"{n}.txt": TEXT.encode() for n in range(20)}),
    "a.eml": lambda: making.make_eml(TEXT, {"b.docx": making.make_docx(TEXT)}),
    "a.mht": lambda: making.make_mhtml(TEXT),
}


@pytest.fixture(autouse=True)
def _without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.landing.formats.ocr.is_installed", lambda: False)


def outcomes(content: bytes, name: str) -> list[Member]:
    return list(open_file(content, name))


def reason_of(content: bytes, name: str = "file") -> str:
    (member,) = outcomes(content, name)
    assert isinstance(member.outcome, UndecodableDocument), member.outcome
    assert member.outcome.detail.endswith((".", "it")), "a reason ends with the remedy"
    return member.outcome.reason


@pytest.mark.parametrize("name", MAKERS)
def test_a_file_that_is_cut_off_breaks_nothing(name: str) -> None:
    content = MAKERS[name]()
    for share in (0.02, 0.3, 0.7, 0.98):
        for member in outcomes(content[: int(share * len(content))], name):
            assert isinstance(member.outcome, Content | UndecodableDocument)


@pytest.mark.parametrize(("name", "share"), [("a.rtf", 0.97), ("a.rtf", 0.5), ("a.mht", 0.5)])
def test_what_is_cut_off_inside_its_text_states_nothing(name: str, share: float) -> None:
    content = MAKERS[name]()
    assert reason_of(content[: int(share * len(content))], name) == "truncated"


def test_a_message_that_ends_inside_an_attachment_keeps_its_body_alone() -> None:
    content = making.make_eml(TEXT, {"a.txt": TEXT.encode(), "b.txt": TEXT.encode() * 9})
    body, whole, cut = outcomes(content[:-120], "x.eml")
    assert isinstance(body.outcome, Content)
    assert isinstance(whole.outcome, Content)
    assert isinstance(cut.outcome, UndecodableDocument)
    assert (cut.path, cut.outcome.reason) == ("x.eml!/b.txt", "truncated")


def test_what_a_library_quotes_of_a_file_is_short_and_printable() -> None:
    content = making.make_docx(TEXT)
    at = content.index(b"word/document.xml")
    broken = content[:at] + bytes(range(17)) + content[at + 17 :]
    for member in outcomes(broken, "a.docx"):
        if isinstance(member.outcome, UndecodableDocument):
            assert member.outcome.detail.isprintable()
            assert len(member.outcome.detail) < 300


@pytest.mark.parametrize("name", MAKERS)
def test_a_file_with_wrong_bytes_breaks_nothing(name: str) -> None:
    generator = random.Random(7)
    content = bytearray(MAKERS[name]())
    for _ in range(6):
        for _ in range(40):
            content[generator.randrange(8, len(content))] = generator.randrange(256)
        for member in outcomes(bytes(content), name):
            assert isinstance(member.outcome, Content | UndecodableDocument)


def test_what_opens_with_a_password_only_is_told_so() -> None:
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(100, 100, "text")
    canvas.save()
    assert reason_of(made.getvalue()) == "encrypted"


def test_an_encrypted_member_is_named_and_the_others_are_read() -> None:
    content = bytearray(making.make_zip({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))
    # The flag of encryption, in the directory and before the member.
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    content[6] |= 1
    first, second = outcomes(bytes(content), "x.zip")
    assert isinstance(first.outcome, UndecodableDocument)
    assert (first.path, first.outcome.reason) == ("x.zip!/a.txt", "encrypted")
    assert isinstance(second.outcome, Content)


def test_a_zip_that_unpacks_to_far_more_is_a_bomb() -> None:
    members = outcomes(making.make_zip({"big.txt": bytes(90_000_000)}), "x.zip")
    assert [str(m.outcome.reason) for m in members] == ["bomb"]  # type: ignore[union-attr]


def test_a_word_file_that_unpacks_to_far_more_is_too_large() -> None:
    document = b"<w:document>" + b" " * 70_000_000 + b"</w:document>"
    content = making.make_zip({"[Content_Types].xml": b"", "word/document.xml": document})
    assert reason_of(content) == "too_large"


def test_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "bomb">{levels}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    )
    content = making.make_zip({"word/document.xml": document.encode()})
    assert reason_of(content) in ("damaged", "empty")


def test_containers_are_opened_two_deep() -> None:
    content = TEXT.encode()
    for _ in range(2):
        content = making.make_zip({"inner": content})
    (member,) = outcomes(content, "a.zip")
    assert isinstance(member.outcome, Content)
    assert member.path == "a.zip!/inner!/inner"
    assert reason_of(making.make_zip({"inner": content})) == "archive"


def test_macros_are_not_looked_at() -> None:
    content = making.make_docx(TEXT)
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub AutoOpen()")
    (member,) = outcomes(made.getvalue(), "a.docm")
    assert isinstance(member.outcome, Content)
    assert "AutoOpen" not in member.outcome.text


def test_pictures_and_scans_are_recognised_as_such() -> None:
    made = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(made, "PNG")
    assert reason_of(made.getvalue()) == "image"
    assert reason_of(scanned_pdf()) == "scanned"


def scanned_pdf() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(made, "PDF")
    return made.getvalue()


def test_a_scanned_page_among_others_is_told_beside_what_was_read(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(making.make_pdf(TEXT))
    document.import_pages(pypdfium2.PdfDocument(scanned_pdf()))
    document.save(tmp_path / "a.pdf")
    zone = LandingZone(str(tmp_path))
    reading = zone.read(zone.list_files()[0])
    assert len(reading.documents) == 1
    assert [(r.source_file, r.reason) for r in reading.rejections] == [("a.pdf!/page 2", "scanned")]


def test_two_hundred_megabytes_are_not_read(tmp_path: Path) -> None:
    for name, head in (("a.pdf", b"%PDF-1.7"), ("b.zip", b"PK\x03\x04")):
        with (tmp_path / name).open("wb") as file:
            file.write(head)
            file.truncate(200_000_000)
    zone = LandingZone(str(tmp_path))
    reasons = [zone.read(file).rejections[0].reason for file in zone.list_files()]
    assert reasons == ["too_large", "too_large"]


def test_a_reader_that_runs_too_long_or_dies_costs_one_file() -> None:
    content = making.make_docx(TEXT)
    with pytest.raises(UndecodableDocument, match="too_slow"):
        isolation.read_isolated(content, "a.docx", seconds=0)
    assert isinstance(isolation.read_isolated(content, "a.docx"), Content)
    process = isolation._process
    assert process is not None
    process.kill()
    process.join()
    assert isinstance(isolation.read_isolated(content, "a.docx"), Content)


@pytest.mark.parametrize(
    "path",
    [".DS_Store", "a/Thumbs.db", "~$总结.docx", "desktop.ini", "__MACOSX/._a.docx", "b/.~a.xlsx"],
)
def test_what_a_system_leaves_behind_is_ignored(path: str, tmp_path: Path) -> None:
    assert is_dropping(path)
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_bytes(b"x")
    assert LandingZone(str(tmp_path)).list_files() == []
    content = making.make_zip({path: b"x", "a.txt": TEXT.encode()})
    assert [member.path for member in outcomes(content, "x.zip")] == ["x.zip!/a.txt"]


@pytest.mark.parametrize(
    ("head", "reason"),
    [(b"Rar!\x1a\x07", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"MZ\x90\x00", "binary")],
)
def test_what_is_not_read_says_what_to_do(head: bytes, reason: str) -> None:
    assert reason_of(head + bytes(1_000)) == reason
