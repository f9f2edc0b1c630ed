"""How is a fault in records said: what and how often, the first case, what to do?

Ids only: a value that could be somebody's name is never repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.records.table import Table

__all__ = ["About", "about", "note", "shown", "thousands"]

_LONGEST = 24
_NOUNS = {"households": ("household", "households"), "children": ("child", "children")}
_KEYS = {"households": "household_id", "children": "child_id"}


@dataclass(frozen=True, slots=True)
class About:
    """The table that findings are about: its name, its rows, and the id of each if it has one."""

    table: str
    n_rows: int
    ids: NDArray[Any] | None

    def fault(
        self,
        code: str,
        title: str,
        rows: NDArray[Any],
        *,
        what: str,
        advice: str,
        values: NDArray[Any] | None = None,
        verdict: Verdict = Verdict.FAIL,
    ) -> Finding:
        """Return the finding for faulty ``rows`` (index), worded in three parts."""
        one, many = _NOUNS[self.table]
        first = int(rows[0])
        value = "" if values is None else f": {shown(values[first])}"
        named = "missing" if self.ids is None else shown(self.ids[first])
        where = f"row {first + 1}" if named == "missing" else f"{one} {named}"
        return Finding(
            code=code,
            title=title,
            verdict=verdict,
            measured=float(len(rows)),
            unit="rows",
            detail=f"{what} in {thousands(len(rows))} of {thousands(self.n_rows)} {many}; "
            f"first is {where}{value}. {advice}",
        )


def about(name: str, table: Table) -> About:
    """Return how to speak of the rows of a table, by id where it has one, else by row number."""
    return About(name, table.n_rows, table.columns.get(_KEYS[name]))


def note(
    code: str,
    title: str,
    detail: str,
    *,
    n: float | None = None,
    unit: str = "columns",
    verdict: Verdict = Verdict.PASS,
) -> Finding:
    """Return a finding about a whole table."""
    return Finding(code=code, title=title, verdict=verdict, measured=n, unit=unit, detail=detail)


def shown(value: Any) -> str:  # noqa: ANN401 - any cell
    """Return a cell as a message may show it: short, and of text only one word in plain ASCII.

    Several words may name somebody, so may letters with marks, and a control character would forge
    a line of whoever logs the message.

    Examples
    --------
    >>> shown(170.0), shown("maale"), shown("Nguyen Van A"), shown("NguyễnThịHoa")
    ('170', 'maale', '(text of 3 words)', '(text of 12 characters)')
    """
    if isinstance(value, np.datetime64):
        return "missing" if np.isnat(value) else str(value.astype("datetime64[D]"))
    if isinstance(value, float | np.floating):
        return "missing" if np.isnan(value) else f"{value:.15g}"
    text = str(value)
    words = text.split()
    if not words:
        return "missing"
    if len(words) > 1:
        return f"(text of {len(words)} words)"
    if not (text.isascii() and text.isprintable()):
        return f"(text of {len(text)} characters)"
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def thousands(n: int) -> str:
    """Return a count with spaces between thousands.

    Examples
    --------
    >>> thousands(1204)
    '1 204'
    """
    return f"{n:,}".replace(",", " ")
