"""Building the pages of a publication: only what is made of something else than before.

Belongs here: which pages are due, linking the others from the version before, the record of what
each page was made of. Does not belong here: what pages show. See docs/pages.md.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.fingerprints import stamp
from orchestration.publication.pages import (
    city,
    coverage,
    dictionary,
    document,
    documents,
    index,
    indicator,
    review,
    whole_publication,
)
from orchestration.publication.pages.kind import PageKind
from orchestration.publication.pages.language import LANGUAGES
from orchestration.publication.pages.rendering import Renderer
from orchestration.publication.pages.search import write_search_index
from orchestration.publication.versions import link_or_copy

INDEX_PAGE = "index.html"
STATIC_FOLDER = "static"
RECORD_FILE = "made_of.json"
"""What each page was made of, with its size and time; a reader needs it for nothing."""

SOURCES = Path(__file__).parent
KINDS = (
    document.KIND,
    city.KIND,
    indicator.KIND,
    review.KIND,
    coverage.KIND,
    whole_publication.KIND,
    dictionary.KIND,
    documents.KIND,
    index.KIND,
)


@dataclass(frozen=True, slots=True)
class BuiltPages:
    """How many pages, each in every language, were written, and how many linked."""

    n_written: int
    n_linked: int


def build_pages(
    connection: duckdb.DuckDBPyConnection, directory: Path, previous: Path | None = None
) -> BuiltPages:
    """Build the pages of the file that is being published.

    Args:
        connection: The file, its schema `marts` complete.
        directory: Where the pages go; created.
        previous: The pages of the version before, or None; what is the same is hard-linked from
            there, or copied where the file system has no links.
    """
    directory.mkdir(parents=True, exist_ok=True)
    before = _read_record(previous)
    record: dict[str, str] = {}
    renderer = Renderer(directory)
    n_written = n_linked = 0
    code = _code_version()
    for kind in KINDS:
        due = []
        keys = dict(connection.execute(kind.keys).fetchall())
        for page_id, key in keys.items():
            paths = _paths(kind, page_id)
            if not _link_same(paths, code + key, before, previous, directory):
                due.append(page_id)
        for page_id, context in kind.contexts(connection, due):
            context |= {"tables": kind.tables, "query": kind.query.format(page_id)}
            renderer.render(kind.path.format(page_id), kind.template, context, kind.has_script)
        for page_id, key in keys.items():
            for path in _paths(kind, page_id):
                record[path] = stamp(code + key, directory / path)
        n_written += len(due)
        n_linked += len(keys) - len(due)
    _write_others(connection, directory)
    (directory / RECORD_FILE).write_text(json.dumps(record, indent=0, sort_keys=True))
    return BuiltPages(n_written, n_linked)


def _write_others(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    """The search index, styles and scripts, and the page that lets choose a language."""
    static = directory / STATIC_FOLDER
    write_search_index(connection, static)
    for source in (SOURCES / STATIC_FOLDER).iterdir():
        shutil.copy(source, static / source.name)
    shutil.copy(SOURCES / "templates" / "start.html", directory / INDEX_PAGE)


def _paths(kind: PageKind, page_id: str) -> list[str]:
    return [f"{language}/{kind.path.format(page_id)}" for language in LANGUAGES]


def _link_same(
    paths: list[str], key: str, before: dict[str, str], previous: Path | None, directory: Path
) -> bool:
    """Give the folder the page of the version before, if it is made of the same and unaltered."""
    if previous is None:
        return False
    for path in paths:
        file = previous / path
        if not file.exists() or before.get(path) != stamp(key, file):
            return False
    for path in paths:
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(previous / path, directory / path)
    return True


def _read_record(previous: Path | None) -> dict[str, str]:
    if previous is None:
        return {}
    try:
        found: dict[str, Any] = json.loads((previous / RECORD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _code_version() -> str:
    """What turns rows into pages: a page of other code or other words is another page."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in (".py", ".html", ".csv"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
