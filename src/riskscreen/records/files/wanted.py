"""Which columns of a file are asked for, whatever the case of their names?

Survey files change the case of their names from round to round; the file's own spelling is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["chosen"]


def chosen(names: Sequence[str], columns: Collection[str] | None) -> list[str]:
    """Return those of ``names`` that are asked for, in the file's order; all for None.

    Examples
    --------
    >>> chosen(["HH1", "hl6", "ED4"], ["hh1", "HL6", "HL99"])
    ['HH1', 'hl6']
    """
    if columns is None:
        return list(names)
    wanted = {column.strip().casefold() for column in columns}
    return [name for name in names if name.strip().casefold() in wanted]
