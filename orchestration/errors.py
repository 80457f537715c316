"""The error that people can mend: its message says what is wrong and ends with the remedy.

The command line prints it as it is; anything else is a defect and keeps its traceback.
"""

from __future__ import annotations


class MendableError(Exception):
    """Something outside the code is missing, busy or wrong."""
