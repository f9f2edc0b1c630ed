"""Who may work in this folder? One process at a time.

The system lets go of the lock when its holder is killed: nothing has to be cleaned up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["alone"]

_NAME = ".lock"


@contextmanager
def alone(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the folder's lock.

    Parameters
    ----------
    folder : Path
        Exists.
    wait : bool
        Whether to wait for another process that holds it.

    Raises
    ------
    BlockingIOError
        If another process holds it, and this one does not wait.
    """
    # its owner's alone: whoever can open it can hold it
    handle = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as stream:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
