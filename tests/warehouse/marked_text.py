"""Test documents as marked text: `全市共有养老机构[112家 indicator_id=elderly_care_institutions]`.

Belongs here: turning a marked sentence into the text and the rows that an extraction would write.
Does not belong here: running dbt (see conftest.py).
A mark is the quoted quantity, a blank, and the fields of raw.candidate_facts that differ from the
defaults: total, level, actual, the whole place, confidence 0.9, the document's period. A mark with
`cell=row/column` stands in a table.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

MARK = re.compile(r"\[(?P<quote>[^\]\s]+)(?P<fields>(?:\s+\w+=[^\]\s]*)*)\]")
QUANTITY = re.compile(r"(?P<number>-?[\d.]+)(?P<multiplier>[百千]?[万亿]?)余?(?P<unit>.*)")
UNITS = {
    "人": "person", "名": "person", "人次": "person_time", "户": "household", "元": "CNY",
    "元/人/月": "CNY_per_person_month", "元/人/年": "CNY_per_person_year", "%": "percent",
    "个百分点": "percentage_point", "家": "facility", "个": "facility", "所": "facility",
    "张": "bed", "对": "couple", "件": "case", "条": "record", "亩": "mu", "平方米": "square_metre",
}  # fmt: skip
DATES = {"period_start", "period_end"}
LANDED = datetime(2024, 1, 1)


@dataclass(frozen=True)
class Document:
    """A document in marked text, with what its extraction would say of it."""

    source_file: str
    marked: str
    city_code: str | None = "341500"
    city_name: str | None = "六安市"
    report_start: date | None = date(2020, 1, 1)
    report_end: date | None = date(2020, 12, 31)
    published_at: date | None = date(2021, 1, 20)
    landed_at: datetime = LANDED
    extractor_version: str = "one"
    extracted_at: datetime = LANDED
    superseded_at: datetime | None = None
    retracted_at: datetime | None = None
    title: str = "民政工作总结"
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text without its marks."""
        return MARK.sub(lambda mark: mark["quote"], self.marked)

    @property
    def document_id(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def facts(self) -> list[dict[str, Any]]:
        """One row of raw.candidate_facts for each mark."""
        rows = []
        shift = 0
        for mark in MARK.finditer(self.marked):
            start = mark.start() - shift
            shift += len(mark.group(0)) - len(mark["quote"])
            rows.append(self._fact(mark["quote"], start, mark["fields"]))
        return rows

    def _fact(self, quote: str, start: int, marked_fields: str) -> dict[str, Any]:
        quantity = QUANTITY.fullmatch(quote)
        assert quantity, f"{quote} is no quantity"
        end = start + len(quote)
        sentence_start = self.text.rfind("。", 0, start) + 1
        sentence_end = self.text.find("。", end)
        key = f"{self.document_id}:{start}:{end}:0"
        row: dict[str, Any] = {
            "observation_id": hashlib.sha256(key.encode()).hexdigest()[:32],
            "document_id": self.document_id,
            "extractor_version": self.extractor_version,
            "part": 0,
            "char_start": start,
            "char_end": end,
            "quote": quote,
            "sentence": self.text[sentence_start : sentence_end if sentence_end >= 0 else None],
            "sentence_start": sentence_start,
            "number": Decimal(quantity["number"]),
            "number_high": None,
            "multiplier": quantity["multiplier"],
            "unit_zh": quantity["unit"],
            "unit_raw": UNITS.get(quantity["unit"], "item"),
            "qualifier": "",
            "city_code": self.city_code,
            "city_name": self.city_name,
            "area": "",
            "indicator_id": None,
            "label": quote,
            "residence": "total",
            "category": "",
            "measure": "level",
            "period_start": self.report_end,
            "period_end": self.report_end,
            "status": "actual",
            "confidence": 0.9,
            "subject": "",
            "cell": "",
            "cues": "{}",
            "candidates": "[]",
            "extracted_at": self.extracted_at,
            "run_id": "test",
        }
        row |= self.fields
        for pair in marked_fields.split():
            name, _, value = pair.partition("=")
            row[name] = date.fromisoformat(value) if name in DATES else value
        if row["candidates"] != "[]":
            row["candidates"] = json.dumps([{"indicator_id": row["candidates"], "score": 0.4}])
        if row["cell"]:
            heads = dict(zip(("row", "column"), row["cell"].split("/"), strict=True))
            row["cell"] = json.dumps({"table": "Sheet1", **heads, "address": "B2"})
        return row

    def context(self) -> dict[str, Any]:
        """The row of raw.document_contexts."""
        return {
            "document_id": self.document_id,
            "extractor_version": self.extractor_version,
            "title": self.title,
            "publisher": "民政局",
            "source_url": None,
            "city_code": self.city_code,
            "city_name": self.city_name,
            "city_level": "prefecture",
            "published_at": self.published_at,
            "report_start": self.report_start,
            "report_end": self.report_end,
            "genre": "annual_summary",
            "context_confidence": 0.9,
            "sidecar_hash": "",
            "n_facts": len(self.facts()),
            "error": None,
            "extracted_at": self.extracted_at,
            "run_id": "test",
        }

    def landed(self) -> dict[str, Any]:
        """The row of raw.documents."""
        content = self.text.encode()
        return {
            "document_id": self.document_id,
            "source_file": self.source_file,
            "source_uri": f"memory://{self.source_file}",
            "content": content,
            "text": self.text,
            "encoding": "utf-8",
            "media_type": "text/plain",
            "size_bytes": len(content),
            "n_chars": len(self.text),
            "sidecar": "{}",
            "sidecar_hash": "",
            "modified_at": self.landed_at,
            "landed_at": self.landed_at,
            "superseded_at": self.superseded_at,
            "retracted_at": self.retracted_at,
            "run_id": "test",
        }
