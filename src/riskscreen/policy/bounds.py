"""Which numbers may a policy hold at all?

Bounds of sense, not of taste: a limit that can never refuse, a share above 1 or a bootstrap of
three replicates switches a check off, so it does not parse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from riskscreen.errors import PolicyError

__all__ = ["BOUNDS", "PAIR_BOUNDS", "Bound", "check_numbers", "check_pairs", "check_shares"]


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a number may lie.

    Parameters
    ----------
    least, most : float
        The ends.
    ends : str
        ``[`` or ``(`` for the lower end, ``]`` or ``)`` for the upper, as in mathematics.
    whole : bool
        Whether it counts something.

    Examples
    --------
    >>> Bound(0, 1, "(]").holds(0.0), str(Bound(0, 1, "(]"))
    (False, '(0, 1]')
    """

    least: float
    most: float = math.inf
    ends: str = "[]"
    whole: bool = False

    def __str__(self) -> str:
        span = f"{self.ends[0]}{self.least:g}, {self.most:g}{self.ends[1]}"
        return f"{span}, whole" if self.whole else span

    def holds(self, number: float) -> bool:
        """Return whether the number lies inside; NaN never does."""
        above = number >= self.least if self.ends[0] == "[" else number > self.least
        below = number <= self.most if self.ends[1] == "]" else number < self.most
        return above and below and (not self.whole or number.is_integer())


_SHARE = Bound(0, 1, "[)")
_LIMIT = Bound(0, 1, "()")  # a share or a difference of shares always keeps a limit of 1
_ABOVE_ZERO = Bound(0, math.inf, "()")

BOUNDS: Mapping[str, Bound] = {
    "reserve_share": _SHARE,
    "area_min_expected_cases": _ABOVE_ZERO,
    "auc_floor": _LIMIT,
    "auc_shortfall": _LIMIT,
    "missed_contrast": _LIMIT,
    "troubled_contrast": _LIMIT,
    "abstention_max": _LIMIT,
    "abstention_contrast": _LIMIT,
    "coverage_min": Bound(0, 1, "(]"),
    "single_feature_auc": Bound(0.5, 1, "()"),  # the AUC is taken whichever way it points
    "bootstrap_replicates": Bound(100, 100_000, whole=True),
    "confidence": Bound(0.5, 1, "()"),
    "refuse_missing_gain": Bound(0, 1, "(]"),
    "novelty_share": Bound(0, 0.1, "[)"),
    "followup_lost": _SHARE,
    "interval_widening": Bound(0, 10, "(]"),
    "area_prior_children": _ABOVE_ZERO,
    "expiry_months": Bound(1, 60),
    "grace_days": Bound(0, 366, whole=True),
    "ledger_stale_days": Bound(1, 3650),
    "sign_offs": Bound(1, 100, whole=True),
}
"""Bounds of every single number, by its entry."""

PAIR_BOUNDS: Mapping[str, tuple[Bound, Bound]] = {
    "observed_over_expected": (Bound(0, 1, "()"), Bound(1, math.inf, "()")),
    "calibration_slope": (Bound(0, 1, "()"), Bound(1, math.inf, "()")),
    "smallest_cell": (Bound(5, whole=True), Bound(1, whole=True)),
    "bootstrap_floor": (Bound(5, whole=True), Bound(2, whole=True)),
}
"""Bounds of both numbers of every pair: limits straddle 1, counts do not sink to one child."""


def check_numbers(numbers: Mapping[str, float]) -> None:
    """Refuse a number outside its bounds.

    Raises
    ------
    PolicyError
        With how many there are and the first of them.

    Examples
    --------
    >>> check_numbers({"confidence": 0.95, "sign_offs": 0.0})
    Traceback (most recent call last):
        ...
    riskscreen.errors.PolicyError: 1 of 2 policy entries out of bounds; first is sign_offs: 0, \
outside [1, 100], whole; correct the entry
    """
    _refuse([(name, number, BOUNDS[name]) for name, number in numbers.items()])


def check_pairs(pairs: Mapping[str, tuple[float, float]]) -> None:
    """Refuse a pair of which a number is outside its bounds, or more cases than children.

    Raises
    ------
    PolicyError
        With how many there are and the first of them.
    """
    for name, (lo, hi) in pairs.items():
        below, above = PAIR_BOUNDS[name]
        straddles = below.most == above.least
        if straddles and not (below.holds(lo) and above.holds(hi)):
            raise PolicyError(f"policy entry {name} must straddle 1: {lo:g}, {hi:g}")
        _refuse([(f"{name}, first", lo, below), (f"{name}, second", hi, above)])
    children, cases = pairs["smallest_cell"]
    if cases > children:
        raise PolicyError(
            f"policy entry smallest_cell has more cases than children: {children:g}, {cases:g}; "
            "children come first"
        )


def check_shares(shares: Mapping[str, Mapping[str, float]]) -> None:
    """Refuse shares of the population that are none, or that sum to more than everyone.

    Raises
    ------
    PolicyError
        If a share is outside (0, 1], or the shares of one group sum to more than 1.
    """
    bound = Bound(0, 1, "(]")
    for group, parts in shares.items():
        _refuse([(f"population_shares.{group}.{name}", one, bound) for name, one in parts.items()])
        whole = sum(parts.values())
        if whole > 1 + _ROUNDING:
            raise PolicyError(
                f"policy entry population_shares.{group} sums to {whole:g}; "
                "the shares of one group are parts of everyone"
            )


# Published shares are rounded to a tenth of a per cent or so.
_ROUNDING = 0.01


def _refuse(entries: list[tuple[str, float, Bound]]) -> None:
    outside = [entry for entry in entries if not entry[2].holds(entry[1])]
    if outside:
        name, number, bound = outside[0]
        raise PolicyError(
            f"{len(outside)} of {len(entries)} policy entries out of bounds; first is "
            f"{name}: {number:g}, outside {bound}; correct the entry"
        )
