"""The structure message of the panel in SDMX: dimensions, attributes and code lists.

Belongs here: SDMX-ML 2.1, which every SDMX tool reads. Does not belong here: the data
(`sdmx_data.py`). Codes are those of the marts, so that both can be joined; what the marts leave
empty (no part of a breakdown) is `_T`, as is usual in SDMX.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from lxml import etree

from orchestration.publication.exports.writing import Export, fingerprint

PATH = "sdmx/structure.xml"
AGENCY, VERSION = "MINZHENG", "1.0"
DATAFLOW, DATA_STRUCTURE, CONCEPTS = "CITY_YEAR_INDICATOR", "DSD_CITY_YEAR_INDICATOR", "CONCEPTS"
NAMESPACES = {
    "mes": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message",
    "str": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure",
    "com": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# A file of the same content has the same bytes: the message is as old as its version.
PREPARED = "2024-01-01T00:00:00"


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension, an attribute or the measure: its names, and its code list or its type."""

    concept: str
    name_en: str
    name_zh: str
    codes: str | None = None
    text_type: str | None = None


DIMENSIONS = (
    Component("FREQ", "Frequency", "频率", "CL_FREQ"),
    Component("REF_AREA", "Place", "地区", "CL_AREA"),
    Component("INDICATOR", "Indicator", "指标", "CL_INDICATOR"),
    Component("RESIDENCE", "Residence", "城乡", "CL_RESIDENCE"),
    Component("CATEGORY", "Part of a breakdown", "分类", "CL_CATEGORY"),
)
TIME = Component("TIME_PERIOD", "Year", "年份", text_type="ObservationalTimePeriod")
MEASURE = Component("OBS_VALUE", "Value", "数值", text_type="Decimal")
ATTRIBUTES = (
    Component("UNIT_MEASURE", "Unit", "单位", "CL_UNIT"),
    Component("OBS_STATUS", "Status", "状态", "CL_OBS_STATUS"),
    Component("PERIOD_START", "First day that it is about", "期间首日", text_type="GregorianDay"),
    Component("PERIOD_END", "Last day that it is about", "期间末日", text_type="GregorianDay"),
    Component("TRUST", "Trust", "可信度", "CL_TRUST"),
    Component("CONFIDENCE", "Confidence, 0 to 1", "置信度", text_type="Double"),
    Component("OBSERVATION_ID", "Key of the fact in the marts", "观测编号", text_type="String"),
)
FIXED_CODES = {
    "CL_FREQ": [("A", "Annual", "年度")],
    "CL_RESIDENCE": [
        ("total", "Total", "合计"), ("urban", "Urban", "城镇"), ("rural", "Rural", "农村"),
    ],
    "CL_TRUST": [("high", "High", "高"), ("medium", "Medium", "中")],
    "CL_OBS_STATUS": [
        ("A", "Normal value", "正常值"),
        ("D", "Definition differs: part of the year, or not of its end",
         "口径不同：非全年或非年末"),
        ("U", "Low reliability: sources or readings differ, or other numbers speak against it",
         "可靠性低：来源或理解不一，或其他数字不支持"),
    ],
}  # fmt: skip
LISTED_CODES = {
    "CL_AREA": """
        select city_code, coalesce(name_en, name_zh), name_zh, parent_code
        from marts.dim_city order by city_code
    """,
    "CL_INDICATOR": """
        select indicator_id, name_en, name_zh, parent_id
        from marts.dim_indicator order by indicator_id
    """,
    "CL_CATEGORY": """
        select '_T', 'All', '全部', null
        union all
        select category, upper(category[1]) || replace(category[2:], '_', ' '), name_zh, null
        from marts.dim_category order by 1
    """,
    "CL_UNIT": "select unit, name_en, name_zh, null from marts.dim_unit order by unit",
}
NAMES = {
    "CL_FREQ": ("Frequency", "频率"), "CL_AREA": ("Administrative divisions", "行政区划"),
    "CL_INDICATOR": ("Indicators", "指标"), "CL_RESIDENCE": ("Residence", "城乡"),
    "CL_CATEGORY": ("Parts of breakdowns", "分类"), "CL_UNIT": ("Units", "单位"),
    "CL_TRUST": ("Trust", "可信度"), "CL_OBS_STATUS": ("Status of a value", "数值状态"),
}  # fmt: skip


def sdmx_structure(connection: duckdb.DuckDBPyConnection) -> Export:
    """`sdmx/structure.xml`: code lists, concepts, data structure and dataflow."""

    def write(path: Path) -> None:
        path.write_bytes(_message(connection))

    queries = [query.partition("order by")[0] for query in LISTED_CODES.values()]
    return Export(PATH, fingerprint(connection, *queries), write)


def _message(connection: duckdb.DuckDBPyConnection) -> bytes:
    root = etree.Element(_tag("mes:Structure"), nsmap=NAMESPACES)
    header = _add(root, "mes:Header")
    _add(header, "mes:ID").text = DATAFLOW
    _add(header, "mes:Test").text = "false"
    _add(header, "mes:Prepared").text = PREPARED
    _add(header, "mes:Sender", id=AGENCY)
    structures = _add(root, "mes:Structures")
    flows = _add(structures, "str:Dataflows")
    flow = _add_maintainable(flows, "str:Dataflow", DATAFLOW, *TITLE)
    _add_reference(_add(flow, "str:Structure"), DATA_STRUCTURE, "datastructure", "DataStructure")
    lists = _add(structures, "str:Codelists")
    for name, titles in NAMES.items():
        codes = _add_maintainable(lists, "str:Codelist", name, *titles)
        _add_codes(codes, _codes(connection, name))
    concepts = _add(structures, "str:Concepts")
    scheme = _add_maintainable(concepts, "str:ConceptScheme", CONCEPTS, "Concepts", "概念")
    for component in (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES):
        concept = _add(scheme, "str:Concept", id=component.concept)
        _add_names(concept, component.name_en, component.name_zh)
    _add_data_structure(_add(structures, "str:DataStructures"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


TITLE = ("City, year, indicator: Chinese civil affairs", "民政数据：地区、年份、指标")


def _codes(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    if name in FIXED_CODES:
        return [(*code, None) for code in FIXED_CODES[name]]
    return connection.execute(LISTED_CODES[name]).fetchall()


def _add_codes(parent: Any, codes: Iterable[tuple[Any, ...]]) -> None:
    listed = list(codes)
    known = {code for code, *_ in listed}
    for code, name_en, name_zh, above in listed:
        element = _add(parent, "str:Code", id=code)
        _add_names(element, name_en, name_zh)
        if above in known and above != code:
            _add(_add(element, "str:Parent"), "Ref", id=above)


def _add_data_structure(parent: Any) -> None:
    structure = _add_maintainable(parent, "str:DataStructure", DATA_STRUCTURE, *TITLE)
    components = _add(structure, "str:DataStructureComponents")
    dimensions = _add(components, "str:DimensionList", id="DimensionDescriptor")
    for position, component in enumerate(DIMENSIONS, 1):
        _add_component(dimensions, "str:Dimension", component, position=str(position))
    _add_component(dimensions, "str:TimeDimension", TIME, position=str(len(DIMENSIONS) + 1))
    attributes = _add(components, "str:AttributeList", id="AttributeDescriptor")
    for component in ATTRIBUTES:
        element = _add_component(
            attributes, "str:Attribute", component, assignmentStatus="Conditional"
        )
        relation = _add(element, "str:AttributeRelationship")
        _add(_add(relation, "str:PrimaryMeasure"), "Ref", id=MEASURE.concept)
    measures = _add(components, "str:MeasureList", id="MeasureDescriptor")
    _add_component(measures, "str:PrimaryMeasure", MEASURE)


def _add_component(parent: Any, tag: str, component: Component, **attributes: str) -> Any:
    element = _add(parent, tag, id=component.concept, **attributes)
    _add(
        _add(element, "str:ConceptIdentity"), "Ref", id=component.concept,
        maintainableParentID=CONCEPTS, maintainableParentVersion=VERSION, agencyID=AGENCY,
        package="conceptscheme", **{"class": "Concept"},
    )  # fmt: skip
    representation = _add(element, "str:LocalRepresentation")
    if component.codes:
        _add_reference(
            _add(representation, "str:Enumeration"), component.codes, "codelist", "Codelist"
        )
    else:
        _add(representation, "str:TextFormat", textType=str(component.text_type))
    return element


def _add_reference(parent: Any, name: str, package: str, kind: str) -> None:
    _add(
        parent, "Ref", id=name, version=VERSION, agencyID=AGENCY, package=package,
        **{"class": kind},
    )  # fmt: skip


def _add_maintainable(parent: Any, tag: str, name: str, name_en: str, name_zh: str) -> Any:
    element = _add(parent, tag, id=name, agencyID=AGENCY, version=VERSION, isFinal="true")
    _add_names(element, name_en, name_zh)
    return element


def _add_names(parent: Any, name_en: str, name_zh: str) -> None:
    for language, name in (("en", name_en), ("zh", name_zh)):
        element = _add(parent, "com:Name")
        element.set(LANGUAGE, language)
        element.text = name


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, _tag(tag), attributes)


def _tag(name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else local
