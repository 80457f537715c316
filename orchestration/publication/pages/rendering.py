"""Templates turned into files.

Belongs here: Jinja's environment of each language, and writing a page. Does not belong here: which
pages are due (see `build.py`), what they show (their own modules).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from orchestration.publication.pages.escaping import (
    CONTENT_SECURITY_POLICY,
    NO_SCRIPT,
    OWN_SCRIPT,
    visible,
    web_address,
)
from orchestration.publication.pages.language import (
    HTML_LANGUAGE,
    LANGUAGES,
    Language,
    number,
    percent,
    period,
    signed,
)

TEMPLATES = Path(__file__).with_name("templates")
PLAIN_WORDS = re.compile(r"\{\{ t\('([\w.]+)'\) \}\}")
Source = tuple[str, str, Callable[[], bool]]


class _Words(FileSystemLoader):
    """Templates in which plain words stand in the text already: they are most of what is said."""

    def __init__(self, speaker: Language) -> None:
        super().__init__(TEMPLATES)
        self._speaker = speaker

    def get_source(self, environment: Environment, template: str) -> Source:
        source, path, is_current = super().get_source(environment, template)
        said = PLAIN_WORDS.sub(lambda match: str(escape(self._speaker.t(match[1]))), source)
        return said, path, is_current


class Renderer:
    """Renders pages in every language into one folder: `<folder>/<language>/<path>`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._environments = {language: _environment(language) for language in LANGUAGES}
        self._made: set[Path] = set()

    def render(self, path: str, template: str, context: dict[str, Any], has_script: bool) -> None:
        """Write a page in every language.

        Args:
            path: Where it lies below the folder of its language: `cities/340100.html`.
            template: The name of its template.
            context: What the template is given, the same for every language.
            has_script: Whether the page may run the scripts of `static/`.
        """
        depth = path.count("/") + 1
        policy = CONTENT_SECURITY_POLICY.format(script=OWN_SCRIPT if has_script else NO_SCRIPT)
        for language, environment in self._environments.items():
            text = environment.get_template(template).render(
                context, here=path, root="../" * depth, home="../" * (depth - 1), policy=policy
            )
            target = self._directory / language / path
            if target.parent not in self._made:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(target.parent)
            target.write_text(text, encoding="utf-8")


def _environment(language: str) -> Environment:
    speaker = Language(language)
    environment = Environment(
        loader=_Words(speaker),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=speaker.t,
        language=language,
        html_language=HTML_LANGUAGE[language],
        other=next(it for it in LANGUAGES if it != language),
        web_address=web_address,
    )
    environment.filters.update(
        code=speaker.code,
        name=speaker.name,
        chinese=speaker.chinese,
        reasons=speaker.reasons,
        short=speaker.short,
        number=number,
        percent=percent,
        signed=signed,
    )
    environment.globals["period"] = period
    return environment
