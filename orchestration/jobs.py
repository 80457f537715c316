"""The jobs: the whole way of a document, and parts of it worth their own button."""

from __future__ import annotations

from dagster import AssetSelection, define_asset_job, in_process_executor

from orchestration.settings import JOB_NAME

build_warehouse = define_asset_job(
    JOB_NAME,
    selection=AssetSelection.all(),
    # Starting an interpreter for each step costs several times what the steps themselves do.
    executor_def=in_process_executor,
    description="Land, extract, transform, check and publish: everything that is not done yet.",
)
