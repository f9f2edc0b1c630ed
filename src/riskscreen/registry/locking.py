"""Who makes the store? One process at a time.

MLflow brings a new database up to date step by step; two that do so at once leave it half done.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["alone"]

_NAME = ".lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; another process waits. The system lets go of it if we are killed.

    Parameters
    ----------
    folder : Path
        Exists.
    """
    with (folder / _NAME).open("a+b") as stream:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
