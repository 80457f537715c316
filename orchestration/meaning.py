"""What a source says, apart from how it is written: the ground of every version.

Belongs here: bringing Python, SQL, YAML and tables to a form that a changed comment, docstring or
line break leaves alike. Does not belong here: which sources make a version (see
`extraction/version.py`, `model_version.py` and `expectations/rules_version.py`).
Imports nothing of this project, so that every part of it may use it.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# What people are told in YAML and tables, and what only tests look at: no row changes with it.
WORDS_OF_YAML = ("description", "docs", "meta", "data_tests", "tests", "unit_tests")
WORDS_OF_TABLES = ("description_zh", "description_en", "range_reason", "reason", "source_standard")

_SQL_TOKENS = re.compile(
    r"(?P<text>'(?:[^']|'')*'|\"[^\"]*\")"
    r"|(?P<comment>\{#.*?#\}|/\*.*?\*/|--[^\n]*)"
    r"|(?P<blank>\s+)",
    re.DOTALL,
)
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def digest(parts: Iterable[str]) -> str:
    """A hash of texts in their order, 64 hexadecimal digits."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part.encode())
        made.update(b"\0")
    return made.hexdigest()


def of_file(path: Path) -> str:
    """The meaning of a file by its ending; a file of another kind means its bytes."""
    kinds = {".py": of_python, ".sql": of_sql, ".csv": of_table}
    kind = kinds.get(path.suffix)
    return kind(path.read_text(encoding="utf-8")) if kind else path.read_bytes().hex()


def of_python(source: str) -> str:
    """The syntax tree without docstrings, which is the same for every version of Python."""
    parts: list[str] = []
    _add_tree(parts, ast.parse(source))
    return "".join(parts)


def _add_tree(parts: list[str], node: Any) -> None:
    if isinstance(node, ast.AST):
        parts.append(f"({type(node).__name__}")
        for name, value in ast.iter_fields(node):
            if name == "body" and isinstance(node, _WITH_DOCSTRING):
                value = _without_docstring(value)
            # Newer versions of Python know fields that older ones lack; they are empty here.
            if value is not None and value != []:
                parts.append(f" {name}=")
                _add_tree(parts, value)
        parts.append(")")
    elif isinstance(node, list):
        for item in node:
            _add_tree(parts, item)
    else:
        parts.append(repr(node))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    is_docstring = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return body[1:] if is_docstring else body


def of_sql(source: str) -> str:
    """The statement without comments, its blanks made one; texts in quotes stay as they are."""

    def plain(match: re.Match[str]) -> str:
        return match["text"] or " "

    return re.sub(r" +", " ", _SQL_TOKENS.sub(plain, source)).strip()


def of_table(source: str) -> str:
    """The cells of a CSV table without the columns that only explain a row."""
    header = source.partition("\n")[0].strip().split(",")
    kept = [n for n, name in enumerate(header) if name not in WORDS_OF_TABLES]
    if len(kept) == len(header):
        return source.replace("\r\n", "\n")
    rows = csv.reader(io.StringIO(source))
    return "\n".join("\t".join(row[n] for n in kept if n < len(row)) for row in rows)


def of_yaml(parsed: Any) -> str:
    """Parsed YAML without what it says to readers and to tests."""
    if isinstance(parsed, dict):
        kept = {key: value for key, value in parsed.items() if key not in WORDS_OF_YAML}
        return "{" + ",".join(f"{key}:{of_yaml(kept[key])}" for key in sorted(kept)) + "}"
    if isinstance(parsed, list):
        return "[" + ",".join(of_yaml(item) for item in parsed) + "]"
    return repr(parsed)
