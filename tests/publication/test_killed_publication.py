"""A publication that is killed at any point leaves what readers see whole, old or new."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from small_warehouse import (
    CHANGE,
    SmallWarehouse,
    damaged_in_package,
    seen_in_duckdb,
    seen_in_files,
)

from orchestration.publication.publishing import publish_marts
from orchestration.publication.versions import remove_versions

pytestmark = pytest.mark.faults

OLD, NEW, NEXT = 6, 7, 8
MOST_CHANGES = 200
DONE, KILLED, BROKEN = 0, 9, 1
# What is done to a folder that nobody sees yet, or no more, needs no place of its own.
CHANGES = {"os.rename", "os.symlink", "os.mkdir", "shutil.rmtree"}


def first(small: SmallWarehouse) -> None:
    """Nothing is published."""
    small.directory.mkdir()


def further(small: SmallWarehouse) -> None:
    """Two versions are there, one of which goes; a table comes and one goes."""
    small.publish(5)
    small.publish(OLD)
    small.execute(
        "delete from marts.data_dictionary where table_name = 'same_always';"
        "insert into marts.data_dictionary values ('new_table');"
        "create table marts.new_table as select 1 as one"
    )


def loose(small: SmallWarehouse) -> None:
    """The last publication was laid out as loose files."""
    small.publish_loose(OLD)


@pytest.mark.parametrize("before", [first, further, loose])
def test_readers_see_the_old_or_the_new_publication_whole_wherever_it_is_killed(
    tmp_path: Path, before: Callable[[SmallWarehouse], None]
) -> None:
    small = SmallWarehouse(tmp_path)
    before(small)
    small.execute(CHANGE.format(number=NEW))
    kept = tmp_path / "kept"
    shutil.copytree(small.directory, kept, symlinks=True)
    found = []
    for _ in kills(small, kept):
        found.append(seen(small.directory))
        shutil.copy(small.path, tmp_path / "warehouse.kept")
        small.publish(NEXT)
        assert seen(small.directory) == {NEXT}
        assert not [name for name in small.versions() if name.startswith(".")]
        assert len([name for name in small.versions() if name.startswith(f"{NEW:05d}")]) <= (
            found[-1] == {NEW}
        ), "what readers never saw is no version"
        shutil.copy(tmp_path / "warehouse.kept", small.path)
    assert len(found) > 8
    old: set[int] = set() if before is first else {OLD}
    assert found == sorted(found, key=lambda it: it == {NEW}), "never back again"
    assert {frozenset(it) for it in found} == {frozenset(old), frozenset({NEW})}


def kills(small: SmallWarehouse, kept: Path) -> Iterator[None]:
    """Publish anew, killed one step later each time, until it gets to its end."""
    for n in count(1):
        assert n < MOST_CHANGES
        shutil.rmtree(small.directory)
        shutil.copytree(kept, small.directory, symlinks=True)
        ended = os.waitstatus_to_exitcode(os.waitpid(start_killed(small, n), 0)[1])
        if ended == DONE:
            return
        assert ended == KILLED
        yield


def start_killed(small: SmallWarehouse, before: int) -> int:
    """Start a process that publishes and dies before its n-th change; return its id.

    It is a fork of this one, for each would import its libraries for a second.
    """
    child = os.fork()
    if child:
        return child
    n_changes = 0

    def die(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal n_changes
        takes_a_name = event == "os.remove" and str(arguments[0]).startswith(str(small.directory))
        n_changes += event in CHANGES or takes_a_name
        if n_changes == before:
            os._exit(KILLED)

    try:
        sys.addaudithook(die)
        publish_marts(small.path, small.directory, "killed", kept_versions=1, with_pages=False)
        remove_versions(small.directory, 1, leave_seconds=0)
    except BaseException:  # nothing of the test runs twice
        os._exit(BROKEN)
    os._exit(DONE)


def seen(directory: Path) -> set[int]:
    """The number of the publication, the same for whoever comes by whichever way; or none."""
    published = directory / "minzheng.duckdb"
    if not published.exists():
        assert not (directory / "current").exists()
        return set()
    folder = (directory / "current").resolve()
    if not folder.exists():
        folder = directory
    number = seen_in_duckdb(published)
    assert len(number) == 1
    assert seen_in_duckdb(folder / "minzheng.duckdb") == number
    for place in (directory, folder):
        assert seen_in_files(place, "parquet") == number
        assert seen_in_files(place, "csv") == number
        assert not damaged_in_package(place)
    return number
