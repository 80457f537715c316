"""Settings of the Superset that `make bi` starts; Superset reads this file by itself.

Belongs here: what differs from Superset's own settings, and why. Does not belong here: starting it
(see `start.py`), what its dashboards show (see `assets.py`).
Superset's own environment runs this, not the project's.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

STATE = Path(os.environ["MINZHENG_BI_STATE"])
PUBLISHED = Path(os.environ["MINZHENG_DATA_DIR"]) / "published" / "minzheng.duckdb"

SECRET_KEY = (STATE / "secret_key").read_text(encoding="ascii")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{STATE / 'superset.db'}?check_same_thread=false"
SESSION_COOKIE_NAME = "minzheng_bi"
RATELIMIT_STORAGE_URI = "memory://"
FILTER_STATE_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache"}
EXPLORE_FORM_DATA_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache"}

LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}
BABEL_DEFAULT_LOCALE = "zh" if os.environ.get("LANG", "").startswith("zh") else "en"

# Nothing is fetched from elsewhere: Superset's own policy lets maps and a counting picture in.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}


def DB_CONNECTION_MUTATOR(  # noqa: N802
    uri: Any, params: dict[str, Any], *_who_asks: Any
) -> tuple[Any, dict[str, Any]]:
    """Open the publication that readers see now, by its own name and not by that of the link.

    DuckDB hands out a file that is open in the process again for the same name, whatever stands
    behind the name by then; Superset opens a connection for each query and keeps none.
    """
    if uri.database == PUBLISHED.name:
        uri = uri.set(database=str(PUBLISHED.resolve()))
    return uri, params
