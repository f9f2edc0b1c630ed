"""What is said of a file that cannot be read, or whose columns are odd?

Every library that reads files has errors of its own and rubbish makes each of them fail in many
ways; they meet here once, so that a reader's user sees one sentence and never a traceback.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError, RiskscreenError
from riskscreen.records.wording import note, thousands

__all__ = [
    "UnreadableError",
    "case_twins",
    "duplicates",
    "empty_columns",
    "guarded",
    "no_value",
    "times_dropped",
    "unreadable",
]


class UnreadableError(InputError):
    """A file that gives no table; `read_file` turns it into the finding SCH-01.

    Parameters
    ----------
    why : str
        What is wrong and what to do, without the table's name.
    title : str
        Title of the finding.
    """

    def __init__(self, why: str, *, title: str = "table cannot be read") -> None:
        super().__init__(why)
        self.title = title

    def finding(self, name: str) -> Finding:
        """Return the finding that refuses the table ``name``."""
        return unreadable(name, str(self), title=self.title)


@contextmanager
def guarded(why: str) -> Iterator[None]:
    """Turn whatever a reading library raises into `UnreadableError` with ``why``.

    Errors of riskscreen pass, and so do an interrupt and an exit. The rest is caught as a whole:
    rubbish makes libraries in C and Rust fail with errors that they do not list, a panic of Rust
    is not even an Exception.
    """
    try:
        yield
    except (RiskscreenError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as fault:
        raise UnreadableError(why) from fault


def unreadable(name: str, why: str, *, title: str = "table cannot be read") -> Finding:
    """Return the finding SCH-01 that refuses: this file gives no table."""
    return note("SCH-01", title, f"{name}: {why}", n=1.0, unit="tables", verdict=Verdict.FAIL)


def duplicates(name: str, names: Sequence[str]) -> tuple[Finding, ...]:
    """Return the finding SCH-04 that refuses where a column is there more than once."""
    twice = [column for column, n in Counter(c.strip() for c in names).items() if n > 1]
    if not twice:
        return ()
    return (
        note(
            "SCH-04",
            "duplicate column",
            f"{len(twice)} of {len(set(names))} columns of {name} are there more than once; first "
            f"is {twice[0]}. Keep one of each",
            n=len(twice),
            verdict=Verdict.FAIL,
        ),
    )


def case_twins(name: str, names: Sequence[str]) -> tuple[Finding, ...]:
    """Return the finding FIL-01 where names differ in nothing but their case."""
    spellings: dict[str, list[str]] = {}
    for column in dict.fromkeys(names):
        spellings.setdefault(column.casefold(), []).append(column)
    twins = [alike for alike in spellings.values() if len(alike) > 1]
    if not twins:
        return ()
    return (
        note(
            "FIL-01",
            "names that differ only in case",
            f"{len(twins)} names of {name} are there in several spellings; first is "
            f"{' and '.join(twins[0])}. Each is kept; name the one that is meant exactly as it is "
            "written",
            n=len(twins),
        ),
    )


def empty_columns(name: str, columns: Mapping[str, NDArray[Any]]) -> tuple[Finding, ...]:
    """Return the finding SCH-30 where columns of a table with rows hold no value at all."""
    empty = [column for column, values in columns.items() if len(values) and no_value(values)]
    if not empty:
        return ()
    n_rows = len(columns[empty[0]])
    return (
        note(
            "SCH-30",
            "empty column",
            f"{len(empty)} of {len(columns)} columns of {name} hold no value in "
            f"{thousands(n_rows)} rows; first is {empty[0]}. Nothing can be read from them",
            n=len(empty),
        ),
    )


def times_dropped(name: str, dropped: Mapping[str, int]) -> tuple[Finding, ...]:
    """Return the finding FIL-05 where cells of days held a time; ``dropped`` counts by column."""
    cells = {column: n for column, n in dropped.items() if n}
    if not cells:
        return ()
    return (
        note(
            "FIL-05",
            "time of day dropped",
            f"{thousands(sum(cells.values()))} cells in {len(cells)} columns of {name} hold a time "
            f"beside the day; first is {next(iter(cells))}. Only the day is kept",
            n=float(sum(cells.values())),
            unit="cells",
        ),
    )


def no_value(values: NDArray[Any]) -> bool:
    """Return whether every value is missing: NaN, NaT, empty text or None."""
    kind = values.dtype.kind
    if kind == "f":
        return bool(np.isnan(values).all())
    if kind == "M":
        return bool(np.isnat(values).all())
    if kind == "U":
        return not bool((values != "").any())
    if kind == "O":
        return all(v is None or v == "" or v != v for v in values.tolist())  # noqa: PLR0124 - NaN
    return not len(values)
