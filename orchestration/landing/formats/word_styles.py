"""What the styles of a docx say of a paragraph: heading, list, caption, entry of the contents.

Belongs here: the styles part and the paragraph's own properties. Does not belong here: text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from orchestration.landing.formats.numbering import VAL, W

_HEADING = re.compile(r"heading ([1-9])$")
_CONTENTS = re.compile(r"toc [1-9]$")
_MAX_CHAIN = 20


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """`level` counts headings from 1 and is 0 for the rest; `list_id` is '' outside lists."""

    level: int = 0
    list_id: str = ""
    list_depth: int = 0
    is_caption: bool = False
    is_contents_entry: bool = False


@dataclass(slots=True)
class Styles:
    """The paragraph styles of a document by their id."""

    _styles: dict[str, ParagraphStyle] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any | None) -> Styles:
        """Read the styles part; a document without one has no styles."""
        if root is None:
            return cls()
        elements = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        return cls({key: _resolve(element, elements) for key, element in elements.items()})

    def of_paragraph(self, paragraph: Any) -> ParagraphStyle:
        """The style of a paragraph, with what the paragraph says itself before it."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ParagraphStyle()
        named = properties.find(f"{W}pStyle")
        style = self._styles.get(named.get(VAL, "") if named is not None else "")
        return _with_properties(style or ParagraphStyle(), properties)


def _resolve(style: Any, elements: dict[str, Any]) -> ParagraphStyle:
    chain = [style]
    while len(chain) < _MAX_CHAIN:
        parent = chain[-1].find(f"{W}basedOn")
        element = elements.get(parent.get(VAL, "")) if parent is not None else None
        if element is None:
            break
        chain.append(element)
    found = ParagraphStyle()
    for element in reversed(chain):
        found = _with_name(found, element)
        properties = element.find(f"{W}pPr")
        if properties is not None:
            found = _with_properties(found, properties)
    return found


def _with_name(style: ParagraphStyle, element: Any) -> ParagraphStyle:
    named = element.find(f"{W}name")
    name = (named.get(VAL, "") if named is not None else "").lower()
    if heading := _HEADING.match(name):
        return replace(style, level=int(heading[1]))
    if name == "title":
        return replace(style, level=1)
    is_entry = bool(_CONTENTS.match(name))
    return replace(
        style,
        is_caption=style.is_caption or name == "caption",
        is_contents_entry=style.is_contents_entry or is_entry,
    )


def _with_properties(style: ParagraphStyle, properties: Any) -> ParagraphStyle:
    outline = properties.find(f"{W}outlineLvl")
    said = outline.get(VAL, "") if outline is not None else ""
    if said.isdigit():
        style = replace(style, level=int(said) + 1 if int(said) < 9 else 0)
    numbered = properties.find(f"{W}numPr")
    if numbered is None:
        return style
    list_id, depth = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
    if list_id is not None:
        said = list_id.get(VAL, "")
        style = replace(style, list_id="" if said == "0" else said)
    said = depth.get(VAL, "") if depth is not None else ""
    return replace(style, list_depth=int(said)) if said.isdigit() else style
