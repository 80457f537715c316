"""The tables that the assets write: schema `raw`, the history of runs, the record of publications.

Belongs here: their columns and nothing else. Does not belong here: what dbt builds from them, the
tables of the gate (see `expectations/audit.py`), the cells of the record, which have the columns of
the panel and are declared beside the models (`dbt_project/models/staging/_publication.yml`).
Every later table is derived from these and can be dropped and built again.
"""

from __future__ import annotations

import duckdb

RAW_TABLES = """
create schema if not exists raw;
create schema if not exists audit;
create schema if not exists publication;

-- One row per document, that is per content.
create table if not exists raw.documents (
    document_id varchar primary key,
    source_file varchar not null,
    source_uri varchar not null,
    content blob not null,
    text varchar not null,
    encoding varchar,
    media_type varchar,
    size_bytes bigint,
    n_chars integer,
    sidecar varchar not null,
    sidecar_hash varchar not null,
    modified_at timestamp,
    landed_at timestamp not null,
    superseded_at timestamp,
    retracted_at timestamp,
    run_id varchar
);

-- The blocks of a document whose format has some; a table's cells are a JSON array.
create table if not exists raw.document_blocks (
    document_id varchar not null,
    block integer not null,
    kind varchar not null,
    level integer not null,
    char_start integer not null,
    char_end integer not null,
    place varchar not null,
    caption varchar not null,
    cells varchar,
    primary key (document_id, block)
);

-- The history of each path: which content stood there, and when it was read.
create table if not exists raw.document_paths (
    source_file varchar not null,
    document_id varchar not null,
    sidecar varchar not null,
    first_seen_at timestamp not null,
    last_seen_at timestamp not null,
    is_current boolean not null,
    primary key (source_file, document_id)
);

-- What stood in the landing zone when it was last read; spares reading unchanged files again.
create table if not exists raw.landing_files (
    source_file varchar primary key,
    fingerprint varchar not null,
    delivered_hash varchar not null
);

-- What each deliveries.csv states, as JSON by path; spares reading an unchanged one again.
create table if not exists raw.delivery_lists (
    source_file varchar primary key,
    fingerprint varchar not null,
    statements varchar not null
);

create table if not exists raw.rejected_documents (
    source_file varchar not null,
    reason varchar not null,
    detail varchar not null,
    content_hash varchar not null,
    landed_at timestamp not null,
    run_id varchar,
    resolved_at timestamp,
    primary key (source_file, reason, content_hash)
);

create table if not exists raw.document_contexts (
    document_id varchar primary key,
    extractor_version varchar not null,
    title varchar,
    publisher varchar,
    source_url varchar,
    city_code varchar,
    city_name varchar,
    city_level varchar,
    published_at date,
    report_start date,
    report_end date,
    genre varchar,
    context_confidence double,
    sidecar_hash varchar not null,
    n_facts integer not null,
    error varchar,
    extracted_at timestamp not null,
    run_id varchar
);

create table if not exists raw.candidate_facts (
    observation_id varchar not null,
    document_id varchar not null,
    extractor_version varchar not null,
    part integer not null,
    char_start integer not null,
    char_end integer not null,
    quote varchar not null,
    sentence varchar not null,
    sentence_start integer not null,
    number decimal(24, 6) not null,
    number_high decimal(24, 6),
    multiplier varchar not null,
    unit_zh varchar,
    unit_raw varchar,
    qualifier varchar,
    city_code varchar,
    city_name varchar,
    area varchar,
    indicator_id varchar,
    label varchar,
    residence varchar,
    category varchar,
    measure varchar,
    period_start date,
    period_end date,
    status varchar,
    confidence double,
    subject varchar,
    cell varchar not null default '',
    cues varchar,
    candidates varchar,
    extracted_at timestamp not null,
    run_id varchar
);

-- What broke while reading: its facts are missing, those of the rest of the document are not.
create table if not exists raw.unreadable (
    document_id varchar not null,
    extractor_version varchar not null,
    stage varchar not null,
    char_start integer not null,
    char_end integer not null,
    error varchar not null,
    extracted_at timestamp not null,
    run_id varchar
);

-- What is stated beside a document and its title or page lines speak against.
create table if not exists raw.statement_disagreements (
    document_id varchar not null,
    extractor_version varchar not null,
    field varchar not null,
    stated varchar not null,
    stated_by varchar not null,
    found varchar not null,
    is_text_taken boolean not null,
    extracted_at timestamp not null,
    run_id varchar
);

create table if not exists audit.runs (
    run_id varchar primary key,
    started_at timestamp,
    finished_at timestamp,
    n_documents integer,
    n_rejected integer,
    n_facts integer,
    n_catalogued integer,
    chars bigint,
    published boolean
);

create table if not exists audit.retractions (
    document_id varchar not null,
    reason varchar not null,
    retracted_by varchar not null,
    retracted_at timestamp not null
);

-- One row per publication; is_out is false from when its number is given until its files are out.
create table if not exists publication.publications (
    number integer primary key,
    published_at timestamp not null,
    run_id varchar not null,
    n_documents integer not null,
    n_observations integer not null,
    n_cells integer not null,
    n_new integer not null,
    n_changed integer not null,
    n_revised integer not null,
    n_withdrawn integer not null,
    n_checks integer not null,
    n_checks_not_passed integer not null,
    n_quarantined integer not null,
    verdict varchar not null,
    extractor_version varchar,
    models_version varchar not null,
    checks_version varchar not null,
    is_out boolean not null
);

-- The documents and corrections of each publication, from its number until the one before valid_to.
create table if not exists publication.published_inputs (
    kind varchar not null,
    input_id varchar not null,
    document_id varchar,
    observation_id varchar,
    state varchar not null,
    valid_from integer not null,
    valid_to integer
);

-- The cells in which a publication differs from the one before.
create table if not exists publication.published_changes (
    number integer not null,
    city_code varchar not null,
    year integer not null,
    indicator_id varchar not null,
    residence varchar not null,
    category varchar not null,
    kind varchar not null,
    cause varchar not null,
    columns_changed varchar not null,
    is_revision boolean not null
);
"""


# What a warehouse made by an earlier version lacks.
ADDED_COLUMNS = """
alter table raw.candidate_facts add column if not exists cell varchar default '';
"""


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what does not exist yet; on an up-to-date warehouse this changes nothing."""
    connection.execute(RAW_TABLES)
    connection.execute(ADDED_COLUMNS)
