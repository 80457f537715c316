"""What the panel promises of a cell: a minimum of confidence, and its doubts in words."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document

BEDS = "养老床位[14820张 indicator_id=elderly_care_beds]。"
NO_CELL = "select panel_exclusion from marts.fct_observation"
CELL = "select trust, doubt is not null from marts.fct_city_year_indicator"


@pytest.mark.parametrize(
    ("confidence", "cells", "exclusion"),
    [
        (0.95, [("high", False)], None),
        (0.5, [("medium", False)], None),
        (0.39, [], "low_confidence"),
    ],
)
def test_below_the_minimum_a_fact_is_no_cell_and_stays_to_be_reviewed(
    new_warehouse: Callable[[], BuiltWarehouse],
    confidence: float,
    cells: list[tuple[str, bool]],
    exclusion: str | None,
) -> None:
    built = new_warehouse()
    built.land(Document("report.txt", BEDS, fields={"confidence": confidence}))
    built.build()
    assert built.rows(CELL) == cells
    assert built.rows(NO_CELL) == [(exclusion,)]
    queued = built.rows("select review_reason from marts.review_queue")
    assert len(queued) == 1
    assert ("kept out of the panel: low confidence" in queued[0][0]) is (exclusion is not None)


def test_a_doubt_lowers_the_trust_of_its_cell_until_it_is_gone(
    new_warehouse: Callable[[], BuiltWarehouse],
) -> None:
    built = new_warehouse()
    built.land(Document("report.txt", BEDS, fields={"confidence": 0.95}))
    built.build()
    ((observation,),) = built.rows("select observation_id from marts.fct_observation")
    with duckdb.connect(str(built.path)) as con:
        con.execute(
            "insert into audit.quarantine by name select ? as observation_id, 'doubts' as suite, "
            "'expect_zeros_to_be_likely' as expectation, '0' as observed, 'many' as expected, "
            "false as is_held",
            [observation],
        )
    built.build()
    assert built.rows(CELL) == [("medium", True)]
    with duckdb.connect(str(built.path)) as con:
        con.execute("update audit.quarantine set released_at = current_localtimestamp()")
    built.build()
    assert built.rows(CELL) == [("high", False)]
