"""Which share may be printed beside two rounded counts?

A share printed to one child beside a count printed to tens undoes the rounding of the count. So it
is the quotient of the printed counts, and tells nothing that these do not.
"""

from __future__ import annotations

import math

from riskscreen.auditing.disclosing.rounding import figure_step, rounded, rounded_figure, window

__all__ = ["few", "quotient", "widened"]


def few(count: float) -> bool:
    """Return whether a count is printed as a few, of which there may be none.

    Examples
    --------
    >>> few(0), few(4), few(5)
    (True, True, False)
    """
    return rounded(count) == 0


def quotient(happened: float, of: float) -> float | None:
    """Return a share as it is printed beside its counts, None where these are a few.

    Parameters
    ----------
    happened, of : float
        Children to whom it happened, and all of them; not rounded yet.

    Examples
    --------
    >>> quotient(26, 143) == quotient(34, 136)
    True
    >>> quotient(14, 143), quotient(4, 143)
    (0.07, None)
    """
    if few(happened) or few(of):
        return None
    return rounded_figure(rounded(happened) / rounded(of), step=figure_step(rounded(of)))


def widened(
    exact: tuple[float, float, float], *, happened: float, of: float
) -> tuple[float, float, float] | None:
    """Return a printed share with an interval that holds the exact one; None as for `quotient`.

    The bounds stand whole steps of the printed count from the printed share, so that neither they
    nor their middle tell the exact one: a bound rounded by itself would, since it moves at other
    counts than the share.

    Parameters
    ----------
    exact : tuple of float
        The share, its lower and its upper bound, from the counts as they are.
    happened, of : float
        As in `quotient`.

    Examples
    --------
    >>> widened((26 / 143, 0.122, 0.255), happened=26, of=143)
    (0.21, 0.07, 0.35)
    """
    printed = quotient(happened, of)
    if printed is None:
        return None
    share, lo, hi = exact
    whole, grid = rounded(of), figure_step(rounded(of))
    least, most = window(rounded(happened))
    step = (most - least + 1) / whole
    # what rounding itself can have moved: the one count, the other, their quotient and the bound
    moved = (_moved(happened) + min(1.0, printed + step) * _moved(of)) / whole + grid
    below, above = (step * math.ceil((far + moved) / step) for far in (share - lo, hi - share))
    return (
        printed,
        max(0.0, rounded_figure(printed - below, step=grid)),
        min(1.0, rounded_figure(printed + above, step=grid)),
    )


def _moved(count: float) -> float:
    """Return how far a count of the same window can be from the printed one."""
    printed = rounded(count)
    return max(abs(end - printed) for end in window(printed))
