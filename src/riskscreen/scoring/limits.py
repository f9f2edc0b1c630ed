"""How large, how long and how old may be what a caller sends?

One text of a million letters would widen a column of thousands of rows, and one day of the year 1
would date a whole table; both are refused at the door, by numbers that a caller can read.
"""

from __future__ import annotations

import numpy as np

__all__ = [
    "DAY_PATTERN",
    "FIRST_DAY",
    "ID_PATTERN",
    "LAST_DAY",
    "MOST_BYTES",
    "MOST_CHILDREN",
    "MOST_TEXT",
]

MOST_BYTES = 4_000_000
"""Of the JSON of one household: twenty times what 200 children with every column take."""

MOST_CHILDREN = 200
"""Of one household: a boarding school that is listed as one has fewer."""

MOST_TEXT = 200
"""Characters of a cell: no id, code or name of a group is longer; what is longer is free text."""

FIRST_DAY, LAST_DAY = np.datetime64("1900-01-01"), np.datetime64("2200-12-31")

DAY_PATTERN = r"^((19|20|21)[0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$"
"""``FIRST_DAY`` to ``LAST_DAY``, for readers of JSON Schema."""

ID_PATTERN = r"^(?!\s)[^\u0000-\u001f\u007f-\u009f]+(?<!\s)$"
"""No blank at either end and no control character: two ids that differ by these alone would be read
as one child, since numpy drops zero bytes at an end and every reader strips blanks."""
