"""Why a number stands where it stands, on the terminal.

Belongs here: showing one fact with its sentence or cell, its cues and its rivals. Does not belong
here: how these came about (see `extraction/`).
"""

from __future__ import annotations

import json

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration.cli_fate import show_fate
from orchestration.cli_tables import plain
from orchestration.errors import MendableError
from orchestration.extraction import EXTRACTOR_VERSION
from orchestration.extraction.settle.explain import Weighed, explain

FACT = """
select
    facts.* replace (
        coalesce(contexts.extractor_version, facts.extractor_version) as extractor_version
    ),
    documents.source_file, documents.text, documents.sidecar, contexts.title
from raw.candidate_facts as facts
inner join raw.documents as documents on facts.document_id = documents.document_id
left join raw.document_contexts as contexts on facts.document_id = contexts.document_id
where starts_with(facts.observation_id, $observation_id)
order by facts.observation_id
limit 2
"""

FIELDS = (
    "indicator_id", "label", "subject", "city_name", "area", "residence", "category", "measure",
    "period_start", "period_end", "status", "qualifier", "unit_raw", "confidence",
)  # fmt: skip


def show_explanation(
    console: Console, connection: duckdb.DuckDBPyConnection, observation_id: str
) -> None:
    """Print a fact with its sentence or cell, what each field was read from, and the alternatives.

    Raises:
        MendableError: No fact, or more than one, begins with `observation_id`.
    """
    fact = _find(connection, observation_id)
    console.print(f"[bold]{fact['observation_id']}[/bold]  extractor {fact['extractor_version']}")
    console.print(f"{fact['source_file']}: {fact['title'] or 'no title'}")
    if fact["cell"]:
        console.print()
        console.print(_cell(fact))
    else:
        console.print(f"[dim]characters {fact['char_start']} to {fact['char_end']}[/dim]\n")
        console.print(_sentence(fact))
    console.print()
    console.print(_fields(fact))
    # The grammar of prose did not read it.
    if not fact["cell"]:
        _show_reading(console, fact)
    _show_candidates(console, fact)
    show_fate(console, connection, str(fact["observation_id"]))


def _find(connection: duckdb.DuckDBPyConnection, observation_id: str) -> dict[str, object]:
    relation = connection.execute(FACT, {"observation_id": observation_id})
    names = [column[0] for column in relation.description or []]
    rows = relation.fetchall()
    if not rows:
        raise MendableError(
            f"No fact has the key {observation_id!r}. Look one up: "
            'minzheng query "select observation_id, sentence from fct_observation limit 20"'
        )
    if len(rows) > 1:
        raise MendableError(f"More than one fact begins with {observation_id!r}. Give more of it.")
    return dict(zip(names, rows[0], strict=True))


def _sentence(fact: dict[str, object]) -> Text:
    text = Text(str(fact["sentence"]))
    start = int(str(fact["char_start"])) - int(str(fact["sentence_start"]))
    end = start + len(str(fact["quote"]))
    if text.plain[start:end] == fact["quote"]:
        text.stylize("bold reverse", start, end)
    else:
        text.highlight_words([str(fact["quote"])], "bold reverse")
    return text


def _cell(fact: dict[str, object]) -> Table:
    """The cell with the heads that say what it means, and what stands in it."""
    cell: dict[str, str] = json.loads(str(fact["cell"]))
    table = Table("cell", "of a table", header_style="bold")
    for name in ("table", "row", "column", "address"):
        if cell.get(name):
            table.add_row(name, Text(cell[name]))
    table.add_row("quote", Text(str(fact["quote"]), "bold reverse"))
    table.add_row("as printed", Text(str(fact["sentence"])))
    return table


def _fields(fact: dict[str, object]) -> Table:
    cues = json.loads(str(fact["cues"] or "{}"))
    table = Table("field", "value", "because of", header_style="bold")
    table.add_row("number", f"{plain(fact['number'])} {fact['multiplier']}{fact['unit_zh']}", "")
    for name in FIELDS:
        value = fact[name]
        table.add_row(name, plain(value), str(cues.pop(name, "")))
    for name, cue in cues.items():
        table.add_row(name, "", str(cue))
    return table


def _show_reading(console: Console, fact: dict[str, object]) -> None:
    """Read the document again and print the words that were used and how the sentence was taken."""
    sidecar = json.loads(str(fact["sidecar"] or "{}"))
    start, end = int(str(fact["char_start"])), int(str(fact["char_end"]))
    reading = explain(str(fact["text"]), sidecar, start, end)
    if reading is None or fact["extractor_version"] != EXTRACTOR_VERSION:
        console.print(
            "[yellow]Read by other rules than those installed; run minzheng run.[/yellow]"
        )
        return
    for line in (*reading.structure, *reading.decisions):
        console.print(f"  - {line}", highlight=False)
    table = Table("words of", "weight", "what they name", header_style="bold")
    for used in reading.words:
        table.add_row(used.origin, f"{used.weight:.2f}", ", ".join(used.words))
    console.print(table)
    _show_weighed(console, reading.weighed)


def _show_weighed(console: Console, weighed: list[Weighed]) -> None:
    """Print the proposals for each field that was settled by evidence, and why the others lost."""
    table = Table("field", "proposed", "probability", "what weighed most", header_style="bold")
    for row in weighed:
        reasons = ", ".join(f"{name} {weight:+.1f}" for name, weight in row.reasons)
        table.add_row(row.field, row.proposal, f"{row.probability:.2f}", reasons)
    console.print(table)


def _show_candidates(console: Console, fact: dict[str, object]) -> None:
    candidates = json.loads(str(fact["candidates"] or "[]"))
    if not candidates:
        return
    table = Table("indicator", "score", title="Indicators considered", title_justify="left")
    for candidate in candidates:
        table.add_row(str(candidate.get("indicator_id")), str(candidate.get("score")))
    console.print(table)
