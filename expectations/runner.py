"""The one adapter to Great Expectations: a frame and its expectations in, verdicts out.

Belongs here: contexts, batches, result formats and the shape of GX's exceptions.
Does not belong here: rules, frames, tables. GX reads pandas batches: its SQL batches fail on
DuckDB (results are fetched after the connection is closed).
See RULES.md, section "Errors are not failures".
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.library.rule import RULE, Rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one frame: the failing rows, or the error it ended in."""

    rule: Rule
    success: bool
    failing: pd.DataFrame
    error: str | None


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps GX's progress, deprecation and logging noise out of the run's output."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logger.setLevel(level)


def new_batches() -> BatchDefinition:
    """Makes batches from frames, in an ephemeral GX context without progress bars.

    One for all suites: every asset added to a context serialises the whole context again (10 ms).
    """
    with quiet():
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("gate").add_dataframe_asset("frame")
        return asset.add_batch_definition_whole_dataframe("whole")


def gx_suite(name: str, rules: list[Rule]) -> gx.ExpectationSuite:
    """The rules as a named GX suite, with the severities that RULES.md states."""
    suite = gx.ExpectationSuite(name=name)
    for rule in rules:
        rule.expectation.severity = FailureSeverity(rule.severity)
        rule.expectation.meta = {RULE: rule.name}
        suite.add_expectation(rule.expectation)
    return suite


def exception_of(result: ExpectationValidationResult) -> str | None:
    """The message of the exception that a result carries, None when the check ran.

    GX reports it flat, or once per metric; either way success is False and must not be read as
    bad data.
    """
    info: dict[str, Any] = result.exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    messages = [
        str(entry.get("exception_message") or "unknown exception").strip()
        for entry in entries
        if isinstance(entry, dict) and entry.get("raised_exception")
    ]
    return "; ".join(dict.fromkeys(messages)) or None


def run_suite(
    batches: BatchDefinition, name: str, frame: pd.DataFrame, rules: list[Rule]
) -> list[Verdict]:
    """Validates a frame, whose index must be unique, against a suite.

    The cheap result format first, which decides; the failing rows are fetched only where there
    are some.
    """
    with quiet():
        batch = batches.get_batch({"dataframe": frame})
        outcome = batch.validate(gx_suite(name, rules), result_format="BOOLEAN_ONLY")
        return [_verdict(batch, frame, rule, _result_of(outcome.results, rule)) for rule in rules]


def _result_of(
    results: list[ExpectationValidationResult], rule: Rule
) -> ExpectationValidationResult:
    return next(
        result
        for result in results
        if result.expectation_config and (result.expectation_config.meta or {})[RULE] == rule.name
    )


def _verdict(
    batch: Any,
    frame: pd.DataFrame,
    rule: Rule,
    result: ExpectationValidationResult,
) -> Verdict:
    error = exception_of(result)
    nothing = frame.iloc[0:0]
    if error or result.success:
        return Verdict(rule, bool(result.success) and not error, nothing, error)
    full = batch.validate(rule.expectation, result_format="COMPLETE")
    error = exception_of(full)
    if error:
        return Verdict(rule, False, nothing, error)
    return Verdict(rule, False, frame.loc[full.result["unexpected_index_list"]], None)
