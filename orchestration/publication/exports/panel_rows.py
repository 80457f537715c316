"""The panel as people of the field read it: Chinese heads, words for codes, one column each.

Belongs here: the columns that the workbooks and the CSV for spreadsheets share. Does not belong
here: how they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CODE = "code"
TEXT = "text"
NUMBER = "number"
DATE = "date"
YEAR = "year"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Chinese head, what it is made of, its kind and width in characters."""

    head: str
    expression: str
    kind: str
    width: int
    meaning: str
    # A workbook tells it in its sheet of sources instead.
    is_of_source: bool = False


RESIDENCE = "case residence when 'urban' then '城镇' when 'rural' then '农村' else '合计' end"
LEVEL = (
    "case level when 'province' then '省级' when 'prefecture' then '地级' "
    "when 'county' then '县级' end"
)
DOUBT = "case when is_ambiguous then '同一来源可作多种理解；' else '' end || coalesce(doubt, '')"

COLUMNS = (
    Column("地区代码", "city_code", CODE, 9, "县及县以上行政区划代码（GB/T 2260），文本"),
    Column("地区", "city_name", TEXT, 12, "地区名称"),
    Column("省份", "province_name_zh", TEXT, 12, "所属省级行政区"),
    Column("级别", LEVEL, TEXT, 6, "省级、地级或县级；不同级别不可相加"),
    Column("年份", "year", YEAR, 7, "数据所属年份"),
    Column("指标", "indicator_name_zh", TEXT, 28, "指标名称，定义见“指标”表"),
    Column("城乡", RESIDENCE, TEXT, 6, "合计、城镇或农村；合计与其中项不可相加"),
    Column("分类", "category_name_zh", TEXT, 12, "空为全部，否则为其中一类；与全部不可相加"),
    Column("数值", "value", NUMBER, 16, "规范单位下的数值"),
    Column("单位", "unit_name_zh", TEXT, 12, "规范单位"),
    Column("期间起", "period_start", DATE, 11, "数据所指期间首日；时点数与期间止相同"),
    Column("期间止", "period_end", DATE, 11, "数据所指期间末日"),
    Column("全年", "case when is_full_year then '是' else '否' end", TEXT, 6,
           "否：流量未满一年，或存量非年末，不可与全年数比较"),
    Column("每千人", "round(1000 * value_per_capita, 4)", NUMBER, 14,
           "每千常住人口；标准与比率不计算"),
    Column("可信度", "case trust when 'high' then '高' else '中' end", TEXT, 7,
           "高：置信度 0.9 以上且无存疑；中：使用前请核对原句"),
    Column("来源不一", "case when has_conflict then '是' end", TEXT, 9,
           "是：不同来源的数值相差超过四舍五入"),
    Column("存疑", DOUBT, TEXT, 14, "其他数字或上年数字不支持该数值时的说明"),
    Column("原文数值", "value_printed", NUMBER, 12, "来源所印数值"),
    Column("原文单位", "unit_printed", TEXT, 10, "来源所印单位"),
    Column("原句", "sentence", TEXT, 60, "来源中的句子，表格则为该行；超过一万六千字截断"),
    Column("文件标题", "title", TEXT, 30, "来源文件标题"),
    Column("发布机构", "publisher", TEXT, 16, "来源文件发布机构"),
    Column("发布日期", "published_at", DATE, 11, "来源文件发布日期"),
    Column("网址", "source_url", TEXT, 24, "来源文件网址，文本，不自动打开", is_of_source=True),
    Column("指标代码", "indicator_id", CODE, 24, "指标在本数据库中的代码"),
    Column("观测编号", "observation_id", CODE, 34, "minzheng explain 后接此编号可查来龙去脉"),
    Column("文件编号", "document_id", CODE, 20, "文件内容的 SHA-256", is_of_source=True),
)  # fmt: skip

ORDER = "indicator_id, city_code, year, residence = 'rural', residence <> 'total', category"


def select(columns: Sequence[Column] = COLUMNS, where: str = "true") -> str:
    """The panel under its Chinese heads, in the order of indicator, place and year."""
    named = ", ".join(f'{column.expression} as "{column.head}"' for column in columns)
    return f"select {named} from marts.panel_labelled where {where} order by {ORDER}"
