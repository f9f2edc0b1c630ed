"""Which bytes stand for what was read of a child, and for what was answered?

The access log holds a keyed hash of each, so the bytes are those of the typed rows and not of the
file, frame or JSON that they came in: what is the same record has the same hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, records, schema
from riskscreen.scoring.release import Release
from riskscreen.scoring.scores import Scores

__all__ = ["ANSWERED", "answers", "columns_read", "households", "inputs"]

ANSWERED = (
    "outcome", "definition", "as_of", "horizon_months", "eligible", "risk", "risk_lo", "risk_hi",
    "tier", "area_fallback", "refused",
)  # fmt: skip
"""What an answer says of a child and outcome. Reasons differ by language, and the label of the
release says when it is served in grace: both may be said otherwise of the same answer."""


def columns_read(release: Release) -> tuple[str, ...]:
    """Return the columns that the models of a release rest on, through all steps."""
    wanted = {name for held in release.models.values() for name in held.feature_names}
    known = {entry.name: entry for entry in features.catalogue(release.policy)}
    return tuple({column for name in wanted if name in known for column in known[name].columns})


def households(snapshot: records.Snapshot, *, at_least: int) -> Iterator[NDArray[np.intp]]:
    """Yield the children of whole households, at least so many at a time, siblings together.

    Parameters
    ----------
    snapshot : Snapshot
    at_least : int
        Children; the last part may have fewer.

    Yields
    ------
    ndarray of intp
        Rows of the snapshot, by household and then by child_id.
    """
    group = snapshot.household_group
    order = np.lexsort((snapshot.ids, group))
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) != 0]).tolist()
    begin = 0
    for start in [*starts[1:], len(order)]:
        if start - begin >= at_least or start == len(order):
            yield order[begin:start]
            begin = start


def inputs(
    snapshot: records.Snapshot, rows: NDArray[np.intp], *, columns: Sequence[str]
) -> list[bytes]:
    """Return what was read of each child: its household's children, each with its household row.

    A score follows from the rows of the child, of its household, and of the other children there;
    all of them are in it. Rows that are older than those of the day are not: nothing read them.

    Parameters
    ----------
    snapshot : Snapshot
        What was known on the day.
    rows : ndarray of intp
        Children of whole households, siblings one after another, as ``households`` gives them.
    columns : sequence of str
        Columns beside the schema's that the release reads; any other says nothing here.

    Returns
    -------
    list of bytes
        One for each of ``rows``, the same for siblings: a JSON list in ASCII, without spaces, one
        ``[child, household]`` for every child of the household by child_id; each an object of the
        cells that are recorded, names sorted: a number as the shortest decimal that gives the same
        float64 (a yes is 1.0), a day as 2025-09-15, a text as it was read; null for no household.

    Examples
    --------
    >>> held = records.read_records(
    ...     {"household_id": ["h"], "observed_date": ["2025-09-15"], "urban": [True]},
    ...     {"child_id": ["c"], "household_id": ["h"], "observed_date": ["2025-09-15"],
    ...      "age_years": [7], "sex": ["male"], "weight": [1.0]})
    >>> inputs(held.as_of("2025-09-15"), np.array([0]), columns=())[0].decode()
    '[[{"age_years":7.0,"child_id":"c","household_id":"h","observed_date":"2025-09-15",\
"sex":"male","weight":1.0},{"household_id":"h","observed_date":"2025-09-15","urban":1.0}]]'
    """
    kids = _cells(snapshot.children, rows, sorted({*schema.CHILDREN, *columns}))
    at = snapshot.household_index[rows]
    homes = _cells(snapshot.households, at, sorted({*schema.HOUSEHOLDS, *columns}))
    pairs = [
        [kid, home if place >= 0 else None]
        for kid, home, place in zip(kids, homes, at.tolist(), strict=True)
    ]
    group = snapshot.household_group[rows]
    starts = np.flatnonzero(np.r_[True, np.diff(group) != 0]).tolist()
    found: list[bytes] = []
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        found += [_plain(pairs[start:end])] * (end - start)
    return found


def answers(scores: Scores, rows: NDArray[np.intp], *, n_outcomes: int) -> list[bytes]:
    """Return what was answered of each child: ``ANSWERED`` of each outcome, as a JSON list.

    Parameters
    ----------
    scores : Scores
        The outcomes of a child one after another.
    rows : ndarray of intp
        Children, by their place among the children of the scores.
    n_outcomes : int
        Rows of a child.

    Returns
    -------
    list of bytes
        One for each of ``rows``.
    """
    places = (rows[:, None] * n_outcomes + np.arange(n_outcomes)).ravel()
    told = scores.take(places).to_dicts()
    told = [{name: row[name] for name in ANSWERED} for row in told]
    return [_plain(told[at : at + n_outcomes]) for at in range(0, len(told), n_outcomes)]


def _cells(
    table: records.Table, index: NDArray[np.intp], names: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the recorded cells of each row; of some row where the index is -1."""
    found: list[dict[str, Any]] = [{} for _ in range(len(index))]
    for name in names if table.n_rows else ():
        if name in table:
            for row, cell in zip(found, _recorded(table[name][index]), strict=True):
                if cell is not None:
                    row[name] = cell
    return found


def _recorded(values: NDArray[Any]) -> list[Any]:
    """Return the values as JSON has them, None where not recorded."""
    if values.dtype.kind == "f":
        cells = (values + 0.0).tolist()  # no negative zero
        return [None if cell != cell else cell for cell in cells]  # noqa: PLR0124 - NaN
    if values.dtype.kind == "M":
        cells = values.astype("datetime64[D]").astype(np.str_).tolist()
        return [None if cell == "NaT" else cell for cell in cells]
    return [cell or None for cell in values.tolist()]


def _plain(facts: Any) -> bytes:  # noqa: ANN401 - any JSON value
    # ASCII: half a surrogate pair in somebody's frame must not end a service
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
