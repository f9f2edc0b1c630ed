"""Which row of another file belongs to which row of this one?

Keys of both files are turned into one numbering, column by column: as numbers where both columns
are numbers, else as plain text. A key with a missing part belongs to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.records.mapping import cells

__all__ = ["Match", "joint_codes", "match"]

_Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Match:
    """For each row of the base file the row of the other (-1: none), and what was wrong.

    ``repeated`` are the other file's rows whose key stands there more than once; they match nobody.
    """

    rows: _Places
    repeated: _Places
    n_other: int

    def unmatched(self, used: NDArray[np.bool_] | None = None) -> _Places:
        """Return the other file's rows that no (used) base row matches; repeated ones apart."""
        rows = self.rows if used is None else self.rows[used]
        free = np.ones(self.n_other, dtype=np.bool_)
        free[rows[rows >= 0]] = False
        free[self.repeated] = False
        return np.flatnonzero(free)


def joint_codes(
    left: Sequence[NDArray[Any]], right: Sequence[NDArray[Any]]
) -> tuple[_Places, _Places]:
    """Return one number per key for the rows of two files; equal keys get equal numbers.

    Parameters
    ----------
    left, right : sequence of ndarray, each shape (n_left,) or (n_right,)
        The key's columns, in the same order.

    Returns
    -------
    tuple of ndarray of intp, shapes (n_left,) and (n_right,)
        Numbers from 0; -1 where a part of the key is missing.

    Examples
    --------
    >>> joint_codes([np.array([1.0, 2.0])], [np.array(["2", "1.0", ""])])
    (array([0, 1]), array([ 1,  0, -1]))
    """
    n_left = len(left[0])
    whole = np.zeros(n_left + len(right[0]), dtype=np.intp)
    gone = np.zeros(len(whole), dtype=np.bool_)
    for a, b in zip(left, right, strict=True):
        part = _numbered(a, b)
        gone |= part < 0
        # Renumbered after each part, so that the product never outgrows the integers.
        _, whole = np.unique(whole * (int(part.max(initial=0)) + 2) + part + 1, return_inverse=True)
    _, known = np.unique(whole[~gone], return_inverse=True)
    codes = np.full(len(whole), -1, dtype=np.intp)
    codes[~gone] = known
    return codes[:n_left], codes[n_left:]


def match(left: Sequence[NDArray[Any]], right: Sequence[NDArray[Any]]) -> Match:
    """Return which row of the right file each row of the left belongs to: at most one.

    Examples
    --------
    >>> match([np.array(["a", "b", "c"])], [np.array(["c", "a", "b", "b"])])
    Match(rows=array([ 1, -1,  0]), repeated=array([2, 3]), n_other=4)
    """
    base, other = joint_codes(left, right)
    n_keys = max(int(base.max(initial=-1)), int(other.max(initial=-1))) + 1
    times = np.bincount(other[other >= 0], minlength=n_keys)
    repeated = np.flatnonzero((other >= 0) & (times[other] > 1)) if n_keys else np.array([], int)
    place = np.full(n_keys + 1, -1, dtype=np.intp)  # the last answers for missing keys
    single = np.setdiff1d(np.flatnonzero(other >= 0), repeated, assume_unique=True)
    place[other[single]] = single
    return Match(place[base], repeated, len(other))


def _numbered(left: NDArray[Any], right: NDArray[Any]) -> _Places:
    """Number the values of one part of a key over both files; -1 is missing."""
    for part in (left, right):
        cells.refuse_rounded(part, "the key of a file")
    numeric = [part.dtype.kind in cells.NUMBERS for part in (left, right)]
    if all(numeric) or (any(numeric) and cells.all_digits(left) and cells.all_digits(right)):
        both = np.concatenate([cells.like(left, "f"), cells.like(right, "f")])
        _, places = np.unique(both, return_inverse=True)
        return np.where(np.isnan(both), -1, places)
    seen: dict[str, int] = {"": -1}
    parts = []
    for part in (left, right):
        codes, places = cells.as_codes(part)
        numbers = [seen.setdefault(code, len(seen) - 1) for code in codes]
        parts.append(np.array(numbers, dtype=np.intp)[places])
    return np.concatenate(parts)
