"""Which file may nobody but its owner read?

Private keys and a service's secret: written for one owner from the first byte on, and refused
where others could have read them.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from riskscreen.errors import KeyFileError

__all__ = ["read_owned", "write_new"]

_MOST_BYTES = 2**14
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_owned(place: Path, *, what: str, named_by: str) -> bytes:
    """Return the bytes of a file that only its owner may read.

    Parameters
    ----------
    place : Path
    what : str
        How messages call it: *key*, *secret*.
    named_by : str
        Which option or variable names it, as messages say it.

    Raises
    ------
    KeyFileError
        If it cannot be opened, is a link or no plain file, may be read or written by others, or
        is too large. Nothing of its content is told.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        handle = os.open(place, flags)
    except OSError as fault:
        raise KeyFileError(
            f"{what} {place} cannot be opened: {fault.strerror}; it is named by {named_by}"
        ) from fault
    except ValueError as fault:
        raise KeyFileError(
            f"{what} {str(place)!r} cannot be a file: {fault}; it is named by {named_by}"
        ) from fault
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode):
        os.close(handle)
        raise KeyFileError(f"{what} {place} is no plain file; it is named by {named_by}")
    with os.fdopen(handle, "rb") as stream:
        if os.name == "posix" and facts.st_mode & _OTHERS:
            raise KeyFileError(
                f"{what} {place} may be read or written by others (mode "
                f"{stat.S_IMODE(facts.st_mode):o}); make a new one, or chmod 600 if nobody read it"
            )
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise KeyFileError(f"{place} is larger than any {what}; it is named by {named_by}")
    return content


def write_new(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file that is not there yet, whole and on the disk, or not at all.

    Raises
    ------
    KeyFileError
        If it is there, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as fault:
        raise KeyFileError(f"{path} cannot be written: {fault.strerror}") from fault
    except ValueError as fault:
        raise KeyFileError(f"{str(path)!r} cannot be a file: {fault}") from fault
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as fault:
        with contextlib.suppress(OSError):
            path.unlink()
        raise KeyFileError(f"{path} cannot be written: {fault.strerror}") from fault
