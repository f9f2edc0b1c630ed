"""Who is a child on that day, and who was one until lately?

Records are of children aged 0-17. A row at 18 is held where it says what became of a child: the
follow-up of somebody seen at 17, or a pupil who turned 18 since the school year began and whom the
official tables of that year still count. No snapshot holds it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen.records.table import Table

__all__ = ["GROWN", "grown_up", "was_a_child"]

# Labour law and the surveys' questionnaires end childhood here; the Law on Children, two years
# earlier, is a rule of the outcome that rests on it.
GROWN = 18.0


def grown_up(children: Table) -> NDArray[np.bool_]:
    """Return which rows are of people aged 18 and over, shape (n_child_rows,)."""
    if "age_years" not in children:
        return np.zeros(children.n_rows, dtype=bool)
    return np.asarray(children["age_years"] >= GROWN, dtype=np.bool_)


def was_a_child(children: Table) -> NDArray[np.bool_]:
    """Return which rows, at age 18, are of somebody who was a child until lately.

    Either an earlier row of the same ``child_id`` is below 18, or ``school_age_years`` (completed
    years when the school year began) is.

    Examples
    --------
    >>> days = np.array(["2024-09-15", "2025-09-15", "2025-09-15"], dtype="datetime64[D]")
    >>> rows = Table({"child_id": ["a", "a", "b"], "age_years": [17, 18, 18],
    ...               "observed_date": days})
    >>> was_a_child(rows)
    array([False,  True, False])
    """
    if not grown_up(children).any():
        return np.zeros(children.n_rows, dtype=bool)
    age = children["age_years"]
    lately = np.zeros(children.n_rows, dtype=bool)
    if "school_age_years" in children and children["school_age_years"].dtype.kind == "f":
        lately |= children["school_age_years"] < GROWN
    if "child_id" in children and "observed_date" in children:
        lately |= _seen_younger(children)
    return np.asarray((age >= GROWN) & (age < GROWN + 1) & lately, dtype=np.bool_)


def _seen_younger(children: Table) -> NDArray[np.bool_]:
    _, code = np.unique(children["child_id"], return_inverse=True)
    days = children["observed_date"].astype(np.int64)
    first = np.full(int(code.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    young = children["age_years"] < GROWN
    np.minimum.at(first, code[young], days[young])
    return np.asarray(first[code] < days, dtype=np.bool_)
