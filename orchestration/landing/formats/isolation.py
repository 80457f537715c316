"""Reading a file in a process of its own, with bounds on time and memory.

Belongs here: the process. Does not belong here: reading (see `registry`).
Libraries that parse what strangers deliver can be made to loop or to fill the memory; what happens
to this process costs one file a reason. It is started with the first file that needs it and kept.
"""

from __future__ import annotations

import atexit
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import Content

READ_SECONDS = 60
READ_BYTES = 2_500_000_000

_process: BaseProcess | None = None
_connection: Connection | None = None


def read_isolated(content: bytes, name: str, *, seconds: float = READ_SECONDS) -> Content:
    """Read a file as `read_format` does, within bounds.

    Raises:
        UndecodableDocument: What the reader says, or that it ran over its bounds.
    """
    connection = _started()
    try:
        connection.send((content, name))
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
    _bound_memory()
    from orchestration.landing.formats.registry import read_format

    while True:
        try:
            content, name = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            connection.send(read_format(content, name))
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


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = READ_BYTES if hard == resource.RLIM_INFINITY else min(READ_BYTES, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):
        return


atexit.register(stop)
