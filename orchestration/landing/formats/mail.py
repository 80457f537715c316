"""Messages (eml) and saved web pages (mhtml): the body, and what is attached.

Belongs here: parts and their encodings. Does not belong here: reading attachments (see
`landing/members.py`). A saved page is its HTML part; what stands beside it are pictures and styles.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default

from orchestration.extraction.text.decoding import UndecodableDocument, decode, refuse_garbage
from orchestration.landing.formats.content import Content, ContentWriter, one_line

MHTML = "multipart/related"
EML = "message/rfc822"
_MAX_PARTS = 2_000


@dataclass(frozen=True, slots=True)
class Mail:
    """The body of a message, None where it is blank, and its attachments by name."""

    body: Content | None
    attachments: tuple[tuple[str, bytes], ...]


def open_mail(content: bytes) -> Mail:
    """Take a message apart.

    Raises:
        UndecodableDocument: It is no message, or holds neither text nor attachments.
    """
    try:
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("html", "plain"))
        attachments = tuple(_attachments(message, body))
        subject = _header(message, "subject")
        is_page = message.get_content_type() == MHTML
        text = _text(body) if body is not None else ""
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
    if not text.strip() and not attachments:
        raise UndecodableDocument(
            "empty", "The message holds neither text nor attachments. Deliver it again."
        )
    if not text.strip() or body is None:
        return Mail(None, attachments)
    refuse_garbage(text, "The message")
    if is_page:
        return Mail(Content(text, "text/html"), attachments=())
    return Mail(_body(text, subject, body.get_content_type()), attachments)


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
    raw = body.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    try:
        return decode(raw, body.get_filename() or "body").text
    except UndecodableDocument:
        return raw.decode(body.get_content_charset("utf-8"), "replace")


def _attachments(message: EmailMessage, body: MIMEPart | None) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for n, part in enumerate(message.walk()):
        is_text = part.get_content_maintype() == "text" and not part.is_attachment()
        if part is body or part.is_multipart() or is_text or n > _MAX_PARTS:
            continue
        if part.get_content_maintype() == "image" and part.get("content-id"):
            # A logo inside the body, not a document.
            continue
        raw = part.get_payload(decode=True)
        name = one_line(part.get_filename() or f"attachment {n}").replace("/", "_")
        if isinstance(raw, bytes):
            found.append((name, raw))
    return found


def _header(message: EmailMessage, name: str) -> str:
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, IndexError, AttributeError):
        return ""
