"""When the warehouse is built without anyone asking."""

from __future__ import annotations

from dagster import ScheduleDefinition

from orchestration.jobs import build_warehouse

daily_build = ScheduleDefinition(
    name="daily_build",
    job=build_warehouse,
    cron_schedule="0 6 * * *",
    execution_timezone="Asia/Shanghai",
    description="Every morning at six: takes what has landed, and tries again what was blocked. "
    "Switch it on where the landing zone is fed daily.",
)
