"""The names that Dagster shows: groups, kinds, checks.

Belongs here: constants only, so that a renamed group is one line of change.
Does not belong here: paths and variables (see `settings.py`).
"""

from __future__ import annotations

GROUP_LANDING = "landing"
GROUP_EXTRACTION = "extraction"
GROUP_REFERENCE = "reference"
GROUP_STAGING = "staging"
GROUP_INTERMEDIATE = "intermediate"
GROUP_CHECKING = "checking"
GROUP_DUE = "due"
GROUP_STEPS = "steps"
GROUP_FACTS = "facts"
GROUP_DIMENSIONS = "dimensions"
GROUP_VIEWS = "views"
GROUP_AUDIT = "audit"
GROUP_PUBLICATION = "publication"
GROUP_RECORD = "record"

RAW_DOCUMENTS = "raw_documents"
CANDIDATE_FACTS = "candidate_facts"
QUARANTINE = "quarantine"
PUBLISHED_MARTS = "published_marts"
PUBLICATION_RECORD = "publication_record"

CHECK_ALL_FILES_LOADED = "all_files_are_loaded"
CHECK_ALL_DOCUMENTS_READ = "all_documents_are_read"
CHECK_STATEMENTS_AGREE = "statements_agree_with_the_text"

# The closing summary of a run, as a label of metadata.
DUTY_REPORT = "for the person on duty"
