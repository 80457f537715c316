"""The gallery's documents: whole files that go through landing, extraction, dbt and the gate.

One row per document: the file, what is wrong with it, and what must catch it. Every report is of
a city of its own, so that one fault cannot witness for another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

RANGE = "expect_values_in_catalogue_range"
RELATED = "expect_related_indicators_to_agree"
SLIP = "expect_no_unit_slip"

Catcher = Literal["rejected", "gate", "mark", "not read", "not catalogued", "target", "sub-area"]


@dataclass(frozen=True)
class PoisonedDocument:
    """A file of the landing zone with one fault.

    `caught_by` says which stage; `rule` names the gate's expectation or the reason of rejection;
    `quote` is the faulty text, which must not reach the panel, or (`mark`) not without its doubt.
    """

    name: str
    fault: str
    caught_by: Catcher
    content: str | bytes
    rule: str = ""
    quote: str = ""
    sidecar: dict[str, Any] | str | None = field(default=None, hash=False)


def report(city: str, year: int, *sentences: str) -> str:
    """A year-end report with enough true figures around the faulty ones."""
    return "\n".join(
        [
            f"{city}民政局{year}年工作总结",
            f"{year}年,全市民政系统围绕中心、服务大局,圆满完成了各项工作任务。",
            "一、社会救助。" + "".join(sentences),
            "二、养老服务。全市建成各类养老机构112家,养老机构床位14820张。"
            "全市享受高龄津贴老年人113000人。",
            "三、儿童福利。全市共有孤儿2603人,事实无人抚养儿童1942人。",
            "四、社会事务。全年办理结婚登记32024对,离婚登记13014对,销售福利彩票4.48亿元。",
            "五、社会组织。全市登记社会组织1522个。",
        ]
    )


def gate(
    name: str, fault: str, rule: str, content: str, quote: str = "", **sidecar: Any
) -> PoisonedDocument:
    """A document that the gate must catch; `rule` is '' for the healthy one beside it."""
    return PoisonedDocument(name, fault, "gate", content, rule, quote, sidecar or None)


def row(name: str, fault: str, rule: str, city: str, sentence: str, quote: str) -> PoisonedDocument:
    caught_by: Catcher = "mark" if rule == RELATED else "gate"
    return PoisonedDocument(name, fault, caught_by, report(city, 2020, sentence), rule, quote)


REJECTED = [
    PoisonedDocument("empty.txt", "an empty file", "rejected", b""),
    PoisonedDocument("picture.txt", "a picture named as text", "rejected",
                     b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20),
    PoisonedDocument("blank.txt", "nothing but blanks", "rejected", " \n　\n" * 50),
    PoisonedDocument("archive.txt", "an archive named as text", "rejected",
                     b"PK\x03\x04" + bytes(200) + bytes(range(255, 0, -1)) * 20),
]  # fmt: skip

MISREAD = [
    row("yearly.txt", "a yearly standard printed as a monthly one", RANGE, "荆州市",
        "城市低保标准提高到每人每月7368元。", "每人每月7368元"),
    row("coverage.txt", "a coverage of 960 per cent", RANGE, "黄石市",
        "社区养老服务设施覆盖率达960%。", "960%"),
    row("run_together.txt", "a table's digits run together", RANGE, "蚌埠市",
        "全市农村低保对象1523408312056人。", "1523408312056人"),
    row("urban_below_rural.txt", "urban and rural standard swapped", RELATED, "安庆市",
        "城市、农村低保标准分别为每人每月579元、914元。", "914元"),
    row("persons_households.txt", "persons and households swapped", RELATED, "黄山市",
        "全市农村低保对象152340户83120人。", "83120人"),
    row("pennies.txt", "spending that lost its 万", RELATED, "滁州市",
        "全市农村低保对象152340人,全年发放农村低保金56100元。", "56100元"),
    gate("slip_2019.txt", "the year before", "",
         report("阜阳市", 2019, "全市农村低保对象152340人。")),
    gate("slip_2020.txt", "persons that lost their 万 between two years", SLIP,
         report("阜阳市", 2020, "全市农村低保对象15人。"), "15人"),
    gate("slip_2021.txt", "the year after", "",
         report("阜阳市", 2021, "全市农村低保对象149000人。")),
]  # fmt: skip

MISPLACED = [
    gate("future.txt", "a sidecar with a year that has not come",
         "expect_periods_in_document_horizon",
         report("宿州市", 2020, "城市低保标准为每人每月614元。").replace("2020年", "本年"),
         report_year=2095),
    gate("wrong_year.txt", "a sidecar with another year than the title",
         "expect_report_year_to_be_told",
         report("咸宁市", 2018, "城市低保标准为每人每月614元。"), report_year=2011),
    gate("county.txt", "a county's report under its city's code",
         "expect_reporting_area_to_agree_with_title",
         report("安徽省亳州市涡阳县", 2020, "城市低保标准为每人每月614元。"), city_code="341600"),
    gate("two_cities.txt", "two cities' reports in one file", "expect_one_report_per_document",
         report("池州市", 2020, "城市低保标准为每人每月614元。") + "\n"
         + report("宣城市", 2020, "城市低保标准为每人每月690元。")
         .replace("112家", "86家").replace("14820张", "9310张").replace("2603人", "912人")
         .replace("32024对", "18411对").replace("1522个", "1871个").replace("4.48亿", "2.9亿")
         .replace("宣城市民政局2020年工作总结\n", "")),
    gate("copy_1.txt", "a report", "", report("铜陵市", 2020, "城市低保标准为每人每月614元。")),
    gate("copy_2.txt", "the same report with other bytes",
         "expect_documents_not_to_repeat_each_other",
         report("铜陵市", 2020, "城市低保标准为每人每月614元。") + "\n(责任编辑:王)\n"),
]  # fmt: skip

NOT_READ = [
    PoisonedDocument("telephone.txt", "a telephone number beside beds", "not read",
                     report("马鞍山市", 2020, "养老床位咨询电话0555-2365512。"), "", "2365512"),
    PoisonedDocument("hotline.txt", "a hotline's name", "not read",
                     report("淮北市", 2020, "开通12345热线,受理低保咨询。"), "", "12345"),
    PoisonedDocument("furniture.txt", "page furniture", "not read",
                     report("宁波市", 2020, "") + "\n浏览次数:2039 皖ICP备05003965号", "", "2039"),
    PoisonedDocument("ages.txt", "an age in a definition", "not read",
                     report("温州市", 2020, "建立70岁以上老年人探访制度。"), "", "70"),
    PoisonedDocument("ordinal.txt", "an ordinal", "not read",
                     report("嘉兴市", 2020, "在全国排名第28位,召开第十届村委会会议。"), "", "28"),
    PoisonedDocument("brand.txt", "a brand with digits", "not read",
                     report("湖州市", 2020, "形成“1+8”政策体系。"), "", "1+8"),
    PoisonedDocument("doubled_wan.txt", "a standard with 万 too much", "not catalogued",
                     report("荆门市", 2020, "城市低保标准为每人每月614万元。"), "", "614万元"),
    PoisonedDocument("plan.txt", "a plan among facts", "target",
                     report("绍兴市", 2020, "2021年将新增养老机构床位1730张。"), "", "1730张"),
    PoisonedDocument("district.txt", "a county's figure in the city's report", "sub-area",
                     report("金华市", 2020, "其中,义乌市共有农村低保对象6101人。"), "", "6101人"),
]  # fmt: skip

POISONED_DOCUMENTS = [*REJECTED, *MISREAD, *MISPLACED, *NOT_READ]
