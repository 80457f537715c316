"""What someone sees who opens the pages from a folder, and what hostile documents can do there.

Pictures of every kind of page, at the width of a desk and of a phone, are left in
tests/browser/screenshots. The rules of accessibility are those of axe-core, which npm brings.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from ui_page import SCREENSHOTS

from orchestration.dbt_manifest import ensure_manifest
from orchestration.settings import REPOSITORY

pytestmark = pytest.mark.browser

GOLD = REPOSITORY / "tests" / "gold" / "retold"
N_RETOLD = 30
AXE = "axe-core@4.14.1"
WIDTHS = {"desk": (1360, 1000), "phone": (390, 844)}

OWNED = "window.owned=1;document.title='owned'"
HOSTILE_TEXT = f"""六安市民政局2021年工作总结
</title></style></textarea><script>{OWNED}</script>
全年结婚登记1234对。<img src=x onerror="{OWNED}"><svg onload="{OWNED}"></svg>
年末孤儿\u202e2603人\u202c。" onfocus="{OWNED}" autofocus x="
{{{{ cycler.__init__.__globals__ }}}}{{% for it in ().__class__ %}}{{% endfor %}}
<a href="javascript:{OWNED}">低保对象60611人</a>
"""
HOSTILE_PAGE = f"""<!doctype html><html><head><title>民政局2021年总结</title>
<script>{OWNED}</script></head><body onload="{OWNED}"><iframe src="javascript:{OWNED}"></iframe>
<p>全年离婚登记<b onclick="{OWNED}">321对</b>。&lt;script&gt;{OWNED}&lt;/script&gt;</p>
<table><tr><th>指标</th><th>人数</th></tr>
<tr><td>孤儿&lt;img src=x onerror={OWNED}&gt;</td><td>17</td></tr></table>
</body></html>
"""
HOSTILE_SIDECAR = {
    "title": f'"><script>{OWNED}</script>',
    "publisher": f"<img src=x onerror={OWNED}>",
    "source_url": f"javascript:{OWNED}",
    "city_code": "341500",
    "report_year": 2021,
}
HOSTILE_FILES = {
    "hostile.txt": HOSTILE_TEXT,
    "hostile.txt.meta.json": json.dumps(HOSTILE_SIDECAR),
    f"<img src=x onerror={OWNED.split(';')[0]}>.html": HOSTILE_PAGE,
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication of the sample, of some retold pages, and of documents that mean harm."""
    ensure_manifest()
    directory = tmp_path_factory.mktemp("pages")
    landing = directory / "landing"
    shutil.copytree(REPOSITORY / "seeds" / "documents", landing)
    for path in sorted(GOLD.glob("*.txt"))[:N_RETOLD]:
        for file in GOLD.glob(f"{path.name}*"):
            shutil.copy(file, landing)
    for name, content in HOSTILE_FILES.items():
        (landing / name).write_text(content, encoding="utf-8")
    places = {"MINZHENG_LANDING_URI": str(landing), "MINZHENG_DATA_DIR": str(directory / "data")}
    subprocess.run(
        [Path(sys.executable).with_name("minzheng"), "run"],
        env=os.environ | places,
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    return directory / "data" / "published"


@pytest.fixture(scope="module")
def ask(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published / "minzheng.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def desk(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser at the width of a desk; other tests find it as it was."""
    set_width(browser, "desk")
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.fixture(scope="module")
def kinds(ask: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A page of every kind, the ones with the most to show."""

    def first(sql: str) -> str:
        row = ask.execute(sql).fetchone()
        assert row
        return str(row[0])

    panel = "marts.fct_city_year_indicator"
    most = f"from {panel} group by 1 order by count(*) desc, 1 limit 1"
    document = first("select document_id from marts.dim_document order by n_observations desc, 1")
    table = first("select document_id from marts.dim_document where source_file like '006_%'")
    return {
        "document": f"documents/{document}.html",
        "document_with_table": f"documents/{table}.html",
        "place": f"places/{first(f'select city_code {most}')}.html",
        "indicator": f"indicators/{first(f'select indicator_id {most}')}.html",
        "review": "review/1.html",
        "coverage": "coverage.html",
        "publication": "publication.html",
        "dictionary": "dictionary.html",
        "documents": "documents.html",
        "index": "index.html",
    }


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, as npm packs it."""
    directory = tmp_path_factory.mktemp("axe")
    npm = shutil.which("npm")
    packed = npm and subprocess.run(
        [npm, "pack", AXE], cwd=directory, check=False, capture_output=True, timeout=120
    )
    archives = list(directory.glob("*.tgz"))
    if not packed or not archives:
        pytest.skip(f"npm could not fetch {AXE}")
    with tarfile.open(archives[0]) as archive:
        script = archive.extractfile("package/axe.min.js")
        assert script
        return script.read().decode()


def set_width(browser: webdriver.Chrome, name: str) -> None:
    width, height = WIDTHS[name]
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": name == "phone"},
    )


def press(browser: webdriver.Chrome, key: str) -> None:
    ActionChains(browser).send_keys(key).perform()


def address(published: Path, path: str, language: str = "en") -> str:
    return f"{(published / 'pages').as_uri()}/{language}/{path}"


def test_no_script_of_a_document_runs(desk: webdriver.Chrome, published: Path) -> None:
    """On no page: the hostile texts are also in the review desk, the lists and the search."""
    for path in (published / "pages").resolve().rglob("*.html"):
        if path.parent.name == "indicators":
            continue
        desk.get(path.as_uri())
        assert desk.execute_script("return window.owned") is None, path
        assert "owned" not in desk.title or "<script>" in desk.title, path
        assert not desk.find_elements(By.CSS_SELECTOR, "script:not([src]), iframe, img, [onerror]")
        assert not desk.find_elements(By.CSS_SELECTOR, '[href^="javascript:" i]'), path


def test_nothing_is_loaded_from_elsewhere(
    desk: webdriver.Chrome, published: Path, kinds: dict[str, str]
) -> None:
    for path in kinds.values():
        desk.get(address(published, path))
        loaded = desk.execute_script(
            "return performance.getEntriesByType('resource').map((it) => it.name)"
        )
        assert all(it.startswith("file:") for it in loaded), loaded


def test_a_click_on_a_fact_shows_all_of_it_and_leaves_the_text_where_it_is(
    desk: webdriver.Chrome, published: Path, kinds: dict[str, str]
) -> None:
    desk.get(address(published, kinds["document"], "zh"))
    mark = desk.find_element(By.CSS_SELECTOR, ".fact.s-panel[id]")
    card = desk.find_element(By.ID, f"c-{mark.get_attribute('id')}")
    assert not card.is_displayed()
    desk.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    before = mark.rect["y"] - desk.execute_script("return scrollY")
    mark.click()
    assert card.is_displayed()
    assert mark.text.strip() in card.text
    assert "置信度" in card.text
    assert abs(mark.rect["y"] - desk.execute_script("return scrollY") - before) < 2
    card.find_element(By.CLASS_NAME, "close").click()
    assert not card.is_displayed()


def test_the_keyboard_opens_a_fact_walks_through_it_and_goes_on_behind_it(
    desk: webdriver.Chrome, published: Path, kinds: dict[str, str]
) -> None:
    desk.get(address(published, kinds["document"]))
    first, second = desk.find_elements(By.CSS_SELECTOR, ".fact[id]")[:2]
    card = desk.find_element(By.ID, f"c-{first.get_attribute('id')}")
    first.send_keys(Keys.ENTER)
    assert card.is_displayed()
    press(desk, Keys.TAB)
    assert desk.switch_to.active_element.get_attribute("class") == "close"
    press(desk, Keys.ENTER)
    assert not card.is_displayed()
    press(desk, Keys.TAB)
    assert desk.switch_to.active_element == second


def test_an_address_with_a_fact_opens_at_the_fact(
    desk: webdriver.Chrome, published: Path, ask: duckdb.DuckDBPyConnection
) -> None:
    row = ask.execute(
        "select document_id, observation_id from marts.fct_observation "
        "where text_start > 2000 order by 2 limit 1"
    ).fetchone()
    assert row
    desk.get(address(published, f"documents/{row[0]}.html#{row[1]}"))
    assert desk.find_element(By.ID, f"c-{row[1]}").is_displayed()
    top = desk.execute_script(
        f"return document.getElementById('{row[1]}').getBoundingClientRect().y"
    )
    assert 0 < top < WIDTHS["desk"][1]


@pytest.mark.parametrize(
    ("typed", "found"), [("六安", "六安市"), ("341500", "六安市"), ("低保标准", "标准")]
)
def test_the_search_finds_without_a_server(
    desk: webdriver.Chrome, published: Path, typed: str, found: str
) -> None:
    desk.get(address(published, "index.html", "zh"))
    desk.find_element(By.ID, "search").send_keys(typed)
    first = desk.find_element(By.CSS_SELECTOR, "#results a")
    assert found in first.text
    first.click()
    assert found in desk.find_element(By.TAG_NAME, "h1").text


def test_the_dictionary_leaves_what_was_asked_for(desk: webdriver.Chrome, published: Path) -> None:
    desk.get(address(published, "dictionary.html"))
    desk.find_element(By.ID, "filter").send_keys("dibao_standard")
    shown = [it for it in desk.find_elements(By.CSS_SELECTOR, ".entry") if it.is_displayed()]
    assert shown
    assert len(shown) < 20


def test_every_kind_of_page_fits_a_desk_and_a_phone(
    desk: webdriver.Chrome, published: Path, kinds: dict[str, str]
) -> None:
    for width in ("phone", "desk"):
        set_width(desk, width)
        for kind, path in kinds.items():
            for language in ("zh", "en"):
                desk.get(address(published, path, language))
                wide = desk.execute_script("return document.documentElement.scrollWidth")
                assert wide <= WIDTHS[width][0], f"{kind} {language} {width}"
            desk.save_screenshot(str(SCREENSHOTS / f"page_{kind}_{width}.png"))


def test_no_page_has_a_serious_fault_of_accessibility(
    desk: webdriver.Chrome, published: Path, kinds: dict[str, str], axe: str
) -> None:
    found: list[Any] = []
    for width in WIDTHS:
        set_width(desk, width)
        for kind, path in {**kinds, "start": "../index.html"}.items():
            for language in ("zh", "en"):
                desk.get(address(published, path, language))
                desk.execute_script(axe)
                result = desk.execute_async_script(
                    "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"
                )
                found += [
                    (kind, language, width, it["id"], it["nodes"][0]["html"])
                    for it in result["violations"]
                    if it["impact"] in ("serious", "critical")
                ]
    assert found == []
