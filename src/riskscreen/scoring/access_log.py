"""Whom has this service scored? A line for each child, written before the answer is given.

The log is the service's to ask for: scoring writes nothing otherwise. What a caller has received
is in it, whatever is killed and whenever: the lines are with the kernel before ``score`` returns,
and a score that cannot be logged is not given.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import appending
from riskscreen.errors import AccessLogError
from riskscreen.scoring import contents
from riskscreen.scoring.log_line import (
    LogLine,
    child_key,
    hash_about,
    mended_line,
    newest_secret,
    utc,
)
from riskscreen.scoring.release import Release
from riskscreen.scoring.scores import Scores
from riskscreen.signing import SecretFile, named_secret

__all__ = ["AccessLog"]

_CHUNK = 4096
"""Children whose lines are made and written together: 3 MB."""

_NOT_GIVEN = "no score is given without it; make room, or mend the permissions"


class AccessLog:
    """An append-only file of JSON lines; safe to share between threads, processes and forks.

    The file is opened for each writing, under a lock: to rotate it, rename it; the next line
    begins a new one at the old path.

    Parameters
    ----------
    path : str or Path
        Made where absent, readable by its owner alone; its folder exists.
    secret : Secret or path
        A file of at least 32 random bytes that only its owner may read, as ``riskscreen keys
        log-secret`` makes it. Whoever holds it can find a child's lines by its id.
    sync : bool
        Whether each writing waits for the disk: then the log also outlives a loss of power.

    Raises
    ------
    AccessLogError
        If the log cannot be opened, locked or written, or its newest line is of another secret.
    KeyFileError
        If the secret cannot be used.
    """

    def __init__(self, path: str | Path, *, secret: SecretFile, sync: bool = False) -> None:
        self.path = Path(path).absolute()
        self.sync = sync
        self.mended: tuple[appending.Mended, ...] = ()
        self._secret = named_secret(secret)
        self._write(b"", then=_NOT_GIVEN)
        self._refuse_other_secret()

    def __repr__(self) -> str:
        return f"AccessLog({self.path.name}, secret {self._secret.name})"

    def record(self, scores: Scores, snapshot: records.Snapshot, *, release: Release) -> None:
        """Write a line for each child of the scores; return once the kernel has them all.

        Parameters
        ----------
        scores : Scores
            Of the children of the snapshot, in their order, the outcomes of a child together.
        snapshot : Snapshot
            What was read.
        release : Release
            What scored.

        Raises
        ------
        AccessLogError
            If they cannot be written. Lines may then tell of scores that nobody received, never
            the other way round.
        """
        if not snapshot.n_children:
            return
        columns = contents.columns_read(release)
        for rows in contents.households(snapshot, at_least=_CHUNK):
            read = contents.inputs(snapshot, rows, columns=columns)
            self._write(self._lines(scores, snapshot, release, rows, read), then=_NOT_GIVEN)

    def _refuse_other_secret(self) -> None:
        """Return only if the newest line is of this secret: nobody finds a child under two."""
        try:
            newest = newest_secret(self.path)
        except OSError as fault:
            raise AccessLogError(
                f"access log {self.path} cannot be read: {fault.strerror or fault}; {_NOT_GIVEN}"
            ) from fault
        if newest not in {"", self._secret.name}:
            raise AccessLogError(
                f"access log {self.path} is of secret {newest}, the secret given is "
                f"{self._secret.name}; give that one, or rename the file to begin a new log"
            )

    def _lines(
        self,
        scores: Scores,
        snapshot: records.Snapshot,
        release: Release,
        rows: NDArray[np.intp],
        read: Sequence[bytes],
    ) -> bytes:
        n_outcomes = scores.n_rows // snapshot.n_children
        outcomes = tuple(scores["outcome"][:n_outcomes].tolist())
        answered = contents.answers(scores, rows, n_outcomes=n_outcomes)
        ids, secret = snapshot.ids[rows].tolist(), self._secret
        time = utc(datetime.datetime.now(tz=datetime.UTC))
        return b"".join(
            LogLine(
                time=time,
                child=child_key(secret, child_id),
                release=release.label,
                manifest=release.digest,
                as_of=str(snapshot.day),
                outcomes=outcomes,
                input=hash_about(secret, "input", child_id, was_read),
                answer=hash_about(secret, "answer", child_id, was_said),
                secret=secret.name,
            ).encode()
            for child_id, was_read, was_said in zip(ids, read, answered, strict=True)
        )

    def _write(self, lines: bytes, *, then: str) -> None:
        try:
            with appending.opened(self.path) as handle:
                torn = appending.mend(handle, self.path)
                if torn is not None:
                    self.mended = (*self.mended, torn)
                    lines = _of(torn) + lines
                appending.add(handle, lines, sync=self.sync)
        except OSError as fault:
            raise AccessLogError(
                f"access log {self.path} cannot be written: {fault.strerror or fault}; {then}"
            ) from fault


def _of(torn: appending.Mended) -> bytes:
    return mended_line(
        n_bytes=torn.n_bytes, kept=torn.kept.name, time=datetime.datetime.now(tz=datetime.UTC)
    )
