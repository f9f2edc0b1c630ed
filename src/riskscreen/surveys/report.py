"""What happened to every row, and what was odd, in findings that a person can check?

A row is used or set aside with one reason; that the two add up is checked against the rows that
were really handed on, because a report that cannot be wrong says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict

__all__ = ["TITLES", "Sorting", "finding", "first_case", "listed", "silent", "sorting", "thousands"]

TITLES = {
    "SUR-01": "rows in and rows out",
    "SUR-02": "rows that do not match",
    "SUR-03": "households not completed",
    "SUR-04": "looked for and not found",
    "SUR-05": "head of household missing or double",
    "SUR-06": "two persons with one line number",
    "SUR-07": "answers that contradict each other",
    "SUR-08": "dates out of order or impossible",
    "SUR-09": "weights",
    "SUR-10": "definitions that the files support",
    "SUR-11": "no day of interview",
    "SUR-12": "text decoded",
    "SUR-13": "ages that disagree",
    "SUR-14": "school system",
    "SUR-15": "left absent on purpose",
}


def silent(line: str) -> None:
    """Take a line of progress and show it to nobody."""
    del line


def thousands(n: float) -> str:
    """Return a count with spaces between thousands.

    Examples
    --------
    >>> thousands(39380)
    '39 380'
    """
    return f"{int(n):,}".replace(",", " ")


def finding(
    code: str,
    detail: str,
    *,
    n: float,
    unit: str = "rows",
    about: str = "",
    verdict: Verdict = Verdict.PASS,
) -> Finding:
    """Return a finding of the reading report.

    Parameters
    ----------
    code : str
        One of `TITLES`.
    detail : str
        What and how often, the first case, what to do.
    n : float
        How often.
    unit : str
        What is counted.
    about : str
        What the finding is about (a file), after the title.
    verdict : Verdict
        *pass* for what is only told, *insufficient evidence* for what weakens the records.

    Examples
    --------
    >>> finding("SUR-05", "no head in 1 of 40 households; first is 3-12.", n=1.0).title
    'head of household missing or double'
    """
    title = TITLES[code] + (f": {about}" if about else "")
    return Finding(code=code, title=title, verdict=verdict, measured=n, unit=unit, detail=detail)


def first_case(ids: NDArray[Any], rows: NDArray[np.bool_]) -> str:
    """Return the id of the first of ``rows`` (a mask), as a report may show it; empty if none."""
    if not rows.any():
        return ""
    place = int(np.argmax(rows))
    return str(ids[place]) or f"row {place + 1}"


@dataclass(frozen=True, slots=True)
class Sorting:
    """Which rows of a file are used, and why each other one is set aside.

    Parameters
    ----------
    name : str
        The file.
    ids : ndarray of str, shape (n_rows,)
        What identifies a row; for the first case of each reason.
    place : ndarray of int, shape (n_rows,)
        0 for a row in use, else one more than the place of its reason.
    reasons : tuple of str
        Reasons in the order in which rows were set aside; a row has the first that applies.

    Examples
    --------
    >>> rows = sorting("hl", np.array(["1-1", "1-2", "2-1"]))
    >>> rows = rows.without("aged 18 and over", np.array([True, False, False]))
    >>> rows.finding(n_out=2).detail
    '3 rows in = 2 used + 1 set aside (aged 18 and over: 1, first 1-1)'
    """

    name: str
    ids: NDArray[Any]
    place: NDArray[np.int64] = field(repr=False)
    reasons: tuple[str, ...] = ()

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which rows are in use, shape (n_rows,)."""
        return np.asarray(self.place == 0, dtype=np.bool_)

    @property
    def n_used(self) -> int:
        """How many rows are in use."""
        return int((self.place == 0).sum())

    def without(self, reason: str, rows: NDArray[np.bool_]) -> Sorting:
        """Return the sorting with those of ``rows`` set aside that are still in use."""
        chosen = np.asarray(rows, dtype=np.bool_) & self.used
        if not chosen.any():
            return self
        place = np.where(chosen, len(self.reasons) + 1, self.place)
        return Sorting(self.name, self.ids, place, (*self.reasons, reason))

    def aside(self, reason: str) -> NDArray[np.bool_]:
        """Return which rows were set aside for this reason, shape (n_rows,)."""
        if reason not in self.reasons:
            return np.zeros(len(self.place), dtype=bool)
        return np.asarray(self.place == self.reasons.index(reason) + 1, dtype=np.bool_)

    def counts(self) -> dict[str, int]:
        """Return how many rows were set aside for each reason."""
        return {reason: int(self.aside(reason).sum()) for reason in self.reasons}

    def finding(self, *, n_out: int) -> Finding:
        """Return SUR-01: rows in = rows used + rows set aside.

        Parameters
        ----------
        n_out : int
            Rows that were really handed on; if the equation does not hold for them, it fails.
        """
        n_in, counts = len(self.place), self.counts()
        parts = [
            f"{reason}: {thousands(n)}, first {first_case(self.ids, self.aside(reason))}"
            for reason, n in counts.items()
        ]
        aside = f" ({'; '.join(parts)})" if parts else ""
        holds = n_out + sum(counts.values()) == n_in
        detail = (
            f"{thousands(n_in)} rows in = {thousands(n_out)} used + "
            f"{thousands(sum(counts.values()))} set aside{aside}"
        )
        if not holds:
            detail += f". THE ROWS DO NOT ADD UP: {thousands(n_in - n_out - sum(counts.values()))} "
            detail += "are lost; report this as a fault of the reader"
        return finding(
            "SUR-01", detail, n=float(n_in - n_out), about=self.name,
            verdict=Verdict.PASS if holds else Verdict.FAIL,
        )  # fmt: skip


def sorting(name: str, ids: NDArray[Any]) -> Sorting:
    """Return a sorting in which every row is in use."""
    return Sorting(name, ids, np.zeros(len(ids), dtype=np.int64))


def listed(names: Sequence[str], *, most: int = 12) -> str:
    """Return names in one line, the first ``most`` of them.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
