"""How well the gate holds back: recall on poisoned documents, precision, true facts held.

Run it with `python -m benchmarks.gate_quality`; `--record` keeps the figures as those that must
not get worse. Sets, counting and record lie in tests/gate_quality; docs/gate.md explains them.
"""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"


def main(arguments: list[str]) -> None:
    """Measures, prints, and records where asked to."""
    sys.path[:0] = [str(TESTS / "gate_quality"), str(TESTS / "warehouse")]
    from measure import RECORDED, measure, report, write_record

    measurement = measure()
    print(report(measurement))
    if "--record" in arguments:
        write_record(measurement)
        print(f"recorded in {RECORDED.relative_to(TESTS.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
