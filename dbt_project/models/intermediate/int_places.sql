-- The place that each code stands for, named by the last code of its line: one old code that became one
-- new code, which begins where the old one ends. A merger or a split begins a new place.
with recursive spans as (
    select
        city_code,
        min(valid_from) as first_year,
        coalesce(max(valid_to) filter (not is_open), {{ var('last_population_year') }}) as last_year,
    from (
        select *, bool_or(valid_to is null) over (partition by city_code) as is_open from {{ ref('cities') }}
    )
    group by city_code
),

changes as (
    select distinct old_code, new_code, year
    from {{ ref('city_changes') }}
    where kind <> 'merge' and old_code <> new_code
),

recodings as (
    select changes.old_code, changes.new_code
    from changes
    inner join spans as ended on changes.old_code = ended.city_code
    inner join spans as begun on changes.new_code = begun.city_code
    where ended.last_year < changes.year and begun.first_year = changes.year
    qualify count(*) over (partition by changes.old_code) = 1
        and count(*) over (partition by changes.new_code) = 1
),

lines as (
    select city_code, city_code as place_code, 0 as steps
    from spans
    union all
    select lines.city_code, recodings.new_code, steps + 1
    from lines
    inner join recodings on lines.place_code = recodings.old_code
    where steps < 10
),

final as (
    select
        city_code,
        place_code,
        cast(first_year as integer) as first_year,
        cast(last_year as integer) as last_year,
    from lines
    inner join spans using (city_code)
    qualify row_number() over (partition by city_code order by steps desc) = 1
)

select * from final
