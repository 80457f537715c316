"""The answers there are: their heads read from the SQL files, and their macros made from them.

Belongs here: reading heads, creating macros. Does not belong here: what an answer says (the SQL
files), how one is run from the command line (see `cli_query.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from orchestration.publication.as_of import PANEL_AS_OF, PANEL_AS_OF_COMMENT

FOLDER = Path(__file__).parent
WORDS_FILE = "_words.sql"
PANEL_TABLE = "fct_city_year_indicator"
HEAD = re.compile(r"-- (?P<key>[^:]+): (?P<text>.+)\n")
SIGNATURE = re.compile(r"create macro marts\.(?P<name>\w+)\((?P<parameters>[^)]*)\) as table")
ABOUT = ("question", "问题", "rows", "leaves out", "example")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of an answer."""

    name: str
    meaning: str
    default: str | None

    @property
    def is_required(self) -> bool:
        """Whether the answer can't be given without it."""
        return self.default is None


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that is asked daily, and the table macro that answers it."""

    name: str
    question: str
    question_zh: str
    rows: str
    leaves_out: str
    parameters: tuple[Parameter, ...]
    example: str
    sql: str

    @property
    def usage(self) -> str:
        """`city=… indicator=… [all_periods=…]`."""
        words = (f"{it.name}=…" if it.is_required else f"[{it.name}=…]" for it in self.parameters)
        return " ".join(words)

    @property
    def example_sql(self) -> str:
        """The example as a select: `from marts.series(city := '340100', …)`."""
        given = (pair.partition("=") for pair in self.example.split())
        arguments = ", ".join(f"{name} := '{value}'" for name, _, value in given)
        return f"from marts.{self.name}({arguments})"


@cache
def answers() -> dict[str, Answer]:
    """Every answer by its name, `panel_as_of` included, in the order of the alphabet."""
    files = (path for path in FOLDER.glob("*.sql") if path.name != WORDS_FILE)
    found = [_read(path.read_text(encoding="utf-8")) for path in files] + [_panel_as_of()]
    return {answer.name: answer for answer in sorted(found, key=lambda answer: answer.name)}


def create_answers(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a file that holds the marts a macro for each answer, with its question as comment.

    A file without a panel has nothing to ask and gets none.
    """
    has_panel = connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'marts' and table_name = ?",
        [PANEL_TABLE],
    ).fetchone()
    if not has_panel:
        return
    connection.execute((FOLDER / WORDS_FILE).read_text(encoding="utf-8"))
    for answer in answers().values():
        if answer.sql == PANEL_AS_OF:
            continue
        connection.execute(answer.sql)
        comment = f"{answer.question} Leaves out: {answer.leaves_out} ¦ {answer.question_zh}"
        quoted = comment.replace("'", "''")
        connection.execute(f"comment on macro table marts.{answer.name} is '{quoted}'")


def _read(source: str) -> Answer:
    head, _, _ = source.partition("create macro")
    told = {match["key"]: match["text"] for match in HEAD.finditer(head)}
    signature = SIGNATURE.search(source)
    assert signature, "an answer is one table macro of the schema marts"
    parameters = [_parameter(text, told) for text in signature["parameters"].split(",")]
    return Answer(
        name=signature["name"],
        question=told["question"],
        question_zh=told["问题"],
        rows=told["rows"],
        leaves_out=told["leaves out"],
        parameters=tuple(parameters),
        example=told["example"],
        sql=source[len(head) :],
    )


def _parameter(text: str, told: dict[str, str]) -> Parameter:
    name, _, default = (part.strip() for part in text.partition(":="))
    return Parameter(name, told[name], default or None)


def _panel_as_of() -> Answer:
    comment, _, comment_zh = (part.strip() for part in PANEL_AS_OF_COMMENT.partition("¦"))
    publication = Parameter("publication_or_day", "number, day or moment (UTC)", None)
    return Answer(
        name="panel_as_of",
        question="What did the whole panel say in a publication or on a day?",
        question_zh=comment_zh,
        rows="one per cell of the panel as readers saw it",
        leaves_out=f"nothing: parts of a year and parts of a breakdown stand in it. {comment}.",
        parameters=(publication,),
        example="publication_or_day=1",
        sql=PANEL_AS_OF,
    )
