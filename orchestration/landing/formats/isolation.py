"""Reading a file in a process of its own, with bounds on time and memory.

Belongs here: the process. Does not belong here: reading (see `registry`).
Libraries that parse what strangers deliver can be made to loop or to fill the memory; what happens
to this process costs one file a reason. It is started with the first file that needs it and kept.
"""

from __future__ import annotations

import atexit
import multiprocessing
import warnings
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats import ocr
from orchestration.landing.formats.content import Content
from orchestration.landing.formats.pictures import SCAN_REASONS

READ_SECONDS = 60
READ_BYTES = 2_500_000_000
# Recognising the characters of a page takes 5 to 30 seconds, twice, and models in memory.
SCAN_SECONDS = 1_800
SCAN_BYTES = 8_000_000_000

_process: BaseProcess | None = None
_connection: Connection | None = None


def read_isolated(content: bytes, name: str, *, seconds: float = READ_SECONDS) -> Content:
    """Read a file as `read_format` does, within bounds; scans too where the extra `ocr` is there.

    Raises:
        UndecodableDocument: What the reader says, or that it ran over its bounds.
    """
    try:
        content_read = _ask(content, name, seconds, is_scan=False)
    except UndecodableDocument as error:
        if error.reason not in SCAN_REASONS or not ocr.is_installed():
            raise
        return _ask(content, name, SCAN_SECONDS, is_scan=True)
    has_scans = any(part.reason in SCAN_REASONS for part in content_read.unread)
    if has_scans and ocr.is_installed():
        return _ask(content, name, SCAN_SECONDS, is_scan=True)
    return content_read


def _ask(content: bytes, name: str, seconds: float, *, is_scan: bool) -> Content:
    connection = _started()
    try:
        connection.send((content, name, is_scan))
        if not connection.poll(seconds):
            raise UndecodableDocument(
                "too_slow",
                f"It was not read within {seconds:.0f} seconds. Save it anew in the program it was "
                "made with, or deliver it in parts.",
            )
        answer = connection.recv()
    except (EOFError, OSError) as error:
        stop()
        raise UndecodableDocument(
            "damaged",
            "The process that read it ended, most likely for want of memory. Save it anew in the "
            "program it was made with, or deliver it in parts.",
        ) from error
    except BaseException:
        stop()
        raise
    if isinstance(answer, Content):
        return answer
    raise UndecodableDocument(*answer)


def stop() -> None:
    """End the process; the next file starts another."""
    global _process, _connection
    if _connection is not None:
        _connection.close()
    if _process is not None:
        _process.kill()
        _process.join(5)
    _process = _connection = None


def _started() -> Connection:
    global _process, _connection
    if _connection is None or _process is None or not _process.is_alive():
        stop()
        context = multiprocessing.get_context("spawn")
        _connection, theirs = context.Pipe()
        _process = context.Process(target=_serve, args=(theirs,), daemon=True)
        _process.start()
        theirs.close()
    return _connection


def _serve(connection: Connection) -> None:
    """Answer with the content of each file, or with a reason and its detail."""
    from orchestration.landing.formats.registry import read_format, read_scan

    warnings.simplefilter("ignore")
    while True:
        try:
            content, name, is_scan = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            _bound_memory(SCAN_BYTES if is_scan else READ_BYTES)
            connection.send(read_scan(content) if is_scan else read_format(content, name))
        except UndecodableDocument as error:
            connection.send((error.reason, error.detail))
        except MemoryError:
            connection.send(
                ("too_large", "It needs too much memory to be read. Deliver it in parts.")
            )
        except Exception as error:
            connection.send(
                (
                    "damaged",
                    f"{type(error).__name__}: {error}. Open it in the program it was made with, "
                    "save and deliver it.",
                )
            )


def _bound_memory(n_bytes: int) -> None:
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = n_bytes if hard == resource.RLIM_INFINITY else min(n_bytes, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):
        return


atexit.register(stop)
