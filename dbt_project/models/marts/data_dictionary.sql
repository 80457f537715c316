-- depends_on: {{ ref('indicators') }}
-- depends_on: {{ ref('domains') }}
-- What every published table and column means, in both languages, from the descriptions of the models
-- themselves; English and Chinese are parted by a broken bar.
with described as (
    {% for row in published_columns() %}
    select
        '{{ row.table }}' as table_name,
        '{{ row.column }}' as column_name,
        '{{ row.data_type }}' as data_type,
        '{{ row.description | replace("'", "''") }}' as description,
    {% if not loop.last %}union all{% endif %}
    {% else %}
    select '' as table_name, '' as column_name, '' as data_type, '' as description where false
    {% endfor %}
),

final as (
    select
        table_name,
        column_name,
        data_type,
        trim(split_part(description, '¦', 1)) as description_en,
        trim(split_part(description, '¦', 2)) as description_zh,
    from described
)

select * from final
