"""May this table be trained on? Protected columns, answers in the inputs, too few cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from riskscreen import features
from riskscreen.errors import TrainingError
from riskscreen.policy import Policy

if TYPE_CHECKING:
    from riskscreen.tables import TrainingTable

__all__ = ["PROTECTED", "admit", "refuse_protected"]

PROTECTED = ("sex", "ethnicity", "head_ethnicity", "region", "disability")
"""Columns that serve audits; features only with a written policy reason."""

_LEAST_CASES = 20
"""Below it neither folds nor a calibrator mean anything."""


def admit(table: TrainingTable, policy: Policy) -> None:
    """Refuse a table that may not be trained on.

    Parameters
    ----------
    table : TrainingTable
    policy : Policy

    Raises
    ------
    TrainingError
        If a feature rests on a protected column without a policy reason, a nowcast's feature on a
        column that decides the outcome, the table has fewer than 20 cases, or no feature.
    """
    names = table.features.names
    if not names:
        raise TrainingError("0 features in the table; build_table gives at least one")
    refuse_protected(names, policy)
    if table.horizon_months == 0:
        _refuse_sources(names, table, policy)
    cases = int(np.count_nonzero(table.label[table.trains] == 1))
    others = int(np.count_nonzero(table.label[table.trains] == 0))
    if min(cases, others) < _LEAST_CASES:
        raise TrainingError(
            f"{table.outcome.name}: {cases} cases and {others} others among {table.n_rows} "
            f"children; training needs {_LEAST_CASES} of each. {_what_to_do(table)}"
        )


def _what_to_do(table: TrainingTable) -> str:
    if table.horizon_months and not table.followed.any():
        return (
            f"No child has a known answer {table.horizon_months} months after the day: records of "
            "one wave are trained as a nowcast (--horizon-months 0)"
        )
    if not table.followed.any():
        return f"No child has a known answer: record {', '.join(table.outcome.sources)}"
    return "Open a further label window (--as-of) or give more records"


def refuse_protected(names: tuple[str, ...], policy: Policy) -> None:
    """Refuse features that rest on a protected column which the policy gives no reason for.

    Raises
    ------
    TrainingError
        If there is one.

    Examples
    --------
    >>> from riskscreen import policy
    >>> refuse_protected(("sex", "age_years"), policy.load())
    Traceback (most recent call last):
        ...
    riskscreen.errors.TrainingError: 1 of 2 features rests on a protected column; first is sex: \
sex; leave it out, or write the reason into the policy under protected_features
    """
    reasons = {**policy.protected_features, **policy.extra_features}
    found = [
        (name, column) for name in names for column in _withheld(name) if column not in reasons
    ]
    if found:
        count = len({name for name, _ in found})
        verb = "rests" if count == 1 else "rest"
        raise TrainingError(
            f"{count} of {len(names)} features {verb} on a protected column; first is "
            f"{found[0][0]}: {found[0][1]}; leave it out, or write the reason into the policy "
            "under protected_features"
        )


def _withheld(name: str) -> list[str]:
    """Return the columns under ``name`` that need a policy's reason; one's own feature has none."""
    itself = {name.removeprefix("extra_")} & set(PROTECTED)
    entry = features.find(name)
    return sorted(itself if entry is None else {*entry.withheld, *itself})


def _refuse_sources(names: tuple[str, ...], table: TrainingTable, policy: Policy) -> None:
    sources = set(table.outcome.sources)
    known = {entry.name: entry for entry in features.catalogue(policy)}
    found = [
        (name, column)
        for name in names
        if name in known
        for column in known[name].columns
        if column in sources
    ]
    if found:
        raise TrainingError(
            f"{len({name for name, _ in found})} of {len(names)} features of a nowcast rest on a "
            f"column that decides {table.outcome.name}; first is {found[0][0]}: {found[0][1]}; "
            "build the table with build_table, which bars them"
        )
