"""A Dagster UI of its own on a free port, and a headless browser in front of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from ui_page import SCREENSHOTS, Ui

from orchestration.dbt_manifest import ensure_manifest
from orchestration.settings import INSTANCE_CONFIG, REPOSITORY

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = shutil.which("chromedriver")
START_SECONDS = 120
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--window-size=1600,1300",
    "--lang=en",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """Debian's Chromium, without a window."""
    if not CHROMIUM or not CHROMEDRIVER:
        pytest.skip("no Chromium here: apt-get install chromium chromium-driver fonts-noto-cjk")
    options = Options()
    options.binary_location = CHROMIUM
    for argument in ARGUMENTS:
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    SCREENSHOTS.mkdir(exist_ok=True)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def ui(browser: webdriver.Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """`dagster dev` on the sample corpus, with state of its own."""
    assert browser
    ensure_manifest()
    directory = tmp_path_factory.mktemp("ui")
    landing, data_dir = directory / "landing", directory / "data"
    shutil.copytree(REPOSITORY / "seeds" / "documents", landing)
    (data_dir / "dagster").mkdir(parents=True)
    shutil.copy(INSTANCE_CONFIG, data_dir / "dagster" / "dagster.yaml")
    port = _free_port()
    with (directory / "dagster.log").open("w") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("dagster"), "dev", "-h", "127.0.0.1", "-p", str(port)],
            cwd=REPOSITORY,
            env=os.environ
            | {
                "DAGSTER_HOME": str(data_dir / "dagster"),
                "DAGSTER_DISABLE_TELEMETRY": "yes",
                "MINZHENG_LANDING_URI": str(landing),
                "MINZHENG_DATA_DIR": str(data_dir),
            },
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_heed_interrupts,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield Ui(address, landing, data_dir)
        finally:
            _stop(process)


def _heed_interrupts() -> None:
    """A shell starts what runs in its background deaf to interrupts, and children inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Interrupt Dagster as a terminal does; what is left of its session after that is killed."""
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=60)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/server_info", timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("the Dagster UI did not start")
