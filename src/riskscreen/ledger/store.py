"""What was released, refused, stopped, and in which order?

One file of lines, each signed and holding the digest of the one before; it only grows. Writers take
turns by a file beside it, which nobody else can open: who may only read could otherwise hold back a
stop. Readers wait for nobody; a last line without its end is read again for a while.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from riskscreen.core import appending, counted, digest_bytes
from riskscreen.errors import InputError, LedgerError, LedgerMovedError
from riskscreen.ledger.line import MOST_LINE_BYTES, Line, decode, encode, make
from riskscreen.signing import PrivateKey, Trust

__all__ = ["Repair", "append", "lines_of", "newest", "read", "read_content", "repair"]

MOST_BYTES = 64 * 2**20
_ROOM_FOR_STOPS = 4 * MOST_LINE_BYTES
"""No other line takes it: a full ledger can still be stopped."""
_TURN_SECONDS = 0.002
_WRITER_WAITS = 30.0
_READER_WAITS = 1.0
"""A line takes milliseconds, and a service has to hear a stop within five seconds."""
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
    key: PrivateKey,
    trust: Trust,
    name: str = "",
    version: str = "",
    time: datetime.datetime | None = None,
    seen: int | None = None,
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
    key : PrivateKey
        Signs the line.
    trust : Trust
        Whose lines stand there, and whether this key may add one.
    name, version : str
        The release concerned.
    time : datetime.datetime, optional
        With a zone; the clock's now where absent.
    seen : int, optional
        How many lines there were when this one was decided on.

    Raises
    ------
    InputError
        If there can be no such line.
    SignatureError
        If the key is not trusted to write one.
    LedgerMovedError
        If a line that changes what serves under this name was added to those seen: a stop is not
        undone by what was decided before it.
    LedgerError
        If the ledger that is there cannot be trusted, ends in half a line, or cannot be written;
        nothing is added then.
    """
    now = time or datetime.datetime.now(datetime.UTC)
    # before a file is made for it
    following = partial(
        make, kind, facts, name=name, version=version, time=now, key=key, trust=trust
    )
    following(after=None)
    with _open(Path(path), write=True) as handle:
        content = _content(handle)
        lines = lines_of(content, trust=trust, path=path)
        if seen is not None:
            _unmoved(lines[seen:], name)
        line = following(after=lines[-1] if lines else None)
        _rising((*lines, line))
        entry = encode(line)
        room = 0 if kind == "stop" else _ROOM_FOR_STOPS
        if len(content) + len(entry) > MOST_BYTES - room:
            raise LedgerError(
                f"the ledger has {len(content)} bytes, and only a stop may be added: keep it, and "
                "begin another folder of models"
            )
        _add(handle, entry)
    _sync_folder(Path(path).parent)
    return line


def read(path: str | Path, *, trust: Trust) -> tuple[Line, ...]:
    """Return every line, once the whole chain and every signature is verified.

    Raises
    ------
    LedgerError
        If there is no ledger or no line in it, a line cannot be trusted (the first is named), or
        the last line is half written (``repair`` says what can be done).
    """
    lines = lines_of(read_content(path), trust=trust, path=path)
    if not lines:
        raise LedgerError(
            f"ledger {path} holds no line; it was emptied, or its first writer was "
            "killed. Nothing is scored without a ledger"
        )
    return lines


def read_content(path: str | Path) -> bytes:
    """Return the bytes of the ledger; a last line without its end is waited for, 1 s at most.

    Raises
    ------
    LedgerError
        If there is no ledger, or it cannot be opened or is too large.
    """
    end = monotonic() + _READER_WAITS
    while True:
        with _open(Path(path), write=False) as handle:
            content = _content(handle)
        if not _split(content)[1] or monotonic() >= end:
            return content
        sleep(_TURN_SECONDS)


def lines_of(
    content: bytes, *, trust: Trust, after: Sequence[Line] = (), path: str | Path | None = None
) -> tuple[Line, ...]:
    """Return the lines ``after`` and those of these bytes, which follow them.

    ``path`` is the file of which the advice speaks.

    Raises
    ------
    LedgerError
        If a line cannot be trusted, or the last is half written.
    """
    whole, torn = _split(content)
    lines = list(after)
    for entry in whole.splitlines(keepends=True):
        number = len(lines) + 1
        if len(entry) > MOST_LINE_BYTES:
            raise LedgerError(f"ledger line {number} has {len(entry)} bytes; no writer makes such")
        lines.append(decode(entry, number=number, after=lines[-1] if lines else None, trust=trust))
    if torn:
        folder = "models" if path is None else Path(path).parent
        raise LedgerError(
            f"ledger line {len(lines) + 1} is half written: "
            f"{counted(len(torn), 'byte')} without an end, as a killed writer leaves "
            "them; what it began is not known to be done. "
            f"Look at it, then run riskscreen verify {folder} --repair"
        )
    _rising(lines)
    return tuple(lines)


def newest(lines: Sequence[Line], name: str, *, kinds: Sequence[str] = _SERVING) -> Line | None:
    """Return the newest line about a release that is of one of these kinds, None if there is none.

    With the default kinds it says what serves now: a *release* or *rollback* line binds the
    bundle to serve, a *stop* line means that nothing is.
    """
    return next(
        (line for line in reversed(lines) if line.name == name and line.kind in kinds), None
    )


def repair(path: str | Path, *, trust: Trust) -> Repair:
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
        lines = lines_of(whole, trust=trust)
        if not torn:
            return Repair("nothing", 0, None)
        # outside of the test: a newline that cannot be written must not cut a whole line
        if _proves_whole(torn, lines, trust):
            _add(handle, b"\n")
            return Repair("completed", 0, None)
        kept = place.with_name(f"{place.name}.torn-{digest_bytes(torn)[:12]}")
        _keep(kept, torn)
        os.ftruncate(handle, len(whole))
        os.fsync(handle)
    return Repair("cut", len(torn), kept)


def _unmoved(added: Sequence[Line], name: str) -> None:
    line = newest(added, name)
    if line is not None:
        raise LedgerMovedError(
            f"ledger line {line.counter}, a {line.kind} of {name} {line.version}, was added while "
            f"this was decided: {line.facts.get('why', 'another release')}. Nothing was written; "
            "look at it, and decide again"
        )


def _rising(lines: Sequence[Line]) -> None:
    """A version is released once, and each is higher than the last; only a rollback goes back."""
    highest: dict[str, int] = {}
    released: dict[tuple[str, str], str] = {}
    for line in lines:
        if line.kind == "release":
            if int(line.version) <= highest.get(line.name, 0):
                raise LedgerError(
                    f"ledger line {line.counter} releases {line.name} {line.version} after "
                    f"version {highest[line.name]}: a replayed release"
                )
            highest[line.name] = int(line.version)
            released[line.name, line.version] = line.manifest_sha256
        elif (
            line.kind == "rollback"
            and released.get((line.name, line.version)) != line.manifest_sha256
        ):
            raise LedgerError(
                f"ledger line {line.counter} goes back to {line.name} {line.version}, which no "
                "earlier line released with this manifest"
            )


def _proves_whole(torn: bytes, lines: Sequence[Line], trust: Trust) -> bool:
    try:
        decode(torn + b"\n", number=len(lines) + 1, after=lines[-1] if lines else None, trust=trust)
    except LedgerError:
        return False
    return True


def _split(content: bytes) -> tuple[bytes, bytes]:
    end = content.rfind(b"\n") + 1
    return content[:end], content[end:]


@contextlib.contextmanager
def _open(path: Path, *, write: bool) -> Iterator[int]:
    with contextlib.ExitStack() as stack:
        yield _opened(path, stack, write=write)


def _opened(path: Path, stack: contextlib.ExitStack, *, write: bool) -> int:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT if write else os.O_RDONLY
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_turn(path))
        # a pipe in the ledger's place would otherwise be waited for, for ever
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o644)
    except FileNotFoundError as fault:
        raise LedgerError(
            f"no ledger {path}; models= (--models) names its folder, and the first release makes it"
        ) from fault
    except TimeoutError as fault:
        raise LedgerError(
            f"ledger {path} is being written by another process since {_WRITER_WAITS:g} s; "
            "end that one, and try again"
        ) from fault
    except OSError as fault:
        raise LedgerError(f"ledger {path} cannot be opened: {fault.strerror}") from fault
    stack.callback(os.close, handle)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise LedgerError(f"ledger {path} is no plain file")
    return handle


def _turn(path: Path) -> contextlib.AbstractContextManager[int]:
    """Hold the right to write, by a file that only its owner can open."""
    return appending.opened(path.with_name(f"{path.name}.lock"), wait_seconds=_WRITER_WAITS)


def _content(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    os.lseek(handle, 0, os.SEEK_SET)
    parts = []
    # by what is read as well: a file may grow for as long as somebody reads it
    while size <= MOST_BYTES and (part := os.read(handle, 2**20)):
        parts.append(part)
        size = max(size, sum(map(len, parts)))
    if size > MOST_BYTES:
        raise LedgerError(f"the ledger has {size} bytes; at most {MOST_BYTES} are read")
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
