"""Which strata and PSUs was the sample drawn from, and what stands in for those not recorded?

Every household of the wave counts, with children or without: a village where no child of a group
was found is part of the evidence on that group.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures, records

__all__ = ["Note", "drawn", "texts"]

# What to know of a figure, in English and in Vietnamese.
Note = tuple[str, str]

_NO_STRATUM: Note = (
    "no stratum recorded: the sample counts as one stratum",
    "không ghi tầng mẫu: coi cả mẫu là một tầng",
)
_NO_PSU: Note = (
    "no PSU recorded: each household is a cluster of its own, so the standard errors are too "
    "small if areas were drawn first",
    "không ghi địa bàn điều tra: mỗi hộ là một cụm, nên sai số chuẩn quá nhỏ nếu địa bàn được chọn "
    "trước",
)
_ONE_PSU: Note = (
    "a single PSU: no standard error",
    "chỉ có một địa bàn điều tra: không có sai số chuẩn",
)


def drawn(
    children: records.Table, households: records.Table, home: NDArray[np.intp]
) -> tuple[measures.Clusters, tuple[Note, ...]]:
    """Return the design of a wave's sample and what to know of it.

    Parameters
    ----------
    children, households : Table
        Rows of one wave.
    home : ndarray of intp, shape (n_children,)
        Row of ``households`` for each child; -1 where there is none.

    Returns
    -------
    tuple of measures.Clusters and tuple of (str, str)
        ``index`` is the PSU of each child, ``stratum`` the stratum of every PSU of the sample.
    """
    n = households.n_rows
    lost = home < 0
    ids = np.concatenate([households["household_id"].astype(str), _alone(children, lost)])
    units, notes = _units(_padded(households, "psu", int(lost.sum())), ids, n)
    strata = _padded(households, "stratum", int(lost.sum()))
    notes += _on_strata(strata[:n])
    if lost.any():
        notes += (_lost(int(lost.sum()), len(home)),)
    every = measures.as_recorded(strata, units)
    row = home.copy()
    row[lost] = n + np.arange(int(lost.sum()))
    index = every.index[row] if row.size else row
    design = measures.Clusters(index=index, stratum=every.stratum, merged=())
    return design, notes + _on_lone(design)


def texts(values: NDArray[Any]) -> NDArray[np.str_]:
    """Return a column as text, numbers without needless decimals; empty where missing.

    Examples
    --------
    >>> texts(np.array([1.0, 2.5, np.nan])).tolist()
    ['1', '2.5', '']
    """
    if values.dtype.kind == "M":
        return np.where(np.isnat(values), "", values.astype(str))
    if values.dtype.kind != "f" or not values.size:
        return values.astype(str)
    held, code = np.unique(values, return_inverse=True)
    return np.array(["" if np.isnan(value) else f"{value:.15g}" for value in held])[code]


def _alone(children: records.Table, lost: NDArray[np.bool_]) -> NDArray[Any]:
    theirs = children["household_id"][lost].astype(str)
    return np.where(theirs == "", np.char.add("child ", children["child_id"][lost]), theirs)


def _padded(households: records.Table, name: str, n_lost: int) -> NDArray[Any]:
    held = texts(households[name]) if name in households else np.full(households.n_rows, "")
    return np.concatenate([held, np.full(n_lost, "")])


def _units(
    psu: NDArray[Any], ids: NDArray[Any], n_households: int
) -> tuple[NDArray[Any], tuple[Note, ...]]:
    bare = psu == ""
    units = np.where(bare, np.char.add("household ", ids), psu)
    without = int(bare[:n_households].sum())
    if not without:
        return units, ()
    if without == n_households:
        return units, (_NO_PSU,)
    said = (
        f"no PSU recorded for {without} of {n_households} households: each is a cluster of its own",
        f"{without} trên {n_households} hộ không ghi địa bàn điều tra: mỗi hộ này là một cụm",
    )
    return units, (said,)


def _on_strata(stratum: NDArray[Any]) -> tuple[Note, ...]:
    without = int((stratum == "").sum())
    if not without:
        return ()
    if without == stratum.size:
        return (_NO_STRATUM,)
    said = (
        f"no stratum recorded for {without} of {stratum.size} households: they form one of their "
        "own",
        f"{without} trên {stratum.size} hộ không ghi tầng mẫu: các hộ này tạo thành một tầng riêng",
    )
    return (said,)


def _lost(n_lost: int, n_children: int) -> Note:
    return (
        f"{n_lost} of {n_children} children have no household row: each household id is a cluster "
        "of a stratum not recorded",
        f"{n_lost} trên {n_children} trẻ không có dòng hộ gia đình: mỗi mã hộ là một cụm của tầng "
        "không ghi",
    )


def _on_lone(design: measures.Clusters) -> tuple[Note, ...]:
    lone = measures.lone_strata(design)
    if design.n_psu == 1:
        return (_ONE_PSU,)
    if not lone:
        return ()
    one = "stratum has" if lone == 1 else "strata have"
    said = (
        f"{lone} {one} a single PSU, centred at the mean of all PSUs",
        f"{lone} tầng chỉ có một địa bàn điều tra, lấy tâm là trung bình của mọi địa bàn",
    )
    return (said,)
