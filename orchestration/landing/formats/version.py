"""The version of the readers, derived from what they say.

Belongs here: which sources and libraries decide what can be read. What was refused by another
version is looked at again; what was read keeps its text, to which published offsets refer.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestration import meaning

PACKAGE = Path(__file__).parent
LIBRARIES = ("lxml", "olefile", "openpyxl", "pypdfium2", "xlrd")


@cache
def readers_version() -> str:
    """Twelve digits that change with the meaning of a reader or with a library."""
    sources = [PACKAGE.parent / "members.py", *sorted(PACKAGE.glob("*.py"))]
    parts = [f"{path.name}:{meaning.of_file(path)}" for path in sources]
    return meaning.digest([*parts, *map(_installed, LIBRARIES)])[:12]


def _installed(library: str) -> str:
    try:
        return f"{library}:{version(library)}"
    except PackageNotFoundError:
        return f"{library}:"
