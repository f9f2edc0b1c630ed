"""What does one line of the access log say?

Whom, under a keyed hash; when; with which release; from which input. No feature, no risk, no tier:
whoever reads the log without the secret learns how much a service is used, and of no child
anything. A replay needs none of them, and the keyed hash of the answer proves it right.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskscreen.core import canonical_json
from riskscreen.core.strictjson import constant, record, rows, strict_json, text
from riskscreen.errors import AccessLogError, IntegrityError, ReplayError
from riskscreen.signing import Secret

__all__ = [
    "FORMAT",
    "LogLine",
    "child_key",
    "hash_about",
    "logged",
    "mended_line",
    "newest_secret",
    "utc",
]

FORMAT = 1
_TAIL = 2**16
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_DIGEST = text(matching=r"[0-9a-f]{64}")
_TEXT = text(most=300)
_SHAPE = record(
    {
        "format": constant(FORMAT),
        "kind": constant("score"),
        "time": text(matching=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
        "child": _DIGEST,
        "release": _TEXT,
        "manifest": _DIGEST,
        "as_of": text(matching=r"\d{4}-\d\d-\d\d"),
        "outcomes": rows(_TEXT, fewest=1, most=1000),
        "input": _DIGEST,
        "answer": _DIGEST,
        "secret": text(matching=r"[0-9a-f]{16}"),
    }
)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One child, scored once.

    Parameters
    ----------
    time : str
        When, UTC: ``2026-03-01T08:00:00.000000Z``.
    child : str
        HMAC-SHA256 of the child_id, ``child_key``.
    release, manifest : str
        Label of the release, ``small 1``, and SHA-256 of its manifest.
    as_of : str
        Day of the cut.
    outcomes : tuple of str
        What was asked.
    input : str
        ``hash_about`` of what was read, ``contents.inputs``.
    answer : str
        ``hash_about`` of what was answered, ``contents.answers``.
    secret : str
        Name of the secret under which all three are.
    """

    time: str
    child: str
    release: str
    manifest: str
    as_of: str
    outcomes: tuple[str, ...]
    input: str
    answer: str
    secret: str

    def __repr__(self) -> str:
        return f"LogLine({self.time}, child {self.child[:12]}, {self.release}, {self.as_of})"

    def encode(self) -> bytes:
        """Return the line as it stands in the file, its newline included."""
        return canonical_json({"format": FORMAT, "kind": "score", **self.to_dict()})

    def to_dict(self) -> dict[str, Any]:
        """Return the line as JSON types."""
        # field by field: asdict copies each deeply, and this is done for every child
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def parse(cls, line: str | bytes) -> LogLine:
        """Return the line of a text.

        Raises
        ------
        ReplayError
            If it is no line of an access log about a child.
        """
        if not isinstance(line, str | bytes):
            raise ReplayError(
                f"this is no line of an access log about a child: {type(line).__name__} is neither "
                "text nor bytes; give one as it stands in the file"
            )
        content = line.encode("utf-8", "replace") if isinstance(line, str) else line
        try:
            plain = strict_json(content.strip(), where="the line")
            _SHAPE(plain, "the line")
        except IntegrityError as fault:
            raise ReplayError(
                f"this is no line of an access log about a child: {fault}; give one as it stands "
                "in the file"
            ) from fault
        facts = {name: plain[name] for name in cls.__dataclass_fields__}
        return cls(**{**facts, "outcomes": tuple(facts["outcomes"])})


def child_key(secret: Secret, child_id: str) -> str:
    """Return the pseudonymous key of a child: HMAC-SHA256 of ``child``, a zero byte and its id.

    Examples
    --------
    >>> from riskscreen.signing import Secret
    >>> child_key(Secret.of(bytes(range(32))), "c1")[:16]
    'a83a731d6cbeaae8'
    """
    return secret.keyed("child", child_id.encode("utf-8", "surrogatepass"))


def hash_about(secret: Secret, purpose: str, child_id: str, content: bytes) -> str:
    """Return the HMAC-SHA256 of ``purpose``, the child's id and what is told of it, zeros between.

    With the id in it, siblings with one input and refused children with one answer do not show.
    """
    return secret.keyed(purpose, child_id.encode("utf-8", "surrogatepass") + b"\0" + content)


def logged(path: str | Path, *, child_id: str, secret: Secret) -> tuple[LogLine, ...]:
    """Return the lines of an access log about a child, oldest first.

    A last line without its newline is left to whoever is writing it.

    Raises
    ------
    AccessLogError
        If the log cannot be read.
    ReplayError
        If a line about the child cannot be read.
    """
    wanted = child_key(secret, child_id).encode()
    return tuple(LogLine.parse(line) for line in _lines(Path(path)) if wanted in line)


def newest_secret(path: Path) -> str:
    """Return the name of the secret of the newest line about a child, empty where there is none.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as stream:
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - _TAIL))
        lines = stream.read().splitlines()
    for line in reversed(lines):
        with contextlib.suppress(ReplayError):
            return LogLine.parse(line).secret
    return ""


def mended_line(*, n_bytes: int, kept: str, time: datetime.datetime) -> bytes:
    """Return the line that tells of a half written one, which was moved to a file beside."""
    told: dict[str, Any] = {"format": FORMAT, "kind": "mended", "bytes": n_bytes, "kept": kept}
    return canonical_json({**told, "time": utc(time)})


def utc(time: datetime.datetime) -> str:
    """Return a moment as lines have it."""
    return time.astimezone(datetime.UTC).strftime(_TIME)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            yield from (line for line in stream if line.endswith(b"\n"))
    except OSError as fault:
        raise AccessLogError(
            f"access log {path} cannot be read: {fault.strerror}; it is named by --access-log"
        ) from fault
