with source as (
    select * from {{ source('publication', 'publications') }}
),

final as (
    select
        number,
        published_at,
        run_id,
        n_documents,
        n_observations,
        n_cells,
        n_new,
        n_changed,
        n_revised,
        n_withdrawn,
        n_checks,
        n_checks_not_passed,
        n_quarantined,
        verdict,
        extractor_version,
        models_version,
        checks_version,
    from source
)

select * from final
