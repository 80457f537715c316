"""What breaks costs its sentence: everything else of the document is read as before."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from extraction.generated import SIDECAR, stable
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction import document, extract, salvage, version
from orchestration.extraction.model import Sentence
from orchestration.extraction.quantities import scan as scanning
from orchestration.extraction.settle import opening
from orchestration.extraction.settle.explain import explain

SENTENCES = [
    "全市共有城市低保对象3120人。",
    "年末有养老机构41家、床位5230张。",
    "全年临时救助618人次,支出92万元。",
    "办理结婚登记2750对。",
]
TEXT = "".join(SENTENCES)
BROKEN = SENTENCES[1]


def quotes(text: str = TEXT) -> list[str]:
    return [fact.quote for fact in extract(text, SIDECAR).facts]


def breaks_at(
    word: str, function: Callable[..., Any], at: Callable[..., str]
) -> Callable[..., Any]:
    def breaking(*args: Any, **named: Any) -> Any:
        if word in at(*args, **named):
            raise ZeroDivisionError("no way to read this")
        return function(*args, **named)

    return breaking


STAGES: dict[str, tuple[object, str, Callable[..., str]]] = {
    "numbers": (scanning, "_add_number", lambda m, text, *_: text[m.start() - 2 : m.start()]),
    "structure": (
        opening,
        "read_structure",
        lambda text, sentences, _: "".join(text[s.start : s.end] for s in sentences),
    ),
    "words": (
        opening,
        "find_words",
        lambda text, mentions, _: "".join(
            text[m.sentence.start : m.sentence.end] for m in mentions
        ),
    ),
    "readings": (
        document.Resolver,
        "read",
        lambda self, m: self.text[m.sentence.start : m.sentence.end],
    ),
    "confidence": (document, "confidence", lambda r, _: r.own_left),
    "names": (document, "name", lambda r, _: r.own_left),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_that_breaks_costs_its_sentence(
    stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [q for q in quotes() if q not in BROKEN]
    owner, name, at = STAGES[stage]
    monkeypatch.setattr(owner, name, breaks_at("床位", getattr(owner, name), at))
    extraction = extract(TEXT, SIDECAR)
    assert [fact.quote for fact in extraction.facts] == expected
    (place,) = extraction.unreadable
    assert TEXT[place.char_start : place.char_end] == BROKEN
    assert "ZeroDivisionError: no way to read this" in place.error
    assert explain(TEXT, SIDECAR, TEXT.index("2750对"), TEXT.index("2750对") + 5) is not None


@pytest.mark.parametrize("name", ["clean", "read_layout"])
def test_a_stage_of_the_whole_document_has_a_plain_stand_in(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("no way to read this")

    expected = quotes()
    monkeypatch.setattr(document, name, break_down)
    extraction = extract(TEXT, SIDECAR)
    assert [fact.quote for fact in extraction.facts] == expected
    assert [(p.char_start, p.char_end) for p in extraction.unreadable] == [(0, len(TEXT))]


def test_a_context_that_breaks_leaves_what_the_sidecar_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = document.read_context
    monkeypatch.setattr(document, "read_context", breaks_at("全市", read, lambda text, *_: text))
    extraction = extract(TEXT, SIDECAR)
    assert extraction.context.city_code == SIDECAR["city_code"]
    assert len(extraction.facts) == len(quotes())


def test_the_stage_is_the_room_that_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.extraction.settle.confidence._weights", lambda: {"base": ""})
    with pytest.raises(TypeError):
        extract(TEXT * salvage.MAX_BROKEN, SIDECAR)  # the rules are broken, not the sentences
    (place,) = extract(SENTENCES[0], SIDECAR).unreadable
    assert place.stage == "settle"


def test_the_culprit_is_found_by_halving() -> None:
    sentences = [Sentence(i, i + 1, i) for i in range(37)]

    def read(some: Any) -> Any:
        if any(s.start == 23 for s in some):
            raise ZeroDivisionError
        return iter(())

    failures = salvage.Failures()
    _, readable = salvage.salvage(read, sentences, failures)
    assert [p.char_start for p in failures.places] == [23]
    assert len(readable) == 36


INSERTED = st.text(
    st.sampled_from("0123456789一二两十百千万亿点余多至到-~—.,、()/|% 元人户张第年月日\t"),
    max_size=12,
)


@stable(200)
@given(inserted=INSERTED, after=st.integers(0, len(SENTENCES)))
def test_what_is_inserted_between_sentences_loses_no_quantity_of_the_others(
    inserted: str, after: int
) -> None:
    text = "".join([*SENTENCES[:after], inserted, "。", *SENTENCES[after:]])
    found = quotes(text)
    for quote in quotes():
        assert quote in found, text


def test_every_table_that_is_read_is_part_of_the_version() -> None:
    read = set()
    for path in Path(version.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "read_table":
                (name,) = node.args
                read.add(ast.literal_eval(name))
            elif isinstance(node, ast.Constant) and str(node.value).endswith(".csv"):
                read.add(str(node.value).rpartition("/")[2].removesuffix(".csv"))
    missing = {name for name in read if name and " " not in name} - set(version.tables_read())
    assert not missing, f"version.py does not see them: {sorted(missing)}"
