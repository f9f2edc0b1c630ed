"""Is every line of this file whole, whoever writes at the same time and is killed meanwhile?

A line is committed by its newline. The file is opened anew for every writing: a lock on an opening
of its own holds against threads, processes and forks alike, and a file that was renamed away is
left to whoever renamed it. What went wrong is an OSError; the caller says whose file it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from riskscreen.core.digest import digest_bytes

__all__ = ["Mended", "add", "mend", "opened"]

_WAIT_SECONDS = 10.0
_PAUSE_SECONDS = (0.0002, 0.005)
_BLOCK = 2**16


@dataclass(frozen=True, slots=True)
class Mended:
    """What was half written at the end of a file, as a killed writer leaves it.

    Parameters
    ----------
    n_bytes : int
        Bytes taken off.
    kept : Path
        The file beside it that holds them.
    """

    n_bytes: int
    kept: Path

    def __repr__(self) -> str:
        return f"Mended({self.n_bytes} bytes, kept in {self.kept.name})"


@contextlib.contextmanager
def opened(path: Path, *, wait_seconds: float = _WAIT_SECONDS) -> Iterator[int]:
    """Hold a file alone, made where absent for its owner's eyes, and give its descriptor.

    Parameters
    ----------
    path : Path
        Whose folder exists.
    wait_seconds : float
        How long to wait for others who write.

    Raises
    ------
    TimeoutError
        If somebody else holds it all the while.
    OSError
        If it cannot be opened, or is a link or no plain file.
    """
    import fcntl  # absent where there is no POSIX lock: importing riskscreen works there

    until = time.monotonic() + wait_seconds
    while True:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        handle = os.open(path, flags, 0o600)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(errno.EINVAL, "no plain file")
            _lock(handle, until)
            if not _stands_at(handle, path):
                continue  # renamed away between the opening and the lock
            yield handle
            return
        finally:
            # by name: a fork made meanwhile holds the same opening, and would hold the lock on
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)


def add(handle: int, content: bytes, *, sync: bool = False) -> None:
    """Write all of it to the end of a file that is held, or leave the file as it was.

    Parameters
    ----------
    handle : int
        From ``opened``.
    content : bytes
        Whole lines.
    sync : bool
        Whether to wait until the disk has it.

    Raises
    ------
    OSError
        If it cannot be written; nothing of it stands in the file then.
    """
    before = os.fstat(handle).st_size
    rest = memoryview(content)
    try:
        while rest:
            rest = rest[os.write(handle, rest) :]
        if sync:
            os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, before)
        raise


def mend(handle: int, path: Path) -> Mended | None:
    """Move a last line without its newline to a file beside, and say so; None where all is whole.

    Parameters
    ----------
    handle : int
        From ``opened``.
    path : Path
        Where the file stands.

    Raises
    ------
    OSError
        If the file beside cannot be written; the line stays then.
    """
    size = os.fstat(handle).st_size
    if not size or os.pread(handle, 1, size - 1) == b"\n":
        return None
    end = _committed(handle, size)
    torn = b"".join(_blocks(handle, end, size))
    kept = path.with_name(f"{path.name}.torn-{digest_bytes(torn)[:12]}")
    beside = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(beside, "wb") as stream:
        stream.write(torn)
        stream.flush()
        os.fsync(stream.fileno())
    os.ftruncate(handle, end)
    os.fsync(handle)
    return Mended(len(torn), kept)


def _lock(handle: int, until: float) -> None:
    import fcntl

    pause, longest = _PAUSE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise TimeoutError(errno.ETIMEDOUT, "held by somebody else all the while") from None
        else:
            return
        time.sleep(pause)
        pause = min(2 * pause, longest)


def _stands_at(handle: int, path: Path) -> bool:
    try:
        there = path.lstat()
    except FileNotFoundError:
        return False
    own = os.fstat(handle)
    return (own.st_dev, own.st_ino) == (there.st_dev, there.st_ino)


def _committed(handle: int, size: int) -> int:
    """Return where the last whole line ends, 0 where there is none."""
    end = size
    while end:
        start = max(0, end - _BLOCK)
        at = b"".join(_blocks(handle, start, end)).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0


def _blocks(handle: int, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        part = os.pread(handle, end - start, start)
        if not part:
            return
        yield part
        start += len(part)
