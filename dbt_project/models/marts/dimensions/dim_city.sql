-- One row per code that ever existed, under its latest name; where a place was renamed, recoded or
-- merged, the code that it became is followed to the end. A place that was split has no single heir.
with recursive cities as (
    select * from {{ ref('cities') }}
),

latest as (
    select * from cities
    qualify row_number() over (partition by city_code order by valid_from desc) = 1
),

spans as (
    select
        city_code,
        min(valid_from) as valid_from,
        string_agg(distinct name_zh, ';' order by name_zh) as names_zh,
    from cities
    group by city_code
),

-- Changes of the code itself; several new codes for an old one in one year are a split.
recodings as (
    select
        old_code,
        year,
        min(new_code) as new_code,
        min(kind) as kind,
    from {{ ref('city_changes') }}
    where old_code <> new_code
    group by old_code, year
    having count(distinct new_code) = 1
),

last_recoding as (
    select * from recodings
    qualify row_number() over (partition by old_code order by year desc) = 1
),

heirs as (
    select city_code as old_code, city_code as heir_code, valid_to as ended, 0 as steps
    from latest
    union all
    select heirs.old_code, last_recoding.new_code, latest.valid_to, steps + 1
    from heirs
    inner join last_recoding
        on heirs.heir_code = last_recoding.old_code and last_recoding.year > heirs.ended
    inner join latest on last_recoding.new_code = latest.city_code
    where steps < 10
),

final_heirs as (
    select old_code, heir_code from heirs
    where ended is null
    qualify row_number() over (partition by old_code order by steps desc) = 1
),

final as (
    select
        latest.city_code,
        latest.name_zh,
        latest.name_en,
        latest.short_zh,
        latest.level,
        latest.parent_code,
        latest.province_code,
        latest.province_name_zh,
        cast(spans.valid_from as integer) as valid_from,
        cast(latest.valid_to as integer) as valid_to,
        nullif(spans.names_zh, latest.name_zh) as names_zh,
        final_heirs.heir_code as current_city_code,
        heir.name_zh as current_name_zh,
        last_recoding.kind as change_kind,
        cast(last_recoding.year as integer) as change_year,
    from latest
    inner join spans using (city_code)
    left join final_heirs on latest.city_code = final_heirs.old_code
    left join latest as heir on final_heirs.heir_code = heir.city_code
    left join last_recoding on latest.city_code = last_recoding.old_code and latest.valid_to is not null
)

select * from final
