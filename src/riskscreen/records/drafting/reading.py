"""What came of reading a column's values as those of a column of the schema?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["MISSING", "Reading"]

# Beside the schema's values: a word or code that says that nothing is known.
MISSING = "(missing)"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the values of one column read as another.

    Parameters
    ----------
    fit : float
        Share of the known rows that can be such a value or are a missing code, 0-1.
    kind : str
        ``words`` (only this kind of column has them), ``plain``, ``asked`` or ``empty``.
    recode : mapping or None
        Code to value of the schema; None where the reader takes the values as they are.
    missing : tuple of str
        Codes and words that stand for nothing known.
    unknown : mapping
        Values that nobody knows, and how many rows have each.
    question : str
        What a person has to answer before the line may stand.
    label : bool
        Whether the value labels, not the codes, are the values.
    note : str
        What a person should know though the line may stand.
    written : str
        The mapping's words for how the numbers or days are written: ``decimal = ","``.
    """

    fit: float
    kind: str = "plain"
    recode: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)
    question: str = ""
    label: bool = False
    note: str = ""
    written: str = ""
