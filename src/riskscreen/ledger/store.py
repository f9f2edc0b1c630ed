"""What was released, refused, stopped, and in which order?

One file of lines, each holding the digest of the one before; it only ever grows. Readers and
writers lock it, so nobody reads half a line as a fault, and a fault is never read as half a line.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskscreen.core import digest_bytes
from riskscreen.errors import InputError, LedgerError
from riskscreen.ledger.line import MOST_LINE_BYTES, Line, decode, encode, make

__all__ = ["Repair", "append", "newest", "read", "repair"]

MOST_BYTES = 64 * 2**20
_SERVING = ("release", "rollback", "stop")


@dataclass(frozen=True, slots=True)
class Repair:
    """What ``repair`` did.

    Parameters
    ----------
    action : str
        ``nothing``: the last line was whole; ``completed``: it lacked only its newline, and its
        digest proved it whole; ``cut``: it was taken off.
    n_bytes : int
        Bytes taken off.
    kept : Path or None
        The file beside the ledger that holds them.
    """

    action: str
    n_bytes: int
    kept: Path | None

    def __repr__(self) -> str:
        return f"Repair({self.action}, {self.n_bytes} bytes)"


def append(
    path: str | Path,
    kind: str,
    facts: Mapping[str, Any],
    *,
    name: str = "",
    version: str = "",
    time: datetime.datetime | None = None,
) -> Line:
    """Add a line and return it once it is on the disk.

    Parameters
    ----------
    path : str or Path
        ``models/ledger.jsonl``; made where absent.
    kind : str
        One of ``KINDS``.
    facts : mapping
        JSON; a *release* or *rollback* holds ``manifest_sha256``.
    name, version : str
        The release concerned.
    time : datetime.datetime, optional
        With a zone; the clock's now where absent.

    Raises
    ------
    InputError
        If there can be no such line.
    LedgerError
        If the ledger that is there cannot be trusted, ends in half a line, or cannot be written;
        nothing is added then.
    """
    now = time or datetime.datetime.now(datetime.UTC)
    # before a file is made for it
    make(kind, facts, name=name, version=version, time=now, after=None)
    with _open(Path(path), write=True) as handle:
        lines = _lines(_content(handle))
        line = make(
            kind, facts, name=name, version=version, time=now, after=lines[-1] if lines else None
        )
        _add(handle, encode(line))
    _sync_folder(Path(path).parent)
    return line


def read(path: str | Path) -> tuple[Line, ...]:
    """Return every line, once the whole chain is verified.

    Raises
    ------
    LedgerError
        If there is no ledger or no line in it, a line cannot be trusted (the first is named), or
        the last line is half written (``repair`` says what can be done).
    """
    with _open(Path(path), write=False) as handle:
        lines = _lines(_content(handle))
    if not lines:
        raise LedgerError(
            f"ledger {Path(path).name} holds no line; it was emptied, or its first writer was "
            "killed. Nothing is scored without a ledger"
        )
    return lines


def newest(lines: Sequence[Line], name: str, *, kinds: Sequence[str] = _SERVING) -> Line | None:
    """Return the newest line about a release that is of one of these kinds, None if there is none.

    With the default kinds it says what serves now: a *release* or *rollback* line binds the
    bundle to serve, a *stop* line means that nothing is.
    """
    return next(
        (line for line in reversed(lines) if line.name == name and line.kind in kinds), None
    )


def repair(path: str | Path) -> Repair:
    """Mend a last line that a killed writer left half written, and return what was done.

    A line is committed by its newline. One that lacks it alone is completed when its digest
    proves it whole: it may be the stop of a release. Anything else is moved to a file beside the
    ledger. No other fault is mended.

    Raises
    ------
    LedgerError
        If another line cannot be trusted.
    """
    place = Path(path)
    with _open(place, write=True) as handle:
        content = _content(handle)
        whole, torn = _split(content)
        lines = _lines(whole)
        if not torn:
            return Repair("nothing", 0, None)
        # outside of the test: a newline that cannot be written must not cut a whole line
        if _proves_whole(torn, lines):
            _add(handle, b"\n")
            return Repair("completed", 0, None)
        kept = place.with_name(f"{place.name}.torn-{digest_bytes(torn)[:12]}")
        _keep(kept, torn)
        os.ftruncate(handle, len(whole))
        os.fsync(handle)
    return Repair("cut", len(torn), kept)


def _proves_whole(torn: bytes, lines: Sequence[Line]) -> bool:
    try:
        decode(torn + b"\n", number=len(lines) + 1, after=lines[-1] if lines else None)
    except LedgerError:
        return False
    return True


def _lines(content: bytes) -> tuple[Line, ...]:
    whole, torn = _split(content)
    lines: list[Line] = []
    for number, entry in enumerate(whole.splitlines(keepends=True), start=1):
        if len(entry) > MOST_LINE_BYTES:
            raise LedgerError(f"ledger line {number} has {len(entry)} bytes; no writer makes such")
        lines.append(decode(entry, number=number, after=lines[-1] if lines else None))
    if torn:
        raise LedgerError(
            f"ledger line {len(lines) + 1} is half written: {len(torn)} bytes without an end, "
            "as a killed writer leaves them; what it began is not known to be done. "
            "Look at it, then run riskscreen verify models --repair"
        )
    return tuple(lines)


def _split(content: bytes) -> tuple[bytes, bytes]:
    end = content.rfind(b"\n") + 1
    return content[:end], content[end:]


@contextlib.contextmanager
def _open(path: Path, *, write: bool) -> Iterator[int]:
    import fcntl  # absent where there is no POSIX lock: importing riskscreen works there

    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT if write else os.O_RDONLY
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except FileNotFoundError as fault:
        raise LedgerError(f"no ledger {path.name}; the first release makes it") from fault
    except OSError as fault:
        raise LedgerError(f"ledger {path.name} cannot be opened: {fault.strerror}") from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if write else fcntl.LOCK_SH)
        yield handle
    finally:
        os.close(handle)  # which also unlocks


def _content(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    if size > MOST_BYTES:
        raise LedgerError(f"the ledger has {size} bytes; at most {MOST_BYTES} are read")
    os.lseek(handle, 0, os.SEEK_SET)
    parts = []
    while part := os.read(handle, 2**20):
        parts.append(part)
    return b"".join(parts)


def _add(handle: int, entry: bytes) -> None:
    """Write all of it to the disk, or leave the file as it was."""
    before = os.fstat(handle).st_size
    if len(entry) > MOST_LINE_BYTES:
        raise InputError(f"no ledger line of {len(entry)} bytes; at most {MOST_LINE_BYTES}")
    try:
        rest = memoryview(entry)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError as fault:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, before)
        raise LedgerError(
            f"the ledger cannot be written: {fault.strerror}; no line was added"
        ) from fault


def _keep(path: Path, torn: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(torn)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
