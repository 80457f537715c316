"""Numbers in pieces, in parts, in words and without a unit: one number or none."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from extraction.generated import SIDECAR, chinese_numeral, stable
from extraction.test_numbers import only, only_fact, value
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction import extract
from orchestration.extraction.discourse import dates
from orchestration.extraction.document import read_mentions
from orchestration.extraction.quantities import nouns
from orchestration.extraction.quantities.numbers import FACTORS
from orchestration.extraction.quantities.scan import scan
from orchestration.extraction.reference import read_table
from orchestration.extraction.text import numerals
from orchestration.extraction.text.cleaning import clean


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2亿4600万元", 246_000_000),
        ("3万8千户", 38_000),
        ("4万6000元", 46_000),
        ("7千2百户", 7_200),
        ("1千4百26户", 1_426),
        ("14万3256.5元", Decimal("143256.5")),
        ("一千二百三十五户", 1_235),
        ("两万三千户", 23_000),
        ("三十五点五万元", 355_000),
        ("百余所", 100),
        ("一千多万元", 10_000_000),
        ("3億元", 300_000_000),
        ("60.8萬戶", 608_000),
        ("９４１８户", 9_418),
        ("6\u2009418\u2009235户", 6_418_235),
    ],
)
def test_a_compound_number_is_one_number(written: str, number: Decimal) -> None:
    seen = only_fact(f"全市共有某物{written}。")
    assert (seen.value, seen.fact.quote) == (number, written)


@pytest.mark.parametrize(
    "written",
    [
        "3万5元", "1.4亿260万元", "4 2265人", "7 5 对", "数十所", "几百户", "十几户", "两万三户",
        "一千二户", "十四五项",
    ],
)  # fmt: skip
def test_of_a_number_that_may_be_read_in_two_ways_nothing_is_cut_out(written: str) -> None:
    assert not extract(f"全市共有某物{written}。", SIDECAR).facts


@stable(80)
@given(parts=st.tuples(st.integers(1, 99), st.integers(1000, 9999), st.integers(1000, 9999)))
def test_parts_that_fall_add_up(parts: tuple[int, int, int]) -> None:
    first, second, third = parts
    assert value(only(f"共{first}亿{second}万元。")) == first * 10**8 + second * 10**4
    assert (
        value(only(f"共{first}亿{second}万{third}元。")) == first * 10**8 + second * 10**4 + third
    )


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("三四百户", 300, 400), ("二三十家", 20, 30), ("五六万元", 50_000, 60_000)],
)
def test_neighbouring_digits_are_a_range(written: str, low: int, high: int) -> None:
    seen = only_fact(f"共有某物{written}。")
    assert (seen.value, seen.value_high, seen.fact.qualifier) == (low, high, "approx")


BROKEN = (
    ("常住人口9. 64万人", "9.64"),
    ("发放资金4418 .07万元", "4418.07"),
    ("捐款收入83 .5万元", "83.5"),
    ("登记结婚3 6 1 8 对", "3618"),
    ("全市各类机构共发放补助资金2650\n万元", "2650"),
    ("全市各类机构和站点共收养老年人48\n25人", "4825"),
    ("全市各类机构和站点所在地人口达到16.\n4万人", "16.4"),
)


@pytest.mark.parametrize(("text", "number"), BROKEN)
def test_a_number_in_pieces_is_put_together_and_quoted_as_it_stands(text: str, number: str) -> None:
    (fact,) = extract(f"{text}。", SIDECAR).facts
    assert fact.number == Decimal(number)
    assert text.endswith(fact.quote)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("8. 92万人参加。", ["92"]),
        ("截至2021\n35人参加。", ["35"]),
        ("上一页1 2 3 4 5 条", []),
        ("户数\t3\t126人", ["126"]),
    ],
)
def test_what_is_no_number_in_pieces_is_not_joined(text: str, numbers: list[str]) -> None:
    quantities, _ = scan(clean(text).text)
    assert [str(q.number) for q in quantities] == numbers


@pytest.mark.parametrize("row", read_table("counted_nouns"), ids=lambda row: row["word_zh"])
def test_a_noun_gives_a_number_its_unit(row: dict[str, str]) -> None:
    assert row["word_zh"] in row["example"]
    (q,) = scan(row["example"])[0]
    assert q.units == nouns.MEASURE_WORDS[row["unit_zh"]][: len(q.units)]


def test_each_noun_is_needed_by_its_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its row an example says nothing or something else, unless another row covers it."""
    idle = []
    for row in read_table("counted_nouns"):
        role = {"behind": "_BEHIND", "before": "_BEFORE", "label": "_LABEL"}[row["role"]]
        words = {w: u for w, u in nouns._WORDS[row["role"]].items() if w != row["word_zh"]}
        pattern = getattr(nouns, role).pattern
        kept = pattern.replace(nouns._any(nouns._WORDS[row["role"]]), nouns._any(words))
        with monkeypatch.context() as m:
            m.setattr(nouns, role, re.compile(kept))
            if [q.units[0] for q in scan(row["example"])[0]] == [
                nouns.MEASURE_WORDS[row["unit_zh"]][0]
            ]:
                idle.append(row["word_zh"])
    assert not idle


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("2600万困难群众救助补助资金", ["CNY"]),
        ("4万困难群众领到补助资金", ["person"]),
        ("投入2600万为老年人服务", []),
        ("老年人有七十一万多,", ["person"]),
        ("共投入1.4亿,其中省级3200万,惠及2.1万。", ["CNY", "CNY"]),
        ("金额(万元):12.5\n", ["CNY"]),
        ("| 户数 | 418 |", ["household"]),
        ("至少27个村(居)(村19、居8)", ["facility"] * 3),
        ("至少27个村(居)(村19、居9)", ["facility"]),
        ("新增床位640张 |\n620 |\n96.9% |", ["bed", "bed", "percent"]),
        ("新增床位640张 |\n620 |\n99% |", ["bed", "percent"]),
        ("近1/3的人口", ["percent"]),
        ("4月1/3日", []),
    ],
)
def test_a_bare_number_counts_only_what_is_certain(text: str, units: list[str]) -> None:
    assert [q.units[0] for q in scan(text)[0]] == units


@pytest.mark.parametrize("power", FACTORS)
def test_every_multiplier_of_the_table_is_read(power: str) -> None:
    assert value(only(f"共3{power}户。")) == 3 * FACTORS[power]


def test_a_ten_behind_a_year_is_no_multiplier() -> None:
    assert [q.unit_zh for q in scan("2025十件实事")[0]] in ([], ["件"])


@pytest.mark.parametrize(
    ("written", "per"),
    [
        ("230元/月", "/月"),
        ("430元/人.月", "/人.月"),
        ("5200元/人·年", "/人·年"),
        ("25元/人.次", "/人.次"),
        ("300—500元/月", "/月"),
        ("300元/月—500元/月", "/月"),
    ],
)
def test_a_per_unit_keeps_its_period(written: str, per: str) -> None:
    quantities, _ = scan(clean(f"标准为{written},按时发放。").text)
    assert [q.per for q in quantities] == [per]


def test_from_a_to_b_with_budeng_is_a_range() -> None:
    assert only("补助从700元至3200元不等。").number_high == 3200
    assert len(scan("补助由700元至3200元。")[0]) == 2


def test_household_times_are_neither_persons_nor_households() -> None:
    assert {q.units[0] for q in scan("救助31户次、25户/次、18户(次)。")[0]} == {"household_time"}


def test_numbers_denied_or_foretold_are_marked() -> None:
    text = "全县没有孤儿18人。据预测,孤儿将达25人,其中城市9人;目前有老人30人,没有住房40户。"
    _, _, mentions = read_mentions(text, None)
    assert [(m.negated, m.forecast) for m in mentions] == [
        (True, False), (False, True), (False, True), (False, False), (False, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "80-89岁、90至99周岁。",
        "满80周岁至89周岁。",
        "电话0571-61234567 61234568。",
        "统一社会信用代码12330000MB1234567X户。",
        "〔2021〕12号、第3 265号。",
        "档案编号2021 0035 件。",
        "9.9元店、58同城、“9073”格局。",
    ],
)
def test_ids_ages_and_names_hold_no_quantity(text: str) -> None:
    assert not scan(clean(text).text)[0]


@stable(100)
@given(number=st.integers(1, 99))
def test_days_and_numerals_are_of_one_grammar(number: int) -> None:
    spoken = chinese_numeral(number)
    spoken = spoken.removeprefix("一") if spoken.startswith("一十") else spoken
    assert numerals.parse_below_hundred(spoken) == dates.small_number(spoken) == number
    assert numerals.parse_numeral(spoken) == number
    assert numerals.parse_year("二○一一") == dates.year_number("二○一一") == 2011
