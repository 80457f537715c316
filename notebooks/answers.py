"""The ready answers, asked of what is published here, with pictures.

Opened by `make notebook`; run from top to bottom by the slow tests. Every cell is one question: the
answer's select, its rows, and a picture where one says more. What an answer leaves out stands in
docs/answers.md.
"""

import marimo

app = marimo.App(width="medium", app_title="Ready answers")


@app.cell
def _():
    import altair as alt
    import marimo as mo

    from orchestration.duckdb_files import ask_published
    from orchestration.publication.answers.registry import answers
    from orchestration.settings import Settings

    chart_width = 560
    published = Settings.from_env().published_path

    def ask(sql, **given):
        """The rows of a select; decimals as floats for pictures, years as words for tables."""
        with ask_published(published) as connection:
            rows = connection.sql(sql, params=given or None)
            kinds = {
                name: "varchar" if name == "year" else "double"
                for name, kind in zip(rows.columns, rows.types, strict=True)
                if name == "year" or str(kind).startswith("DECIMAL")
            }
            shown = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in kinds.items())
            return (rows.select(f"* replace ({shown})") if shown else rows).df()

    def told(name, sql):
        """A question in both languages with the select that answers it."""
        answer = answers()[name]
        return mo.md(f"## {answer.question}\n{answer.question_zh}\n```sql\n{sql}\n```")

    return chart_width, alt, ask, mo, told


@app.cell
def _(ask, mo):
    best = ask(
        """
        select indicator_id, year, any_value(city_code) as city_code
        from fct_city_year_indicator
        where is_full_year and residence = 'total' and category = '' and level = 'prefecture'
            and indicator_id in (
                select indicator_id from dim_indicator where scales_with_population
            )
        group by all
        order by count(*) desc, indicator_id, year desc
        limit 1
        """
    )
    mo.stop(best.empty, mo.md("Nothing is published yet that could be ranked: `make run`."))
    first = best.iloc[0]
    indicators = ask("select * from find_indicator() where n_cells > 0")
    places = ask("select * from find_place() where n_cells > 0")
    indicator = mo.ui.dropdown(
        dict(zip(indicators.name_zh, indicators.indicator_id, strict=True)),
        value=dict(zip(indicators.indicator_id, indicators.name_zh, strict=True))[
            first.indicator_id
        ],
        label="指标 Indicator",
    )
    city = mo.ui.dropdown(
        dict(zip(places.name_zh, places.city_code, strict=True)),
        value=places.set_index("city_code").name_zh[first.city_code],
        label="地区 Place",
    )
    years = ask("select distinct year from fct_city_year_indicator order by year")
    year = mo.ui.dropdown({it: int(it) for it in years.year}, value=first.year, label="年份 Year")
    mo.vstack([
        mo.md(
            "# Ready answers\nWhat is asked daily, each in one select. Choose, and every answer "
            "below follows. 选择指标、地区与年份，下面各项随之更新。"
        ),
        mo.hstack([indicator, city, year], justify="start"),
    ])  # fmt: skip
    return city, indicator, year


@app.cell
def _(chart_width, alt, ask, city, indicator, mo, told):
    series = ask("from series($city, $indicator)", city=city.value, indicator=indicator.value)
    lines = series.melt(
        id_vars=["year", "unit"], value_vars=["value", "urban", "rural"], var_name="part",
        value_name="stated",
    ).dropna()  # fmt: skip
    mo.vstack([
        told("series", f"from series('{city.value}', '{indicator.value}')"),
        alt.Chart(lines, width=chart_width, height=220)
        .mark_line(point=True)
        .encode(x="year:O", y=alt.Y("stated:Q", title=None), color="part:N", tooltip="stated"),
        series,
    ])  # fmt: skip
    return


@app.cell
def _(chart_width, alt, ask, indicator, mo, told, year):
    ranking = ask("from ranking($indicator, $year)", indicator=indicator.value, year=year.value)
    n_places = 0 if ranking.empty else ranking.n_places[0]
    mo.vstack([
        told("ranking", f"from ranking('{indicator.value}', {year.value})"),
        mo.md(f"**{len(ranking)}** of {n_places} cities reported a whole-year total."),
        alt.Chart(ranking.head(30), width=chart_width, height=alt.Step(24))
        .mark_bar()
        .encode(
            x=alt.X("value:Q", title=None),
            y=alt.Y("city_name:N", sort="-x", title=None),
            color=alt.Color("is_disputed:N", scale=alt.Scale(range=["#1F6F8B", "#D98324"])),
            tooltip=["rank", "city_name", "province_name_zh", "value", "unit"],
        ),
        ranking,
    ])  # fmt: skip
    return


@app.cell
def _(chart_width, alt, ask, indicator, mo, told, year):
    sql = f"from per_capita('{indicator.value}', {year.value})"
    scales = ask(
        "select scales_with_population as scales from dim_indicator "
        "where indicator_id = $indicator",
        indicator=indicator.value,
    )
    if scales.scales[0]:
        per_head = ask(sql)
        shown = [
            alt.Chart(per_head.head(30), width=chart_width, height=alt.Step(24))
            .mark_bar(color="#1F6F8B")
            .encode(
                x=alt.X("per_1000_residents:Q"),
                y=alt.Y("city_name:N", sort="-x", title=None),
                tooltip=["city_name", "value", "population", "population_source"],
            ),
            per_head,
        ]
    else:
        shown = [mo.md("A standard or a ratio is per head already and is not divided again.")]
    mo.vstack([told("per_capita", sql), *shown])
    return


@app.cell
def _(ask, indicator, mo, told):
    growth = ask("from growth($indicator)", indicator=indicator.value)
    mo.vstack([told("growth", f"from growth('{indicator.value}')"), growth])
    return


@app.cell
def _(chart_width, alt, ask, indicator, mo, told, year):
    provinces = ask(
        "from province_rollup($indicator, $year)", indicator=indicator.value, year=year.value
    )
    coverage = provinces.assign(share=provinces.n_reported / provinces.n_cities)
    mo.vstack([
        told("province_rollup", f"from province_rollup('{indicator.value}', {year.value})"),
        mo.md("How many cities of how many: a sum is a lower bound unless all of them reported."),
        alt.Chart(coverage, width=chart_width, height=alt.Step(24))
        .mark_bar(color="#1F6F8B")
        .encode(
            x=alt.X("share:Q", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("province_name_zh:N", title=None),
            tooltip=["n_reported", "n_cities", "cities_sum", "stated_by_province", "missing"],
        ),
        provinces,
    ])  # fmt: skip
    return


@app.cell
def _(ask, city, indicator, mo, told, year):
    counties = ask(
        "from counties($city, $indicator, $year)",
        city=city.value, indicator=indicator.value, year=year.value,
    )  # fmt: skip
    mo.vstack([
        told("counties", f"from counties('{city.value}', '{indicator.value}', {year.value})"),
        counties,
    ])  # fmt: skip
    return


@app.cell
def _(ask, city, mo, told, year):
    official = ask("from official_table($city, $year)", city=city.value, year=year.value)
    mo.vstack(
        [told("official_table", f"from official_table('{city.value}', {year.value})"), official]
    )
    return


@app.cell
def _(ask, city, indicator, mo, told):
    seen = ask(
        "from series_as_of((select min(number) from fct_publication), $city, $indicator)",
        city=city.value, indicator=indicator.value,
    )  # fmt: skip
    mo.vstack([
        told("series_as_of", f"from series_as_of(1, '{city.value}', '{indicator.value}')"),
        seen,
    ])  # fmt: skip
    return


@app.cell
def _(chart_width, alt, ask, city, mo, told, year):
    gaps = ask("from gaps($city, $year)", city=city.value, year=year.value)
    mo.vstack([
        told("gaps", f"from gaps('{city.value}', {year.value})"),
        alt.Chart(gaps, width=chart_width, height=alt.Step(24))
        .mark_bar(color="#8B5E1F")
        .encode(
            x=alt.X("count()", title="indicators"),
            y=alt.Y("gap_reason:N", sort="-x", title=None),
        ),
        gaps,
    ])  # fmt: skip
    return


@app.cell
def _(ask, city, mo, told, year):
    english = ask("from in_english(city := $city, year := $year)", city=city.value, year=year.value)
    mo.vstack([
        told("in_english", f"from in_english(city := '{city.value}', year := {year.value})"),
        english,
    ])  # fmt: skip
    return


if __name__ == "__main__":
    app.run()
