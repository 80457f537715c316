"""Templates turned into files.

Belongs here: Jinja's environment of each language, and writing a page. Does not belong here: which
pages are due (see `build.py`), what they show (their own modules).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speaker = Language(language)
    environment.globals.update(
        t=speaker.t,
        code=speaker.code,
        name=speaker.name,
        chinese=speaker.chinese,
        reasons=speaker.reasons,
        short=speaker.short,
        language=language,
        html_language=HTML_LANGUAGE[language],
        other=next(it for it in LANGUAGES if it != language),
        web_address=web_address,
    )
    environment.filters.update(number=number, percent=percent, signed=signed)
    environment.globals["period"] = period
    return environment
