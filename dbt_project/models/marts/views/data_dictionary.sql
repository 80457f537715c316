-- depends_on: {{ ref('indicators') }}
-- What every published table and column means, in both languages, from the descriptions of the models
-- themselves; English and Chinese are parted by a broken bar.
with described (table_name, column_name, data_type, description) as (
    values
    {%- for row in published_columns() %}
        ('{{ row.table }}', '{{ row.column }}', '{{ row.data_type }}', '{{ row.description | replace("'", "''") }}'){% if not loop.last %},{% endif %}
    {%- else %} (null, null, null, null)
    {%- endfor %}
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
