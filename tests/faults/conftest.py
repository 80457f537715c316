"""Lets the gallery use what the tests of the gate and of the warehouse are built on."""

import sys
from pathlib import Path

for folder in ("expectations", "warehouse"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
