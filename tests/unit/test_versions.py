"""A version changes with what a source says, and with nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations import rules_version
from orchestration import meaning
from orchestration.extraction import version as extractor
from orchestration.model_version import model_version, tables_read
from orchestration.settings import DBT_PROJECT_DIR, REFERENCE_DIR

Change = Callable[[str], str]
FACTS = "dbt_project/models/marts/facts"


def replacing(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text, f"{old!r} is gone; choose another line for this test"
        return text.replace(old, new, 1)

    return change


def test_comments_docstrings_and_blanks_mean_nothing() -> None:
    python = 'def f(x):\n    """Says."""\n    return x + 1  # one more\n'
    assert meaning.of_python(python) == meaning.of_python("def f(x):\n\n    return (x+1)\n")
    assert meaning.of_python(python) != meaning.of_python("def f(x):\n    return x + 2\n")
    sql = "select a, -- the gate's\n  '-- no comment' as b {# it's\nlong #}\nfrom t /* x */\n"
    assert meaning.of_sql(sql) == "select a, '-- no comment' as b from t"
    assert meaning.of_sql(sql) != meaning.of_sql(sql.replace("no comment", "another"))
    table = 'id,reason,value\na,"because, so",1\n'
    assert meaning.of_table(table) == meaning.of_table(table.replace("because", "as"))
    assert meaning.of_table(table) != meaning.of_table(table.replace("1", "2"))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the project's sources, to be changed."""
    ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
    for folder in (DBT_PROJECT_DIR, extractor.PACKAGE, rules_version.PACKAGE):
        shutil.copytree(folder, tmp_path / folder.name, ignore=ignored)
    shutil.copytree(REFERENCE_DIR, tmp_path / "reference", ignore=ignored)
    return tmp_path


def versions(sources: Path) -> dict[str, str]:
    tables = tuple(sources / "reference" / path.name for path in rules_version.TABLES)
    project, reference = sources / "dbt_project", sources / "reference"
    return {
        "facts": model_version("facts", project, reference),
        "marts": model_version("marts", project, reference),
        "extractor": extractor.content_version(sources / "extraction", reference),
        "rules": rules_version.content_version(sources / "expectations", tables),
    }


@pytest.mark.parametrize(
    ("path", "change", "changed"),
    [
        ("dbt_project/models/intermediate/int_verdicts.sql", replacing("bool_or", "bool_and"),
         {"facts", "marts"}),
        (f"{FACTS}/fct_coverage.sql", replacing("bool_or", "bool_and"), {"marts"}),
        ("dbt_project/macros/canonical.sql", replacing("24, 6", "24, 5"), {"facts", "marts"}),
        ("dbt_project/dbt_project.yml", replacing("contradict: 0.67", "contradict: 0.5"),
         {"facts", "marts"}),
        (f"{FACTS}/_facts.yml", replacing("data_type: varchar", "data_type: text"),
         {"marts"}),
        ("reference/units.csv", replacing("person,person,1,", "person,person,2,"),
         {"facts", "marts"}),
        ("reference/city_changes.csv", replacing(",19", ",18"), {"facts", "marts"}),
        ("reference/page_lines.csv", replacing(",", "x,"), {"extractor"}),
        ("reference/indicator_relations.csv", replacing(",1,5,", ",1,6,"), {"rules"}),
        ("extraction/model.py", lambda text: text + "\nANOTHER = 1\n", {"extractor"}),
        ("expectations/frames.py", replacing("WITNESS_YEARS = 3", "WITNESS_YEARS = 4"), {"rules"}),
        ("extraction/model.py", lambda text: text + "\n# Said otherwise.\n", set()),
        ("extraction/model.py", lambda text: text.replace('"""', '"""So: ', 1), set()),
        ("expectations/frames.py", lambda text: text + "\n# Said otherwise.\n", set()),
        (f"{FACTS}/fct_coverage.sql", lambda text: text + "\n-- So.\n", set()),
        ("dbt_project/macros/canonical.sql", lambda text: "{# It's so. #}\n" + text, set()),
        (f"{FACTS}/_facts.yml", replacing("description: \"", "description: \"So: "),
         set()),
        ("dbt_project/dbt_project.yml", lambda text: text + "\n# So.\n", set()),
        ("reference/corrections.csv", lambda text: text + "\n", set()),
    ],
)  # fmt: skip
def test_a_version_follows_the_meaning_of_its_sources(
    sources: Path, path: str, change: Change, changed: set[str]
) -> None:
    before = versions(sources)
    touched = sources / path
    touched.write_text(change(touched.read_text(encoding="utf-8")), encoding="utf-8")
    after = versions(sources)
    assert {name for name in before if before[name] != after[name]} == changed


def test_every_table_that_a_reading_opens_is_part_of_the_extractors_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: set[str] = set()
    real_open = Path.open

    def watched(path: Path, *args: object, **kwargs: object) -> object:
        if path.suffix == ".csv":
            opened.add(path.stem)
        return real_open(path, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    _read_in_a_fresh_package()
    assert opened, "nothing was read"
    assert opened <= set(extractor.tables_read())


def _read_in_a_fresh_package() -> None:
    """Imports the extraction anew, so that tables that are read once are read again."""
    import sys

    import orchestration

    name = "orchestration.extraction"
    kept = {key: module for key, module in sys.modules.items() if key.startswith(name)}
    for key in kept:
        del sys.modules[key]
    try:
        package = __import__(name, fromlist=["extract"])
        package.extract("六安市民政局2020年工作总结\n全市城市低保标准614元,孤儿2603人。\n", {})
    finally:
        for key in [key for key in sys.modules if key.startswith(name)]:
            del sys.modules[key]
        sys.modules.update(kept)
        # The parent package holds its own reference, which a patch by name would otherwise follow.
        if name in kept:
            orchestration.extraction = kept[name]  # type: ignore[attr-defined]


def test_every_reference_table_that_the_warehouse_loads_counts_for_its_models() -> None:
    project = (DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8")
    enabled = set(re.findall(r"^    (\w+):\n      \+enabled: true", project, re.M))
    assert enabled - {"corrections"} == set(tables_read("marts", DBT_PROJECT_DIR, REFERENCE_DIR))
