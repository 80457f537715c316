"""Writes docs/answers.md: `python -m orchestration.publication.answers`."""

from orchestration.publication.answers.page import write_page

write_page()
