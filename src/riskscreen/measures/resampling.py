"""What would other samples of households, drawn the same way, have given?

Rao-Wu rescaled bootstrap: in every stratum one PSU fewer than it has, drawn with replacement,
weights rescaled by n/(n-1). Drawing all n covers 81 % in place of 95 with two PSUs a stratum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen.errors import InputError
from riskscreen.measures.arrays import Floats, ratio

__all__ = [
    "Clusters",
    "Replicates",
    "bootstrap_ratio",
    "bootstrap_statistic",
    "clusters",
    "icc",
    "psu_sums",
    "rao_wu",
]

# Replicates turned to float64 at once; 64 x 20,000 PSUs are 10 MB.
_STEP = 64


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The sample's design: which PSU each child is in, and which stratum each PSU.

    Parameters
    ----------
    index : ndarray of intp, shape (n_children,)
        PSU of each child.
    stratum : ndarray of intp, shape (n_psu,)
        Stratum of each PSU after merging.
    merged : tuple of str
        Strata that had one PSU and were merged with their neighbour by name.
    """

    index: NDArray[np.intp]
    stratum: NDArray[np.intp]
    merged: tuple[str, ...]

    @property
    def n_psu(self) -> int:
        """Number of PSUs."""
        return self.stratum.size

    def df(self, rows: NDArray[np.bool_] | None = None) -> int:
        """Return PSUs less strata, among those that hold one of the ``rows``; at least 0."""
        held = np.unique(self.index if rows is None else self.index[rows])
        return max(0, held.size - np.unique(self.stratum[held]).size)

    def effective_df(self, weight: Floats) -> float:
        """Return the degrees of freedom that a figure has whose children are spread unevenly.

        Those of the PSUs with any weight, times the share of them that counts: a variance that
        rests on one large PSU and nine of a child each varies as if there were few PSUs.

        Parameters
        ----------
        weight : ndarray of float64, shape (n_children,)
            Weights of the children that the figure is of, 0 for all others.

        Returns
        -------
        float
            At most ``df`` of the children with weight, equal to it where all PSUs weigh alike.

        References
        ----------
        .. [1] Kish (1965), Survey Sampling, 8.2, on sizes; Carter, Schnepel and Steigerwald (2017),
           Review of Economics and Statistics 99: 698-709, on the effective number of clusters.

        Examples
        --------
        >>> design = clusters(["a"] * 4, ["1", "2", "3", "4"])
        >>> design.effective_df(np.ones(4)), round(design.effective_df(np.array([9.0, 1, 1, 1])), 2)
        (3.0, 1.29)
        """
        total = np.bincount(self.index, weights=weight, minlength=self.n_psu)
        held = np.flatnonzero(total > 0)
        if not held.size:
            return 0.0
        share = float(total.sum()) ** 2 / float(total @ total) / held.size
        return share * (held.size - np.unique(self.stratum[held]).size)

    def of(self, rows: NDArray[np.bool_]) -> Clusters:
        """Return the design of some of the children, strata of one PSU among them merged.

        Parameters
        ----------
        rows : ndarray of bool, shape (n_children,)
            Whose design.

        Returns
        -------
        Clusters
            As `clusters` makes it of these children alone, without reading a name again; merged
            strata go by their number.
        """
        psu = self.index[rows]
        held, stratum = np.unique(self.stratum[psu], return_inverse=True)
        return _design(stratum.astype(np.intp), psu, held.astype(str))

    def n_psu_of(self, rows: NDArray[np.bool_]) -> int:
        """Return the number of PSUs that hold one of the ``rows``."""
        return int(np.count_nonzero(np.bincount(self.index[rows], minlength=self.n_psu)))


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """Replicate factors of a design.

    Parameters
    ----------
    clusters : Clusters
        The design they resample.
    factors : ndarray of float32, shape (n_replicates, n_psu)
        What each replicate multiplies the weights of a PSU by; each column's mean tends to 1.
    """

    clusters: Clusters
    factors: NDArray[np.float32]

    def __repr__(self) -> str:
        return f"Replicates({self.factors.shape[0]} of {self.clusters.n_psu} PSUs, df {self.df})"

    @property
    def index(self) -> NDArray[np.intp]:
        """PSU of each child, shape (n_children,)."""
        return self.clusters.index

    @property
    def df(self) -> int:
        """PSUs less strata."""
        return self.clusters.df()

    @property
    def merged(self) -> tuple[str, ...]:
        """Strata that were merged for having one PSU."""
        return self.clusters.merged

    def totals(self, sums: Floats) -> Floats:
        """Return replicated totals.

        Parameters
        ----------
        sums : ndarray of float64, shape (n_psu, n_columns)
            Weighted sums by PSU.

        Returns
        -------
        ndarray of float64, shape (1 + n_replicates, n_columns)
            The sample's own totals in row 0, the replicates' below.
        """
        totals = np.empty((1 + self.factors.shape[0], sums.shape[1]))
        totals[0] = sums.sum(axis=0)
        for start in range(0, self.factors.shape[0], _STEP):
            block = self.factors[start : start + _STEP].astype(np.float64)
            totals[1 + start : 1 + start + block.shape[0]] = block @ sums
        return totals


def clusters(stratum: ArrayLike, psu: ArrayLike, *, household: ArrayLike | None = None) -> Clusters:
    """Return the design of a sample, strata of one PSU merged with a neighbour.

    Parameters
    ----------
    stratum, psu : array of str, shape (n_children,)
        Names; a PSU's name need be unique within its stratum only.
    household : array of str, shape (n_children,), optional
        Stands in for a PSU that is not recorded.

    Raises
    ------
    InputError
        If a child has neither a PSU nor a household: a row of its own would make every interval
        too narrow.
    """
    strata, units = np.asarray(stratum).astype(str), np.asarray(psu).astype(str)
    bare = units == ""
    if bare.any() and household is not None:
        units = np.where(bare, np.char.add("household ", np.asarray(household).astype(str)), units)
        bare = units == "household "
    if bare.any():
        raise InputError(
            f"neither PSU nor household for {int(bare.sum())} of {bare.size} children; first is "
            f"row {int(np.flatnonzero(bare)[0])}; give the household of each child"
        )
    names, stratum_code = _coded(strata)
    return _design(stratum_code, _coded(units)[1], names)


def rao_wu(
    stratum: ArrayLike,
    psu: ArrayLike,
    *,
    replicates: int,
    rng: np.random.Generator,
    household: ArrayLike | None = None,
) -> Replicates:
    """Return Rao-Wu rescaled bootstrap factors.

    Parameters
    ----------
    stratum, psu, household : array of str, shape (n_children,)
        As in `clusters`.
    replicates : int
        Number of replicates.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Replicates
        Factors of float32: 4 bytes for each PSU and replicate. A sample of a single PSU has
        factors of 1 and 0 degrees of freedom, and so no interval.

    References
    ----------
    .. [1] Rao and Wu (1988), JASA 83: 231-241; Rao, Wu and Yue (1992), Survey Methodology 18.

    Examples
    --------
    >>> drawn = rao_wu(["a"] * 4, ["1", "1", "2", "3"], replicates=500,
    ...                rng=np.random.default_rng(0))
    >>> drawn
    Replicates(500 of 3 PSUs, df 2)
    >>> sorted(set(drawn.factors.ravel().tolist()))
    [0.0, 1.5, 3.0]
    """
    design = clusters(stratum, psu, household=household)
    factors = np.ones((replicates, design.n_psu), dtype=np.float32)
    for code in np.unique(design.stratum):
        units = np.flatnonzero(design.stratum == code)
        if units.size > 1:
            drawn = rng.multinomial(
                units.size - 1, np.full(units.size, 1 / units.size), size=replicates
            )
            factors[:, units] = drawn * (units.size / (units.size - 1))
    return Replicates(clusters=design, factors=factors)


def psu_sums(values: Floats, index: NDArray[np.intp], n_psu: int) -> Floats:
    """Return the sums by PSU of each column of ``values``, shape (n_psu, n_columns)."""
    return np.column_stack(
        [np.bincount(index, weights=column, minlength=n_psu) for column in np.atleast_2d(values.T)]
    )


def bootstrap_ratio(
    numerator: ArrayLike, denominator: ArrayLike, replicates: Replicates
) -> tuple[float, Floats]:
    """Return a ratio of weighted sums and its replicates; NaN where the denominator is 0.

    Parameters
    ----------
    numerator, denominator : array of float, shape (n_children,)
        Each child's part, its weight included.
    replicates : Replicates
        From `rao_wu` on the same children.

    Returns
    -------
    tuple of float and ndarray of float64, shape (n_replicates,)
        The estimate, and what each replicate gives.
    """
    parts = np.column_stack([np.asarray(numerator, float), np.asarray(denominator, float)])
    totals = replicates.totals(psu_sums(parts, replicates.index, replicates.clusters.n_psu))
    values = ratio(totals[:, 0], totals[:, 1])
    return float(values[0]), values[1:]


def bootstrap_statistic(
    statistic: Callable[[Floats], float], weight: ArrayLike, replicates: Replicates
) -> tuple[float, Floats]:
    """Return any statistic of the weights and its replicates, one call for each.

    For figures without a faster form; ratios, the AUC and the slope have theirs.
    """
    base = np.asarray(weight, dtype=np.float64)
    drawn = [
        statistic(base * factors.astype(np.float64)[replicates.index])
        for factors in replicates.factors
    ]
    return statistic(base), np.asarray(drawn, dtype=np.float64)


def icc(values: ArrayLike, group: ArrayLike) -> float:
    """Return the intraclass correlation by one-way analysis of variance, groups of any size.

    NaN for fewer than two groups, for groups of one only, and where nothing varies.

    References
    ----------
    .. [1] Donner (1986), International Statistical Review 54: 67-82.
    """
    value = np.asarray(values, dtype=np.float64)
    code = np.unique(np.asarray(group), return_inverse=True)[1]
    size = np.bincount(code).astype(np.float64)
    n, k = value.size, size.size
    if k < 2 or n <= k or not np.isfinite(value).all():  # noqa: PLR2004 - two groups
        return float("nan")
    mean = np.bincount(code, weights=value) / size
    between = float(size @ (mean - value.mean()) ** 2) / (k - 1)
    within = float(((value - mean[code]) ** 2).sum()) / (n - k)
    typical = (n - float(size @ size) / n) / (k - 1)
    total = between + (typical - 1) * within
    return (between - within) / total if total > 0 else float("nan")


def _coded(texts: NDArray[np.str_]) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """Return the names in order and each row's place among them: few names, many rows."""
    seen: dict[str, int] = {}
    first = np.array([seen.setdefault(text, len(seen)) for text in texts.tolist()], dtype=np.intp)
    names = np.array(list(seen), dtype=texts.dtype)
    order = np.argsort(names)
    place = np.empty(order.size, dtype=np.intp)
    place[order] = np.arange(order.size)
    return names[order], place[first]


def _design(
    stratum: NDArray[np.intp], unit: NDArray[np.intp], names: NDArray[np.generic]
) -> Clusters:
    """Return the design of rows whose strata and units are numbers."""
    span = int(unit.max(initial=0)) + 1
    pairs, index = np.unique(stratum.astype(np.int64) * span + unit, return_inverse=True)
    of_psu, merged = _merge((pairs // span).astype(np.intp), names.size)
    return Clusters(
        index=index.reshape(-1).astype(np.intp),
        stratum=of_psu,
        merged=tuple(str(names[code]) for code in merged),
    )


def _merge(stratum: NDArray[np.intp], n_strata: int) -> tuple[NDArray[np.intp], tuple[int, ...]]:
    size = np.bincount(stratum, minlength=n_strata)
    merged = tuple(int(code) for code in np.flatnonzero(size == 1))
    target = np.arange(n_strata)
    open_code, open_size = -1, 0
    for code in range(n_strata):
        if open_code >= 0 and (open_size == 1 or size[code] == 1):
            target[code] = open_code
            open_size += int(size[code])
        else:
            open_code, open_size = code, int(size[code])
    return target[stratum].astype(np.intp), merged if n_strata > 1 else ()
