"""The table of contents of the code location: what there is, in the order data flows.

Belongs here: nothing but the list. See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from dagster import Definitions, in_process_executor

from orchestration.assets.extraction import candidate_facts
from orchestration.assets.landing import raw_documents
from orchestration.assets.publication import publication_record, published_marts
from orchestration.assets.warehouse import marts, staging_and_intermediate
from orchestration.checks import quarantine
from orchestration.jobs import build_warehouse
from orchestration.resources import build_resources
from orchestration.schedules import daily_build
from orchestration.sensors import landing_sensor
from orchestration.settings import Settings, switch_telemetry_off

switch_telemetry_off()

defs = Definitions(
    assets=[
        raw_documents,
        candidate_facts,
        staging_and_intermediate,
        quarantine,
        marts,
        published_marts,
        publication_record,
    ],
    jobs=[build_warehouse],
    schedules=[daily_build],
    sensors=[landing_sensor],
    resources=build_resources(Settings.from_env()),
    executor=in_process_executor,
)
