"""Data Docs of one run: Great Expectations' own pages, on demand and after a failure.

Belongs here: rendering. Does not belong here: deciding anything; the verdicts shown are computed
again from the run's documents and never written to the warehouse.
Each call replaces the pages of the call before, so that they do not grow with history.
See RULES.md, section "Evidence".
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from expectations import batch_frame, document_frame, doubt_frame, frames, scope
from expectations.audit import QUARANTINE_TABLE, VERDICTS_TABLE, ensure_audit_tables
from expectations.inputs import prepare_cells
from expectations.plausible import prepare_catalogue
from expectations.registry import (
    BATCH,
    COVERAGE,
    DOCUMENTS,
    DOUBTS,
    DRIFT,
    OBSERVATIONS,
    RELATIONS,
)

if TYPE_CHECKING:
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.datasource.fluent import PandasDatasource
    from great_expectations.datasource.fluent.pandas_datasource import DataFrameAsset

    from expectations.library.rule import Rule

SITE = "minzheng"
# The ten rows that GX shows per failing expectation come with the columns that identify them.
_IDENTIFYING = ("observation_id", "indicator_id", "quote", "sentence", "subject")

# The documents of a run, those with something to show first, as many as fit into memory.
_BATCH_SQL = f"""
create or replace temp table gate_batch as
select document_id, row_number() over (order by is_clear, document_id) as position
from (
    select distinct document_id, document_id not in (
        select document_id from {QUARANTINE_TABLE} where released_at is null) as is_clear
    from {VERDICTS_TABLE} inner join gate_standing using (document_id)
    where $run = '' or run_id = $run
)
qualify position <= $n_documents
"""


def build_data_docs(con: duckdb.DuckDBPyConnection, run_id: str, target: Path) -> Path:
    """Renders the suites of a run as static pages.

    Args:
        con: connection to the warehouse; only temporary tables are written.
        run_id: a run that `run_suites` recorded; '' takes the documents of all runs. Of more
            documents than the gate takes at a time, those with something to show.
        target: folder that is replaced.

    Returns:
        The path of index.html.
    """
    ensure_audit_tables(con)
    frames.prepare_current(con)
    scope.prepare_scope(con, run_id)
    prepare_catalogue(con)
    prepare_cells(con)
    con.execute(_BATCH_SQL, {"run": run_id, "n_documents": scope.batch_documents()})
    frames.prepare_rows(con)
    if target.exists():
        shutil.rmtree(target)
    return _render(con, run_id, target)


def _render(con: duckdb.DuckDBPyConnection, run_id: str, target: Path) -> Path:
    from expectations.runner import quiet
    from expectations.suites import gate_suites

    with quiet():
        context, source = _context(target)
        for name, rules in gate_suites().items():
            frame = _loader(con, run_id, name)()
            if not frame.empty:
                _validate(context, source.add_dataframe_asset(name), run_id, frame, rules)
        context.build_data_docs(site_names=[SITE])
    return target / "index.html"


def _loader(con: duckdb.DuckDBPyConnection, run_id: str, suite: str) -> Callable[[], pd.DataFrame]:
    loaders: dict[str, Callable[[], pd.DataFrame]] = {
        OBSERVATIONS: partial(frames.observations, con),
        RELATIONS: partial(frames.related, con),
        DOCUMENTS: partial(document_frame.documents, con),
        DOUBTS: partial(doubt_frame.doubtful, con),
        BATCH: partial(batch_frame.shares, con),
        COVERAGE: partial(batch_frame.coverage, con),
        DRIFT: partial(batch_frame.drift, con, run_id),
    }
    return loaders.get(suite) or partial(_domain_rows, con, suite)


def _domain_rows(con: duckdb.DuckDBPyConnection, domain: str) -> pd.DataFrame:
    rows = frames.catalogued(con)
    return rows.loc[rows["domain"] == domain].reset_index(drop=True)


def _context(target: Path) -> tuple[AbstractDataContext, PandasDatasource]:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("gate")
    for site in list(context.get_site_names()):
        context.delete_data_docs_site(site)
    context.add_data_docs_site(
        site_name=SITE,
        site_config={
            "class_name": "SiteBuilder",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": os.fspath(target.resolve()),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    return context, source


def _validate(
    context: AbstractDataContext,
    asset: DataFrameAsset,
    run_id: str,
    frame: pd.DataFrame,
    rules: list[Rule],
) -> None:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    from expectations.runner import gx_suite

    definition = gx.ValidationDefinition(
        name=asset.name,
        data=asset.add_batch_definition_whole_dataframe("rows"),
        suite=context.suites.add(gx_suite(asset.name, rules)),
    )
    context.validation_definitions.add(definition)
    identifying = [column for column in _IDENTIFYING if column in frame]
    definition.run(
        batch_parameters={"dataframe": frame},
        run_id=RunIdentifier(run_name=run_id or "all documents"),
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": identifying,
            "partial_unexpected_count": 10,
        },
    )
