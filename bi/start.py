"""`make bi`: Superset on what was published, with the dashboards of the project.

Belongs here: preparing its state once, and again where what it ships has changed; starting it.
Does not belong here: its settings (see `superset_config.py`), the dashboards (see `assets.py`).
Superset's own environment runs this, not the project's. See docs/clients.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ASSETS = HERE / "assets"
ADMIN = "admin"
TOLD = (
    "\nSuperset is at {address}\n"
    "  {address}/superset/dashboard/minzheng-zh/  民政数据\n"
    "  {address}/superset/dashboard/minzheng-en/  Civil affairs in numbers\n"
    "  sign in as {admin}; the password was shown when it was first started "
    "(a new one: make bi BI_NEW_PASSWORD=yes)\n"
    "  log: {log}; Ctrl-C ends it"
)


def main() -> None:
    """Prepare what has to be prepared, then serve."""
    data_dir = Path(os.environ["MINZHENG_DATA_DIR"]).resolve()
    if not (data_dir / "published" / "minzheng.duckdb").exists():
        sys.exit(f"Nothing is published in {data_dir} yet. Publish first: make run")
    state = data_dir / "bi"
    log = state / "superset.log"
    _set_environment(data_dir, state)
    _write_once(state / "secret_key", secrets.token_urlsafe(42))
    stamp, due = state / "prepared", _fingerprint()
    wants_password = bool(os.environ.get("BI_NEW_PASSWORD"))
    is_prepared = stamp.exists() and stamp.read_text(encoding="ascii") == due
    if not is_prepared or wants_password:
        _say("Preparing Superset" + ("" if stamp.exists() else ", once: half a minute") + " …")
        with _output_to(log):
            password = _prepare(wants_password)
        stamp.write_text(due, encoding="ascii")
        if password:
            _say(f"\n  user      {ADMIN}\n  password  {password}\n\nIt is shown this once.")
    sys.exit(_serve(log))


def _set_environment(data_dir: Path, state: Path) -> None:
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ |= {
        "MINZHENG_DATA_DIR": str(data_dir),
        "MINZHENG_BI_STATE": str(state),
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "SUPERSET_HOME": str(state),
        "SCARF_ANALYTICS": "false",
    }


def _write_once(path: Path, content: str) -> None:
    """Write a file that only its owner reads, unless it is there."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content)


def _fingerprint() -> str:
    """What the prepared state depends on, so that a second start has nothing to do."""
    digest = hashlib.sha256()
    for path in [HERE / "requirements.txt", *_asset_files()]:
        digest.update(path.relative_to(HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _asset_files() -> list[Path]:
    return sorted(ASSETS.rglob("*.yaml"))


@contextlib.contextmanager
def _output_to(log: Path):
    """Send what Superset and its libraries print to a file; what they raise is seen."""
    sys.stdout.flush()
    kept = os.dup(1), os.dup(2)
    with log.open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, copy in enumerate(kept, start=1):
            os.dup2(copy, number)
            os.close(copy)


def _prepare(wants_password: bool) -> str | None:
    """Bring Superset's own database up to date and import the dashboards.

    Returns:
        The password of the administrator where one was made, else None.
    """
    import flask_migrate
    from flask import g
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        from superset import appbuilder, db, security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand

        flask_migrate.upgrade()
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        user, password = security_manager.find_user(ADMIN), None
        if user is None:
            password = secrets.token_urlsafe(12)
            role = security_manager.find_role("Admin")
            user = security_manager.add_user(ADMIN, ADMIN, "", f"{ADMIN}@localhost", role, password)
        elif wants_password:
            password = secrets.token_urlsafe(12)
            security_manager.reset_password(user.id, password)
        g.user = user
        contents = {
            path.relative_to(ASSETS).as_posix(): path.read_text(encoding="utf-8")
            for path in _asset_files()
        }
        ImportAssetsCommand(contents).run()
        db.session.commit()
    return password


def _serve(log: Path) -> int:
    """Run the web server until it is ended: one process, some threads, this machine only."""
    port = os.environ.get("BI_PORT", "8088")
    address = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("gunicorn")), "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--timeout", "120"]
    command += ["--log-file", str(log), "--capture-output", "superset.app:create_app()"]
    server = subprocess.Popen(command)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        if _answers(address, server):
            _say(TOLD.format(address=address, admin=ADMIN, log=log))
        return server.wait() and _complain(port, log)
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait()


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait for the server; False when it has ended instead."""
    while server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):
            return True
        time.sleep(0.3)
    return False


def _complain(port: str, log: Path) -> int:
    _say(
        f"Superset has ended. Is port {port} taken? Another one: make bi BI_PORT=8089. "
        f"What happened is at the end of {log}"
    )
    return 1


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
