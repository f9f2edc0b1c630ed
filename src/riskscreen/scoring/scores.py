"""What does a release say of these children, one row per child and outcome?

Numpy columns, so that a service needs no frame library; frames and JSON are made when asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import decisions, records
from riskscreen.core import Finding
from riskscreen.policy import Policy
from riskscreen.scoring.left_out import LeftOut
from riskscreen.scoring.showing import Lang

__all__ = ["COLUMNS", "Scores"]

COLUMNS = (
    "child_id",
    "household_id",
    "outcome",
    "definition",
    "as_of",
    "horizon_months",
    "eligible",
    "risk",
    "risk_lo",
    "risk_hi",
    "tier",
    "reasons",
    "area_fallback",
    "refused",
    "release",
)
"""The columns of scores, in this order: design.md, "Words that are fixed"."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores, one row per child and outcome, the outcomes of a child together.

    Parameters
    ----------
    columns : Mapping of str to ndarray, shape (n_rows,)
        ``COLUMNS``. ``risk`` is calibrated, 0-1; ``risk_lo`` and ``risk_hi`` a 90 % interval for
        the mean risk among children with this score, not for one child's fate; all three NaN and
        ``tier`` empty where ``refused`` holds codes. ``eligible`` is 1, 0 or NaN (not known);
        ``horizon_months`` is NaN for an outcome that is not released. ``reasons`` and ``refused``
        hold tuples of text.
    areas : Areas
        Where the child of each row lives; a visit list needs it.
    boosters : Mapping of str to str
        SHA-256 of the booster's text by released outcome.
    policy : Policy
        Policy of the release.
    findings : tuple of Finding
        What was found while reading and cutting the records.
    demo : bool
        Whether the release is a demonstration on synthetic children.
    left_out : tuple of LeftOut
        The children given who have no row here at all, by ground.
    """

    columns: Mapping[str, NDArray[Any]]
    areas: records.Areas
    boosters: Mapping[str, str]
    policy: Policy
    findings: tuple[Finding, ...] = ()
    demo: bool = False
    left_out: tuple[LeftOut, ...] = ()

    def __repr__(self) -> str:
        refused = sum(map(bool, self.columns["refused"].tolist()))
        return f"Scores({self.n_rows} rows, {len(self.boosters)} outcomes, {refused} refused)"

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return self.n_rows

    @property
    def n_rows(self) -> int:
        """Number of rows: children times outcomes."""
        return len(self.columns["child_id"])

    def take(self, index: NDArray[Any]) -> Scores:
        """Return the scores of some rows (integers or a bool mask)."""
        columns = {name: values[index] for name, values in self.columns.items()}
        return dataclasses.replace(self, columns=columns, areas=self.areas.take(index))

    def of(self, outcome: str) -> Scores:
        """Return the rows of one outcome."""
        return self.take(self.columns["outcome"] == outcome)

    def to_frame(self, backend: str = "pandas") -> Any:  # noqa: ANN401 - the caller's library
        """Return the scores as a frame of ``pandas``, ``polars`` or ``arrow``.

        Raises
        ------
        InputError
            If the backend is unknown.
        MissingExtraError
            If its library is not installed.
        """
        return decisions.frame(self.columns, backend=backend)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one dict of JSON types per row: NaN is None, ``eligible`` true, false or None."""
        return list(self._plain())

    def not_scored(self, lang: Lang = "vi") -> list[dict[str, str]]:
        """Return why each child given has no row here, and where it goes instead.

        Returns
        -------
        list of dict
            ``child_id``, ``code``, ``why`` and ``route``; what ``refused`` is to a child with a
            row.
        """
        return [row for one in self.left_out for row in one.to_dicts(lang)]

    def _plain(self) -> Iterator[dict[str, Any]]:
        for row in decisions.plain_rows(self.columns):
            eligible, months = row["eligible"], row["horizon_months"]
            row["eligible"] = None if eligible is None else bool(eligible)
            row["horizon_months"] = None if months is None else int(months)
            yield row


def interleave(parts: Mapping[str, Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Return the columns of several outcomes, the outcomes of a child together.

    So that the scores of two batches are the scores of both, one after the other.
    """
    n_outcomes = len(parts)
    whole: dict[str, NDArray[Any]] = {}
    for name in COLUMNS:
        each = [part[name] for part in parts.values()]
        kind = np.result_type(*each) if each[0].dtype.kind != "O" else np.dtype(object)
        column = np.empty(n_outcomes * len(each[0]), dtype=kind)
        for place, values in enumerate(each):
            column[place::n_outcomes] = values
        whole[name] = column
    return whole
