"""How exactly may a count or a figure be printed?

Two exact totals that differ by one child give that child away, and so does a share printed to the
sixteenth digit: its fraction has one denominator only. Both are printed to steps that grow with
the count, so that what a reader can subtract never comes to a small exact number.
"""

from __future__ import annotations

import math

__all__ = [
    "COUNT_ROUNDING", "COUNT_SHARE", "figure_step", "rounded", "rounded_figure", "rounded_within",
    "window",
]  # fmt: skip

COUNT_ROUNDING = 10
"""Children: the finest step of a printed count. Ten values then lie behind every printed one."""

COUNT_SHARE = 0.02
"""Of a count: the least step. It moves a count by 2.5 % at most, less than its sampling error
wherever a figure is judged, and leaves a large group's total so much room that a small remainder
(12 children whose sex nobody recorded) need not cost the large groups their rows."""

_STEPS = (1, 2, 5)  # of every power of ten


def rounded(count: float) -> int:
    """Return a count as it is printed.

    Parameters
    ----------
    count : float
        Children, 0 or more.

    Returns
    -------
    int
        The nearest multiple, halves upwards, of the least of 10, 20, 50, 100, 200, ... that is
        2 % of the count or more. Rounding twice changes nothing: each change of the step lies
        on a multiple of both.

    Raises
    ------
    ValueError
        If the count is below 0 or not finite.

    Examples
    --------
    >>> [rounded(count) for count in (0, 34, 35, 1234, 60_049)]
    [0, 30, 40, 1250, 60000]
    >>> rounded(float("nan"))
    Traceback (most recent call last):
        ...
    ValueError: a count of children is 0 or more, not nan; pass what was counted
    """
    if not (math.isfinite(count) and count >= 0):
        raise ValueError(f"a count of children is 0 or more, not {count}; pass what was counted")
    step = _step(count)
    return math.floor(count / step + 0.5) * step


def window(printed: float) -> tuple[float, float]:
    """Return the least and the largest count that are printed so.

    A number that `rounded` would not print is taken for exact: an unrounded table hides nothing.

    Examples
    --------
    >>> window(40), window(1000), window(1234)
    ((35, 44), (990, 1024), (1234, 1234))
    """
    if rounded(printed) != printed:
        return printed, printed
    # at a change of the step the count below was rounded by the finer one
    below, above = _step(printed), _step(printed + 1)
    return max(0, math.ceil(printed - below / 2)), math.ceil(printed + above / 2) - 1


def figure_step(n_children: float, *, scale: float = 1.0) -> float:
    """Return the step of a printed share: one child of those it is a share of, or coarser.

    Parameters
    ----------
    n_children : float
        Children the share is of.
    scale : float
        1 for a share, 1,000 for a figure per 1,000 children.

    Returns
    -------
    float
        The least of 1, 2, 5 times a power of ten that is ``scale / n_children`` or more: every
        count in the printed window then stays possible.

    Examples
    --------
    >>> figure_step(123), figure_step(1000), figure_step(0)
    (0.01, 0.001, 1.0)
    """
    return _least(scale / max(n_children, 1.0))


def rounded_figure(value: float, *, step: float) -> float:
    """Return a figure to the nearest multiple of a step, without binary dust.

    Examples
    --------
    >>> rounded_figure(64 / 103, step=0.01)
    0.62
    """
    digits = max(0, -math.floor(math.log10(step)))
    return round(round(value / step) * step, digits)


def rounded_within(value: float, *, step: float, limit: tuple[float | None, float | None]) -> float:
    """Return a figure to the nearest multiple of a step on its own side of the limits.

    A verdict asks on which side a bound lies; the printed bound must give the same answer.

    Parameters
    ----------
    value, step : float
        As in `rounded_figure`.
    limit : tuple of float or None
        Least and largest that are inside; either itself is inside.

    Returns
    -------
    float
        Where the limits leave no multiple between them, the nearer limit: that number is public.

    Examples
    --------
    >>> rounded_within(0.104, step=0.01, limit=(-0.1, 0.1))
    0.11
    >>> rounded_within(0.104, step=0.01, limit=(None, None))
    0.1
    """
    least = -math.inf if limit[0] is None else limit[0]
    most = math.inf if limit[1] is None else limit[1]

    def side(number: float) -> int:
        return (number > most) - (number < least)

    for aside in (0, -1, 1, -2, 2):
        found = rounded_figure(value + aside * step, step=step)
        if side(found) == side(value):
            return found
    return min((least, most), key=lambda end: abs(value - end))


def _step(count: float) -> int:
    return max(COUNT_ROUNDING, round(_least(COUNT_SHARE * max(count, 1.0))))


def _least(size: float) -> float:
    """Return the least of 1, 2, 5 times a power of ten that is ``size`` or more."""
    power = 10.0 ** math.floor(math.log10(size))
    # 2 % of 1,000 is 20.000000000000004 times a hundredth of something: dust is no reason
    near = size * (1 - 1e-9)
    return next(times * power for times in (*_STEPS, 10) if times * power >= near)
