"""Messages (eml) and saved web pages (mhtml): the body, and what is attached.

Belongs here: parts and their encodings. Does not belong here: reading attachments (see
`landing/members.py`). A saved page is its HTML part; what stands beside it are pictures and styles.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default

from orchestration.extraction.text.decoding import UndecodableDocument, decode, refuse_garbage
from orchestration.landing.formats.content import Content, ContentWriter, one_line

MHTML = "multipart/related"
EML = "message/rfc822"
_MAX_PARTS = 2_000


@dataclass(frozen=True, slots=True)
class Mail:
    """The body of a message, None where it is blank, and its attachments by name.

    `is_cut`: the message ends inside its last attachment.
    """

    body: Content | None
    attachments: tuple[tuple[str, bytes], ...]
    is_cut: bool = False


def open_mail(content: bytes) -> Mail:
    """Take a message apart.

    Raises:
        UndecodableDocument: It is no message, ends inside its body, or holds neither text nor
            attachments.
    """
    try:
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("html", "plain"))
        attached = _attached(message, body)
        attachments = tuple((name, _bytes(part)) for name, part in attached)
        subject = _header(message, "subject")
        is_page = message.get_content_type() == MHTML
        text = _text(body) if body is not None else ""
        cut = _cut_part(message)
    except (
        MessageError,
        LookupError,
        ValueError,
        KeyError,
        AttributeError,
        RecursionError,
    ) as error:
        raise UndecodableDocument(
            "damaged", f"It is no readable message ({error}). Save it again and deliver that."
        ) from error
    if cut is not None and cut is body:
        raise message_cut_off()
    is_cut = cut is not None and any(part is cut for _, part in attached)
    if not text.strip() and not attachments:
        raise UndecodableDocument(
            "empty", "The message holds neither text nor attachments. Deliver it again."
        )
    if not text.strip() or body is None:
        return Mail(None, attachments, is_cut)
    refuse_garbage(text, "The message")
    if is_page:
        return Mail(Content(text, "text/html"), attachments=())
    return Mail(_body(text, subject, body.get_content_type()), attachments, is_cut)


def message_cut_off() -> UndecodableDocument:
    """The refusal of what a message ends inside of."""
    return UndecodableDocument(
        "truncated", "The message is cut off inside it. Save the message again and deliver that."
    )


def _cut_part(message: EmailMessage) -> MIMEPart | None:
    """The last part of a message whose end is missing; None where it is whole."""
    parts = list(message.walk())
    defects = [defect for part in parts for defect in part.defects]
    is_whole = not any(isinstance(it, CloseBoundaryNotFoundDefect) for it in defects)
    return None if is_whole else parts[-1]


def _body(text: str, subject: str, content_type: str) -> Content:
    writer = ContentWriter(EML)
    writer.add_text("heading", subject, level=1)
    if content_type == "text/html":
        writer.add_text("paragraph", text)
        return writer.finish()
    for line in text.splitlines():
        writer.add_text("paragraph", line)
    return writer.finish()


def _text(body: MIMEPart) -> str:
    """The text of a part, by what its bytes are rather than by what its header says of them."""
    raw = _bytes(body)
    if not raw.strip():
        return ""
    try:
        return decode(raw, body.get_filename() or "body").text
    except UndecodableDocument:
        return raw.decode(body.get_content_charset("utf-8"), "replace")


def _attached(message: EmailMessage, body: MIMEPart | None) -> list[tuple[str, MIMEPart]]:
    """The parts that are documents of their own, with their names."""
    found: list[tuple[str, MIMEPart]] = []
    for n, part in enumerate(message.walk()):
        is_text = part.get_content_maintype() == "text" and not part.is_attachment()
        if part is body or part.is_multipart() or is_text or n > _MAX_PARTS:
            continue
        if part.get_content_maintype() == "image" and part.get("content-id"):
            # A logo inside the body, not a document.
            continue
        name = one_line(part.get_filename() or f"attachment {n}").replace("/", "_")
        found.append((name, part))
    return found


def _bytes(part: MIMEPart) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, IndexError, AttributeError):
        return ""
