"""What one delivered file holds: itself, or the members of a ZIP or a message, one level deep.

Belongs here: opening containers within bounds, names of members, what is left aside. Does not
belong here: reading a format (see `formats`), identity and history (see `documents`).
A member's path is `a.zip!/folder/b.docx`; in a ZIP inside a ZIP, `a.zip!/b.zip!/c.docx`.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import Content
from orchestration.landing.formats.isolation import read_isolated
from orchestration.landing.formats.mail import message_cut_off, open_mail
from orchestration.landing.formats.package import damaged, printable
from orchestration.landing.formats.plain import read_text
from orchestration.landing.formats.recognise import EMAIL, TEXT, ZIP, recognise
from orchestration.settings import MAX_DOCUMENT_BYTES

MEMBER = "!/"
MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_RATIO = 200
_RATIO_FROM = 1_000_000
MAX_DEPTH = 2
BOMB = "bomb"

_DROPPED_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".localized"})
_DROPPED_FOLDERS = frozenset({"__macosx", ".git", "$recycle.bin", ".spotlight-v100", ".trashes"})
_DROPPED_BEGINNINGS = ("~$", ".~", "._")


@dataclass(frozen=True, slots=True)
class Member:
    """A document in a file: its path, its bytes, and its content or why there is none."""

    path: str
    content: bytes
    outcome: Content | UndecodableDocument


def is_dropping(path: str) -> bool:
    """Say whether a path is left behind by a system or an office program, not delivered."""
    *folders, name = PurePosixPath(path.lower()).parts or ("",)
    return (
        name in _DROPPED_NAMES
        or name.startswith(_DROPPED_BEGINNINGS)
        or not _DROPPED_FOLDERS.isdisjoint(folders)
    )


def open_file(content: bytes, path: str) -> Iterator[Member]:
    """Read a file, or each document of a container.

    Args:
        content: The bytes as delivered.
        path: Its path below the landing zone.
    """
    yield from _Opener().open(content, path, MAX_DEPTH)


def document_too_large(n_bytes: int) -> UndecodableDocument:
    """The refusal of a file by its size."""
    return UndecodableDocument(
        "too_large",
        f"{n_bytes:,} bytes where at most {MAX_DOCUMENT_BYTES:,} are read. Deliver the text alone "
        "(without its pictures), or split the file.",
    )


class _Opener:
    """Opens one delivered file; its bounds are for all that stands in it, however deep."""

    def __init__(self) -> None:
        self._room = MAX_UNPACKED_BYTES
        self._n_members = 0

    def open(self, content: bytes, path: str, depth: int) -> Iterator[Member]:
        """Yield the documents of a file that may hold `depth` containers inside each other."""
        try:
            kind = recognise(content)
            if kind in (ZIP, EMAIL):
                yield from self._open_container(kind, content, path, depth)
            elif len(content) > MAX_DOCUMENT_BYTES:
                raise document_too_large(len(content))
            else:
                yield Member(path, content, _read(kind, content, path))
        except UndecodableDocument as error:
            yield Member(path, content, error)
        except Exception as error:  # whatever a file makes a library raise costs this file alone
            yield Member(path, content, damaged(error))

    def _open_container(self, kind: str, content: bytes, path: str, depth: int) -> Iterator[Member]:
        if not depth:
            raise UndecodableDocument(
                "archive",
                f"Containers stand more than {MAX_DEPTH} deep. Unpack it and deliver the files.",
            )
        is_empty = True
        for member in (self._open_zip if kind == ZIP else self._open_mail)(content, path, depth):
            is_empty = False
            yield member
        if is_empty:
            raise UndecodableDocument("empty", "It holds no documents. Deliver it again.")

    def _open_zip(self, content: bytes, path: str, depth: int) -> Iterator[Member]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            taken: set[str] = set()
            for entry in entries:
                name = _member_name(entry)
                if is_dropping(name):
                    continue
                self._count_member(len(entries))
                member_path = _unique(f"{path}{MEMBER}{name}", taken)
                try:
                    inside = self._unpack(archive, entry)
                except UndecodableDocument as error:
                    yield Member(member_path, f"{entry.CRC:08x}".encode(), error)
                    if error.reason == BOMB:
                        return
                    continue
                yield from self.open(inside, member_path, depth - 1)

    def _open_mail(self, content: bytes, path: str, depth: int) -> Iterator[Member]:
        mail = open_mail(content)
        if mail.body is not None:
            yield Member(path, content, mail.body)
        taken: set[str] = set()
        for n, (name, inside) in enumerate(mail.attachments, 1):
            if is_dropping(name):
                continue
            self._count_member(len(mail.attachments))
            member_path = _unique(f"{path}{MEMBER}{name}", taken)
            if mail.is_cut and n == len(mail.attachments):
                yield Member(member_path, inside, message_cut_off())
            else:
                yield from self.open(inside, member_path, depth - 1)

    def _count_member(self, n_beside: int) -> None:
        self._n_members += 1
        if max(self._n_members, n_beside) > MAX_MEMBERS:
            raise UndecodableDocument(
                "archive",
                f"It holds more than {MAX_MEMBERS:,} files. Deliver it in parts.",
            )

    def _unpack(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        """Read a member, never more than is allowed, whatever its header promises."""
        if entry.flag_bits & 1:
            raise UndecodableDocument(
                "encrypted",
                "It opens with a password only. Pack it without one and deliver it again.",
            )
        try:
            with archive.open(entry) as stream:
                inside = stream.read(self._room + 1)
        except NotImplementedError as error:
            raise UndecodableDocument("archive", f"{error}. Pack it as a plain ZIP.") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise UndecodableDocument(
                "truncated",
                f"It cannot be unpacked ({printable(error)}). Pack and deliver it again.",
            ) from error
        ratio = len(inside) / max(1, entry.compress_size)
        if len(inside) > self._room or (len(inside) > _RATIO_FROM and ratio > MAX_RATIO):
            raise UndecodableDocument(
                BOMB,
                "It unpacks to far more than documents do; the rest of the archive is not opened. "
                "Deliver the documents alone.",
            )
        self._room -= len(inside)
        return inside


def _read(kind: str, content: bytes, path: str) -> Content:
    # Text needs no library and is most of what comes: no process for it.
    return read_text(content, path) if kind == TEXT else read_isolated(content, path)


def _member_name(entry: zipfile.ZipInfo) -> str:
    """The name of a member; without the flag for UTF-8 it is in the packer's own encoding."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "unnamed"


def _unique(path: str, taken: set[str]) -> str:
    """A second member of the same name gets a number, so that none supersedes the other."""
    unique, n = path, 1
    while unique in taken:
        n += 1
        unique = f"{path} ({n})"
    taken.add(unique)
    return unique
