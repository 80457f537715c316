"""A reader of the publication in a process of its own, as its clients are.

Run as `python reading_process.py WAY DIRECTORY`. It reads until its input is closed, then prints
how often it read, what was torn and what was refused, as JSON. Belongs here: reading. Does not
belong here: publishing, assertions.
"""

from __future__ import annotations

import json
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

from small_warehouse import damaged_in_package, seen_in_duckdb, seen_in_files

# What is read together is looked up once: the folder behind the link, not the link for each file.
WAYS: dict[str, Callable[[Path], set[int] | set[str]]] = {
    "duckdb": lambda published: seen_in_duckdb(published / "minzheng.duckdb"),
    "parquet": lambda published: seen_in_files((published / "current").resolve(), "parquet"),
    "csv": lambda published: seen_in_files((published / "current").resolve(), "csv"),
    "package": lambda published: damaged_in_package((published / "current").resolve()),
}
PAUSE_SECONDS = 0.2
# A whole package has no damaged file; anything else shows one number.
WHOLE = {"duckdb": 1, "parquet": 1, "csv": 1, "package": 0}


def main(way: str, published: Path) -> None:
    """Read until told to stop."""
    n_reads, torn, refused = 0, [], []
    while not select.select([sys.stdin], [], [], 0)[0]:
        try:
            seen = WAYS[way](published)
        except Exception as error:  # whatever a client would see
            refused.append(repr(error))
        else:
            n_reads += 1
            if len(seen) != WHOLE[way]:
                torn.append(sorted(seen))
        time.sleep(PAUSE_SECONDS)  # the publisher needs a processor too
    print(json.dumps({"n_reads": n_reads, "torn": torn, "refused": refused}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
