"""The two languages of the dashboards.

Belongs here: how a text is said in both, and the words of the marts' codes. Does not belong here:
names of places, indicators and units, which the marts hold in both languages.
"""

from __future__ import annotations

from typing import NamedTuple

LANGUAGES = ("zh", "en")


class Said(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The text in one of the languages."""
        return self.zh if language == "zh" else self.en


RESIDENCE = {
    "total": Said("全部", "total"),
    "urban": Said("城镇", "urban"),
    "rural": Said("农村", "rural"),
}
TRUST = {"high": Said("高", "high"), "medium": Said("中", "medium")}
FATE = {
    "in_panel": Said("在面板", "in the panel"),
    "uncatalogued": Said("指标未收录", "not catalogued"),
    "low_confidence": Said("置信度低", "low confidence"),
    "planned": Said("计划", "planned"),
    "sub_area": Said("辖区内一部分", "part of the area"),
    "not_a_level": Said("增减或占比", "change or share"),
    "unit_mismatch": Said("单位不符", "unit does not fit"),
    "unknown_city": Said("地区不明", "place unknown"),
    "unknown_period": Said("时间不明", "time unknown"),
    "more_than_a_year": Said("超过一年", "more than a year"),
    "lost_to_another": Said("另取其他表述", "another statement was chosen"),
}
GAP = {
    "reported": Said("有数据", "reported"),
    "only_breakdown": Said("只有分项", "only parts"),
    "only_part_of_the_year": Said("只有部分时段", "only part of the year"),
    "only_change": Said("只有增减", "only a change"),
    "only_planned": Said("只有计划", "only planned"),
    "only_sub_area": Said("只有辖区内一部分", "only part of the area"),
    "uncatalogued_nearby": Said("有相近未收录数字", "uncatalogued nearby"),
    "rejected": Said("被检查或规则排除", "kept out by a check or rule"),
    "not_reported": Said("报告未提及", "not reported"),
    "no_report_of_the_year": Said("没有当年报告", "no report of the year"),
}
VERDICT = {
    "agree": Said("一致", "agree"),
    "differ": Said("不一致", "differ"),
    "differ_for_a_reason": Said("差异有原因", "differ for a known reason"),
}


def named(column: str, words: dict[str, Said], language: str) -> str:
    """SQL that says a code of a column in words; a code without words stays as it is."""
    cases = " ".join(f"when '{code}' then '{said.of(language)}'" for code, said in words.items())
    return f"case {column} {cases} else {column} end"
