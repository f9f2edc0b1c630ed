"""Who is told how far the work is? Nobody, unless a caller listens."""

from __future__ import annotations

__all__ = ["nobody"]


def nobody(line: str) -> None:
    """Take a line of progress and show it to nobody."""
    del line
