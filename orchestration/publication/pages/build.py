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
"""What each page was made of; a reader of the pages needs it for nothing."""

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
        keys = {
            page_id: f"{code}:{fingerprint}"
            for page_id, fingerprint in connection.execute(kind.keys).fetchall()
        }
        record |= {kind.path.format(page_id): key for page_id, key in keys.items()}
        due = [
            page_id
            for page_id, key in keys.items()
            if previous is None
            or before.get(kind.path.format(page_id)) != key
            or not _link(kind, page_id, previous, directory)
        ]
        for page_id, context in kind.contexts(connection, due):
            context |= {"tables": kind.tables, "query": kind.query.format(page_id)}
            renderer.render(kind.path.format(page_id), kind.template, context, kind.has_script)
        n_written += len(due)
        n_linked += len(keys) - len(due)
    write_search_index(connection, directory / STATIC_FOLDER)
    for path in (SOURCES / STATIC_FOLDER).iterdir():
        shutil.copy(path, directory / STATIC_FOLDER / path.name)
    shutil.copy(SOURCES / "templates" / "start.html", directory / INDEX_PAGE)
    (directory / RECORD_FILE).write_text(json.dumps(record, indent=0, sort_keys=True))
    return BuiltPages(n_written, n_linked)


def _link(kind: PageKind, page_id: str, previous: Path, directory: Path) -> bool:
    """Give the folder the pages of the version before; False where one of them is not there."""
    for language in LANGUAGES:
        path = Path(language) / kind.path.format(page_id)
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            link_or_copy(previous / path, target)
        except FileNotFoundError:
            return False
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
