"""What a document says of itself: area, reported period, publication, genre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.extraction.context import read_context
from orchestration.extraction.layout import read_layout
from orchestration.extraction.model import DocumentContext
from orchestration.extraction.text import clean

DOCUMENTS = Path(__file__).parents[2] / "seeds" / "documents"


@dataclass(frozen=True)
class Case:
    """A document's head and end, with what they tell."""

    name: str
    text: str
    city: str | None
    start: str | None
    end: str | None
    published: str | None = None
    genre: str | None = None
    sidecar: Mapping[str, object] | None = None


CASES = (
    Case(
        "county report named with its city",
        "毕节市黔西县民政局2017年工作总结和2018年工作计划\n"
        "2017年,全县民政工作在县委、县政府的坚强领导下稳步推进。全县农村低保对象2.1万户。\n",
        city="520522",
        start="2017-01-01",
        end="2017-12-31",
    ),
    Case(
        "gov page with labels on their own lines",
        "返回顶部\n"
        "\n"
        "平凉市民政局2023年度法治政府建设工作报告\n"
        "\n"
        "  • 索引号:\n"
        "\n"
        "    6208000000/2024-000105\n"
        "  • 发文机构:\n"
        "\n"
        "    平凉市民政局\n"
        "  • 发布日期:\n"
        "\n"
        "    2024年01月16日 16:34\n"
        "\n"
        "2023年,市民政局深入推进法治政府建设。全市共有养老机构31家。\n",
        city="620800",
        start="2023-01-01",
        end="2023-12-31",
        published="2024-01-16",
        genre="annual_summary",
    ),
    Case(
        "bulletin with agency and date under the title",
        "2019年恩施州国民经济和社会发展统计公报\n"
        "恩施州统计局 国家统计局恩施调查队\n"
        "2020年4月9日\n"
        "2019年,全州上下坚持稳中求进。年末全州城市低保对象3.2万人。\n",
        city="422800",
        start="2019-01-01",
        end="2019-12-31",
        published="2020-04-09",
        genre="bulletin",
    ),
    Case(
        "news of a county-level city without a year in the dateline",
        "我市上半年发放低保金逾两千万\n"
        "本报6月25日讯(记者 陈某) 记者昨天从福清市民政局了解到,\n"
        "我市今年上半年纳入低保的家庭共有7574户14735人。\n"
        "(编辑:林某) 来源:福清侨乡报 2013-06-26\n",
        city="350181",
        start="2013-01-01",
        end="2013-06-30",
        published="2013-06-26",
    ),
    Case(
        "news with a full date",
        "我市提高城乡低保和特困人员救助供养标准\n"
        "2019年10月29日,东营市民政局召开新闻发布会,介绍提高标准有关情况。自2019年10月1日起,城市低保标准由每人每月600元提高到620元。\n",
        city="370500",
        start="2019-01-01",
        end="2019-10-29",
        published="2019-10-29",
        genre="news",
    ),
    Case(
        "year report of government in january",
        "2023年政府工作报告\n"
        "——2023年1月5日在渭南市第六届人民代表大会第三次会议上\n"
        "各位代表:\n"
        "现在,我代表市人民政府向大会报告工作。\n"
        "2022年工作回顾\n"
        "2022年是极不平凡的一年。全市发放低保金5.6亿元。\n"
        "今后五年奋斗目标\n"
        "新建养老服务中心100个。\n"
        "2023年主要工作\n"
        "提升低保标准5%。\n",
        city="610500",
        start="2022-01-01",
        end="2022-12-31",
        published="2023-01-05",
        genre="government_work_report",
    ),
    Case(
        "government report given in december",
        "政府工作报告\n"
        "——2021年12月28日在临沧市第五届人民代表大会第一次会议上\n"
        "各位代表:现在,我代表市人民政府作政府工作报告。\n"
        "一、过去五年工作回顾\n"
        "五年来,累计发放低保金32亿元。2021年,预计全市生产总值增长8%。\n"
        "二、今后五年发展目标和2022年工作重点\n"
        "新增床位500张。\n",
        city="530900",
        start="2021-01-01",
        end="2021-12-31",
        published="2021-12-28",
        genre="government_work_report",
    ),
    Case(
        "quarter statistic",
        "张掖市2022年第三季度城乡居民最低生活保障工作情况\n"
        "发布时间:2022-10-14 信息来源:市民政局社会救助科\n"
        "截至9月底,全市共有城市低保对象1.1万人。\n",
        city="620700",
        start="2022-07-01",
        end="2022-09-30",
        published="2022-10-14",
    ),
    Case(
        "first three quarters, year from publication",
        "市民政局前三季度工作总结\n"
        "发布日期:2018/10/22 来源:宜春市民政局 点击数:88\n"
        "今年以来,全市民政系统稳步推进各项工作。\n",
        city="360900",
        start="2018-01-01",
        end="2018-09-30",
        published="2018-10-22",
    ),
    Case(
        "month report",
        "铜仁市2021年11月份城乡低保资金发放情况\n"
        "2021-12-03 来源:市民政局\n"
        "11月,全市发放农村低保金8123万元。\n",
        city="520600",
        start="2021-11-01",
        end="2021-11-30",
        published="2021-12-03",
        genre="monthly",
    ),
    Case(
        "no year anywhere",
        "民政局工作总结\n"
        "20xx年我市民政工作在市委、市政府的领导下取得了明显成效。\n"
        "全市城市低保对象33087户57374人。\n",
        city=None,
        start=None,
        end=None,
    ),
    Case(
        "province report",
        "贵州省民政厅2020年工作总结\n"
        "来源:贵州省民政厅 时间:2021-02-01\n"
        "2020年,全省民政系统聚焦脱贫攻坚。全省城乡低保对象235万人,其中贵阳市4.2万人、遵义市31万人、毕节市58万人。\n",
        city="520000",
        start="2020-01-01",
        end="2020-12-31",
        published="2021-02-01",
    ),
    Case(
        "municipality district",
        "上海市静安区民政局2022年工作总结\n2022年,全区共有养老机构48家,养老床位7466张。\n",
        city="310106",
        start="2022-01-01",
        end="2022-12-31",
    ),
    Case(
        "municipality",
        "北京市民政局2018年工作总结\n2018年,全市养老机构520家。朝阳区、海淀区试点。\n",
        city="110000",
        start="2018-01-01",
        end="2018-12-31",
    ),
    Case(
        "report on a city by a province site without city in title",
        "强化兜底保障 织密民生底线\n"
        "来源:安徽省民政厅 发布日期:2020-12-30\n"
        "今年以来,宿州市民政局认真履行职责。截至11月底,全市保障农村低保对象15.2万人。埇桥区、砀山县、萧县、灵璧县、泗县同步推进。\n"
        "主办单位:安徽省民政厅 网站标识码:3400000021\n",
        city="341300",
        start="2020-01-01",
        end="2020-12-30",
        published="2020-12-30",
    ),
    Case(
        "ambiguous district settled by the site",
        "鼓楼区民政局2019年工作总结\n"
        "2019年,全区养老床位2300张。\n"
        "主办:鼓楼区人民政府 网站标识码:3501020001\n",
        city="350102",
        start="2019-01-01",
        end="2019-12-31",
    ),
    Case(
        "ambiguous district settled by its city in the body",
        "鼓楼区民政局2019年工作总结\n"
        "2019年,区民政局在徐州市民政局指导下开展工作,全区养老床位2300张。\n",
        city="320302",
        start="2019-01-01",
        end="2019-12-31",
    ),
    Case(
        "signature with office and chinese date",
        "关于上报二○一四年民政工作总结的报告\n"
        "市民政局:\n"
        "二○一四年,我局在县委、县政府领导下开展工作,全县发放低保金3100万元。\n"
        "                         丰都县民政局\n"
        "                         二○一四年十一月三十日\n",
        city="500230",
        start="2014-01-01",
        end="2014-12-31",
        published="2014-11-30",
    ),
    Case(
        "half-year by its sections only",
        "邵阳市民政局关于2019年民政重点工作情况的汇报\n"
        "市人民政府:\n"
        "现将2019年上半年民政重点工作开展情况汇报如下:\n"
        "一、上半年工作开展情况\n"
        "全市城市低保对象4.8万人。\n"
        "二、下半年工作打算\n"
        "新建敬老院5所。\n"
        "2019年7月3日\n",
        city="430500",
        start="2019-01-01",
        end="2019-06-30",
        published="2019-07-03",
        genre="half_year",
    ),
    Case(
        "thirteenth five year plan review",
        "商洛市“十三五”民政事业发展成就综述\n"
        "来源:商洛日报 2021-01-12\n"
        "“十三五”时期,全市累计发放低保金21亿元。\n",
        city="611000",
        start="2016-01-01",
        end="2020-12-31",
        published="2021-01-12",
        genre="five_year_review",
    ),
    Case(
        "plan of a year",
        "吕梁市民政局2024年工作要点\n2024年,全市民政工作要坚持稳中求进。新增养老床位1000张。\n",
        city="141100",
        start="2024-01-01",
        end="2024-12-31",
        genre="plan",
    ),
    Case(
        "speech with its date in brackets",
        "在全市民政工作会议上的讲话\n"
        "(2021年3月5日)\n"
        "濮阳市民政局局长\n"
        "同志们:\n"
        "2020年,全市民政系统共保障低保对象10.2万人。\n",
        city="410900",
        start="2020-01-01",
        end="2020-12-31",
        published="2021-03-05",
    ),
    Case(
        "autonomous prefecture by common name",
        "黔东南州民政局2016年上半年工作总结\n"
        "今年上半年,全州城市低保对象6.3万人。凯里市、黎平县先行。\n",
        city="522600",
        start="2016-01-01",
        end="2016-06-30",
    ),
    Case(
        "issue number and month from publication year",
        "民政工作简报\n第6期\n韩城市民政局 2017年6月30日\n6月份,全市新增低保对象32户。\n",
        city="610581",
        start="2017-01-01",
        end="2017-06-30",
        published="2017-06-30",
        genre="briefing",
    ),
    Case(
        "sidecar only",
        "工作总结\n全市发放低保金1.2亿元。\n",
        city="370300",
        start="2015-01-01",
        end="2015-12-31",
        published="2016-01-20",
        sidecar={"city_code": "370300", "report_year": 2015, "published_at": "2016-01-20"},
    ),
    Case(
        "title names years of a span",
        "昆明市2016-2020年社会救助工作回顾\n五年来,全市累计救助120万人次。\n",
        city="530100",
        start="2016-01-01",
        end="2020-12-31",
    ),
    Case(
        "renamed city keeps the name of its year",
        "襄樊市民政局2008年工作总结\n2008年,全市城市低保对象12万人。\n",
        city="420600",
        start="2008-01-01",
        end="2008-12-31",
    ),
    Case(
        "bracketed year and county list only",
        "2012年民政工作情况汇报\n"
        "2012年,全市城乡低保对象18万人。其中石门县2.1万人,澧县3.2万人,临澧县1.1万人,桃源县4万人,汉寿县2万人。\n",
        city="430700",
        start="2012-01-01",
        end="2012-12-31",
    ),
    Case(
        "league",
        "锡林郭勒盟民政局2021年工作总结\n2021年,全盟城市低保对象1.2万人。\n",
        city="152500",
        start="2021-01-01",
        end="2021-12-31",
    ),
)


def read(raw: str, sidecar: Mapping[str, object] | None = None) -> DocumentContext:
    text = clean(raw).text
    return read_context(text, read_layout(text), sidecar)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "_"))
def test_area_period_and_publication_are_read_from(case: Case) -> None:
    context = read(case.text, case.sidecar)
    assert context.city_code == case.city
    assert (iso(context.report_start), iso(context.report_end)) == (case.start, case.end)
    assert iso(context.published_at) == case.published
    if case.genre:
        assert context.genre == case.genre


@pytest.mark.parametrize(
    ("file", "city", "start", "end", "published", "genre"),
    [
        ("000_*", "合肥市", "2018-01-01", "2018-12-31", "2019-05-24", "news"),
        ("001_*", "六安市", "2020-01-01", "2020-06-30", "2020-06-30", "half_year"),
        ("002_*", "芜湖市", "2022-01-01", "2022-12-31", "2023-01-20", "annual_summary"),
        ("003_*", "衢州市", "2013-01-01", "2013-12-31", None, "annual_summary"),
        ("004_*", "淮安市", "2019-01-01", "2019-07-11", "2019-07-11", "other"),
    ],
)
def test_the_sample_reports_are_placed_and_dated(
    file: str, city: str, start: str, end: str, published: str | None, genre: str
) -> None:
    (path,) = DOCUMENTS.glob(file)
    context = read(path.read_bytes().decode("utf-8"))
    assert context.city_name == city
    assert (iso(context.report_start), iso(context.report_end)) == (start, end)
    assert iso(context.published_at) == published
    assert context.genre == genre
    assert context.city_level == "prefecture"
    assert {place.level for place in context.children} == {"county"}


def test_a_sidecar_wins_over_the_text() -> None:
    context = read(
        "六安市民政局2020年工作总结\n2020年,全市低保3人。\n2021年1月5日\n",
        {
            "title": "某报告",
            "publisher": "某局",
            "source_url": "https://example.org/1",
            "city_code": "340100",
            "report_year": "2019",
            "published_at": "2020-02-03T08:00:00",
        },
    )
    assert context.title == "某报告"
    assert context.publisher == "某局"
    assert context.source_url == "https://example.org/1"
    assert context.city_name == "合肥市"
    assert context.report_end == date(2019, 12, 31)
    assert context.published_at == date(2020, 2, 3)
    assert context.context_confidence == 1.0


def test_children_are_those_of_the_reported_year() -> None:
    names = {place.name for place in read("芜湖市民政局2018年工作总结\n全市3人。\n").children}
    assert "芜湖县" in names
    assert "湾沚区" not in names


def test_what_nothing_tells_stays_unknown() -> None:
    context = read("工作总结\n各项工作取得新进展。\n")
    assert context.city_code is None
    assert context.report_start is None
    assert context.report_end is None
    assert context.published_at is None
    assert context.children == ()
    assert context.context_confidence <= 0.2


@given(
    st.text(max_size=120)
    | st.text(
        alphabet="合肥市县民政局年月日2019/-十五“”总结政府工作报告来源:\n〔〕第期", max_size=80
    ),
    st.dictionaries(
        st.sampled_from(["title", "city_code", "report_year", "published_at", "publisher"]),
        st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats()),
    ),
)
@example("十九五总结\n", {})
@example("2019年13月45日\n", {"report_year": "99999", "published_at": "2020-02-31"})
def test_reading_the_context_never_fails(raw: str, sidecar: dict[str, object]) -> None:
    context = read(raw, sidecar)
    assert 0.0 <= context.context_confidence <= 1.0
    if context.report_start and context.report_end:
        assert context.report_start <= context.report_end
