"""What does a visit list say, beside the names on it?

How many visits it plans, for whom it keeps some back, whom no list of their own serves, and by
how much last year's cut-offs would have missed the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import need
from riskscreen.errors import InputError

__all__ = ["Spending", "VisitList", "frame", "plain_rows"]


@dataclass(frozen=True, slots=True)
class Spending:
    """What frozen cut-offs alone would have visited, against the plan at the whole capacity.

    Parameters
    ----------
    planned : int
        Visits that the rule gives to children with a risk, the reserve not taken off.
    frozen : int
        Children in the tier *intervention*.
    by_area : Mapping of str to (int, int)
        Both figures per area of the list.
    """

    planned: int
    frozen: int
    by_area: Mapping[str, tuple[int, int]]

    def __repr__(self) -> str:
        return f"Spending({self.frozen} by frozen cut-offs, {self.planned} planned)"

    @property
    def ratio(self) -> float:
        """Frozen over planned: above 1 the cut-offs would have overspent; NaN without a plan."""
        return self.frozen / self.planned if self.planned else float("nan")

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON types."""
        return {
            "planned": self.planned,
            "frozen": self.frozen,
            "ratio": self.ratio if self.planned else None,
            "by_area": [
                {"area": area, "planned": planned, "frozen": frozen}
                for area, (planned, frozen) in self.by_area.items()
            ],
        }


@dataclass(frozen=True, slots=True)
class VisitList:
    """The visits of one outcome, first to last, the reserve at the end.

    Parameters
    ----------
    outcome : str
        The outcome.
    columns : Mapping of str to ndarray, shape (n_visits,)
        ``position`` on the whole list, the score's own columns, ``ground`` (*ranked* or
        *reserve*), ``also_on`` (outcomes whose lists hold the child too), ``area`` (whose list
        it is), ``commune``, ``province``.
    planned : int
        Visits that the capacity allows, everywhere.
    eligible : int
        Eligible children, those without a risk included.
    reserve : int
        Visits that go to refused children.
    rho : float
        The last key taken; under ``equal_cover`` the covered share of every area's need.
    communes_without_list : int
        Communes pooled with others, which may get no visit.
    spending : Spending
        What frozen cut-offs alone would have done.
    rule : str
        The allocation rule.
    seed : int
        Seed of the reserve's draw.
    """

    outcome: str
    columns: Mapping[str, NDArray[Any]]
    planned: int
    eligible: int
    reserve: int
    rho: float
    communes_without_list: int
    spending: Spending
    rule: str
    seed: int

    def __repr__(self) -> str:
        return (
            f"VisitList({self.outcome}: {self.n_visits} of {self.planned} visits, "
            f"{self.eligible} eligible children, {self.reserve} from the reserve)"
        )

    def __len__(self) -> int:
        return self.n_visits

    @property
    def n_visits(self) -> int:
        """Visits on this list, or on this commune's part of it."""
        return len(self.columns["position"])

    def of_commune(self, code: str, *, known: NDArray[np.str_] | None = None) -> VisitList:
        """Return the part of the list that lies in one commune; positions stay the nation's.

        Raises
        ------
        InputError
            If ``known`` is given and does not hold the commune.
        """
        if known is not None and not bool(np.any(np.asarray(known) == code)):
            raise InputError(
                f"no scored child lives in commune {code!r}; give a commune_code of the records"
            )
        rows = np.flatnonzero(self.columns["commune"] == code)
        return replace(
            self,
            columns={name: values[rows] for name, values in self.columns.items()},
            reserve=int(np.count_nonzero(self.columns["ground"][rows] == "reserve")),
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one dict of JSON types per visit; a missing number is None."""
        return plain_rows(self.columns)

    def to_frame(self, backend: str = "pandas") -> Any:  # noqa: ANN401 - the caller's library
        """Return the list as a frame of ``pandas``, ``polars`` or ``arrow``.

        Raises
        ------
        InputError
            If the backend is unknown.
        MissingExtraError
            If its library is not installed.
        """
        return frame(self.columns, backend=backend)


def plain_rows(columns: Mapping[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Return one dict of JSON types per row: NaN and NaT as None, a day as ISO text.

    Examples
    --------
    >>> plain_rows({"risk": np.array([0.5, np.nan]), "tier": np.array(["support", ""])})
    [{'risk': 0.5, 'tier': 'support'}, {'risk': None, 'tier': ''}]
    """
    plain = {name: _plain(values) for name, values in columns.items()}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def frame(columns: Mapping[str, NDArray[Any]], *, backend: str) -> Any:  # noqa: ANN401
    """Return columns as a frame of the library asked for; texts in a list stay lists."""
    if backend == "pandas":
        pandas = need("pandas", extra="train")
        return pandas.DataFrame({name: _column(values) for name, values in columns.items()})
    if backend not in ("polars", "arrow"):
        raise InputError(f"no backend {backend!r}; one of pandas, polars, arrow")
    arrow = need("pyarrow", extra="train")
    table = arrow.table({name: _arrow(values, arrow) for name, values in columns.items()})
    return need("polars", extra="dev").from_arrow(table) if backend == "polars" else table


def _plain(values: NDArray[Any]) -> list[Any]:
    if values.dtype.kind == "f":
        return [None if number != number else number for number in values.tolist()]  # noqa: PLR0124 - NaN
    if values.dtype.kind == "M":
        return [None if day is None else day.isoformat() for day in values.tolist()]
    if values.dtype.kind == "O":
        return [list(texts) for texts in values.tolist()]
    return list(values.tolist())


def _column(values: NDArray[Any]) -> Any:  # noqa: ANN401 - what a DataFrame takes
    if values.dtype.kind == "O":
        return [list(texts) for texts in values.tolist()]
    return values.astype("datetime64[s]") if values.dtype.kind == "M" else values


def _arrow(values: NDArray[Any], arrow: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    if values.dtype.kind == "O":
        kind = arrow.list_(arrow.string())
        return arrow.array([list(texts) for texts in values.tolist()], type=kind)
    if values.dtype.kind == "U":
        return arrow.array(values.tolist(), type=arrow.string())
    return arrow.array(values)
