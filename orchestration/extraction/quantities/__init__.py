"""Stage 3: every number that counts or measures something, with its unit.

Belongs here: the grammar of numerals, ranges, measure words and per-units. Does not belong here:
what is measured (`subjects`), when and where (`discourse`).
"""
