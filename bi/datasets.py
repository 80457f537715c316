"""What the charts ask: selects over the published marts, with columns named in the reader's words.

Belongs here: the selects and their columns. Does not belong here: the charts (see `charts.py`), how
Superset writes datasets down (see `assets.py`), the marts themselves (see `dbt_project/`).
"""

from __future__ import annotations

from dataclasses import dataclass

from words import FATE, GAP, RESIDENCE, TRUST, VERDICT, Said, named

TEXT, NUMBER, DAY = "VARCHAR", "DOUBLE", "DATE"

# What else of the key a value belongs to: without it, 城镇 and 农村 would be added up.
PART = "concat_ws(' · ', {residence}, {category})"


@dataclass(frozen=True, slots=True)
class Column:
    """A column in the words of both languages, with the SQL behind it in each."""

    name: Said
    type: str
    sql: Said


@dataclass(frozen=True, slots=True)
class Dataset:
    """A select over the marts; `metrics` are saved with it as name, label and SQL."""

    key: str
    name: Said
    source: str
    columns: dict[str, Column]
    metrics: tuple[tuple[str, Said, Said], ...] = ()

    def label(self, column: str, language: str) -> str:
        """The name under which readers see a column."""
        return self.columns[column].name.of(language)

    def sql(self, language: str) -> str:
        """The select, of which each column bears its name in the language."""
        lines = [
            f'    {column.sql.of(language)} as "{column.name.of(language)}"'
            for column in self.columns.values()
        ]
        return "select\n" + ",\n".join(lines) + f"\n{self.source}\n"


def _column(zh: str, en: str, kind: str, sql: str, sql_en: str = "") -> Column:
    return Column(Said(zh, en), kind, Said(sql, sql_en or sql))


def _coded(zh: str, en: str, column: str, words: dict[str, Said]) -> Column:
    return _column(zh, en, TEXT, named(column, words, "zh"), named(column, words, "en"))


CITY = _column("城市", "City", TEXT, "city_name", "coalesce(city_name_en, city_name)")
INDICATOR = _column("指标", "Indicator", TEXT, "indicator_name_zh", "indicator_name_en")
YEAR = _column("年份", "Year", TEXT, "year::varchar")
YEAR_DAY = _column("年", "Year begins", DAY, "make_date(year, 1, 1)")
UNIT = _column("单位", "Unit", TEXT, "unit_name_zh", "unit_name_en")
DOMAIN = _column("领域", "Domain", TEXT, "domain_name_zh", "domain_name_en")
SENTENCE = _column("原句", "Sentence", TEXT, "sentence")
TITLE = _column("文档", "Document", TEXT, "title")
CONFIDENCE = _column("置信度", "Confidence", NUMBER, "confidence")
OBSERVATION = _column("事实编号", "Fact", TEXT, "observation_id")
PART_OF_KEY = _column(
    "口径",
    "Part",
    TEXT,
    PART.format(residence=named("residence", RESIDENCE, "zh"), category="category_name_zh"),
    PART.format(residence=named("residence", RESIDENCE, "en"), category="nullif(category, '')"),
)
PRINTED = _column(
    "原文数值",
    "As printed",
    TEXT,
    "trim(trailing '.' from trim(trailing '0' from value_printed::varchar)) || ' ' || unit_printed",
)

PANEL = Dataset(
    key="panel",
    name=Said("面板", "Panel"),
    source="from marts.panel_labelled\n"
    "inner join (select distinct domain, domain_name_zh, domain_name_en from marts.dim_indicator)\n"
    "    using (domain)\n"
    "left join (\n"
    "    select name_zh as province_name_zh, any_value(name_en) as province_name_en\n"
    "    from marts.dim_city where level = 'province' group by all\n"
    ") using (province_name_zh)",
    columns={
        "city": CITY,
        "province": _column(
            "省份",
            "Province",
            TEXT,
            "province_name_zh",
            "coalesce(province_name_en, province_name_zh)",
        ),
        "year": YEAR,
        "year_day": YEAR_DAY,
        "domain": DOMAIN,
        "indicator": INDICATOR,
        "part": PART_OF_KEY,
        "place": _column(
            "城市与口径",
            "City and part",
            TEXT,
            f"{CITY.sql.zh} || ' ' || {PART_OF_KEY.sql.zh}",
            f"{CITY.sql.en} || ', ' || {PART_OF_KEY.sql.en}",
        ),
        # DECIMAL(24,6) in the marts; Superset draws floating point.
        "value": _column("数值", "Value", NUMBER, "value::double"),
        "unit": UNIT,
        "per_capita": _column("人均", "Per capita", NUMBER, "value_per_capita"),
        "printed": PRINTED,
        "full_year": _column(
            "全年",
            "Full year",
            TEXT,
            "if(is_full_year, '是', '否')",
            "if(is_full_year, 'yes', 'no')",
        ),
        "confidence": CONFIDENCE,
        "trust": _coded("可信度", "Trust", "trust", TRUST),
        "sentence": SENTENCE,
        "title": TITLE,
        "observation": OBSERVATION,
    },
    metrics=(
        ("cells", Said("单元格数", "Cells"), Said("count(*)", "count(*)")),
        (
            "latest",
            Said("最近一年的数值", "Value of the latest year"),
            Said('arg_max("数值", "年份")', 'arg_max("Value", "Year")'),
        ),
        ("highest", Said("数值", "Value"), Said('max("数值")', 'max("Value")')),
    ),
)

SHEET = Dataset(
    key="sheet",
    name=Said("城市概况", "City sheet"),
    source="from marts.city_fact_sheet\n"
    "inner join (select distinct domain, domain_name_zh, domain_name_en from marts.dim_indicator)\n"
    "    using (domain)",
    columns={
        "city": CITY,
        "domain": DOMAIN,
        "indicator": INDICATOR,
        "part": PART_OF_KEY,
        "year": YEAR,
        "value": _column("数值", "Value", NUMBER, "value::double"),
        "unit": UNIT,
        "printed": PRINTED,
        "previous": _column("上年", "Year before", NUMBER, "previous_value::double"),
        "change": _column("同比百分比", "Change in percent", NUMBER, "change_pct"),
        "trust": _coded("可信度", "Trust", "trust", TRUST),
        "sentence": SENTENCE,
        "title": TITLE,
    },
    metrics=(("cells", Said("单元格数", "Cells"), Said("count(*)", "count(*)")),),
)

COVERAGE = Dataset(
    key="coverage",
    name=Said("覆盖", "Coverage"),
    source="from marts.fct_coverage\n"
    "inner join (\n"
    "    select indicator_id, domain_name_zh, domain_name_en from marts.dim_indicator\n"
    ") using (indicator_id)",
    columns={
        "city": CITY,
        "year": YEAR,
        "domain": DOMAIN,
        "indicator": INDICATOR,
        "reported": _column("有数据", "Reported", NUMBER, "is_reported::integer"),
        "reason": _coded("情况", "State", "coalesce(gap_reason, 'reported')", GAP),
        "documents": _column("文档数", "Documents", NUMBER, "n_documents"),
    },
    metrics=(
        (
            "n_reported",
            Said("有数据的指标数", "Indicators reported"),
            Said('sum("有数据")', 'sum("Reported")'),
        ),
        (
            "share_reported",
            Said("有数据的比例", "Share reported"),
            Said('avg("有数据")', 'avg("Reported")'),
        ),
        ("cells", Said("指标数", "Indicators"), Said("count(*)", "count(*)")),
    ),
)

FATE_OF_FACT = (
    "case when chosen.observation_id is not null then 'in_panel' "
    "else coalesce(panel_exclusion, 'lost_to_another') end"
)
FACTS = Dataset(
    key="facts",
    name=Said("事实", "Facts"),
    source="from marts.fct_observation as facts\n"
    "left join (select observation_id from marts.fct_city_year_indicator) as chosen\n"
    "    using (observation_id)\n"
    "where is_current",
    columns={
        "city": CITY,
        "source_file": _column("文件", "File", TEXT, "source_file"),
        "fate": _coded("去向", "Fate", FATE_OF_FACT, FATE),
        "band": _column(
            "置信度区间",
            "Confidence band",
            TEXT,
            "case when confidence < 0.5 then '0.0–0.5' when confidence < 0.7 then '0.5–0.7' "
            "when confidence < 0.8 then '0.7–0.8' when confidence < 0.9 then '0.8–0.9' "
            "else '0.9–1.0' end",
        ),
        "catalogued": _column(
            "已收录", "Catalogued", NUMBER, "(indicator_id is not null)::integer"
        ),
        "confidence": CONFIDENCE,
    },
    metrics=(
        ("facts", Said("事实数", "Facts"), Said("count(*)", "count(*)")),
        (
            "share_catalogued",
            Said("已收录比例", "Share catalogued"),
            Said('avg("已收录")', 'avg("Catalogued")'),
        ),
        (
            "mean_confidence",
            Said("平均置信度", "Mean confidence"),
            Said('avg("置信度")', 'avg("Confidence")'),
        ),
    ),
)

PUBLICATIONS = Dataset(
    key="publications",
    name=Said("发布", "Publications"),
    source="from marts.fct_publication",
    columns={
        "number": _column("发布编号", "Publication", TEXT, "number::varchar"),
        "published_at": _column(
            "发布时间（UTC）", "Published (UTC)", TEXT, "left(published_at::varchar, 16)"
        ),
        "documents": _column("文档", "Documents", NUMBER, "n_documents"),
        "cells": _column("单元格", "Cells", NUMBER, "n_cells"),
        "new": _column("新增", "New", NUMBER, "n_new"),
        "changed": _column("变动", "Changed", NUMBER, "n_changed"),
        "revised": _column("数值修订", "Revised in value", NUMBER, "n_revised"),
        "withdrawn": _column("撤回", "Withdrawn", NUMBER, "n_withdrawn"),
        "held": _column("排除", "Held", NUMBER, "n_quarantined"),
        "not_passed": _column("未通过检查", "Checks not passed", NUMBER, "n_checks_not_passed"),
    },
)

CHECKS = Dataset(
    key="checks",
    name=Said("检查", "Checks"),
    source="from marts.audit_check_results\n"
    "qualify run_id = first_value(run_id) over (order by checked_at desc)",
    columns={
        "suite": _column("检查组", "Suite", TEXT, "suite"),
        "expectation": _column("检查", "Check", TEXT, "replace(expectation, '_', ' ')"),
        "passed": _column(
            "结果",
            "Result",
            TEXT,
            "if(success and error is null, '通过', '未通过')",
            "if(success and error is null, 'passed', 'not passed')",
        ),
        "observed": _column("所见", "Observed", TEXT, "observed"),
        "expected": _column("应为", "Expected", TEXT, "expected"),
        "remedy": _column("处理办法", "What to do", TEXT, "remedy"),
    },
)

REVIEW = Dataset(
    key="review",
    name=Said("待复核", "Review queue"),
    source="from marts.review_queue",
    columns={
        "rank": _column("次序", "Rank", NUMBER, "review_rank"),
        "reason": _column("原因", "Reason", TEXT, "review_reason"),
        "city": CITY,
        "year": YEAR,
        "indicator": _column(
            "指标",
            "Indicator",
            TEXT,
            "coalesce(indicator_name_zh, label)",
            "coalesce(indicator_name_en, label)",
        ),
        "printed": PRINTED,
        "certainty": _column("把握", "Certainty", NUMBER, "certainty"),
        "sentence": SENTENCE,
        "observation": OBSERVATION,
    },
)

AGREEMENT = Dataset(
    key="agreement",
    name=Said("来源一致", "Source agreement"),
    source="from marts.fct_source_agreement",
    columns={
        "verdict": _coded("结论", "Verdict", "verdict", VERDICT),
        "city": CITY,
        "year": YEAR,
        "indicator": INDICATOR,
    },
    metrics=(("pairs", Said("对数", "Pairs"), Said("count(*)", "count(*)")),),
)

DATASETS = (PANEL, SHEET, COVERAGE, FACTS, PUBLICATIONS, CHECKS, REVIEW, AGREEMENT)
