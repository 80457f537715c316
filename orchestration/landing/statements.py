"""What is stated of a file's place and time beside its text: sidecar, list of deliveries, path.

Belongs here: reading `deliveries.csv` and paths, and merging all of it into the sidecar's JSON,
with where each comes from. Does not belong here: listing and reading files (see `zone.py`),
what a statement weighs against the text (see `extraction/discourse/stated.py`).
The nearest wins: the sidecar, then the list in the nearest folder, then the path.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath

from orchestration.extraction.discourse.stated import PATH, STATED_BY
from orchestration.extraction.reference import read_table

LIST_NAME = "deliveries.csv"
FIELDS = (
    "city_code",
    "report_year",
    "published_at",
    "source_url",
    "publisher",
    "title",
    "retrieved_at",
)
MAX_TOLD = 20
"""Bad rows of one list that are told one by one."""

_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?")
_CODE = re.compile(r"(\d{6})(?:0{3}|0{6})?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].{0,24})?")
_PATH_YEAR = re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d\d)(?![0-9A-Za-z]|[-./]\d{1,2}[-./]\d)")
_PATH_CODE = re.compile(r"(?<![0-9A-Za-z])(\d{6})(?![0-9A-Za-z])")


class UnusableRowError(ValueError):
    """A row that states nothing usable; the message ends with the remedy."""


@dataclass(slots=True)
class DeliveryList:
    """The rows of one `deliveries.csv`: statements by path below the zone, and complaints."""

    statements: dict[str, dict[str, str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    is_waiting: bool = False
    """Whether a row names a file that is not there yet."""


def is_list(source_file: str) -> bool:
    """Say whether a path is that of a list of deliveries."""
    return PurePosixPath(source_file).name == LIST_NAME


def read_list(content: bytes, source_file: str, delivered: Collection[str]) -> DeliveryList:
    """Read a list of deliveries; a row that cannot be used is told and the rest is used.

    Args:
        content: The file, in UTF-8 or GB18030, with a header.
        source_file: Its path below the zone; its rows name files relative to its folder.
        delivered: The paths of all files of the zone.
    """
    found = DeliveryList()
    try:
        rows = _rows(content)
    except ValueError as error:
        found.complaints.append(f"{source_file}: {error}")
        return found
    folder = PurePosixPath(source_file).parent
    names = {unicodedata.normalize("NFC", name): name for name in delivered}
    for line, row in rows:
        try:
            path, statement = _read_row(row, folder, names, found)
        except UnusableRowError as error:
            found.complaints.append(f"{source_file}, line {line}: {error}")
        else:
            found.statements[path] = statement
    n_untold = len(found.complaints) - MAX_TOLD
    if n_untold > 0:
        found.complaints[MAX_TOLD:] = [
            f"{source_file}: {n_untold} more rows could not be used. Mend them likewise; the next "
            "run reads the list again."
        ]
    return found


def read_path(source_file: str) -> dict[str, str]:
    """Return the year and the division's code that a path names, the file's own name first.

    A part that names two different ones, or a whole date, states nothing.
    """
    parts = PurePosixPath(source_file).parts[::-1]
    stated: dict[str, str] = {}
    for part in parts:
        years = {year for year in _PATH_YEAR.findall(part) if int(year) <= date.today().year + 1}
        codes = {code for code in _PATH_CODE.findall(part) if code in _known_codes()}
        for name, values in (("report_year", years), ("city_code", codes)):
            if len(values) == 1 and name not in stated:
                stated[name] = values.pop()
    return stated


def state(
    source_file: str, lists: Mapping[str, Mapping[str, Mapping[str, str]]], around: str = ""
) -> str:
    """Return what lists and path state of a file, as canonical JSON; '' for nothing.

    Args:
        source_file: The file's path below the zone, or a member's of a container.
        lists: The statements of each list, by its path and the file's.
        around: What is stated of the container that the file is a member of.
    """
    stated: dict[str, str] = {}
    by: dict[str, str] = {}
    for name, value, source in _statements(source_file, lists, around):
        if name not in stated:
            stated[name], by[name] = value, source
    return canonical({**stated, STATED_BY: by}) if stated else ""


def merge(sidecar: str, stated: str) -> str:
    """Return a sidecar's JSON with what is stated elsewhere, where the sidecar is silent."""
    told = json.loads(sidecar)
    told.pop(STATED_BY, None)
    told = {name: value for name, value in told.items() if value not in (None, "")}
    if not stated:
        return canonical(told)
    elsewhere = json.loads(stated)
    by = {name: source for name, source in elsewhere.pop(STATED_BY).items() if name not in told}
    return canonical({**elsewhere, **told} | ({STATED_BY: by} if by else {}))


def canonical(value: Mapping[str, object]) -> str:
    """Return JSON with sorted keys, so that equal statements are equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=1)
def _known_codes() -> frozenset[str]:
    return frozenset(row["city_code"] for row in read_table("cities"))


def _statements(
    source_file: str, lists: Mapping[str, Mapping[str, Mapping[str, str]]], around: str
) -> Iterator[tuple[str, str, str]]:
    """Field, value and source of all that is stated of a file, the nearest first."""
    for folder in PurePosixPath(source_file).parents:
        name = str(folder / LIST_NAME)
        for stated, value in lists.get(name, {}).get(source_file, {}).items():
            yield stated, value, name
    told = json.loads(around) if around else {STATED_BY: {}}
    for stated, source in told[STATED_BY].items():
        if source != PATH:
            yield stated, told[stated], source
    for stated, value in read_path(source_file).items():
        yield stated, value, PATH


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the number of the line on which each ends.

    Raises:
        ValueError: It is no table of that kind.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise ValueError("It is neither UTF-8 nor GB18030. Save it as UTF-8.") from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    names = [name.strip().lower() for name in next(reader, [])]
    if "file" not in names:
        raise ValueError("It has no column `file`. Name the columns in the first line: file, …")
    return _named(reader, names)


def _named(reader: Iterator[list[str]], names: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line + 1, {"": str(error)}
            return
        line = getattr(reader, "line_num", line + 1)
        if any(cell.strip() for cell in row):
            yield line, dict(zip(names, map(str.strip, row), strict=False))


def _read_row(
    row: Mapping[str, str],
    folder: PurePosixPath,
    delivered: Mapping[str, str],
    found: DeliveryList,
) -> tuple[str, dict[str, str]]:
    if "" in row and "file" not in row:
        raise UnusableRowError(f"The table breaks off here ({row['']}). Mend the quotes.")
    named = unicodedata.normalize("NFC", row.get("file", "").replace("\\", "/"))
    if not named:
        raise UnusableRowError("It names no file. Fill the column `file`.")
    path = delivered.get(str(folder / named.removeprefix("./")))
    if path is None:
        found.is_waiting = True
        raise UnusableRowError(
            f"{named} is not there. Name it as it stands below the list's folder, or deliver it."
        )
    if path in found.statements:
        raise UnusableRowError(f"{named} has a row already. Keep one of them.")
    return path, {name: _value(name, row[name]) for name in FIELDS if row.get(name)}


def _value(name: str, text: str) -> str:
    """A cell in its normal form."""
    if name == "report_year":
        match = _YEAR.fullmatch(text)
        if match is None or not _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
            raise UnusableRowError(f"report_year {text!r} is no year. Write it as 2021.")
        return match[1]
    if name == "city_code":
        match = _CODE.fullmatch(text)
        if match is None or match[1] not in _known_codes():
            raise UnusableRowError(
                f"city_code {text!r} is no division of GB/T 2260. Write six digits, as 340100."
            )
        return match[1]
    return _day(text) if name == "published_at" else text


def _day(text: str) -> str:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())).isoformat() if match else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> str:
    raise UnusableRowError(f"published_at {text!r} is no day. Write it as 2021-03-05.")
