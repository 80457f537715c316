"""Options of all tests. Its place also puts this folder on the path, for `gold` and its scorer."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the switch that records instead of comparing."""
    parser.addoption(
        "--record",
        action="store_true",
        help="write the scores reached on annotated documents and cases as the ones to keep",
    )


@pytest.fixture(scope="session")
def is_recording(request: pytest.FixtureRequest) -> bool:
    """Are scores to be recorded instead of compared?"""
    return bool(request.config.getoption("--record"))
