"""A number means the same however it is written, and what only looks like one is left alone."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from extraction.generated import SIDECAR, WRITTEN_NUMBERS, Written, chinese_numeral, stable
from gold.score import MULTIPLIERS, Observation, observe
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.extraction import extract
from orchestration.extraction.discourse import dates
from orchestration.extraction.document import read_mentions
from orchestration.extraction.quantities import nouns
from orchestration.extraction.quantities.numbers import FACTORS
from orchestration.extraction.quantities.scan import Quantity, scan
from orchestration.extraction.reference import read_table
from orchestration.extraction.text import numerals
from orchestration.extraction.text.cleaning import clean

COUNTED = st.sampled_from(["户", "张", "人次", "元", "名", "家"])


def only(text: str) -> Quantity:
    quantities, _ = scan(text)
    assert len(quantities) == 1, [text[q.start : q.end] for q in quantities]
    return quantities[0]


def value(q: Quantity) -> Decimal:
    return q.number * MULTIPLIERS[q.multiplier]


def only_fact(text: str) -> Observation:
    seen = observe("", extract(text, SIDECAR))
    assert len(seen) == 1, [s.fact.quote for s in seen]
    return seen[0]


@stable(250)
@given(written=WRITTEN_NUMBERS, unit=COUNTED)
def test_every_way_to_write_a_number_gives_the_number(written: Written, unit: str) -> None:
    seen = only_fact(f"全市共有某物{written.text}{unit}。")
    assert seen.value == written.value
    assert seen.fact.quote == written.text + unit


@stable(200)
@given(number=st.integers(10, 10**9 - 1), unit=COUNTED)
@example(number=10_000_000, unit="户")
@example(number=100_000_001, unit="户")
@example(number=20_020, unit="户")
def test_spoken_numbers_are_read_up_to_hundred_millions(number: int, unit: str) -> None:
    assert value(only(f"共有{chinese_numeral(number)}{unit},")) == number


@stable(60)
@given(rest=st.integers(110, 999))
def test_liang_stands_for_two(rest: int) -> None:
    spoken = chinese_numeral(2000 + rest).replace("二千", "两千", 1)
    assert value(only(f"共有{spoken}户,")) == 2000 + rest


@stable(150)
@given(
    low=st.integers(1, 9999),
    step=st.integers(1, 9999),
    dash=st.sampled_from(["-", "—", "——", "~", "～", "至", "到"]),
    unit=st.sampled_from(["元", "户", "万元", "张"]),
)
def test_a_range_keeps_both_ends(low: int, step: int, dash: str, unit: str) -> None:
    seen = only_fact(f"每户补助{low}.5{dash}{low + step}.5{unit}。")
    factor = 10_000 if unit == "万元" else 1
    assert seen.value == (low + Decimal("0.5")) * factor
    assert seen.value_high == (low + step + Decimal("0.5")) * factor


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("8000-1.2万元", 8_000, 12_000),
        ("8千至1.2万元", 8_000, 12_000),
        ("9000万元至1.2亿元", 90_000_000, 120_000_000),
        ("1.2-1.5万元", 12_000, 15_000),
        ("5000至8000万元", 50_000_000, 80_000_000),
    ],
)
def test_each_end_of_a_range_has_its_multiplier(written: str, low: int, high: int) -> None:
    seen = only_fact(f"每个项目补助{written}。")
    assert (seen.value, seen.value_high) == (low, high)


@stable(100)
@given(denominator=st.integers(2, 99), data=st.data())
def test_a_fraction_is_a_percentage(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(1, denominator))
    q = only(f"占{chinese_numeral(denominator)}分之{chinese_numeral(numerator)}。")
    assert q.units == ("percent",)
    assert abs(q.number - Decimal(100 * numerator) / denominator) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("spoken", "percent"),
    [("三点五", "3.5"), ("十二点二五", "12.25"), ("零点八", "0.8"), ("一百二十", "120")],
)
def test_percent_may_be_spoken_with_decimals(spoken: str, percent: str) -> None:
    assert only(f"完成百分之{spoken}。").number == Decimal(percent)


@pytest.mark.parametrize("tenths", range(1, 10))
def test_tenths_are_percentages(tenths: int) -> None:
    digit = chinese_numeral(tenths)
    assert only(f"占{digit}成。").number == tenths * 10
    assert only(f"占{digit}成半。").number == tenths * 10 + 5
    assert only(f"占{digit}成多。").qualifier == "approx"


@pytest.mark.parametrize(
    ("written", "number", "multiplier", "qualifier"),
    [
        ("9万余名", "9", "万", "approx"),
        ("2142万余元", "2142", "万", "approx"),
        ("10多万人", "10", "万", "approx"),
        ("20余家", "20", "", "approx"),
        ("5亿多元", "5", "亿", "approx"),
        ("二十余户", "20", "", "approx"),
        ("3000元左右", "3000", "", "approx"),
        ("10万元以上", "10", "万", "at_least"),
        ("10万元以内", "10", "万", "at_most"),
        ("5千人", "5", "千", ""),
        ("3百万元", "3", "百万", ""),
        ("1.2千万元", "1.2", "千万", ""),
    ],
)
def test_what_stands_after_or_inside_a_number_qualifies_it(
    written: str, number: str, multiplier: str, qualifier: str
) -> None:
    q = only(f"共{written}。")
    assert (q.number, q.multiplier, q.qualifier) == (Decimal(number), multiplier, qualifier)


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("近 约 将近", "approx"),
        ("超过 逾 突破 不少于 至少 不低于", "at_least"),
        ("不超过 最多 不高于", "at_most"),
        ("共 计 有", ""),
    ],
)
def test_what_stands_before_a_number_qualifies_it(words: str, qualifier: str) -> None:
    for word in words.split():
        assert only(f"保障对象{word}3000人。").qualifier == qualifier, word


@pytest.mark.parametrize(
    ("written", "number"),
    [("近万人", 10_000), ("上千人", 1_000), ("逾百户", 100), ("近十万人", 100_000)],
)
def test_a_power_of_ten_counts_after_near_or_over(written: str, number: int) -> None:
    assert value(only(f"共{written}参加。")) == number


@stable(60)
@given(numbers=st.lists(st.integers(11, 998), min_size=2, max_size=6), unit=COUNTED)
def test_a_list_shares_the_unit_of_its_last_number(numbers: list[int], unit: str) -> None:
    quantities, _ = scan(f"分别有{'、'.join(map(str, numbers))}{unit}。")
    assert [q.number for q in quantities] == numbers
    assert {q.unit_zh for q in quantities} == {unit}


@stable(60)
@given(numbers=st.lists(st.integers(2, 10**6), min_size=2, max_size=5))
def test_values_that_stand_side_by_side_are_kept_apart(numbers: list[int]) -> None:
    written = "".join(f"{n}{unit}" for n, unit in zip(numbers, "户人元张对", strict=False))
    quantities, _ = scan(f"保障{written}。")
    assert [q.number for q in quantities] == numbers


@stable(40)
@given(old=st.integers(100, 999), new=st.integers(100, 999))
def test_from_a_to_b_is_two_values_and_no_range(old: int, new: int) -> None:
    quantities, _ = scan(f"补助由每月{old}元提高到{new}元。")
    assert [(q.number, q.number_high) for q in quantities] == [(old, None), (new, None)]


@pytest.mark.parametrize(
    "text",
    [
        "2021年3月5日召开。",
        "1-4月开展。",
        "第12届、第十三次、第三批。",
        "拨打12345热线或0551-62345678。",
        "70岁以上、80周岁老年人。",
        "“1+8”制度、“五社联动”、“3+X”模式。",
        "民发〔2021〕36号文件。",
        "每天8:30至17:30开放。",
        "3A级和5A级。",
        "2020-01-15发布。",
        "“十三五”规划、十九大精神。",
        "为期3个月、连续5年、15分钟生活圈。",
        "万户千家。",
        "A4纸、B2层。",
    ],
)
def test_what_only_looks_like_a_quantity_is_none(text: str) -> None:
    quantities, _ = scan(text)
    assert [text[q.start : q.end] for q in quantities] == []


@stable(60)
@given(
    year=st.integers(1980, 2035),
    month=st.integers(1, 12),
    day=st.integers(1, 28),
    form=st.sampled_from(
        ["{y}年{m}月{d}日", "{y}年{m}月", "{y}年", "{y}-{m:02}-{d:02}", "{m}月{d}日"]
    ),
)
def test_a_date_is_no_quantity(year: int, month: int, day: int, form: str) -> None:
    quantities, dates = scan(f"会议于{form.format(y=year, m=month, d=day)}召开,")
    assert not quantities
    assert len(dates) == 1


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
