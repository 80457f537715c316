"""Ready answers: what is asked daily, each in one select without a trap.

Belongs here: one SQL file for each answer, a table macro whose head tells question, arguments,
example and what is left out; reading these heads (`registry.py`); the page that lists them
(`page.py`). Does not belong here: the panel as of a publication (see `as_of.py`), the tables they
ask (`dbt_project/`), the command that runs them (`cli_query.py`). See docs/answers.md.
"""
