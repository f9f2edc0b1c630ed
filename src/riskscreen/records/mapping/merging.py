"""How do many rows of one household become one, where a file has a row for each child?

Rows of one key are the same household seen again: what they agree on stands, what only some of them
say is taken from those, and where they contradict each other the value is missing and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.records.files import Raw
from riskscreen.records.mapping import cells, joining
from riskscreen.records.wording import note, shown, thousands

__all__ = ["merged"]


def merged(raw: Raw, keys: Mapping[str, NDArray[Any]]) -> Raw:
    """Return one row for each key, in the order of the first rows.

    Parameters
    ----------
    raw : Raw
        A table that a mapping has made.
    keys : mapping of str to ndarray, each shape (n_rows,)
        What tells its rows apart, by name; a row with a missing part stays as it is.

    Examples
    --------
    >>> twice = Raw("households", {"urban": np.array([np.nan, 1.0, 0.0])})
    >>> merged(twice, {"household_id": np.array(["a", "a", "b"])}).columns["urban"]
    array([1., 0.])
    """
    group, first = _groups([cells.held(values) for values in keys.values()])
    columns: dict[str, NDArray[Any]] = {}
    findings = [*raw.findings, _rows(raw, len(first), keys)]
    for column, values in raw.columns.items():
        columns[column], odd = _one_of_each(values, group, len(first))
        if odd.size:
            findings.append(_contradiction(raw, column, first[odd], len(first), keys))
    return replace(raw, columns=columns, findings=tuple(findings))


def _groups(parts: Sequence[NDArray[Any]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the number of each row's group, in order of appearance, and each group's first row."""
    codes, _ = joining.joint_codes(parts, [part[:0] for part in parts])
    alone = np.flatnonzero(codes < 0)
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(len(alone))
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    return np.argsort(order)[group], first[order]


def _one_of_each(
    values: NDArray[Any], group: NDArray[np.intp], n_groups: int
) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Return the value of each group, and the groups that contradict themselves."""
    values = cells.held(values)
    known = np.flatnonzero(~cells.unknown(values))
    one = cells.empty(n_groups, values.dtype.kind).astype(values.dtype)
    one[group[known]] = values[known]
    odd = np.unique(group[known[values[known] != one[group[known]]]])
    one[odd] = cells.empty(len(odd), values.dtype.kind)
    return one, odd


def _rows(raw: Raw, n_groups: int, keys: Mapping[str, NDArray[Any]]) -> Finding:
    lost = raw.n_rows - n_groups
    return note(
        "MAP-09", f"rows made one: {raw.name}",
        f"{thousands(raw.n_rows)} rows of {raw.name} in = {thousands(n_groups)} used + "
        f"{thousands(lost)} that repeat the {' and '.join(keys)} of another and were made one with "
        "it", n=float(lost), unit="rows",
    )  # fmt: skip


def _contradiction(
    raw: Raw, column: str, rows: NDArray[np.intp], n_groups: int, keys: Mapping[str, NDArray[Any]]
) -> Finding:
    where = ", ".join(shown(values[rows[0]]) for values in keys.values())
    return note(
        "MAP-10", f"rows that contradict each other: {column}",
        f"{column} differs between the rows made one in {thousands(len(rows))} of "
        f"{thousands(n_groups)} {raw.name} and is missing there now; first is {where}. Correct the "
        "file, or map another column", n=float(len(rows)), unit="rows",
        verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip
