-- What an answer takes for a place, an indicator or a choice: one that there is, or an error that says
-- what to do. A name of several places counts as those that still exist, if it is one then.
create macro marts.the_city(city) as (
    select case
        when found.codes is null
            then error(
                'There is no place ' || city::varchar
                || '. Look it up: minzheng query find_place words=...'
            )
        when len(found.codes) > 1
            then error(
                city::varchar || ' names several places, give the code: '
                || array_to_string(found.named, ', ')
            )
        else found.codes[1]
    end
    from (
        select
            list(matched.city_code order by matched.city_code) as codes,
            list(matched.city_code || ' ' || matched.name_zh order by matched.city_code) as named,
        from (
            select places.city_code, places.name_zh
            from marts.dim_city as places
            where places.city_code = city::varchar
                or lower(city::varchar) in (places.name_zh, places.short_zh, lower(places.name_en))
            qualify places.valid_to is null or not bool_or(places.valid_to is null) over ()
        ) as matched
    ) as found
);

create macro marts.the_indicator(indicator) as (
    select case
        when found.ids is null
            then error(
                'There is no indicator ' || indicator::varchar
                || '. Look it up: minzheng query find_indicator words=...'
            )
        when len(found.ids) > 1
            then error(
                indicator::varchar || ' names several indicators, give the id: '
                || array_to_string(found.ids, ', ')
            )
        else found.ids[1]
    end
    from (
        select list(catalogue.indicator_id order by catalogue.indicator_id) as ids
        from marts.dim_indicator as catalogue
        where lower(indicator::varchar)
            in (catalogue.indicator_id, catalogue.name_zh, lower(catalogue.name_en))
            or list_contains(string_split(catalogue.aliases_zh, ';'), indicator::varchar)
    ) as found
);

create macro marts.the_indicator_of_people(indicator) as (
    select case
        when catalogue.scales_with_population then catalogue.indicator_id
        else error(
            catalogue.indicator_id || ' is a standard or a ratio and is not divided by residents: '
            || 'minzheng query ranking indicator=' || catalogue.indicator_id || ' year=...'
        )
    end
    from marts.dim_indicator as catalogue
    where catalogue.indicator_id = marts.the_indicator(indicator)
);

create macro marts.one_of(word, choices) as (
    case
        when list_contains(choices, word::varchar) then word::varchar
        else error(word::varchar || ' is none of ' || array_to_string(choices, ', '))
    end
);
