"""What readers saw stays what they saw: numbers, as-of, differences and their causes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document
from publisher import Publisher
from test_vintages_and_corrections import (
    FIRST,
    LATER,
    OVERRIDE,
    WITHDRAWN,
    WITHOUT_SEEDS,
    correct,
)

from orchestration.errors import MendableError
from orchestration.publication import publishing, versions
from orchestration.publication.as_of import difference, two_publications

ORPHANS = replace(WITHDRAWN, retracted_at=None)
MORE_BEDS = OVERRIDE | {"quote": "14820张", "value": "14830", "expect": "养老床位"}
NEIGHBOUR = Document(
    "neighbour.txt",
    "全市养老床位[900张 indicator_id=elderly_care_beds]。",
    city_code="330800",
    city_name="衢州市",
)


@dataclass
class History:
    """Four publications of one warehouse, and the panel as it was exported each time."""

    publisher: Publisher
    panels: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)

    def publish(self, moment: datetime) -> None:
        number = self.publisher.publish(moment).number
        self.panels.setdefault(number, self.publisher.panel())


@pytest.fixture(scope="module")
def history(new_warehouse: Callable[[], BuiltWarehouse]) -> History:
    """First a load, then a correction, then documents that come and go, then new rules."""
    warehouse = new_warehouse()
    history = History(Publisher(warehouse))
    warehouse.land(FIRST, ORPHANS, NEIGHBOUR)
    warehouse.build()
    history.publish(datetime(2024, 1, 10, 9))

    correct(warehouse, MORE_BEDS)
    warehouse.build(*WITHOUT_SEEDS)
    history.publish(datetime(2024, 2, 10, 9))
    history.publish(datetime(2024, 2, 20, 9))

    warehouse.land(LATER, WITHDRAWN)
    warehouse.build(*WITHOUT_SEEDS)
    history.publish(datetime(2024, 3, 10, 9))

    read_anew = {"confidence": 0.8}
    warehouse.land(
        replace(NEIGHBOUR, extractor_version="2", extracted_at=datetime.now(), fields=read_anew)
    )
    warehouse.build(*WITHOUT_SEEDS)
    history.publish(datetime(2024, 4, 10, 9))
    return history


def test_the_panel_as_of_a_publication_is_what_was_exported_then(history: History):
    for number, panel in history.panels.items():
        as_of = history.publisher.rows(f"from marts.panel_as_of({number}) order by all")
        assert as_of == panel, number
    assert len({str(panel) for panel in history.panels.values()}) == len(history.panels) == 4


def test_a_day_or_a_moment_means_the_last_publication_until_then(history: History):
    for moment, number in {
        "'2024-01-10'": 1,
        "date '2024-02-09'": 1,
        "'2024-02-10'": 2,
        "timestamp '2024-02-10 08:59:59'": 1,
        "current_date": 4,
    }.items():
        as_of = history.publisher.rows(f"from marts.panel_as_of({moment}) order by all")
        assert as_of == history.panels[number], moment
    assert history.publisher.rows("from marts.panel_as_of('2024-01-09')") == []


def test_a_publication_that_never_was_is_an_error(history: History):
    for asked, answer in {"7": "no publication 7", "'spring'": "a number, a day"}.items():
        with pytest.raises(duckdb.Error, match=answer):
            history.publisher.rows(f"from marts.panel_as_of({asked})")


def test_each_difference_is_told_with_its_cause(history: History):
    changes = history.publisher.rows(
        "select number, kind, indicator_id, year, old_value, new_value, is_revision, cause "
        "from marts.fct_publication_change where number > 1 order by all"
    )
    assert changes == [
        (2, "changed", "elderly_care_beds", 2020, 14820, 14830, True, "correction"),
        (3, "changed", "dibao_persons", 2020, 60611, 60911, True, "document"),
        (3, "new", "dibao_persons", 2021, None, 61200, False, "document"),
        (3, "withdrawn", "orphans", 2020, 2603, None, False, "document"),
        (4, "changed", "elderly_care_beds", 2020, 900, 900, False, "rules"),
    ]
    columns = "select columns_changed from marts.fct_publication_change where number = 4"
    assert history.publisher.rows(columns) == [("confidence, trust",)]


def test_only_a_changed_value_is_a_revision(history: History):
    revisions = history.publisher.rows(
        "select number, revised_at, kind, cause, old_value, new_value, difference "
        "from marts.fct_revision order by number"
    )
    assert revisions == [
        (2, datetime(2024, 2, 10, 9), "revised", "correction", 14820, 14830, 10),
        (3, datetime(2024, 3, 10, 9), "revised", "document", 60611, 60911, 300),
    ]


def test_the_same_panel_again_gets_no_new_number(history: History):
    numbers = history.publisher.rows(
        "select number, published_at, n_documents, n_cells, n_new, n_changed, n_revised, "
        "n_withdrawn from marts.fct_publication order by number"
    )
    assert numbers == [
        (1, datetime(2024, 1, 10, 9), 3, 4, 4, 0, 0, 0),
        (2, datetime(2024, 2, 10, 9), 3, 4, 0, 1, 1, 0),
        (3, datetime(2024, 3, 10, 9), 3, 4, 1, 1, 1, 1),
        (4, datetime(2024, 4, 10, 9), 3, 4, 0, 1, 0, 0),
    ]


def test_a_publication_says_which_documents_and_corrections_it_was_made_of(history: History):
    inputs = history.publisher.rows(
        "select kind, source_file, valid_from, valid_to "
        "from marts.fct_publication_input order by all"
    )
    assert inputs == [
        ("correction", FIRST.source_file, 2, None),
        ("document", FIRST.source_file, 1, None),
        ("document", LATER.source_file, 3, None),
        ("document", NEIGHBOUR.source_file, 1, None),
        ("document", WITHDRAWN.source_file, 1, 3),
    ]


def test_the_record_grows_by_what_changed_and_not_by_what_is_there(history: History):
    ((n_rows,),) = history.publisher.rows("select count(*) from marts.fct_publication_cell")
    ((n_changes,),) = history.publisher.rows(
        "select count(*) from marts.fct_publication_change where kind <> 'withdrawn'"
    )
    assert n_rows == n_changes == 8


def test_any_two_publications_can_be_compared(history: History):
    with duckdb.connect(str(history.publisher.file), read_only=True) as connection:
        assert two_publications(connection, None, None) == (3, 4)
        assert two_publications(connection, 2, None) == (2, 4)
        assert two_publications(connection, 3, 1) == (1, 3)
        with pytest.raises(MendableError, match="no publication 9"):
            two_publications(connection, 9, None)
        for older, newer in ((1, 2), (2, 3), (3, 4)):
            _, cells = difference(connection, older, newer)
            assert sorted((row[0], row[3]) for row in cells.fetchall()) == history.publisher.rows(
                "select kind, indicator_id from marts.fct_publication_change "
                f"where number = {newer} order by all"
            )
        counts, cells = difference(connection, 1, 3)
        assert counts == "publication 3 against 1: 1 new, 2 changed (2 in value), 1 withdrawn"
        assert [(row[0], row[3], row[6], row[7], row[9]) for row in cells.fetchall()] == [
            ("changed", "dibao_persons", 60611, 60911, "document"),
            ("changed", "elderly_care_beds", 14820, 14830, "correction"),
            ("new", "dibao_persons", None, 61200, "document"),
            ("withdrawn", "orphans", 2603, None, "document"),
        ]


def test_the_release_notes_tell_each_publication_newest_first(history: History):
    notes = (history.publisher.directory / "RELEASE_NOTES.md").read_text("utf-8")
    headings = [line.split(",")[0] for line in notes.splitlines() if line.startswith("## ")]
    assert headings == [f"## Publication {number}" for number in (4, 3, 2, 1)]
    assert "| 14820 | 14830 | bed | correction |" in notes
    assert "| 2603 |  | person | document |" in notes
    assert "differ in other columns: confidence (1), trust (1)" in notes


@pytest.fixture(scope="module")
def standing(new_warehouse: Callable[[], BuiltWarehouse]) -> Publisher:
    """A warehouse whose panel is out."""
    warehouse = new_warehouse()
    warehouse.land(FIRST)
    warehouse.build()
    publisher = Publisher(warehouse)
    publisher.publish(datetime(2024, 1, 10))
    return publisher


def change_a_cell(publisher: Publisher) -> None:
    with duckdb.connect(str(publisher.warehouse.path)) as connection:
        connection.execute(
            "update marts.fct_city_year_indicator set value = value + 1 "
            "where indicator_id = 'elderly_care_beds'"
        )


def test_a_publication_that_dies_leaves_no_number(
    standing: Publisher, monkeypatch: pytest.MonkeyPatch
):
    change_a_cell(standing)
    before = standing.record()

    def break_down(*_: object) -> None:
        raise OSError("no space left on the device")

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "publish_version", break_down)
        with pytest.raises(OSError, match="no space"):
            standing.publish(datetime(2024, 1, 11))
    assert standing.record() == before

    killed_before_the_exchange = killed(standing, datetime(2024, 1, 12))
    assert standing.record() != before
    number = standing.publish(datetime(2024, 1, 13)).number
    assert standing.rows("select number, run_id from marts.fct_publication order by 1")[-2:] == [
        (number - 1, "run of 2024-01-10"),
        (number, "run of 2024-01-13"),
    ]
    killed_before_the_exchange.close()


def test_a_version_that_was_never_switched_to_goes_with_its_number(
    standing: Publisher, monkeypatch: pytest.MonkeyPatch
):
    change_a_cell(standing)
    before = standing.record()

    def break_down(*_: object) -> None:
        raise OSError("the disk is gone")

    def versions_of(number: int) -> list[Path]:
        return list((standing.directory / "versions").glob(f"{number:05d}-*"))

    with monkeypatch.context() as broken:
        broken.setattr(versions, "_point", break_down)
        with pytest.raises(OSError, match="the disk is gone"):
            standing.publish(datetime(2024, 1, 13, 12))
    assert standing.record() == before
    number = before["publication.publications"][-1][0] + 1
    assert len(versions_of(number)) == 1, "complete, and never seen"
    assert standing.publish(datetime(2024, 1, 13, 13)).number == number
    assert [path.resolve() for path in versions_of(number)] == [standing.file.resolve().parent]


def test_a_number_that_readers_have_seen_is_kept(standing: Publisher):
    change_a_cell(standing)
    killed_after_the_exchange = killed(standing, datetime(2024, 1, 14))
    standing.exchange()
    panel = standing.panel()
    again = standing.publish(datetime(2024, 1, 15))
    assert not again.is_new
    assert standing.rows("select max(number) from marts.fct_publication") == [(again.number,)]
    assert standing.rows("from marts.panel_as_of('2024-01-14') order by all") == panel
    killed_after_the_exchange.close()


def killed(publisher: Publisher, moment: datetime) -> ExitStack:
    """A publication whose process ends after the record is written; it is left when closed."""
    process = ExitStack()
    process.enter_context(publisher.recording(moment))
    return process
