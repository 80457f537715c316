"""Each word of heads is held by its example, which reads otherwise when its row is removed."""

from __future__ import annotations

import pytest

from orchestration.extraction import version
from orchestration.extraction.reference import read_table
from orchestration.extraction.tables import cues

ROWS = read_table("table_heads")
NAMES = [f"{row['role']}-{row['example']}" for row in ROWS]


def told(row: dict[str, str]) -> tuple[object, ...]:
    """All that an example says, in each of the ways in which rows are asked."""
    role, example = row["role"], cues.compact(row["example"])
    whole, somewhere = cues.says(role, example), cues.told_in(role, example)
    units = cues.caption_units(f"单位:{example}") if role == "joint" else ()
    return cues.read_head(example), whole, somewhere, cues.unit_of_words(example), units


def forget() -> None:
    cues.read_head.cache_clear()
    cues.rows_of.cache_clear()


def told_without(row: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    rest = [other for other in ROWS if other is not row]
    if not any(other["role"] == row["role"] for other in rest):
        rest.append({**row, "pattern": "(?!)"})
    with monkeypatch.context() as patch:
        patch.setattr(cues, "read_table", lambda _: rest)
        forget()
        read = told(row)
    forget()
    return read


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_the_example_of_a_row_falls_without_it(
    row: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(row) != told_without(row, monkeypatch)


def test_a_word_of_heads_is_part_of_the_extractor_version() -> None:
    assert "table_heads" in version.tables_read()


@pytest.mark.parametrize(
    ("head", "measures", "status", "words", "unit"),
    [
        ("2021年同比增长(%)", {"change_pct"}, "", "", "%"),
        ("比上年增减(人)", {"compared", "change"}, "", "", "人"),
        ("占全部社会组织比重(%)", {"share"}, "", "", "%"),
        ("2022年计划新增养老床位(张)", set(), "target", "新增养老床位", "张"),
        ("保障人数(万人)", set(), "", "保障人数", "万人"),
        ("低保标准(元/人·月)", set(), "", "低保标准", "元/人·月"),
        ("年度任务完成率%", {"completion"}, "", "年度", "%"),
        ("数 量", set(), "", "", None),
    ],
)
def test_a_head_is_taken_apart(
    head: str, measures: set[str], status: str, words: str, unit: str | None
) -> None:
    read = cues.read_head(cues.compact(head))
    assert (set(read.measures), read.status, read.words) == (measures, status, words)
    assert (read.unit.text if read.unit else None) == unit
