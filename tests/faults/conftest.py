"""Lets the gallery use the tests' warehouses, and reports the catch rate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

for folder in ("expectations", "integration", "warehouse"):
    sys.path.insert(0, str(HERE.parent / folder))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says how many of the gallery's faults were caught by the check that is named for them."""
    counts = {
        outcome: sum(
            report.when == "call"
            and f"tests/{HERE.name}/" in report.nodeid
            and "[" in report.nodeid
            for report in terminalreporter.stats.get(outcome, [])
        )
        for outcome in ("passed", "failed")
    }
    total = sum(counts.values())
    if total:
        share = counts["passed"] / total
        terminalreporter.write_line(
            f"gallery of faults: {counts['passed']} of {total} caught by the check named for each "
            f"({share:.0%})"
        )
