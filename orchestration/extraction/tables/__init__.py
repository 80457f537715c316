"""Beside the prose: facts from the cells of tables.

Belongs here: finding tables in a text that comes without blocks (`markup_tables`, `plain_tables`,
`listed_cells`), what heads, rows and captions say (`grid`, `shape`, `cues`, `outline`, `axis`,
`times`, `values`), and one fact per cell (`cells`, `linking`, `facts`, `read`). Does not belong
here: what a name means: the linker of prose reads it (`subjects`); the words of heads, which are
rows of `seeds/reference/table_heads.csv`.
See docs/extraction.md, section "Tables".
"""
