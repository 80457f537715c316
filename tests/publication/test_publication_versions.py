"""A publication is one thing: a folder that is switched, and the last ones that stay."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from small_warehouse import SmallWarehouse, damaged_in_package, seen_in_duckdb, seen_in_files

from orchestration.duckdb_files import read_published
from orchestration.errors import MendableError
from orchestration.publication.versions import remove_versions

FILE = "minzheng.duckdb"


@pytest.fixture
def small(tmp_path: Path) -> SmallWarehouse:
    """A warehouse of which nothing is published."""
    return SmallWarehouse(tmp_path)


@pytest.fixture
def hasty(small: SmallWarehouse, monkeypatch: pytest.MonkeyPatch) -> SmallWarehouse:
    """One whose versions go as soon as they are replaced."""
    monkeypatch.setattr(
        "orchestration.publication.publishing.remove_versions",
        lambda directory, keep: remove_versions(directory, keep, leave_seconds=0),
    )
    return small


def test_all_names_lead_through_the_one_link_that_is_switched(small: SmallWarehouse) -> None:
    first = small.publish(1)
    second = small.publish(2)
    assert (first.name, second.name) == ("00001-000001", "00002-000002")
    names = {path.name for path in small.directory.iterdir()} - {"current", "versions"}
    assert names == {path.name for path in second.iterdir()}
    assert {(small.directory / name).readlink().parts[0] for name in names} == {"current"}
    assert seen_in_duckdb(small.directory / FILE) == {2}
    assert seen_in_duckdb(first / FILE) == {1}, "the version before is whole"
    assert not damaged_in_package(first)
    assert not damaged_in_package(second)


def test_a_build_of_the_same_number_is_a_version_of_its_own(small: SmallWarehouse) -> None:
    small.publish(1)
    assert small.publish(1).name == "00001-000002"
    assert small.versions() == ["00001-000001", "00001-000002"]


def test_every_file_is_read_only(small: SmallWarehouse) -> None:
    small.publish(1)
    for path in small.publish(2).rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o444, path.name


def test_a_reader_keeps_its_version_and_the_same_process_may_open_the_next(
    small: SmallWarehouse,
) -> None:
    small.publish(1)
    with read_published(small.directory / FILE) as before:
        small.publish(2)
        with read_published(small.directory / FILE) as after:
            number = "select distinct number from marts.left_half"
            assert before.execute(number).fetchall() == [(1,)]
            assert after.execute(number).fetchall() == [(2,)]


def test_what_is_unchanged_is_the_same_file_and_the_rest_is_new(small: SmallWarehouse) -> None:
    first, second = small.publish(1), small.publish(2)
    for suffix in ("csv", "parquet"):
        assert (first / f"same_always.{suffix}").samefile(second / f"same_always.{suffix}")
        assert not (first / f"left_half.{suffix}").samefile(second / f"left_half.{suffix}")
        assert seen_in_files(second, suffix) == {2}


@pytest.mark.parametrize(
    "change",
    [
        "alter table marts.same_always alter column row type varchar",
        "alter table marts.same_always rename column row to line",
        "update marts.same_always set row = 7 where row = 8",
        "insert into marts.same_always values (7), (7)",
        "delete from marts.same_always",
    ],
)
def test_another_type_name_value_or_row_is_a_change(small: SmallWarehouse, change: str) -> None:
    first = small.publish(1)
    small.execute(change)
    second = small.publish(2)
    assert not (first / "same_always.parquet").samefile(second / "same_always.parquet")


def test_a_file_that_was_altered_is_not_passed_on(small: SmallWarehouse) -> None:
    csv = small.publish(1) / "same_always.csv"
    before = csv.read_text()
    csv.chmod(0o644)
    csv.write_text(before.replace("7", "8"))
    assert (small.publish(2) / "same_always.csv").read_text() == before


def test_a_table_that_is_gone_loses_its_name(small: SmallWarehouse) -> None:
    small.publish(1)
    small.execute("delete from marts.data_dictionary where table_name = 'same_always'")
    small.publish(2)
    assert not os.path.lexists(small.directory / "same_always.csv")
    assert all(path.exists() for path in small.directory.iterdir())


def test_texts_can_be_kept_back(small: SmallWarehouse) -> None:
    with read_published(small.publish(1) / FILE) as connection:
        assert connection.execute("from marts.document_block").fetchall() == [("d", 0, "原文")]
    without = small.publish(2, with_texts=False)
    with read_published(without / FILE) as connection:
        assert connection.execute("from marts.document_block").fetchall() == []
    assert (without / "document_block.csv").read_text() == "document_id,block,text\n"


def test_loose_files_of_an_older_layout_become_the_first_version(small: SmallWarehouse) -> None:
    small.publish_loose(4)
    (small.directory / "notes.txt").write_text("mine")
    second = small.publish(5)
    assert small.versions() == ["00004-000001", "00005-000002"]
    assert seen_in_duckdb(small.directory / "versions" / "00004-000001" / FILE) == {4}
    assert seen_in_duckdb(small.directory / FILE) == {5}
    assert (small.directory / FILE).resolve() == second / FILE
    assert (small.directory / "notes.txt").read_text() == "mine", "what is not ours is left alone"


def test_the_last_versions_stay(hasty: SmallWarehouse) -> None:
    for number in range(1, 6):
        hasty.publish(number, kept_versions=3)
    assert hasty.versions() == ["00003-000003", "00004-000004", "00005-000005"]


def test_a_version_that_was_current_a_moment_ago_stays(small: SmallWarehouse) -> None:
    first, second = small.publish(1, kept_versions=1), small.publish(2, kept_versions=1)
    assert first.exists(), "somebody may have looked it up"
    os.utime(second, (0, 0))
    small.publish(3, kept_versions=1)
    assert not first.exists()
    assert second.exists()


def test_a_version_that_another_process_reads_stays(hasty: SmallWarehouse) -> None:
    hasty.publish(1)
    held = hasty.directory / FILE
    reading = f"import duckdb; c = duckdb.connect({str(held)!r}, read_only=True); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", reading], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout
        reader.stdout.readline()
        hasty.publish(2, kept_versions=1)
        hasty.publish(3, kept_versions=1)
        assert hasty.versions() == ["00001-000001", "00003-000003"]
        reader.communicate(b"\n")
    hasty.publish(4, kept_versions=1)
    assert hasty.versions() == ["00004-000004"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells open files")
def test_a_version_of_which_any_file_is_open_stays(hasty: SmallWarehouse) -> None:
    with (hasty.publish(1) / "left_half.csv").open() as csv:
        hasty.publish(2, kept_versions=1)
        assert hasty.versions() == ["00001-000001", "00002-000002"]
        assert csv.readline() == "number,row\n"
    hasty.publish(3, kept_versions=1)
    assert hasty.versions() == ["00003-000003"]


def test_a_publication_that_was_copied_without_its_links_says_what_to_do(
    small: SmallWarehouse,
) -> None:
    small.publish(1)
    copied = small.directory.with_name("copied")
    shutil.copytree(small.directory, copied)
    shutil.rmtree(small.directory)
    copied.rename(small.directory)
    with pytest.raises(MendableError, match="without its links"):
        small.publish(2)


def test_a_place_without_links_says_what_to_do(
    small: SmallWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with pytest.raises(MendableError, match="cannot hold links"):
        small.publish(1)
    monkeypatch.undo()
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    first, second = small.publish(1), small.publish(2)
    assert (first / "same_always.csv").read_bytes() == (second / "same_always.csv").read_bytes()
