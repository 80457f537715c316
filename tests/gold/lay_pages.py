"""Lays the annotated facts of real pages over texts that were looked up again.

    PYTHONPATH=.:tests python tests/gold/lay_pages.py FOLDER

The repository keeps the facts of real pages with their addresses (tests/gold/pages), never the
pages. Save a page as FOLDER/<doc>, its sidecar is written beside it where one belongs to it; each
fact is laid at the occurrence of its text nearest to where it stood, in order. Says how many facts
of each page were found; what stands nowhere is left out.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parent / "pages"


def rows(pattern: str) -> list[dict[str, Any]]:
    """The rows of all files of that name, in their order."""
    return [
        json.loads(line)
        for path in sorted(PAGES.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
    ]


def lay(facts: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return the facts at their places in a text whose offsets may have moved."""
    laid, shift, last = [], 0, -1
    for fact in sorted(facts, key=lambda f: f["start"]):
        places, at = [], text.find(fact["text"], last + 1)
        while at >= 0:
            places.append(at)
            at = text.find(fact["text"], at + 1)
        if places:
            start = min(places, key=lambda p: abs(p - fact["start"] - shift))
            laid.append({**fact, "start": start, "end": start + len(fact["text"])})
            shift, last = start - fact["start"], start
    return laid


def main(folder: Path) -> None:
    """Write <page>.jsonl, and the page's sidecar, beside each page that lies in the folder."""
    facts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows("round_?.jsonl"):
        facts[row["doc"]].append(row)
    for page in rows("round_?_pages.jsonl"):
        path = folder / page["doc"]
        if not path.exists():
            continue
        laid = lay(facts[page["doc"]], path.read_bytes().decode("utf-8"))
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in laid]
        path.with_suffix(".jsonl").write_text("".join(lines), "utf-8")
        if page["sidecar"]:
            sidecar = json.dumps(page["sidecar"], ensure_ascii=False)
            Path(f"{path}.meta.json").write_text(sidecar, "utf-8")
        sys.stdout.write(f"{page['doc']}: {len(laid)} of {page['facts']} facts\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
