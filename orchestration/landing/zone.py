"""What stands in the landing zone, and what a file in it says.

Belongs here: listing, fingerprints, reading, sidecars, reasons to reject. Does not belong here:
what a file holds (see `landing/members.py`), the warehouse (see `landing/documents.py`), Dagster.
A landing zone is a folder or any URL that fsspec opens; every file below it is a document, except
`<file name>.meta.json`, which describes the document beside it, and `deliveries.csv`, which lists
documents and what is stated of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from typing import Any, NoReturn

import fsspec
from fsspec.core import has_magic

from orchestration.errors import MendableError
from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import Content
from orchestration.landing.members import (
    MEMBER,
    Member,
    document_too_large,
    is_dropping,
    open_file,
)
from orchestration.landing.statements import DeliveryList, is_list, merge, read_list, state
from orchestration.settings import MAX_ARCHIVE_BYTES, MAX_DOCUMENT_BYTES

SIDECAR_SUFFIX = ".meta.json"
NO_SIDECAR = "{}"
MAX_SIDECAR_BYTES = 1_000_000

# Names under which file systems report times and versions; any change in one means: read again.
TIME_FIELDS = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
VERSION_FIELDS = ("ETag", "etag", "md5Hash", "md5", "generation", "ino")


@dataclass(frozen=True, slots=True)
class LandedFile:
    """A file of the landing zone as its listing describes it, unread.

    `fingerprint` changes whenever size, times or version of the file or of its sidecar change, or
    what is `stated` of it elsewhere; it is empty where the file system reports neither time nor
    version, which means: read every time.
    """

    source_file: str
    location: str
    size_bytes: int
    modified_at: datetime | None
    fingerprint: str
    sidecar_location: str | None
    stated: str = ""
    sidecar_bytes: int = 0


@dataclass(frozen=True, slots=True)
class LandedDocument:
    """A document that was read; `file` has its own path also where it stands in a container.

    `document_id` is the SHA-256 of `content`, its unchanged bytes; `sidecar` is canonical JSON.
    """

    file: LandedFile
    document_id: str
    content: bytes
    decoded: Content
    sidecar: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that could not be loaded, or a sidecar that could not be used, and why."""

    source_file: str
    reason: str
    detail: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: a document, those of a container, rejections, or several of these.

    `delivered_hash` covers the bytes of the file and of its sidecar. `is_final` is False when
    reading should be tried again in the next run.
    """

    file: LandedFile
    delivered_hash: str
    documents: tuple[LandedDocument, ...]
    rejections: tuple[Rejection, ...]
    is_final: bool = True

    @property
    def document(self) -> LandedDocument | None:
        """The document of a file that holds one at most."""
        return self.documents[0] if self.documents else None


class LandingZone:
    """A folder or bucket with documents.

    Args:
        uri: A local path or an fsspec URL such as `s3://bucket/reports`.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        try:
            self._filesystem, root = fsspec.url_to_fs(uri)
        except ImportError as error:
            raise MendableError(
                f"The landing zone {uri} needs a package that is not installed ({error}). Install "
                "it; for s3:// that is `pip install 'minzheng-warehouse[s3]'`."
            ) from error
        self._root = root.rstrip("/")
        self._prefetched: dict[str, bytes | Exception] = {}

    def list_files(self, glob: str = "*") -> list[LandedFile]:
        """List the documents whose path below the zone matches `glob`, in the order of paths.

        Raises:
            MendableError: The landing zone does not exist.
        """
        entries = self._entries()
        return [
            self._describe(name, info, entries.get(name + SIDECAR_SUFFIX))
            for name, info in sorted(entries.items())
            if fnmatch(name, glob) and not is_dropping(name) and not _is_sidecar(name, entries)
        ]

    def source_uri(self, file: LandedFile) -> str:
        """Return the address of a file, as fsspec would open it."""
        return str(self._filesystem.unstrip_protocol(file.location))

    def read(self, file: LandedFile) -> Reading:
        """Read a file and its sidecar; whatever is wrong with them becomes a rejection."""
        content = self.fetch(file)
        if isinstance(content, Reading):
            return content
        content_hash = hashlib.sha256(content).hexdigest()
        sidecar, sidecar_hash, complaints = self._read_sidecar(file)
        documents: list[LandedDocument] = []
        members = [*open_file(content, file.source_file)]
        lists = _lists_of(members)
        rejections = [*complaints, *reject_rows(lists)]
        inside = {name: found.statements for name, found in lists.items()}
        for member in members:
            if member.path in lists:
                continue
            digest = hashlib.sha256(member.content).hexdigest()
            if isinstance(member.outcome, UndecodableDocument):
                reason, detail = member.outcome.reason, member.outcome.detail
                rejections.append(Rejection(_printable(member.path), reason, detail, digest))
                continue
            own = replace(file, source_file=_printable(member.path))
            told = merge(sidecar, state(member.path, inside, file.stated))
            documents.append(LandedDocument(own, digest, member.content, member.outcome, told))
            rejections += [
                Rejection(
                    f"{own.source_file}{MEMBER}{part.place}", part.reason, part.detail, digest
                )
                for part in member.outcome.unread
            ]
        delivered = _delivered(content_hash, sidecar_hash, file)
        return Reading(file, delivered, tuple(documents), tuple(rejections))

    def delivered_hash(self, file: LandedFile) -> str:
        """The `delivered_hash` that reading the file would give, without looking into it."""
        content = self.fetch(file)
        if isinstance(content, Reading):
            return content.delivered_hash
        _, sidecar_hash, _ = self._read_sidecar(file)
        return _delivered(hashlib.sha256(content).hexdigest(), sidecar_hash, file)

    def prefetch(self, files: Iterable[LandedFile]) -> None:
        """Get the bytes of files and sidecars side by side where the file system can do so.

        `read` and `fetch` hand them out, once each. The caller bounds how many bytes these are.
        """
        if not getattr(self._filesystem, "async_impl", False):
            return
        locations = [file.location for file in files if file.size_bytes <= MAX_DOCUMENT_BYTES]
        locations += [
            file.sidecar_location
            for file in files
            if file.sidecar_location and file.sidecar_bytes <= MAX_SIDECAR_BYTES
        ]
        plain = [location for location in locations if not has_magic(location)]
        self._prefetched = self._filesystem.cat(plain, on_error="return") if plain else {}

    def fetch(self, file: LandedFile) -> bytes | Reading:
        """The bytes of a file, or the rejection of one whose bytes are not to be had."""
        if file.source_file.endswith(SIDECAR_SUFFIX):
            detail = "It describes a document that is not there. Deliver the document beside it."
            return _rejected(file, "sidecar_without_document", detail, "")
        try:
            if file.size_bytes > MAX_DOCUMENT_BYTES:
                head = self._filesystem.cat_file(file.location, start=0, end=4)
                if file.size_bytes > MAX_ARCHIVE_BYTES or head != b"PK\x03\x04":
                    error = document_too_large(file.size_bytes)
                    return _rejected(file, error.reason, error.detail, f"size:{file.size_bytes}")
            return self._cat(file.location)
        except OSError as error:
            detail = (
                f"{type(error).__name__}: {error}. Check the permissions; the next run retries."
            )
            return _rejected(file, "unreadable", detail, "", is_final=False)

    def _cat(self, location: str) -> bytes:
        """The bytes of a file, from those that were prefetched if it is among them.

        Raises:
            OSError: They are not to be had.
        """
        found = self._prefetched.pop(location, None)
        if found is None:
            found = bytes(self._filesystem.cat_file(location))
        if isinstance(found, OSError):
            raise found
        if isinstance(found, Exception):
            raise OSError(str(found)) from found
        return found

    def _entries(self) -> dict[str, Mapping[str, Any]]:
        """One listing of all that stands below the zone, never an earlier one."""
        self._filesystem.invalidate_cache()
        found: dict[str, Mapping[str, Any]] = {}
        try:
            found = self._filesystem.find(self._root, detail=True)
            is_there = bool(found) or self._filesystem.exists(self._root)
        except FileNotFoundError:
            is_there = False
        if not is_there:
            raise MendableError(
                f"The landing zone {self.uri} does not exist. Create it, or set "
                "MINZHENG_LANDING_URI to a folder or an fsspec URL that does."
            )
        return {
            _below(self._root, location): {**info, "name": location}
            for location, info in found.items()
            if info.get("type") != "directory" and not location.endswith("/")
        }

    def _describe(
        self, name: str, info: Mapping[str, Any], sidecar: Mapping[str, Any] | None
    ) -> LandedFile:
        fingerprint = _fingerprint(info)
        if sidecar and fingerprint:
            beside = _fingerprint(sidecar)
            fingerprint = f"{fingerprint}+{beside}" if beside else ""
        return LandedFile(
            source_file=_printable(name),
            location=info["name"],
            size_bytes=int(info.get("size") or 0),
            modified_at=_modified_at(info),
            fingerprint=fingerprint,
            sidecar_location=sidecar["name"] if sidecar else None,
            sidecar_bytes=int(sidecar.get("size") or 0) if sidecar else 0,
        )

    def _read_sidecar(self, file: LandedFile) -> tuple[str, str, tuple[Rejection, ...]]:
        """Return the sidecar as canonical JSON, the hash of its bytes, and complaints about it."""
        if file.sidecar_location is None:
            return NO_SIDECAR, "", ()
        content = b""
        try:
            if file.sidecar_bytes > MAX_SIDECAR_BYTES:
                raise ValueError(f"{file.sidecar_bytes:,} bytes are no sidecar")
            content = self._cat(file.sidecar_location)
            return parse_sidecar(content), hashlib.sha256(content).hexdigest(), ()
        except (OSError, ValueError) as error:
            digest = hashlib.sha256(content).hexdigest()
            complaint = Rejection(
                source_file=file.source_file + SIDECAR_SUFFIX,
                reason="sidecar_not_json",
                detail=f"{error}. The document was loaded without it; mend the file, the next run "
                "reads it again.",
                content_hash=digest,
            )
            return NO_SIDECAR, digest, (complaint,)


def parse_sidecar(content: bytes) -> str:
    """Return the sidecar as JSON with sorted keys, so that equal sidecars are equal texts.

    Raises:
        ValueError: The bytes are not a JSON object.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    try:
        sidecar = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The sidecar is no JSON ({error})") from error
    if not isinstance(sidecar, dict):
        raise ValueError(f"The sidecar is a JSON {type(sidecar).__name__}, not an object")
    canonical = json.dumps(sidecar, ensure_ascii=False, sort_keys=True)
    canonical.encode("utf-8")
    return canonical


def reject_rows(lists: Mapping[str, DeliveryList]) -> tuple[Rejection, ...]:
    """The rows of lists that could not be used, as rejections under the path of each list."""
    return tuple(
        Rejection(name, "statement_not_usable", told, hashlib.sha256(told.encode()).hexdigest())
        for name, found in lists.items()
        for told in found.complaints
    )


def _lists_of(members: Sequence[Member]) -> dict[str, DeliveryList]:
    """The lists of deliveries among the members of a container."""
    paths = [member.path for member in members]
    found = [member for member in members if is_list(member.path)]
    return {member.path: read_list(member.content, member.path, paths) for member in found}


def digest_files(files: Iterable[LandedFile]) -> str:
    """Return 64 hexadecimal digits that change when any file of a listing does."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.source_file}\0{file.fingerprint}\n".encode())
    return digest.hexdigest()


def _rejected(
    file: LandedFile, reason: str, detail: str, content_hash: str, *, is_final: bool = True
) -> Reading:
    rejection = Rejection(file.source_file, reason, detail, content_hash)
    return Reading(file, content_hash, (), (rejection,), is_final)


def _delivered(content_hash: str, sidecar_hash: str, file: LandedFile) -> str:
    stated = hashlib.sha256(file.stated.encode()).hexdigest()[:16] if file.stated else ""
    return f"{content_hash}+{sidecar_hash}" + (f"+{stated}" if stated else "")


def _is_sidecar(name: str, entries: Mapping[str, object]) -> bool:
    return name.endswith(SIDECAR_SUFFIX) and name.removesuffix(SIDECAR_SUFFIX) in entries


def _below(root: str, location: str) -> str:
    return location.removeprefix(root).lstrip("/") or location.rsplit("/", 1)[-1]


def _printable(name: str) -> str:
    """Names that are not UTF-8 on disk get a replacement character, so that they can be stored."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _fingerprint(info: Mapping[str, Any]) -> str:
    marks = [str(info[name]) for name in (*TIME_FIELDS, *VERSION_FIELDS) if info.get(name)]
    return ":".join([str(info.get("size")), *marks]) if marks else ""


def _modified_at(info: Mapping[str, Any]) -> datetime | None:
    for name in TIME_FIELDS:
        stamp = info.get(name)
        if isinstance(stamp, int | float):
            return datetime.fromtimestamp(stamp, UTC).replace(tzinfo=None)
        if isinstance(stamp, datetime):
            return stamp.astimezone(UTC).replace(tzinfo=None) if stamp.tzinfo else stamp
    return None


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
