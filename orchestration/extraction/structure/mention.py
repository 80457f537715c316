"""A quantity in its sentence: the value that structure hands to frames.

Belongs here: the record and the way through a list of mentions. Does not belong here: how it is
filled (`structure`, `distribution`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.extraction.model import Sentence
from orchestration.extraction.quantities.quantity import Quantity

Span = tuple[int, int]
_AND = "、和及与"


@dataclass(slots=True)
class Mention:
    """A quantity in its sentence; spans are offsets into the cleaned text.

    `left` is the text before the number back to the last comma, `right` the noun after it,
    `before` the clauses between the previous quantity and `left`. `antecedent` is the index of the
    mention whose subject is carried on, `whole` the one this is a part of (其中, brackets). A
    `run` holds the indices of values with nothing but 、和 between them: all but its first are
    said to follow; a mention is attached if it stands right after another. In a 分别 list,
    `conjunct` is the value's own subject, `shared` the words before the first value; `mapped`
    values have an earlier mention as theirs. A `negated` number is denied (没有孤儿12人), a
    `forecast` one foretold (据预测将达12人); neither is an actual fact.
    """

    index: int
    quantity: Quantity
    sentence: Sentence
    left: Span
    right: Span
    before: Span
    run: list[int] = field(default_factory=list)
    antecedent: int | None = None
    whole: int | None = None
    conjunct: Span | None = None
    shared: Span | None = None
    distributive: bool = False
    mapped: bool = False
    in_bracket: bool = False
    attached: bool = False
    follows: bool = False
    negated: bool = False
    forecast: bool = False


def list_head(text: str, m: Mention, mentions: list[Mention]) -> Mention:
    """The first mention of the 、和 list that `m` stands in; `m` itself if it stands in none."""
    while m.attached and m.antecedent is not None:
        before = mentions[m.antecedent]
        if before.sentence is not m.sentence:
            return m
        is_listed = text[before.quantity.end] in _AND
        if not is_listed and text.find("、", before.right[1], m.left[0]) < 0:
            return m
        m = before
    return m
