"""How is a fault in records said: what and how often, the first case, what to do?

Ids only: a value that could be somebody's name is never repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.records.table import Table

__all__ = [
    "About",
    "about",
    "note",
    "shown",
    "shown_answer",
    "shown_code",
    "shown_path",
    "thousands",
]

_LONGEST = 24
_LONGEST_PATH = 300
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
        show: Callable[[Any], str] | None = None,
    ) -> Finding:
        """Return the finding for faulty ``rows`` (index), worded in three parts.

        ``show`` says how the first value may stand in it; by default as `shown`.
        """
        one, many = _NOUNS[self.table]
        first = int(rows[0])
        value = "" if values is None else f": {(show or shown)(values[first])}"
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


def shown_answer(value: Any) -> str:  # noqa: ANN401 - any cell
    """Return an answer, whose blanks reading made underscores, as `shown` what was written.

    Examples
    --------
    >>> shown_answer("maale"), shown_answer("nguyen_van_an")
    ('maale', '(text of 3 words)')
    """
    return shown(str(value).replace("_", " "))


def shown_code(value: Any) -> str:  # noqa: ANN401 - any cell
    """Return the code of a place or a people as a message may show it: a number, or its length.

    Whoever writes a name where a code belongs may have written somebody's.

    Examples
    --------
    >>> shown_code("00199"), shown_code("4.0"), shown_code("Hoa"), shown_code("")
    ('00199', '4.0', '(text of 3 characters)', 'missing')
    """
    text = str(value)
    is_number = text.isascii() and text.removesuffix(".0").isdigit() and len(text) <= _LONGEST
    return text if is_number else f"(text of {len(text)} characters)" if text else "missing"


def shown_path(path: Path) -> str:
    r"""Return a path as its user gave it.

    A service may have been sent a text, and have taken it for a path: one that nobody writes for a
    path is told by its length.

    Examples
    --------
    >>> shown_path(Path("data/synthetic")), shown_path(Path(' {"household": {}}'))
    ('data/synthetic', 'of 18 characters')
    >>> shown_path(Path("Nguyen Van A"))
    'of 12 characters'
    """
    text = str(path)
    # one word may be a folder's name; several are one only among folders
    is_name = len(text.split()) == 1 or "/" in text or "\\" in text
    has_marks = any(mark in text for mark in '{}[]"')
    is_path = text.isprintable() and len(text) <= _LONGEST_PATH and is_name and not has_marks
    return text if is_path else f"of {len(text)} characters"


def thousands(n: int) -> str:
    """Return a count with spaces between thousands.

    Examples
    --------
    >>> thousands(1204)
    '1 204'
    """
    return f"{n:,}".replace(",", " ")
