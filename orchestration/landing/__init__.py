"""From files in a folder or bucket to rows of schema `raw`.

Belongs here: listing and identity (`zone`), storing (`documents`), reading formats into blocks.
Does not belong here: what the text says (see `extraction`), the assets (see `assets/landing.py`).
"""
