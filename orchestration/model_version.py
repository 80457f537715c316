"""The version of the warehouse's models: everything that their rows are made of, as one hash.

Belongs here: which sources count for which layer. Does not belong here: how a source is brought to
its meaning (see `meaning.py`), what is built again (see `int_documents`, `int_city_year_inputs`).
dbt does not show its macros and variables to the models, so that it cannot compute this itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import yaml  # type: ignore[import-untyped]

from orchestration import meaning
from orchestration.settings import DBT_PROJECT_DIR, REFERENCE_DIR

# The facts of a document are made by the first, its cells by both.
LAYERS = {
    "facts": ("staging", "intermediate"),
    "marts": ("staging", "intermediate", "marts"),
}
LIBRARIES = ("dbt-core", "dbt-duckdb", "duckdb")
# A correction changes the documents it means, which int_documents notices by itself.
KNOWN_PER_DOCUMENT = ("corrections",)

_REF = re.compile(r"ref\(\s*'(\w+)'")


def version_variables(
    project: Path = DBT_PROJECT_DIR, reference: Path = REFERENCE_DIR
) -> dict[str, str]:
    """The environment variables by which the macro `model_version` is told the versions."""
    return {
        f"MINZHENG_{layer.upper()}_VERSION": model_version(layer, project, reference)
        for layer in LAYERS
    }


def model_version(
    layer: str, project: Path = DBT_PROJECT_DIR, reference: Path = REFERENCE_DIR
) -> str:
    """The version of a layer: models, macros, variables, reference tables, libraries.

    Args:
        layer: `facts` or `marts`.
        project: The folder of the dbt project.
        reference: The folder of the tables that its models refer to.
    """
    return meaning.digest(_parts(layer, project, reference))[:16]


def tables_read(layer: str, project: Path, reference: Path) -> list[str]:
    """The names of the reference tables that models and macros of a layer refer to."""
    named = {name for path in _statements(layer, project) for name in _refs(path)}
    return sorted(
        name
        for name in named
        if name not in KNOWN_PER_DOCUMENT and (reference / f"{name}.csv").exists()
    )


def _refs(path: Path) -> list[str]:
    return _REF.findall(path.read_text(encoding="utf-8"))


def _statements(layer: str, project: Path) -> list[Path]:
    folders = [project / "macros", *(project / "models" / name for name in LAYERS[layer])]
    return sorted(path for folder in folders for path in folder.rglob("*.sql"))


def _settings(layer: str, project: Path) -> list[Path]:
    folders = [project / "models" / name for name in LAYERS[layer]]
    described = sorted(path for folder in folders for path in folder.rglob("*.yml"))
    return [project / "dbt_project.yml", *described]


def _parts(layer: str, project: Path, reference: Path) -> Iterator[str]:
    for path in _statements(layer, project):
        yield f"{path.name}:{meaning.of_file(path)}"
    for path in _settings(layer, project):
        # The loader in C takes a tenth of the time.
        yield meaning.of_yaml(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    for name in tables_read(layer, project, reference):
        yield f"{name}:{meaning.of_file(reference / f'{name}.csv')}"
    for name in LIBRARIES:
        yield f"{name} {version(name)}"
