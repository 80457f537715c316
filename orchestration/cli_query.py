"""What `minzheng query` runs: SQL as it was typed, or a ready answer by its name.

Belongs here: telling the two apart, binding arguments, the list. Does not belong here: what an
answer says (see `publication/answers/`), how rows are printed (see `cli_tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb
from rich.console import Console
from rich.markup import escape

from orchestration.cli_tables import RowFormat, show_rows
from orchestration.errors import MendableError
from orchestration.publication.answers.registry import Answer, answers

NAME = re.compile(r"\w+")
LIST_COLUMNS = ("name", "question", "arguments", "example")


def show_answers(console: Console, output: RowFormat) -> None:
    """Print what can be asked by name, with an example each."""
    if output is not RowFormat.TABLE:
        rows = [
            (it.name, it.question, it.usage, f"minzheng query {it.name} {it.example}")
            for it in answers().values()
        ]
        show_rows(console, LIST_COLUMNS, rows, output, len(rows))
        return
    for answer in answers().values():
        console.print(f"[bold]{answer.name}[/bold] {escape(answer.usage)}", highlight=False)
        console.print(f"  {answer.question}  {answer.question_zh}", highlight=False)
        console.print(
            f"  [dim]minzheng query {answer.name} {answer.example}[/dim]", highlight=False
        )


def ask(
    connection: duckdb.DuckDBPyConnection, words: Sequence[str]
) -> tuple[duckdb.DuckDBPyRelation | None, Answer | None]:
    """Run what was typed after `minzheng query`.

    Args:
        connection: The published file, `marts` in its search path.
        words: One SQL statement, or the name of an answer and its arguments as `name=value`.

    Returns:
        The rows, none where a statement has none, and the answer that was asked by name.

    Raises:
        MendableError: No answer has the name, or it does not take the arguments.
    """
    first, *rest = words
    answer = answers().get(first)
    if answer is not None:
        return _ask_answer(connection, answer, rest), answer
    if rest or NAME.fullmatch(first):
        raise MendableError(
            f"There is no answer {first!r}. Those there are: {', '.join(answers())}. "
            "What they tell: minzheng query --list. SQL is one argument, in quotes."
        )
    return connection.sql(first), None


def _ask_answer(
    connection: duckdb.DuckDBPyConnection, answer: Answer, words: Sequence[str]
) -> duckdb.DuckDBPyRelation:
    given = dict(_pair(answer, word) for word in words)
    missing = [it.name for it in answer.parameters if it.is_required and it.name not in given]
    if missing:
        raise MendableError(f"{answer.name} needs {', '.join(missing)}. {_how_to_ask(answer)}")
    # An argument is bound, never part of the SQL.
    arguments = ", ".join(f"{name} := ${name}" for name in given)
    return connection.sql(f"from {answer.name}({arguments})", params=given)


def _pair(answer: Answer, word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or name not in {it.name for it in answer.parameters}:
        raise MendableError(f"{answer.name} does not take {word!r}. {_how_to_ask(answer)}")
    return name, value


def _how_to_ask(answer: Answer) -> str:
    return f"It takes {answer.usage}, as in: minzheng query {answer.name} {answer.example}"
