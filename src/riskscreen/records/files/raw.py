"""What came out of a file before the schema has been asked: columns, labels, and what was odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from riskscreen.core import Finding

__all__ = ["Raw"]


@dataclass(frozen=True, slots=True)
class Raw:
    """Columns as they came, what was odd about them, and whether they are text to be typed.

    Parameters
    ----------
    name : str
        Which table this is, for messages.
    columns : dict of str to ndarray, each shape (n_rows,)
        Numbers, text or dates.
    findings : tuple of Finding
        What the reader found.
    is_text : bool
        Whether every cell is text still to be typed (CSV).
    labels : mapping of str to mapping
        Value labels by column: code to text (SPSS and Stata).
    headers : mapping of str to str
        Label of each variable.
    """

    name: str
    columns: dict[str, NDArray[Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_text: bool = False
    labels: Mapping[str, Mapping[float | str, str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values()), ()))

    def find(self, column: str) -> str:
        """Return the spelling that a column has here: exact, else without case; empty if absent.

        Examples
        --------
        >>> import numpy as np
        >>> raw = Raw("hl", {"HL6": np.array([7.0])})
        >>> raw.find("hl6"), raw.find("HL7")
        ('HL6', '')
        """
        if column in self.columns:
            return column
        wanted = column.casefold()
        return next((name for name in self.columns if name.casefold() == wanted), "")
