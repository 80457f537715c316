"""What expectations of our own share: rendering, and the words for a failing row.

Belongs here: the abstract row expectation. Does not belong here: any rule, or what a built-in
expectation can say (see `rule.py`).
Importing this module imports Great Expectations (some seconds): only the gate does so.
See RULES.md.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import pandas as pd
from great_expectations.core import ExpectationValidationResult
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import (
    MulticolumnMapExpectation,
    render_suite_parameter_string,
)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.map_metric_provider import (
    MulticolumnMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (  # noqa: E501
    multicolumn_condition_partial,
)
from great_expectations.render import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.renderer_configuration import (
    RendererConfiguration,
    RendererValueType,
)

from expectations.results import Action

DOMAIN_KEYS = (
    "batch_id",
    "table",
    "column_list",
    "row_condition",
    "condition_parser",
    "ignore_row_if",
)


def row_metric(name: str, judge: Callable[..., pd.Series], *value_keys: str) -> str:
    """Registers a pure function on a frame's columns as a GX map metric.

    Args:
        name: short name of the metric.
        judge: takes the frame of an expectation's columns, and its arguments named in
            `value_keys`; returns whether each row keeps the rule.
        value_keys: fields of the expectation that the judgement depends on.

    Returns:
        The metric's registered name, for `map_metric`.
    """

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(_cls: type, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series:
        return judge(column_list, **{key: kwargs[key] for key in value_keys})

    metric_name = f"multicolumn_values.{name}"
    type(
        f"{name.title().replace('_', '')}Metric",
        (MulticolumnMapMetricProvider,),
        {
            "condition_metric_name": metric_name,
            "condition_domain_keys": DOMAIN_KEYS,
            "condition_value_keys": value_keys,
            "_pandas": _pandas,
        },
    )
    return metric_name


class RowExpectation(MulticolumnMapExpectation):
    """A rule that every row of a frame keeps or breaks; nulls are the rule's own business.

    Subclasses name a metric, say the rule in words (`statement`), what to do about a failure
    (`remedy`), what the gate does with the row (`action`), and put a failing row into words.
    """

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"

    statement: ClassVar[str]
    remedy: ClassVar[str]
    action: ClassVar[Action] = "quarantine"
    touches: ClassVar[str] = "true"
    args_keys = ("column_list",)

    @abstractmethod
    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says of one failing row what was observed and what was expected."""

    @classmethod
    def _prescriptive_template(
        cls, renderer_configuration: RendererConfiguration
    ) -> RendererConfiguration:
        renderer_configuration.add_param("columns", RendererValueType.STRING, cls._columns_of(None))
        renderer_configuration.template_str = f"{cls.statement} ($columns)"
        return renderer_configuration

    @classmethod
    def _columns_of(cls, configuration: ExpectationConfiguration | None) -> str:
        columns = configuration.kwargs.get("column_list") if configuration else None
        return ", ".join(columns or cls.__fields__["column_list"].default or [])

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    @render_suite_parameter_string
    def _prescriptive_renderer(
        cls,
        configuration: ExpectationConfiguration | None = None,
        result: ExpectationValidationResult | None = None,  # noqa: ARG003 - GX passes it by name
        runtime_configuration: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ARG003 - GX passes more than is used
    ) -> list[RenderedStringTemplateContent]:
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template",
                string_template={
                    "template": f"{cls.statement} ($columns)",
                    "params": {"columns": cls._columns_of(configuration)},
                    "styling": (runtime_configuration or {}).get("styling"),
                },
            )
        ]


def number(value: Any) -> str:
    """Writes a number for people: no trailing zeros, thousands separated."""
    if value is None or value != value:
        return "nothing"
    return f"{float(value):,.6f}".rstrip("0").rstrip(".")
