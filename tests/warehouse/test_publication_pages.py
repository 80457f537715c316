"""The pages of a publication: every fact in its place, hostile texts harmless, only what is new."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document
from publisher import Publisher

from orchestration.publication.pages.document import STATES
from orchestration.publication.publishing import publish_marts

REPORT = Document(
    "report.txt",
    """六安市民政局2020年工作总结
年末低保对象[60611人 indicator_id=dibao_persons]。
全年结婚登记[28601对 indicator_id=marriage_registrations]。
上半年低保对象[59000人 indicator_id=dibao_persons period_start=2020-06-30 period_end=2020-06-30]。
金安区养老床位[900张 indicator_id=elderly_care_beds area=金安区]。
明年新建助餐点[20个 indicator_id=elderly_meal_sites status=target]。
孤儿[2603户 indicator_id=orphans]。
志愿服务站点[99个 candidates=social_work_stations]。
""",
)
HOSTILE = Document(
    "<img src=x onerror=owned()>.txt",
    """</title></style></article><script>owned()</script>&lt;script&gt;owned()&lt;/script&gt;
{{ 7 * 7 }}{% raw %}" onmouseover="owned()" '><svg onload=owned()>
全年结婚登记\u202e[1234对 indicator_id=marriage_registrations area=<b>x</b>]\u2066
""",
    title='"><script>owned()</script>',
)
SECOND = Document("second.txt", "年末孤儿[7人 indicator_id=orphans]。", "330800", "衢州市")


class Links(HTMLParser):
    """The links of a page, its ids and whatever may run."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.running: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            if name == "id" and value:
                self.ids.append(value)
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.running.append(f"{tag} {name}")
        if (tag == "script" and not dict(attrs).get("src")) or tag in ("style", "iframe", "object"):
            self.running.append(tag)


@pytest.fixture(scope="module")
def publisher(new_warehouse: Callable[[], BuiltWarehouse]) -> Publisher:
    """A report with a fact of every state, one whose every text is hostile, and their pages."""
    warehouse = new_warehouse()
    warehouse.land(REPORT, HOSTILE)
    warehouse.build()
    made = Publisher(warehouse)
    made.publish()
    return made


def page(publisher: Publisher, path: str, language: str = "en") -> str:
    return (publisher.directory / "pages" / language / path).read_text(encoding="utf-8")


def every_page(publisher: Publisher) -> Iterator[Path]:
    yield from (publisher.directory / "pages").rglob("*.html")


def shown_text(html: str) -> str:
    """The text of a document on its page, without the cards of its facts."""
    article = html[html.index('<article class="text"') : html.index("</article>")]
    article = re.sub(r'<div class="card .*?</dl>\s*</div>', "", article, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", article)


def test_each_fact_is_marked_once_where_it_stands_with_what_became_of_it(
    publisher: Publisher,
) -> None:
    html = page(publisher, f"documents/{REPORT.document_id}.html")
    states = dict(re.findall(r'<a class="fact s-(\w+)" id="\w+"[^>]*>([^<]+)</a>', html))
    assert set(states) == set(STATES)
    assert states["held"] == "2603户"
    assert states["target"] == "20个"
    assert states["excluded"] == "900张"
    assert states["uncatalogued"] == "99个"
    assert states["lost"] == "59000人"


def test_a_document_reads_as_it_was_read(publisher: Publisher) -> None:
    shown = shown_text(page(publisher, f"documents/{REPORT.document_id}.html", "zh"))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", REPORT.text)


def test_the_card_of_a_fact_that_lost_leads_to_the_one_that_won(publisher: Publisher) -> None:
    html = page(publisher, f"documents/{REPORT.document_id}.html")
    (won,) = publisher.rows(
        "select observation_id from marts.fct_city_year_indicator "
        "where indicator_id = 'dibao_persons'"
    )
    assert f'it is as of an earlier day: <a href="#{won[0]}">60,611 was preferred</a>' in html


def test_nothing_of_a_hostile_document_becomes_markup(publisher: Publisher) -> None:
    for path in every_page(publisher):
        assert Links(path).running == [], path
    html = page(publisher, f"documents/{HOSTILE.document_id}.html")
    assert "&lt;script&gt;owned()&lt;/script&gt;" in html
    assert "&amp;lt;script&amp;gt;" in html
    assert "{{ 7 * 7 }}{% raw %}" in html
    assert "\u202e" not in html
    assert "[U+202E]" in html


def test_every_page_forbids_what_it_does_not_need(publisher: Publisher) -> None:
    for path in every_page(publisher):
        html = unescape(path.read_text(encoding="utf-8"))
        assert "content=\"default-src 'none'; style-src 'self'; img-src 'self'" in html, path
        if path.parent.name in ("documents", "places", "indicators"):
            assert "script-src 'none'" in html, path


def test_every_link_leads_to_a_file_and_every_anchor_to_its_place(publisher: Publisher) -> None:
    ids = {path.resolve(): set(Links(path).ids) for path in every_page(publisher)}
    for path in every_page(publisher):
        assert len(Links(path).ids) == len(set(Links(path).ids)), path
        for link in Links(path).links:
            parts = urlsplit(link)
            assert parts.scheme == "", link
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            assert target.exists(), f"{path}: {link}"
            if parts.fragment:
                assert parts.fragment in ids[target], f"{path}: {link}"


def test_the_rows_of_the_review_desk_are_those_of_its_facts(publisher: Publisher) -> None:
    html = page(publisher, "review/1.html")
    rows = re.findall(r'<code class="row" tabindex="0">(confirm-[^<]+)</code>', html)
    queued = publisher.rows("select observation_id from marts.review_queue order by review_rank")
    assert [next(csv.reader(io.StringIO(row)))[3] for row in rows] == [it[0] for it in queued]


def test_what_has_not_changed_is_the_same_file_again(publisher: Publisher) -> None:
    """Runs last: it adds a document of another place."""
    report = f"en/documents/{REPORT.document_id}.html"
    pages = publisher.directory / "pages"
    before = {name: (pages / name).stat().st_ino for name in (report, "en/places/341500.html")}
    publisher.warehouse.land(SECOND)
    publisher.warehouse.build()
    publisher.publish(datetime(2024, 1, 2))
    assert {name: (pages / name).stat().st_ino for name in before} == before
    assert "orphans" in page(publisher, "places/330800.html")
    assert (pages / "en" / "publication.html").stat().st_nlink == 1
    assert ">7</td>" in page(publisher, "indicators/orphans.html")


def test_a_page_that_was_altered_in_place_is_not_passed_on(publisher: Publisher) -> None:
    path = publisher.directory / "pages" / "zh" / "coverage.html"
    path.chmod(0o644)
    path.write_text("altered", encoding="utf-8")
    publisher.publish(datetime(2024, 1, 3))
    assert "<table" in page(publisher, "coverage.html", "zh")


def test_without_its_texts_a_publication_shows_the_sentences(publisher: Publisher) -> None:
    publish_marts(Path(publisher.warehouse.path), publisher.directory, "without", with_texts=False)
    html = page(publisher, f"documents/{REPORT.document_id}.html")
    assert "The texts are not part of this publication" in html
    assert html.count('<a class="fact s-') == 7
    assert "年末低保对象" in html
