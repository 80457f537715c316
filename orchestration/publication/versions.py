"""The versions of the publication: a folder for each, and one link that says which is current.

Belongs here: building beside what readers see, the switch, which versions stay. Does not belong
here: what a version holds (see `publishing.py`), whether one is open (see `open_versions.py`).
See docs/publication.md, section "The folder".

    published/versions/00012-000031/   publication 12, build 31
    published/current               -> versions/00012-000031, the one link that is switched
    published/minzheng.duckdb       -> current/minzheng.duckdb, and so for every name in it

A process that dies at any point leaves `current` as it was or as it is to be; what else it left
is cleared away by the next publication.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb

from orchestration.errors import MendableError
from orchestration.publication.data_package import DICTIONARY_FILE, PACKAGE_FILE
from orchestration.publication.open_versions import open_versions
from orchestration.publication.release_notes import NOTES_FILE
from orchestration.settings import PUBLISHED_FILE

VERSIONS = "versions"
CURRENT = "current"
READ_ONLY = 0o444
# Whoever has looked up `current` may open what stands there for so long, open file or not.
LEAVE_SECONDS = 600.0

_NAME = re.compile(r"(\d{5,})-(\d{6,})")
_BUILDING, _LINK, _GONE = ".building-", ".link-", ".gone-"
_LOOSE_FILES = (PUBLISHED_FILE, PACKAGE_FILE, DICTIONARY_FILE, NOTES_FILE)
_LOOSE_TABLES = (".parquet", ".csv")
_NUMBER = "select coalesce(max(number), 0) from marts.fct_publication"


@dataclass(frozen=True, slots=True)
class Version:
    """One folder of `versions`: the number of its publication, and which build it is."""

    path: Path
    build: int


def current_version(directory: Path) -> Path | None:
    """The folder that readers see now, under its own name; None before the first publication."""
    path = (directory / CURRENT).resolve()
    return path if path.is_dir() else None


@contextmanager
def workshop(directory: Path, run_id: str) -> Iterator[Path]:
    """A folder in which the next version is built; gone afterwards unless it was published.

    Args:
        directory: The publication; created when it is not there. One that was published as loose
            files becomes a version first, under the names it had.
        run_id: Names the folder while it is built.

    Raises:
        MendableError: The publication cannot hold links.
    """
    (directory / VERSIONS).mkdir(parents=True, exist_ok=True)
    if (directory / CURRENT).is_dir() and not (directory / CURRENT).is_symlink():
        raise MendableError(
            f"{directory / CURRENT} is a folder and should be a link: the publication was copied "
            f"without its links. Delete {directory}, then: make run."
        )
    _clear_away(directory)
    _adopt_loose_files(directory)
    built = directory / VERSIONS / f"{_BUILDING}{run_id}"
    built.mkdir()
    try:
        yield built
    finally:
        shutil.rmtree(built, ignore_errors=True)


def publish_version(built: Path, directory: Path, number: int) -> Path:
    """Give what was built in a workshop its name and make it the current version.

    Args:
        built: The complete folder; its files become read-only.
        directory: The publication.
        number: The publication that the folder holds.

    Returns:
        The folder of the new version.
    """
    _seal(built)
    build = 1 + max((version.build for version in _versions(directory)), default=0)
    version = directory / VERSIONS / f"{number:05d}-{build:06d}"
    built.rename(version)
    names = {path.name for path in version.iterdir() if not path.name.startswith(".")}
    # Names come before the switch and go after it: it alone decides what is found under them.
    for name in names:
        if not os.path.lexists(directory / name):
            _point(directory / name, f"{CURRENT}/{name}")
    _point(directory / CURRENT, f"{VERSIONS}/{version.name}")
    for path in directory.iterdir():
        if path.name not in names and _leads_through_current(path):
            path.unlink()
    return version


def remove_versions(directory: Path, keep: int, leave_seconds: float = LEAVE_SECONDS) -> None:
    """Remove all but the last versions, except for those in use.

    Args:
        directory: The publication.
        keep: How many stay in any case, the current one among them.
        leave_seconds: How long after it was replaced a version stays for those who looked it up.
    """
    versions = _versions(directory)
    current = current_version(directory)
    now = time.time()
    old = [
        version.path
        for version, successor in list(pairwise(versions))[: max(0, len(versions) - keep)]
        if now - successor.path.stat().st_mtime >= leave_seconds
        and version.path.resolve() != current
    ]
    for path in set(old) - open_versions(old):
        _remove(path)


def _versions(directory: Path) -> list[Version]:
    """The versions that are there, in the order in which they were built."""
    found = []
    for path in (directory / VERSIONS).iterdir():
        named = _NAME.fullmatch(path.name)
        if named and path.is_dir():
            found.append(Version(path, int(named[2])))
    return sorted(found, key=lambda version: version.build)


def _adopt_loose_files(directory: Path) -> None:
    """Make the files of an older layout the first version, then links of their names.

    Readers find the same content under every name before, while and after.
    """
    loose = [
        path
        for path in directory.iterdir()
        if path.is_file()
        and not path.is_symlink()
        and (path.name in _LOOSE_FILES or path.suffix in _LOOSE_TABLES)
    ]
    if current_version(directory) is None and (directory / PUBLISHED_FILE) in loose:
        built = directory / VERSIONS / f"{_BUILDING}adopted"
        built.mkdir()
        for path in loose:
            link_or_copy(path, built / path.name)
        publish_version(built, directory, _number_of(built / PUBLISHED_FILE))
    for path in loose:
        if (directory / CURRENT / path.name).exists():
            _point(path, f"{CURRENT}/{path.name}")


def _number_of(published: Path) -> int:
    with duckdb.connect(str(published), read_only=True) as connection:
        try:
            row = connection.execute(_NUMBER).fetchone()
        except duckdb.CatalogException:  # published before there were numbers
            return 0
    return int(row[0]) if row else 0


def _clear_away(directory: Path) -> None:
    """Remove what a process that died left: workshops, links, a version that was never current."""
    current = current_version(directory)
    for version in reversed(_versions(directory)):
        if version.path.resolve() == current:
            break
        _remove(version.path)
    for folder in (directory, directory / VERSIONS):
        for path in folder.iterdir():
            if path.name.startswith(_LINK):
                path.unlink()
            elif path.name.startswith((_BUILDING, _GONE)):
                shutil.rmtree(path, ignore_errors=True)


def _remove(version: Path) -> None:
    """Take a version out of sight in one step, then its files away."""
    gone = version.with_name(_GONE + version.name)
    with suppress(OSError):  # what cannot be removed now is tried again by the next publication
        version.rename(gone)
        shutil.rmtree(gone)


def _seal(built: Path) -> None:
    """Make the files read-only, and have them on the disk before a link names them."""
    for path in built.rglob("*"):
        if path.is_file():
            path.chmod(READ_ONLY)
            if path.stat().st_nlink == 1:
                _sync(path)
    _sync(built)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point(link: Path, target: str) -> None:
    """Let a link lead to a target, in one step, whatever stood under its name."""
    new = link.with_name(f"{_LINK}{link.name}")
    try:
        new.symlink_to(target)
    except OSError as error:
        raise MendableError(
            f"{link.parent} cannot hold links ({error}). Let MINZHENG_DATA_DIR lie on a local disk "
            "and copy published/current to where readers are; see docs/publication.md."
        ) from error
    new.replace(link)


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system has no such links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def _leads_through_current(path: Path) -> bool:
    return path.is_symlink() and str(path.readlink()).startswith(f"{CURRENT}/")
