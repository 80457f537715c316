"""The page beside the exports: what each is for, in both languages.

Belongs here: `README.md` of the folder, which `guide.md` is. Does not belong here: reasons and
measurements, which stand in docs/exports.md.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.meaning import digest, of_file
from orchestration.publication.exports.writing import Export

PATH = "README.md"
SOURCE = Path(__file__).with_name("guide.md")


def guide() -> Export:
    """`README.md` of the folder."""

    def write(path: Path) -> None:
        path.write_text(SOURCE.read_text(encoding="utf-8"), encoding="utf-8")

    return Export(PATH, digest([of_file(SOURCE)]), write)
