"""The pages of a publication: static, in Chinese and English, drawn from its own marts.

Belongs here: what each kind of page shows (a module each), the words of both languages
(`words.csv`), templates and styles, and building only what changed (`build.py`). Does not belong
here: the marts they show (`dbt_project/`), when a publication is made (`publishing.py`). See
docs/pages.md.
"""

from orchestration.publication.pages.build import BuiltPages, build_pages

__all__ = ["BuiltPages", "build_pages"]
