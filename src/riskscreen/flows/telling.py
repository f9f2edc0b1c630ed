"""Who is told how far the work is? Nobody, unless a caller listens."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

__all__ = ["nobody", "numbered"]


def nobody(line: str) -> None:
    """Take a line of progress and show it to nobody."""
    del line


def numbered(say: Callable[[str], None], *, steps: int) -> Callable[[str], None]:
    """Return a teller that puts before each line which step of how many begins.

    Examples
    --------
    >>> tell = numbered(print, steps=2)
    >>> tell("tables")
    1 of 2: tables
    >>> tell("audit")
    2 of 2: audit
    """
    step = count(1)
    return lambda line: say(f"{next(step)} of {steps}: {line}")
