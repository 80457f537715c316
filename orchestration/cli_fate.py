"""What became of a fact, on the terminal: held, marked, corrected, a cell, or why it is none.

Belongs here: the verdicts on one fact, in words. Does not belong here: how it was read (see
`cli_explain.py`), who decides (the gate, `fct_cell_observation`, `int_facts_judged`).
"""

from __future__ import annotations

from typing import Any

import duckdb
from rich.console import Console
from rich.text import Text

from orchestration.cli_tables import plain
from orchestration.duckdb_files import single_row
from orchestration.duty import read_set_aside
from orchestration.duty_lines import REMEDY_HELD_FACT, moment

PUBLISHED = """
select value, value_high, unit, confidence
from marts.fct_observation
where observation_id = $observation_id
"""

CORRECTION = """
select correction_id, action, reason, who
from marts.audit_corrections
where observation_id = $observation_id and state = 'applied'
"""

EXCLUSION = """
select panel_exclusion, repeats_observation_id
from intermediate.int_observations
where observation_id = $observation_id
"""

CELL = """
select
    facts.city_name, facts.year, facts.indicator_id, facts.residence, facts.category,
    facts.is_preferred, facts.lost_because,
    winners.observation_id as winner_id, winners.value as winner_value, winners.unit as winner_unit,
    documents.source_file as winner_file
from marts.fct_cell_observation as facts
left join marts.fct_cell_observation as winners
    on facts.city_code = winners.city_code
    and facts.year = winners.year
    and facts.indicator_id = winners.indicator_id
    and facts.residence = winners.residence
    and facts.category = winners.category
    and winners.is_preferred
left join raw.documents as documents on winners.document_id = documents.document_id
where facts.observation_id = $observation_id
"""

OTHER_SOURCES = """
with pairs as (
    select observation_id, other_observation_id as other_id, verdict, reason,
           other_value as value, unit, other_document_id as document_id, other_source_kind as kind
    from marts.fct_source_agreement
    union all
    select other_observation_id, observation_id, verdict, reason,
           value, unit, document_id, source_kind
    from marts.fct_source_agreement
)
select pairs.*, source_file
from pairs
inner join raw.documents using (document_id)
where pairs.observation_id = $observation_id
order by verdict, source_file
limit 5
"""

VERDICTS = {
    "agree": "Another source agrees",
    "differ": "Another source differs",
    "differ_for_a_reason": "Another source differs for a known reason",
}

LOST_BECAUSE = {
    "retracted": "its document was retracted",
    "superseded": "a newer version of its document stands",
    "quarantined": "a check holds it back",
    "part_of_the_year": "another one covers more of the year",
    "earlier_as_of": "another one is as of a later day",
    "less_official_source": "a table states the same period",
    "report_of_another_place": "another one is from the place's own report",
    "less_certain": "another one was read with more confidence",
    "earlier_publication": "another one was published later",
    "later_in_the_document": "the document states it earlier already",
}

EXCLUDED_BECAUSE = {
    "uncatalogued": "the catalogue has no indicator for it",
    "unknown_indicator": "the catalogue does not know its indicator any more",
    "planned": "it is a plan or a task",
    "sub_area": "it is about a part of the place",
    "unknown_city": "its place can't be told",
    "unknown_period": "its period can't be told",
    "not_a_level": "it is a change, an increment or a share",
    "unit_mismatch": "its unit is not that of its indicator",
    "more_than_a_year": "it runs over more than a year",
    "low_confidence": "it was read with too little confidence",
}


def show_fate(console: Console, connection: duckdb.DuckDBPyConnection, observation_id: str) -> None:
    """Print what became of a fact, each reason with the code that the marts have for it."""
    for line, style in _fate(connection, observation_id):
        console.print(Text(line, style), soft_wrap=True)


def _fate(connection: duckdb.DuckDBPyConnection, observation_id: str) -> list[tuple[str, str]]:
    key: dict[str, object] = {"observation_id": observation_id}
    told = _set_aside(connection, observation_id, is_held=True)
    is_held = bool(told)
    told += _set_aside(connection, observation_id, is_held=False)
    correction = single_row(connection, CORRECTION, key)
    if correction:
        told.append((
            f"Corrected by {correction['correction_id']} ({correction['action']}): "
            f"{correction['reason']}, says {correction['who']}", "",
        ))  # fmt: skip
    stands = single_row(connection, PUBLISHED, key)
    if stands:
        upper = f" to {plain(stands['value_high'])}" if stands["value_high"] is not None else ""
        told.append((
            f"In the marts: {plain(stands['value'])}{upper} {stands['unit']}, "
            f"confidence {stands['confidence']:.2f}", "",
        ))  # fmt: skip
    elif not is_held and not correction:
        told.append(("Not in the marts: superseded, retracted, or not built yet (make run).", ""))
    return [*told, *_cell(connection, key), *_other_sources(connection, key)]


def _set_aside(
    connection: duckdb.DuckDBPyConnection, observation_id: str, *, is_held: bool
) -> list[tuple[str, str]]:
    verb = "Held back" if is_held else "Marked"
    told = [
        (f"{verb} by {', '.join(it.rules)}, since {moment(it.since)}: {it.reason}", "yellow")
        for it in read_set_aside(connection, observation=observation_id, is_held=is_held)
    ]
    return [*told, (f"  what to do: {REMEDY_HELD_FACT}", "")] if told and is_held else told


def _cell(connection: duckdb.DuckDBPyConnection, key: dict[str, object]) -> list[tuple[str, str]]:
    """Whether it is the chosen one of its cell, and if not, what stands there and why."""
    cell = single_row(connection, CELL, key)
    if not cell:
        return _no_cell(single_row(connection, EXCLUSION, key))
    where = " ".join(
        str(cell[name])
        for name in ("city_name", "year", "indicator_id", "residence", "category")
        if cell[name]
    )
    if cell["is_preferred"]:
        return [(f"The cell of the panel: {where}", "")]
    code = str(cell["lost_because"])
    lines = [(f"Not the cell {where}: {LOST_BECAUSE.get(code, code)} ({code})", "yellow")]
    if cell["winner_id"]:
        lines.append((
            f"  there stands {plain(cell['winner_value'])} {cell['winner_unit']}, "
            f"{cell['winner_id']} of {cell['winner_file']}", "",
        ))  # fmt: skip
    return lines


def _other_sources(
    connection: duckdb.DuckDBPyConnection, key: dict[str, object]
) -> list[tuple[str, str]]:
    """What other sources state of its cell, and whether they agree."""
    relation = connection.execute(OTHER_SOURCES, key)
    names = [column[0] for column in relation.description or []]
    told = []
    for row in relation.fetchall():
        other = dict(zip(names, row, strict=True))
        reason = f" ({other['reason']})" if other["reason"] else ""
        told.append((
            f"{VERDICTS[other['verdict']]}{reason}: {plain(other['value'])} {other['unit']} in the "
            f"{other['kind']} of {other['source_file']}, {other['other_id']}",
            "" if other["verdict"] == "agree" else "yellow",
        ))  # fmt: skip
    return told


def _no_cell(fact: dict[str, Any]) -> list[tuple[str, str]]:
    code = fact.get("panel_exclusion")
    if not code:
        return []
    lines = [(f"No cell of the panel: {EXCLUDED_BECAUSE.get(code, code)} ({code})", "yellow")]
    if fact["repeats_observation_id"]:
        lines.append((f"  it repeats {fact['repeats_observation_id']}", ""))
    return lines
