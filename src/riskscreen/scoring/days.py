"""Which day does a caller mean?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import numpy as np

from riskscreen.errors import InputError
from riskscreen.scoring.limits import FIRST_DAY, LAST_DAY

__all__ = ["Day", "day_of"]

Day = str | datetime.date | np.datetime64

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHOWN = 40


def day_of(as_of: Any) -> np.datetime64:  # noqa: ANN401 - text, date or datetime64
    """Return the day that a caller means.

    Raises
    ------
    InputError
        If it is none.
    """
    said = f"as_of is {str(as_of)[:_SHOWN]!r}; write the day as 2025-09-15"
    # numpy would read "today" by the clock, 20346 as days since 1970, and a day as late as its
    # numbers go
    is_known: bool = isinstance(as_of, Day)
    if not is_known or (isinstance(as_of, str) and not _DAY.fullmatch(as_of)):
        raise InputError(said)
    if isinstance(as_of, datetime.datetime) and as_of.tzinfo is not None:
        raise InputError(f"{said}, without an hour or a zone")
    try:
        day = np.datetime64(as_of, "D")
    except (TypeError, ValueError, OverflowError) as fault:
        raise InputError(said) from fault
    if not FIRST_DAY <= day <= LAST_DAY:  # NaT is in no range
        raise InputError(f"{said}, from {FIRST_DAY} to {LAST_DAY}")
    return day
