"""The publication in the formats of the field: workbooks, CSV for Excel, SDMX, JSON-stat.

Belongs here: what is written into the folder `exports` of a version (`writing.py`), one module for
each format, and what keeps a cell from running as a formula (`formula_safety.py`). Does not belong
here: the tables as DuckDB, Parquet and CSV (see `publishing.py`) and their description
(`data_package.py`), the pages. See docs/exports.md.
"""
