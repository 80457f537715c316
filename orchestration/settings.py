"""Where this installation reads, writes and keeps its state; read from the environment.

Belongs here: paths, names shared by several modules, the environment variables of the project.
Does not belong here: anything that opens a file or a database (see `resources.py`).
See the README, section "Running it on other documents".
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import MendableError

REPOSITORY = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIR = REPOSITORY / "dbt_project"
DBT_MANIFEST = DBT_PROJECT_DIR / "target" / "manifest.json"
INSTANCE_CONFIG = REPOSITORY / "orchestration" / "dagster.yaml"
REFERENCE_DIR = REPOSITORY / "seeds" / "reference"

LANDING_URI_VARIABLE = "MINZHENG_LANDING_URI"
DATA_DIR_VARIABLE = "MINZHENG_DATA_DIR"
KEPT_VERSIONS_VARIABLE = "MINZHENG_KEPT_VERSIONS"
PUBLISH_TEXTS_VARIABLE = "MINZHENG_PUBLISH_TEXTS"
PUBLISH_PAGES_VARIABLE = "MINZHENG_PUBLISH_PAGES"

WAREHOUSE_FILE = "warehouse.duckdb"
PUBLISHED_FILE = "minzheng.duckdb"
PAGES_FOLDER = "pages"
DATA_DOCS_FOLDER = "data_docs"

YES, NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")

# How many versions of the publication stay, the current one among them.
KEPT_VERSIONS = 5

JOB_NAME = "build_warehouse"
WRITER_POOL = "warehouse_writer"

# One file per document is read into memory; a report has some 10 to 100 kB.
MAX_DOCUMENT_BYTES = 20_000_000
# A container is read whole as well; its documents are bounded like all others.
MAX_ARCHIVE_BYTES = 150_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Where documents land, where results live, and what of them is published and kept."""

    landing_uri: str
    data_dir: Path
    kept_versions: int = KEPT_VERSIONS
    publish_texts: bool = True
    publish_pages: bool = True

    @classmethod
    def from_env(cls) -> Settings:
        """Read the environment; unset variables mean the sample corpus and `data/`.

        Raises:
            MendableError: A variable has a value that means nothing.
        """
        landing = os.environ.get(LANDING_URI_VARIABLE) or str(REPOSITORY / "seeds" / "documents")
        data_dir = os.environ.get(DATA_DIR_VARIABLE) or str(REPOSITORY / "data")
        return cls(
            landing_uri=landing,
            data_dir=Path(data_dir).expanduser().resolve(),
            kept_versions=_at_least_one(KEPT_VERSIONS_VARIABLE, KEPT_VERSIONS),
            publish_texts=_yes_or_no(PUBLISH_TEXTS_VARIABLE, default=True),
            publish_pages=_yes_or_no(PUBLISH_PAGES_VARIABLE, default=True),
        )

    @property
    def warehouse_path(self) -> Path:
        """The DuckDB file that only the pipeline opens."""
        return self.data_dir / WAREHOUSE_FILE

    @property
    def published_dir(self) -> Path:
        """Everything that readers may open."""
        return self.data_dir / "published"

    @property
    def published_path(self) -> Path:
        """The DuckDB file for readers."""
        return self.published_dir / PUBLISHED_FILE

    @property
    def pages_path(self) -> Path:
        """The first of the pages."""
        return self.published_dir / PAGES_FOLDER / "index.html"

    @property
    def data_docs_dir(self) -> Path:
        """The rendered expectations of the latest run."""
        return self.data_dir / DATA_DOCS_FOLDER

    @property
    def dagster_home(self) -> Path:
        """Run history, schedules and logs of Dagster."""
        return self.data_dir / "dagster"


def _at_least_one(variable: str, default: int) -> int:
    said = os.environ.get(variable) or str(default)
    if not said.isdecimal() or int(said) < 1:
        raise MendableError(f"{variable} is {said!r}. Set it to a whole number from 1 on.")
    return int(said)


def _yes_or_no(variable: str, *, default: bool) -> bool:
    said = (os.environ.get(variable) or ("yes" if default else "no")).lower()
    if said not in (*YES, *NO):
        raise MendableError(f"{variable} is {said!r}. Set it to yes or no.")
    return said in YES


def switch_telemetry_off() -> None:
    """Keep Dagster, dbt and Great Expectations from reporting usage, unless asked otherwise."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
