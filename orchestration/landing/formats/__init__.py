"""The formats that bureaus deliver, each read into text and blocks.

Belongs here: recognising a format by its content (`recognise`), one module per family, the table
of who reads what (`registry`). Does not belong here: files and folders (see `landing/zone.py`),
containers' members (see `landing/members.py`), what the text says (see `extraction`).
docs/formats.md says what is read of each.
"""
