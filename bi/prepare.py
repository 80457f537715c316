"""Superset's own database: brought up to date, with a user and the dashboards of the project.

Belongs here: what has to be done before the first start, and again where what is shipped has
changed. Does not belong here: whether it is due (see `start.py`), the dashboards (see `assets.py`).
Superset's own environment runs this, not the project's. It reads a password from its input.
"""

from __future__ import annotations

import sys
from pathlib import Path

import flask_migrate
from flask import g
from superset.app import create_app

ASSETS = Path(__file__).resolve().parent / "assets"
ADMIN = "admin"
USED = "the password is used"


def main() -> None:
    """Prepare; the last line of output says whether the password came into use."""
    password = sys.stdin.readline().strip()
    with create_app().app_context():
        is_used = _prepare(password, is_renewed="--renew-password" in sys.argv)
    sys.stdout.write(f"\n{USED if is_used else 'nothing'}\n")


def _prepare(password: str, *, is_renewed: bool) -> bool:
    from superset import appbuilder, db, security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand

    flask_migrate.upgrade()
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    user = security_manager.find_user(ADMIN)
    is_new = user is None
    if is_new:
        role = security_manager.find_role("Admin")
        user = security_manager.add_user(ADMIN, ADMIN, "", f"{ADMIN}@localhost", role, password)
    elif is_renewed:
        security_manager.reset_password(user.id, password)
    g.user = user
    ImportAssetsCommand(
        {
            path.relative_to(ASSETS).as_posix(): path.read_text(encoding="utf-8")
            for path in ASSETS.rglob("*.yaml")
        }
    ).run()
    db.session.commit()
    return is_new or is_renewed


if __name__ == "__main__":
    main()
