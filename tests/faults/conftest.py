"""Lets the gallery use the warehouse that the tests of the gate fill by hand."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "expectations"))
