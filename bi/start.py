"""`make bi`: Superset on what was published, with the dashboards of the project.

Belongs here: noticing what has to be prepared, starting the server, saying where it is. Does not
belong here: the preparation (see `prepare.py`), Superset's settings (see `superset_config.py`).
Superset's own environment runs this, not the project's. See docs/clients.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
USED = "the password is used"
PASSWORD = "\n  user      admin\n  password  {password}\n\nIt is shown this once."
TOLD = (
    "\nSuperset is at {address}\n"
    "  {address}/superset/dashboard/minzheng-zh/  民政数据\n"
    "  {address}/superset/dashboard/minzheng-en/  Civil affairs in numbers\n"
    "  user admin, with the password of the first start "
    "(a new one: make bi BI_NEW_PASSWORD=yes)\n"
    "  log: {log}; Ctrl-C ends it"
)


def main() -> None:
    """Prepare what has to be prepared, then serve until interrupted."""
    data_dir = Path(os.environ["MINZHENG_DATA_DIR"]).resolve()
    if not (data_dir / "published" / "minzheng.duckdb").exists():
        sys.exit(f"Nothing is published in {data_dir} yet. Publish first: make run")
    port = int(os.environ.get("BI_PORT", "8088"))
    if not _is_free(port):
        sys.exit(f"Port {port} is taken. Take another one: make bi BI_PORT=8089")
    state = data_dir / "bi"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(state / "secret_key", secrets.token_urlsafe(42))
    os.environ |= {
        "MINZHENG_DATA_DIR": str(data_dir),
        "MINZHENG_BI_STATE": str(state),
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "SUPERSET_HOME": str(state),
    }
    with (state / "superset.log").open("a", encoding="utf-8") as log:
        _prepare(state / "prepared", log)
        _serve(port, log)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _write_once(path: Path, content: str) -> None:
    """Write a file that only its owner reads, unless it is there."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content)


def _prepare(stamp: Path, log: TextIO) -> None:
    """Prepare where this was never done with what is shipped now, or a password is wanted."""
    due, is_renewed = _fingerprint(), bool(os.environ.get("BI_NEW_PASSWORD"))
    is_first = not stamp.exists()
    if not is_first and stamp.read_text(encoding="ascii") == due and not is_renewed:
        return
    _say("Preparing Superset" + (", once: some twenty seconds …" if is_first else " …"))
    password = secrets.token_urlsafe(12)
    done = subprocess.run(
        [sys.executable, str(HERE / "prepare.py"), *(["--renew-password"] if is_renewed else [])],
        input=password,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        check=False,
    )
    log.write(done.stdout)
    if done.returncode:
        sys.exit(f"Superset could not be prepared. What happened is at the end of {log.name}")
    stamp.write_text(due, encoding="ascii")
    if done.stdout.rstrip().endswith(USED):
        _say(PASSWORD.format(password=password))


def _fingerprint() -> str:
    """What the prepared state depends on, so that a second start has nothing to do."""
    digest = hashlib.sha256()
    for path in [HERE / "requirements.txt", *sorted((HERE / "assets").rglob("*.yaml"))]:
        digest.update(path.relative_to(HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _serve(port: int, log: TextIO) -> None:
    """Run the web server until it is ended: one process, some threads, this machine only."""
    command = [str(Path(sys.executable).with_name("gunicorn")), "--bind", f"{HOST}:{port}"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--timeout", "120"]
    server = subprocess.Popen(
        [*command, "superset.app:create_app()"], stdout=log, stderr=subprocess.STDOUT
    )
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    address = f"http://{HOST}:{port}"
    try:
        if _answers(address, server):
            _say(TOLD.format(address=address, log=log.name))
        if server.wait():
            sys.exit(f"Superset has ended. What happened is at the end of {log.name}")
    except KeyboardInterrupt:
        server.terminate()
        server.wait()


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait for the server; False when it has ended instead."""
    while server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):
            return True
        time.sleep(0.3)
    return False


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
