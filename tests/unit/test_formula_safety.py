"""No text runs in a spreadsheet, and every text can be had back."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.publication.exports import guide
from orchestration.publication.exports.formula_safety import (
    begins_formula,
    restore,
    restored_sql,
    safe,
    safe_sql,
)

NASTY = st.text(alphabet="=+-@＝＋－＠'\"\t\r\n;,| \u3000a1中", max_size=12)
TEXTS = NASTY | st.text(max_size=30)


@given(TEXTS)
def test_every_text_can_be_had_back(text: str) -> None:
    assert restore(safe(text)) == text


@given(TEXTS)
def test_no_cell_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    """Neither the cell, nor what programs that part cells at tabs or semicolons take for one."""
    for piece in re.split(r"[\t\r\n;]", safe(text)):
        assert piece.lstrip(" \u3000\"'\f\v")[:1] not in tuple("=+-@＝＋－＠") or "'" in piece
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


# The first of them opens DuckDB, which is slower than the others.
@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_sql_and_python_make_the_same_of_a_text(texts: list[str]) -> None:
    texts = [text.replace("\0", "") for text in texts]
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select {safe_sql('t')}, {restored_sql(safe_sql('t'))} "
            "from (select unnest($texts::varchar[]) as t)",
            {"texts": texts},
        ).fetchall()
    assert rows == [(safe(text), text) for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("-2.5%", "'-2.5%"),
        ("'=1", "''=1"),
        ("\t=1", "'\t'=1"),
        ("甲\n@SUM(A1)", "甲\n'@SUM(A1)"),
        ("甲;=1", "甲;'=1"),
        ("同比-3.2%", "同比-3.2%"),
        ("城乡低保对象12人", "城乡低保对象12人"),
        ("", ""),
    ],
)
def test_only_what_could_run_is_changed(text: str, expected: str) -> None:
    assert safe(text) == expected
    assert begins_formula(text) == (text != expected) or text[:1] == "甲"


def test_the_code_that_readers_are_given_restores_too() -> None:
    (code,) = re.findall(
        r"```python\n(.*?)```", guide.SOURCE.read_text(encoding="utf-8"), re.DOTALL
    )
    scope: dict[str, object] = {}
    exec(code, scope)
    for text in ("=1", "'=1", "\t=1", "甲;=1\n'+2", "无"):
        assert scope["restore"](safe(text)) == text  # type: ignore[operator]
