"""Two kinds of sources: which one the panel shows, how far they agree, and what that moves.

Every case is a city of its own, so that one build serves them all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO

import duckdb
import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document
from rich.console import Console

from orchestration.cli_explain import show_explanation

NewWarehouse = Callable[[], BuiltWarehouse]

DIBAO = "indicator_id=dibao_persons"
IN_TABLE = f"cell=低保对象/本期 unit_raw=person {DIBAO}"
SOLD = "indicator_id=welfare_lottery_sales"
IN_JUNE = "period_start=2020-06-30 period_end=2020-06-30"
YEAR_BEFORE = "period_start=2019-12-31 period_end=2019-12-31"
QUANTITIES = "".join(
    f"[{n}00人 indicator_id={name}]。"
    for n, name in enumerate(
        (
            "dibao_persons", "orphans", "destitute_persons", "left_behind_children",
            "children_in_difficulty",
        ),
        start=11,
    )
)  # fmt: skip


def prose(value: str, fields: str = "") -> str:
    return f"年末低保对象[{value}人 {DIBAO} {fields}]。".replace(" ]", "]")


def table(value: str, fields: str = "") -> str:
    return f"低保对象\t[{value} {IN_TABLE} {fields}]\n".replace(" ]", "]")


@dataclass(frozen=True)
class Case:
    """Documents of one city and what comes of its cell of 2020.

    `pairs` are the verdicts with their reasons; `cell` is its value, kind of source, has_conflict,
    is_ambiguous and confidence; `lost` why the others lost.
    """

    documents: tuple[str, ...]
    pairs: list[tuple[str, str | None]]
    cell: tuple[float, str, bool, bool, float]
    lost: list[str]


AGREE, DIFFER, EXPLAINED = "agree", "differ", "differ_for_a_reason"
OUTRANKED = "less_official_source"
CASES = {
    "prose that rounds its table agrees and halves the doubt": Case(
        (prose("6.06万", "confidence=0.99") + table("60611"),),
        [(AGREE, None)], (60611, "table", False, False, 0.95), [OUTRANKED],
    ),
    "beyond rounding they differ, although in one document": Case(
        (prose("60500") + table("60611"),),
        [(DIFFER, None)], (60611, "table", True, False, 0.603), [OUTRANKED],
    ),
    "two documents agree": Case(
        (prose("60611"), "据统计," + prose("6.06万")),
        [(AGREE, None)], (60611, "prose", False, False, 0.95), ["later_in_the_document"],
    ),
    "two documents differ": Case(
        (prose("60611", "confidence=0.96"), prose("58000")),
        [(DIFFER, None)], (60611, "prose", True, False, 0.643), ["less_certain"],
    ),
    "prose says of all what the table says of the urban part": Case(
        (prose("5200") + table("60611") + table("5200", "residence=urban"),),
        [(EXPLAINED, "urban_part")], (60611, "table", True, False, 0.603), [OUTRANKED],
    ),
    "the table says of all what prose says of a district": Case(
        (prose("60611") + prose("5200", "area=金安区") + table("5200"),),
        [(EXPLAINED, "scope")], (5200, "table", True, False, 0.603), [OUTRANKED],
    ),
    "prose says of this year what the table says of the year before": Case(
        (prose("58000") + table("60611") + table("58000", YEAR_BEFORE),),
        [(EXPLAINED, "period")], (60611, "table", True, False, 0.603), [OUTRANKED],
    ),
    "a multiplier is missing": Case(
        (prose("6.06") + table("60611"),),
        [(EXPLAINED, "unit")], (60611, "table", True, False, 0.603), [OUTRANKED],
    ),
    "each speaks of its own day, which is no conflict": Case(
        (prose("60611") + table("58000", IN_JUNE),),
        [(EXPLAINED, "period")], (60611, "prose", False, False, 0.9), ["earlier_as_of"],
    ),
    "what happens to be the same on another day is no agreement": Case(
        (prose("60611") + table("60611", IN_JUNE),),
        [], (60611, "prose", False, False, 0.9), ["earlier_as_of"],
    ),
    "a number of few digits explains nothing": Case(
        (prose("52") + table("606") + table("52", "residence=urban"),),
        [(DIFFER, None)], (606, "table", True, False, 0.603), [OUTRANKED],
    ),
    "one source that was read two ways is ambiguous": Case(
        (table("60611") + table("58000"),),
        [], (60611, "table", False, True, 0.9), ["later_in_the_document"],
    ),
    "one agrees, one differs, and the confidence stays": Case(
        (prose("60611") + table("60611"), prose("50001")),
        [(AGREE, None), (DIFFER, None)], (60611, "table", True, False, 0.9), [OUTRANKED] * 2,
    ),
    "a conflict takes no cell out of the panel": Case(
        (prose("50000") + table("60611", "confidence=0.55"),),
        [(DIFFER, None)], (60611, "table", True, False, 0.5), [OUTRANKED],
    ),
    "two files of one report bear no witness for each other": Case(
        (QUANTITIES, "转载:" + QUANTITIES),
        [], (1100, "prose", False, False, 0.9), ["later_in_the_document"],
    ),
}  # fmt: skip
CITIES = (
    "340100", "340200", "340300", "340400", "340500", "340600", "340700", "340800",
    "341000", "341100", "341200", "341300", "341500", "341600", "341700", "341800",
)  # fmt: skip
PLACED = dict(zip(CASES, CITIES, strict=False))


@pytest.fixture(scope="module")
def sources(new_warehouse: NewWarehouse) -> BuiltWarehouse:
    """Every case, each in a city of its own, and a city whose table is of half the year."""
    warehouse = new_warehouse()
    for name, case in CASES.items():
        city = PLACED[name]
        for number, marked in enumerate(case.documents):
            # The place makes the texts of two cases two documents.
            warehouse.land(Document(f"{city}_{number}.txt", city + marked, city, name[:20]))
    halves = (
        f"全年销售福利彩票[400万元 {SOLD} period_start=2020-01-01]。"
        f"福彩销售\t[1900000 {SOLD} period_start=2020-01-01 period_end=2020-06-30 "
        "unit_raw=CNY cell=福彩销售/上半年]"
    )
    warehouse.land(Document("halves.txt", halves, "341800", "宣城市"))
    warehouse.build()
    return warehouse


@pytest.mark.parametrize("name", CASES)
def test_sources_of_a_cell_agree_or_differ_and_move_its_confidence(
    sources: BuiltWarehouse, name: str
):
    case, city = CASES[name], PLACED[name]
    key = "city_code = ? and year = 2020 and indicator_id = 'dibao_persons'"
    pairs = sources.rows(
        f"select verdict, reason from marts.fct_source_agreement where {key} order by all", [city]
    )
    assert pairs == case.pairs
    (cell,) = sources.rows(
        "select value::double, source_kind, has_conflict, is_ambiguous, round(confidence, 3) "
        "from marts.fct_city_year_indicator "
        "inner join (select observation_id, source_kind from marts.fct_observation) "
        f"using (observation_id) where {key} and residence = 'total'",
        [city],
    )
    assert cell == case.cell
    lost = sources.rows(
        "select lost_because from marts.fct_cell_observation "
        f"where {key} and residence = 'total' and not is_preferred",
        [city],
    )
    assert lost == [(reason,) for reason in case.lost]


def test_the_whole_year_in_prose_goes_before_part_of_it_in_a_table(sources):
    rows = sources.rows(
        "select value, source_kind, lost_because from marts.fct_cell_observation "
        "where city_code = '341800' order by preference"
    )
    assert rows == [(4_000_000, "prose", None), (1_900_000, "table", "part_of_the_year")]


def test_a_pair_tells_both_statements(sources):
    (row,) = sources.rows(
        "select pairs.value, other_value, difference, pairs.source_kind, other_source_kind, "
        "is_conflict, other.quote, cells.observation_id is not null "
        "from marts.fct_source_agreement as pairs "
        "inner join marts.fct_observation as other "
        "on pairs.other_observation_id = other.observation_id "
        "left join marts.fct_city_year_indicator as cells "
        "on pairs.observation_id = cells.observation_id where pairs.city_code = ?",
        [PLACED["beyond rounding they differ, although in one document"]],
    )
    assert row == (60611, 60500, -111, "table", "prose", True, "60500人", True)


def test_a_fact_of_a_table_is_traced_by_its_cell_and_one_of_prose_by_its_span(sources):
    prose_row, table_row = sources.rows(
        "select source_kind, char_start is null, char_end is null, cell, quote "
        "from marts.fct_observation where city_code = ? order by source_kind",
        [CITIES[0]],
    )
    assert prose_row == ("prose", False, False, None, "6.06万人")
    assert table_row[:3] + table_row[4:] == ("table", True, True, "60611")
    heads = {"table": "Sheet1", "row": "低保对象", "column": "本期", "address": "B2"}
    assert json.loads(table_row[3]) == heads


def test_explain_shows_the_cell_of_a_table_and_why_prose_stands_behind_it(sources):
    shown = {}
    for kind, key in sources.rows(
        "select source_kind, observation_id from marts.fct_observation where city_code = ?",
        [CITIES[0]],
    ):
        console = Console(width=200, record=True, file=StringIO())
        with duckdb.connect(str(sources.path), read_only=True) as connection:
            show_explanation(console, connection, key)
        shown[kind] = console.export_text()
    for said in ("Sheet1", "低保对象", "本期", "B2", "60611", "The cell of the panel"):
        assert said in shown["table"]
    assert "Read by other rules" not in shown["table"]
    assert "a table states the same period (less_official_source)" in shown["prose"]
    assert "Sheet1" not in shown["prose"]


def test_in_the_text_both_kinds_slice_back_to_their_quotes(sources):
    rows = sources.rows(
        "select source_kind, bool_and(substr(text, char_start + 1, char_end - char_start) = quote) "
        "from intermediate.int_observations inner join raw.documents using (document_id) "
        "group by source_kind order by source_kind"
    )
    assert rows == [("prose", True), ("table", True)]


def test_a_fact_of_a_table_that_does_not_say_its_cell_fails_the_build(
    new_warehouse: NewWarehouse,
):
    warehouse = new_warehouse()
    document = Document("table.txt", table("60611"))
    warehouse.land(document)
    warehouse.build()
    cell = json.dumps({"table": "Sheet1"})
    later = date(2024, 1, 9)
    warehouse.execute("update raw.candidate_facts set cell = ?", [cell])
    warehouse.execute("update raw.document_contexts set extracted_at = ?", [later])
    with pytest.raises(AssertionError, match="facts_lead_back_to_a_span_or_a_cell"):
        warehouse.build()


def test_parts_in_a_table_add_up_to_the_whole_of_the_same_table(new_warehouse: NewWarehouse):
    warehouse = new_warehouse()
    marked = (
        table("60611") + table("20611", "residence=urban") + table("40000", "residence=rural")
        + prose("50000", "residence=rural")
    )  # fmt: skip
    warehouse.land(Document("table.txt", marked))
    warehouse.build()
    rows = warehouse.rows("select method, stated, computed, verdict from marts.fct_reconciliation")
    assert rows == [("exhaustive_parts", 60611, 60611, "holds")]
