"""What does the ledger say now, to a service that runs for months?

The file is looked at, at most once a second; only new lines are verified. A ledger that no longer
begins as it did was rewritten under the service, and is believed no more.
"""

from __future__ import annotations

import time
from pathlib import Path

from riskscreen.core import counted
from riskscreen.core.forking import ForkSafe
from riskscreen.errors import LedgerError
from riskscreen.ledger.line import Line
from riskscreen.ledger.store import lines_of, read_content
from riskscreen.signing import Trust

__all__ = ["Follower"]

_EVERY_SECONDS = 1.0
"""A stop has to be heard within five seconds."""


class Follower(ForkSafe):
    """A ledger, verified once and then followed; safe to share between threads.

    Parameters
    ----------
    path : str or Path
        ``models/ledger.jsonl``.
    trust : Trust
        Whose lines count.

    Raises
    ------
    LedgerError
        If there is no ledger, no line in it, or a line cannot be trusted.
    """

    def __init__(self, path: str | Path, *, trust: Trust) -> None:
        self.path = Path(path)
        self._trust = trust
        super().__init__()
        self._content = b""
        self._lines: tuple[Line, ...] = ()
        self._mark: tuple[int, int, int] | None = None
        self._next = 0.0
        self._fault: LedgerError | None = None
        self.lines()

    def __repr__(self) -> str:
        return f"Follower({self.path.name}, {counted(len(self._lines), 'line')})"

    def lines(self) -> tuple[Line, ...]:
        """Return every line, as of at most a second ago.

        Raises
        ------
        LedgerError
            If the ledger is gone, was rewritten, or a new line cannot be trusted; then every
            later call raises too, until the file is what it was and more.
        """
        with self._lock:
            now = time.monotonic()
            if now >= self._next:
                self._fault = self._looked()
                # from when the look ended: a fault may take seconds to be sure of, and those who
                # wait meanwhile would each wait as long again
                self._next = time.monotonic() + _EVERY_SECONDS
            if self._fault is not None:
                raise LedgerError(str(self._fault)) from self._fault
            return self._lines

    def forget(self) -> None:
        """Look again at the next call, however short ago the last look was."""
        with self._lock:
            self._next = 0.0

    def _looked(self) -> LedgerError | None:
        try:
            self._look()
        except LedgerError as fault:
            return fault
        return None

    def _look(self) -> None:
        try:
            facts = self.path.stat()
        except OSError as fault:
            raise LedgerError(
                f"no ledger {self.path} any more: {fault.strerror}; nothing is scored"
            ) from fault
        mark = (facts.st_ino, facts.st_size, facts.st_mtime_ns)
        if mark == self._mark:
            return
        content = read_content(self.path)
        if not content.startswith(self._content):
            raise LedgerError(
                f"ledger {self.path} no longer begins with the {counted(len(self._lines), 'line')} "
                "read from it: it was rewritten, or an older copy was put in its place. "
                "Nothing is scored from it; look at riskscreen verify"
            )
        lines = lines_of(
            content[len(self._content) :], trust=self._trust, after=self._lines, path=self.path
        )
        if not lines:
            raise LedgerError(f"ledger {self.path} holds no line; nothing is scored")
        # at worst what was read is newer than the mark, and the next look reads again
        # lines first: a fork in between then sees a ledger that does not begin as it did
        self._lines, self._content, self._mark = lines, content, mark
