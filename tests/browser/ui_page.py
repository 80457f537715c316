"""The Dagster UI as a person uses it: open a page, read, click, wait, take a picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By

SCREENSHOTS = Path(__file__).with_name("screenshots")
PAGE_SECONDS = 60
RUN_SECONDS = 300
SETTLE_SECONDS = 2


@dataclass(frozen=True)
class Ui:
    """A running UI: its address, the landing zone and the data directory behind it."""

    address: str
    landing: Path
    data_dir: Path


class Page:
    """The browser, as a person uses it: open, read, click, wait, take a picture."""

    def __init__(self, browser: webdriver.Chrome, ui: Ui) -> None:
        self.browser = browser
        self.ui = ui

    def open(self, path: str, *words: str) -> None:
        self.browser.get(self.ui.address + path)
        for word in words:
            self.wait(lambda word=word: word in self.text(), f"{word!r} on {path}")

    def text(self) -> str:
        try:
            return self.browser.find_element(By.TAG_NAME, "body").text
        except StaleElementReferenceException:
            return ""

    def click(self, label: str) -> None:
        xpath = f"//button[normalize-space()='{label}'] | //a[normalize-space()='{label}']"
        self.wait(lambda: bool(self.browser.find_elements(By.XPATH, xpath)), f"button {label!r}")
        self.browser.find_elements(By.XPATH, xpath)[0].click()

    def wait(self, is_so: Callable[[], bool], what: str, seconds: float = PAGE_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
            time.sleep(0.5)

    def picture(self, name: str) -> None:
        time.sleep(SETTLE_SECONDS)
        self.browser.save_screenshot(str(SCREENSHOTS / f"{name}.png"))

    def launch(self) -> str:
        """Launch the job from its page and wait for its end; returns what became of it."""
        self.open("/locations/minzheng/jobs/build_warehouse", "build_warehouse")
        self.click("Materialize all")
        self.click("View")
        self.wait(lambda: "/runs/" in self.browser.current_url, "the page of the run")
        self.wait(
            lambda: any(word in self.text() for word in ("Success", "Failure")),
            "the end of the run",
            RUN_SECONDS,
        )
        return "Success" if "Success" in self.text() else "Failure"
