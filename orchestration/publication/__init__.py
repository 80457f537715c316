"""What leaves the warehouse: the record of publications and the files that readers open.

Belongs here: numbering and recording (`record.py`, `as_of.py`), building the files of a version
(`publishing.py`, `fingerprints.py`), its folder and the link that is switched (`versions.py`,
`open_versions.py`), what describes them (`data_package.py`, `release_notes.py`), the pages that
people look at (`pages/`) and links to them (`pages_address.py`). Does not belong
here: what the marts contain (`dbt_project/`), whether they may leave (`expectations/`), the Dagster
asset (`assets/publication.py`).
"""
