"""What does an audit look at? One row per eligible child, as plain arrays.

Arrays and not a table, so that a register, a simulation or another tool's list can be audited
as well as riskscreen's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.policy import Group, Policy

__all__ = ["NOT_RECORDED", "OTHER", "AuditInput", "Draw", "Floats", "Texts", "levels"]

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]

Draw = Callable[[Floats], NDArray[np.bool_]]
"""Who would be on the list if these were the risks."""

NOT_RECORDED = "not_recorded"
OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False)
class AuditInput:
    """What happened to a list of children, and what the list had said.

    Parameters
    ----------
    outcome : str
        Name of the outcome.
    label : ndarray of float64, shape (n_children,)
        1 at risk, 0 not, NaN unknown.
    eligible : ndarray of float64, shape (n_children,)
        1, or NaN where eligibility is not known: such a child counts as eligible without a risk.
    risk : ndarray of float64, shape (n_children,)
        Calibrated risk in 0-1; NaN where the tool abstained.
    selected : ndarray of bool, shape (n_children,)
        On the list at the policy's capacity. A child without a risk counts as not selected.
    weight : ndarray of float64, shape (n_children,)
        Survey weights above 0.
    psu, stratum : ndarray of str, shape (n_children,)
        The sample's design.
    groups : mapping of str to ndarray of str, shape (n_children,)
        Level of every attribute of the policy's groups, from `levels`.
    key : ndarray of float64, shape (n_children,), optional
        Order of the list, smallest first; the risk's own order where absent.
    baselines : mapping of str to ndarray of float64
        Scores of simple lists; ``checklist`` judges.
    feature_names, features : tuple of str, ndarray of float64, shape (n_children, n_features)
        Inputs of the model, each looked at alone.
    nowcast : bool
        Whether features and outcome are of one day.
    later : bool
        Whether no tree, calibrator or search has seen these rows.
    allocate : callable, optional
        The allocation rule as a function of risks alone: returns who would be on the list.
    lists : mapping of str to callable
        The same for every rule that the chosen one is compared with, by name.
    predict : callable, optional
        The risks of features, shape (n_children, n_features): what missing data move.
    gain : tuple of float
        Each feature's share of the model's gain.
    allocation : mapping
        JSON facts about the allocation, copied into the tables.
    refused : mapping of str to ndarray of bool, shape (n_children,)
        Who was refused by each code; a child may have several.

    Raises
    ------
    InputError
        If shapes differ, a label is not 0, 1 or NaN, a child is not eligible, a weight is not
        above 0, a risk is outside 0-1, or a child that a code refuses has a risk.
    """

    outcome: str
    label: Floats
    eligible: Floats
    risk: Floats
    selected: NDArray[np.bool_]
    weight: Floats
    psu: Texts
    stratum: Texts
    groups: Mapping[str, Texts]
    key: Floats | None = None
    baselines: Mapping[str, Floats] = field(default_factory=dict)
    feature_names: tuple[str, ...] = ()
    features: Floats | None = None
    nowcast: bool = False
    later: bool = True
    allocate: Draw | None = None
    lists: Mapping[str, Draw] = field(default_factory=dict)
    predict: Callable[[Floats], Floats] | None = None
    gain: tuple[float, ...] = ()
    allocation: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _lengths(self)
        for name in ("label", "eligible", "risk", "weight"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        _values(self)
        unknown = np.isnan(self.eligible)
        object.__setattr__(self, "risk", np.where(unknown, np.nan, self.risk))
        chosen = np.asarray(self.selected, dtype=bool) & ~np.isnan(self.risk)
        object.__setattr__(self, "selected", chosen)

    def __repr__(self) -> str:
        return f"AuditInput({self.outcome}, {self.n_children} children)"

    @property
    def n_children(self) -> int:
        """Number of eligible children, those without a risk included."""
        return self.label.size

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether the label is known, shape (n_children,)."""
        return ~np.isnan(self.label)

    @property
    def at_risk(self) -> NDArray[np.bool_]:
        """Whether the child is known to be at risk, shape (n_children,)."""
        at_risk: NDArray[np.bool_] = np.equal(self.label, 1)
        return at_risk

    @property
    def novel(self) -> NDArray[np.bool_]:
        """Whether the child was refused as unlike any in training, shape (n_children,)."""
        nobody = np.zeros(self.n_children, dtype=bool)
        return np.asarray(self.refused.get("outside_support", nobody), dtype=np.bool_)

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Whether label and risk are both known, shape (n_children,)."""
        return self.known & ~np.isnan(self.risk)


def levels(policy: Policy, recorded: Mapping[str, Texts], n_children: int) -> dict[str, Texts]:
    """Return each attribute's level for every child, as the policy cuts its groups.

    Parameters
    ----------
    policy : Policy
        Gives the groups.
    recorded : mapping of str to ndarray of str, shape (n_children,)
        Recorded values by column name; ``""`` where missing.
    n_children : int
        Number of children, for a column nobody recorded.

    Returns
    -------
    dict of str to ndarray of str
        Level; ``not_recorded``; or ``other`` for a value that no level takes.

    Examples
    --------
    >>> from riskscreen import policy
    >>> cut = levels(policy.load("demo"), {"ethnicity": np.array(["Hoa", "Mông", ""])}, 3)
    >>> cut["ethnicity"].tolist(), cut["sex"].tolist()[:1]
    (['kinh_hoa', 'minority', 'not_recorded'], ['not_recorded'])
    """
    empty = np.full(n_children, "", dtype="<U1")
    return {
        name: _cut(group, np.asarray(recorded.get(group.column, recorded.get(name, empty))))
        for name, group in policy.groups.items()
    }


def _cut(group: Group, recorded: Texts) -> Texts:
    values, code = np.unique(recorded.astype(str), return_inverse=True)
    named = {value: level for level, taken in group.levels.items() for value in taken}
    rest = named.pop("*", OTHER)
    found = [
        NOT_RECORDED if value in ("", NOT_RECORDED) else named.get(str(value), rest)
        for value in values
    ]
    return np.asarray(found, dtype=str)[code] if values.size else recorded.astype(str)


def _lengths(rows: AuditInput) -> None:
    named = {
        name: np.shape(getattr(rows, name))[:1]
        for name in ("label", "eligible", "risk", "selected", "weight", "psu", "stratum")
    }
    named |= {f"groups.{name}": np.shape(value)[:1] for name, value in rows.groups.items()}
    named |= {f"baselines.{name}": np.shape(value)[:1] for name, value in rows.baselines.items()}
    named |= {f"refused.{code}": np.shape(who)[:1] for code, who in rows.refused.items()}
    for name in ("key", "features"):
        if getattr(rows, name) is not None:
            named[name] = np.shape(getattr(rows, name))[:1]
    odd = [name for name, shape in named.items() if shape != named["label"]]
    if odd:
        raise InputError(
            f"{len(odd)} arrays of an audit are not as long as label ({named['label']}); first is "
            f"{odd[0]}: {named[odd[0]]}; give one value per eligible child"
        )
    if named["label"] == (0,):
        raise InputError("no eligible child to audit; check as_of and the outcome's ages")


def _values(rows: AuditInput) -> None:
    known_risk = rows.risk[~np.isnan(rows.risk)]
    faults = {
        "label is not 0, 1 or NaN": ~np.isin(rows.label, (0, 1)) & ~np.isnan(rows.label),
        "eligible is not 1 or NaN": (rows.eligible != 1) & ~np.isnan(rows.eligible),
        "weight is not above 0": ~(np.isfinite(rows.weight) & (rows.weight > 0)),
        "risk is outside 0-1": (known_risk < 0) | (known_risk > 1),
        **{f"{code} and a risk": who & ~np.isnan(rows.risk) for code, who in rows.refused.items()},
    }
    for what, wrong in faults.items():
        if wrong.any():
            raise InputError(
                f"{what} in {int(wrong.sum())} of {rows.n_children} children to audit; first is "
                f"row {int(np.flatnonzero(wrong)[0])}; audit eligible children only, each with "
                "its survey weight"
            )
