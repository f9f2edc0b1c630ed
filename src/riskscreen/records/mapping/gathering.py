"""What do the rows of a longer-keyed file say about one row of this one?

A roster has a row per person and a household one row: its head's age is the age of the *one*
person whose relation says so. What nobody can know (two heads, an unknown relation among those
who are counted) is missing and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import MappingError
from riskscreen.records.mapping import cells, entries, evaluating, joining
from riskscreen.records.mapping.making import Making
from riskscreen.records.mapping.scope import Scope, spelling

__all__ = ["Gathered", "gather", "gathered"]

_Places = NDArray[np.intp]
_NUMERIC = ("sum", "mean", "min", "max", "any")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered for each base row, and where it could not be said."""

    values: NDArray[Any]
    n_none: int
    n_several: int
    n_uncertain: int


def gather(making: Making, name: str) -> NDArray[Any]:
    """Return what ``take`` makes of a column of another file, for each row at work.

    Raises
    ------
    MappingError
        If nothing says by what to group, or ``where`` speaks of a column that is not there.
    """
    scope, spec = making.scope, making.spec
    file, column = scope.mapped.place(name, scope.table)
    raw = scope.files[file]
    groups = scope.groups.get((file, spec.by))
    if groups is None:
        groups = joining.joint_codes(*_group_columns(scope, file, spec.by))
        scope.groups[file, spec.by] = groups
    values = making.without_codes(raw.columns[spelling(raw, column)], name, file=file)
    values = making.as_written(values, name)
    if spec.take in _NUMERIC:
        values = cells.numbers(values, blame=making.blame(f"takes the {spec.take} of", name))
    found = gathered(groups, values, _chosen(making, file), take=spec.take)
    making.account.gathered(
        making.target, spec.take, file,
        n_none=found.n_none, n_several=found.n_several, n_uncertain=found.n_uncertain,
    )  # fmt: skip
    return found.values


def gathered(
    groups: tuple[_Places, _Places],
    values: NDArray[Any],
    chosen: NDArray[np.float64],
    *,
    take: str,
) -> Gathered:
    """Return one value per base row from the other file's rows of its group.

    Parameters
    ----------
    groups : tuple of ndarray of intp, shapes (n_base,) and (n_other,)
        Which group each row is of; -1 is none.
    values : ndarray, shape (n_other,)
        What is gathered; numbers for sum, mean, min, max, any.
    chosen : ndarray of float64, shape (n_other,)
        1 where the row counts, 0 where not, NaN where nobody knows.
    take : str
        one, first, count, sum, mean, min, max or any.

    Returns
    -------
    Gathered
        ``one`` and ``first`` take known values of rows that surely count. The others are missing
        where it is unknown whether a row of the group counts, and (but for count and any) where a
        value that counts is unknown. A group without rows counts, sums and has any as 0.

    Examples
    --------
    >>> groups = (np.array([0, 1]), np.array([0, 0, 1]))
    >>> ages = np.array([40.0, 12.0, np.nan])
    >>> gathered(groups, ages, np.ones(3), take="max").values
    array([40., nan])
    """
    base, other = groups
    n_groups = max(int(base.max(initial=-1)), int(other.max(initial=-1))) + 1
    inside = (other >= 0) & (chosen != 0)  # NaN is inside: it may count
    certain = inside & ~np.isnan(chosen)
    known = certain & ~cells.unknown(values)
    n_known = np.bincount(other[known], minlength=n_groups)
    if take in ("one", "first"):
        return _picked(base, other, values, known, n_known, single=take == "one")
    doubt = np.bincount(other[inside & ~certain], minlength=n_groups) > 0
    unknown = np.bincount(other[certain & ~known], minlength=n_groups) > 0
    answer = _FOLDS[take](other[known], values[known], n_known, unknown)
    sure = (take == "any") & (answer == 1)
    answer = np.where(doubt & ~sure, np.nan, answer)
    asked = base >= 0
    result = np.full(len(base), np.nan)
    result[asked] = answer[base[asked]]
    n_uncertain = int((doubt & ~sure)[base[asked]].sum())
    return Gathered(result, 0, 0, n_uncertain)


def _group_columns(
    scope: Scope, file: str, by: Sequence[str]
) -> tuple[list[NDArray[Any]], list[NDArray[Any]]]:
    """Return the columns by which a file is gathered: in the base (rows at work) and in the file.

    They are ``by``, else the key of the base file.
    """
    mapped = scope.mapped
    key = by or mapped.files[mapped.tables[scope.table].file].key
    if not key:
        raise MappingError(
            f"mapping {mapped.name}: {file} is gathered for {scope.table}, whose file has no key; "
            'name that file under [files] with its key, or say by = ["..."]'
        )
    ours, theirs = [], []
    on = {own.casefold(): name for name, own in mapped.files[file].on.items()}
    for name in key:
        theirs.append(
            scope.files[file].columns[scope.key_column(file, on.get(name.casefold(), name))]
        )
        own = name if scope.has(name) else mapped.files[file].on.get(name, name)
        if not scope.has(own):
            raise MappingError(
                f"mapping {mapped.name}: {file} is gathered by {name}; {scope.absence(own)}"
            )
        ours.append(scope.column(own))
    return ours, theirs


def _chosen(making: Making, file: str) -> NDArray[np.float64]:
    """Return which rows of the gathered file count: 1, 0, or NaN where nobody knows."""
    scope, formula = making.scope, making.spec.where
    n_rows = scope.files[file].n_rows
    if formula is None:
        return np.ones(n_rows)
    where = f"{scope.table}.{making.target}.where"
    found = evaluating.evaluate(formula, _column_of(making, file), n_rows=n_rows, where=where)
    answer = cells.numbers(found.values, blame=f"mapping, {where} needs 1 or 0")
    return np.where(np.isnan(answer), np.nan, (answer == 1).astype(np.float64))


def _column_of(making: Making, file: str) -> Callable[[str], NDArray[Any]]:
    """Return what a name means in ``where``: a column of the gathered file, with it or without."""
    raw = making.scope.files[file]

    def column(name: str) -> NDArray[Any]:
        before, _, after = name.partition(".")
        inside = bool(after) and making.scope.mapped.file_called(before) == file
        wanted = after if inside else name
        own = spelling(raw, wanted)
        if not own:
            raise MappingError(
                f"mapping {making.scope.mapped.name}: where of {making.target} speaks of {name}, "
                f"which {file} does not have{entries.nearest(wanted, list(raw.columns))}"
            )
        return making.without_codes(raw.columns[own], name, file=file)

    return column


def _picked(
    base: _Places,
    other: _Places,
    values: NDArray[Any],
    known: NDArray[np.bool_],
    n_known: NDArray[np.intp],
    *,
    single: bool,
) -> Gathered:
    place = np.full(len(n_known) + 1, -1, dtype=np.intp)
    rows = np.flatnonzero(known)[::-1]  # backwards, so that the first of a group is written last
    place[other[rows]] = rows
    if single:
        place[:-1][n_known > 1] = -1
    found = place[base]
    result = cells.empty(len(base), values.dtype.kind).astype(values.dtype, copy=False)
    result[found >= 0] = values[found[found >= 0]]
    n = np.append(n_known, 0)[base]
    return Gathered(result, int((n == 0).sum()), int((n > 1).sum()) if single else 0, 0)


def _count(
    _groups: _Places, _values: NDArray[Any], n: NDArray[np.intp], _unknown: NDArray[np.bool_]
) -> NDArray[np.float64]:
    return n.astype(np.float64)


def _sum(
    groups: _Places, values: NDArray[Any], n: NDArray[np.intp], unknown: NDArray[np.bool_]
) -> NDArray[np.float64]:
    total = np.bincount(groups, weights=values.astype(np.float64), minlength=len(n))
    return np.where(unknown, np.nan, total)


def _mean(
    groups: _Places, values: NDArray[Any], n: NDArray[np.intp], unknown: NDArray[np.bool_]
) -> NDArray[np.float64]:
    total = _sum(groups, values, n, unknown)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def _extreme(
    fold: np.ufunc,
    groups: _Places,
    values: NDArray[Any],
    n: NDArray[np.intp],
    unknown: NDArray[np.bool_],
) -> NDArray[np.float64]:
    start = np.full(len(n), -np.inf if fold is np.maximum else np.inf)
    fold.at(start, groups, values.astype(np.float64))
    return np.where((n > 0) & ~unknown, start, np.nan)


def _min(*parts: Any) -> NDArray[np.float64]:  # noqa: ANN401 - as the other folds
    return _extreme(np.minimum, *parts)


def _max(*parts: Any) -> NDArray[np.float64]:  # noqa: ANN401 - as the other folds
    return _extreme(np.maximum, *parts)


def _any(
    groups: _Places, values: NDArray[Any], n: NDArray[np.intp], unknown: NDArray[np.bool_]
) -> NDArray[np.float64]:
    yes = np.bincount(groups, weights=values.astype(np.float64) != 0, minlength=len(n)) > 0
    return np.where(yes, 1.0, np.where(unknown, np.nan, 0.0))


_FOLDS = {"count": _count, "sum": _sum, "mean": _mean, "min": _min, "max": _max, "any": _any}
