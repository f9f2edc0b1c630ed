"""Above which risk does a child belong to a tier, in an area whose list was drawn a year ago?

Cut-offs are frozen on the audited population, so that a score depends on the child and the
release and never on who else is in the batch. They give tiers; capacity is enforced in a visit
list alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.decisions.places import LEVELS, NATION, AreasLike, Places, places
from riskscreen.errors import BundleError

__all__ = ["Cutoffs"]

_FIELDS = {"outcome", "rule", "intervention", "support", "communes"}


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Frozen cut-offs of one outcome.

    Parameters
    ----------
    outcome : str
        The outcome.
    intervention : Mapping of str to float or None
        Smallest risk on the list at the capacity, by name of the place; None where nobody of the
        place was on it.
    support : Mapping of str to float or None
        The same at three times the capacity.
    communes : frozenset of str
        Names of the communes of the audited population.
    rule : str
        The allocation rule.
    """

    outcome: str
    intervention: Mapping[str, float | None]
    support: Mapping[str, float | None]
    communes: frozenset[str]
    rule: str = "equal_cover"

    def __repr__(self) -> str:
        return f"Cutoffs({self.outcome}, {self.rule}, {len(self.intervention)} places)"

    def lookup(
        self, areas: AreasLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
        """Return every child's two cut-offs and whether they are another area's.

        The first place with both cut-offs counts: the commune, its difficulty class within the
        province, the province, the region, the nation.

        Parameters
        ----------
        areas : AreasLike
            Where the children live, text of shape (n_children,).

        Returns
        -------
        intervention, support : ndarray of float64, shape (n_children,)
            Smallest risk of the tier; infinite where nobody of the nation was on the list.
        fallback : ndarray of bool, shape (n_children,)
            True where the commune was not in the audited population, or nobody of the child's
            area was on its list.
        """
        where = places(areas, n_children=len(areas.commune))
        path, code = _paths(where)
        found = [self._resolve(row) for row in path]
        table = np.array(found, dtype=np.float64).reshape(len(found), 3)[code]
        return table[:, 0], table[:, 1], table[:, 2] == 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return the cut-offs as JSON types; ``from_dict`` reads them back bit for bit."""
        return {
            "outcome": self.outcome,
            "rule": self.rule,
            "intervention": dict(self.intervention),
            "support": dict(self.support),
            "communes": sorted(self.communes),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Cutoffs:
        """Return the cut-offs that ``to_dict`` wrote.

        Raises
        ------
        BundleError
            If an entry is unknown or missing, or a cut-off is not a probability or null.

        Examples
        --------
        >>> Cutoffs.from_dict({"outcome": "dropout"})
        Traceback (most recent call last):
            ...
        riskscreen.errors.BundleError: cut-offs: missing entries ['communes', 'intervention', \
'rule', 'support'], unknown entries []; the release was not written by this version
        """
        absent, unknown = sorted(_FIELDS - set(plain)), sorted(set(plain) - _FIELDS)
        if absent or unknown:
            raise BundleError(
                f"cut-offs: missing entries {absent}, unknown entries {unknown}; "
                "the release was not written by this version"
            )
        tables = {name: _probabilities(plain[name], name) for name in ("intervention", "support")}
        if set(tables["intervention"]) != set(tables["support"]) or NATION not in tables["support"]:
            raise BundleError(
                f"cut-offs of {plain['outcome']}: the two tables name different places or lack "
                "the nation's; release again"
            )
        return cls(
            outcome=str(plain["outcome"]),
            rule=str(plain["rule"]),
            communes=frozenset(map(str, plain["communes"])),
            **tables,
        )

    def _resolve(self, path: tuple[str, ...]) -> tuple[float, float, float]:
        fallback = path[0] not in self.communes
        for name in path[:-1]:
            if name not in self.intervention:
                continue
            low, high = self.support[name], self.intervention[name]
            if low is not None and high is not None:
                return high, low, float(fallback)
            fallback = True
        high, low = self.intervention[NATION], self.support[NATION]
        nobody = math.inf
        return (nobody if high is None else high, nobody if low is None else low, float(fallback))


def _paths(where: Places) -> tuple[list[tuple[str, ...]], NDArray[np.intp]]:
    """Return the distinct chains of places, and each child's."""
    code = where.codes["commune"] * len(where.names["difficulty"]) + where.codes["difficulty"]
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    columns = [where.names[level][where.codes[level][first]].tolist() for level in LEVELS]
    return list(zip(*columns, strict=True)), inverse.astype(np.intp, copy=False)


def _probabilities(table: Any, name: str) -> dict[str, float | None]:  # noqa: ANN401 - JSON
    if not isinstance(table, Mapping):
        raise BundleError(f"cut-offs: {name} is not a table; release again")
    bad = [place for place, cut in table.items() if not _is_cut(cut)]
    if bad:
        raise BundleError(
            f"cut-offs: {name} is not a probability or null in {len(bad)} of {len(table)} places; "
            f"first is {bad[0]}: {table[bad[0]]!r}; release again"
        )
    return {str(place): None if cut is None else float(cut) for place, cut in table.items()}


def _is_cut(cut: object) -> bool:
    if cut is None:
        return True
    return isinstance(cut, int | float) and not isinstance(cut, bool) and 0 <= cut <= 1
