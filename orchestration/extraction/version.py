"""The version of the rules and of the lexicon, derived from what they say.

Belongs here: which sources decide how a text is read. A changed comment is no new version; a table
counts as soon as a module of this package reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestration import meaning
from orchestration.extraction.reference import REFERENCE

PACKAGE = Path(__file__).parent
# Their dictionaries and automata decide where words begin and end.
LIBRARIES = ("jieba", "rjieba", "pyahocorasick")

_READS_TABLE = re.compile(r"read_table\(\s*\"(\w+)\"|REFERENCE / \"(\w+)\.csv\"")


def tables_read(package: Path = PACKAGE) -> list[str]:
    """The names of the reference tables that the modules of the extraction read."""
    sources = (path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    found = (match for source in sources for match in _READS_TABLE.findall(source))
    return sorted({one or other for one, other in found})


def content_version(package: Path = PACKAGE, reference: Path = REFERENCE) -> str:
    """Twelve digits that change with the meaning of a rule, of a table or of a library.

    Args:
        package: The modules of the extraction.
        reference: The folder of the tables that they read.
    """
    tables = [reference / f"{name}.csv" for name in tables_read(package)]
    sources = [*sorted(package.rglob("*.py")), *(path for path in tables if path.exists())]
    parts = [f"{path.name}:{meaning.of_file(path)}" for path in sources]
    return meaning.digest([*parts, *_libraries()])[:12]


def _libraries() -> Iterator[str]:
    for name in LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


EXTRACTOR_VERSION = content_version()
