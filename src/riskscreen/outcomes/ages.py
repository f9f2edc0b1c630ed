"""How old will a child be on the target day, if only completed years are known today?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["age_at"]

_DAYS_A_YEAR = 365.25


def age_at(
    age_years: NDArray[np.float64],
    observed_date: NDArray[np.datetime64],
    *,
    day: np.datetime64,
    concurrent: bool = False,
) -> NDArray[np.float64]:
    """Return the completed years that a child most probably has on ``day``.

    Birthdays spread evenly over the year, so half a year is the mean of what the completed years
    leave out. In a nowcast the row speaks of its own day and the age stays as recorded.

    Parameters
    ----------
    age_years : ndarray of float64, shape (n_children,)
        Completed years on ``observed_date``.
    observed_date : ndarray of datetime64[D], shape (n_children,)
        Day of the row.
    day : datetime64[D]
        Target day.
    concurrent : bool
        Whether the target is the row itself.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        Completed years; NaN where age or day is unknown.

    Examples
    --------
    >>> seen = np.array(["2023-09-15", "2023-05-15"], dtype="datetime64[D]")
    >>> age_at(np.array([16.0, 4.0]), seen, day=np.datetime64("2024-09-15"))
    array([17.,  5.])
    """
    if concurrent:
        return np.asarray(age_years, dtype=np.float64)
    days = (day - observed_date).astype(np.float64)
    years = np.where(np.isnat(observed_date), np.nan, days) / _DAYS_A_YEAR
    return np.floor(np.floor(age_years) + 0.5 + years)
