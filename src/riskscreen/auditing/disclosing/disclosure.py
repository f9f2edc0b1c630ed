"""May these tables be published together?

One table after another can be safe and all of them not: a group hidden in one is printed in the
next, or lacks one row in each. So the tables of a report are protected as one, rounded, and then
attacked as a reader would.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from riskscreen.auditing.disclosing.attack import exposed_in
from riskscreen.auditing.disclosing.counted import COUNTS, Counted, counted, key_of, name_of
from riskscreen.auditing.disclosing.findings import publish_decision, publish_findings
from riskscreen.auditing.disclosing.lattice import EVERYONE, Key
from riskscreen.auditing.disclosing.populations import (
    Population,
    every_level,
    populations,
    row_lists,
    with_rows,
)
from riskscreen.auditing.disclosing.rounding import figure_step, rounded, rounded_figure
from riskscreen.auditing.disclosing.suppression import blank, protected, required_of, small_cell
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["check", "failing", "publish", "publish_decision", "publish_findings"]

_CODE = "AUD-25"
_TITLE = "hidden groups that printed counts give away"
_UNIT = "groups"

# Shares of children; every other figure is taken for one of the fewer children at risk.
_OF_CHILDREN = {
    "abstention", "after", "before", "burden", "false_positive_rate", "gain", "mean_risk",
    "missed_per_1000", "missing", "moved", "observed", "selection_rate", "selection_rate_after",
    "selection_rate_before", "shift", "table_share",
}  # fmt: skip
# Quotients of counts as they are printed: rounded once more they would belong to none.
_ROUNDED = {"away_share", "away_share_others", "towards_share"}
_PER_THOUSAND = {"at_risk", "burden", "found_per_1000", "gain", "missed", "missed_per_1000"}
_GIVEN = {
    "bin",
    "capacity",
    "population_share",
    "published",
    "share",
}  # numbers that no child moves

Row = Mapping[str, Any]
Tables = Mapping[str, Any]


def publish(tables: Tables, *, policy: Policy) -> dict[str, Any]:
    """Return an audit's tables as they may be published.

    Parameters
    ----------
    tables : mapping
        Tables by name, as `Audit.tables`: lists of rows with ``n_children`` and ``n_at_risk``;
        ``headline`` and whatever else is one mapping.
    policy : Policy
        Gives the smallest cell.

    Returns
    -------
    dict
        The same tables. A group hidden in one is hidden in all; counts are rounded, figures are
        rounded to one child of those they are a share of, so that neither a fraction nor the
        middle of an interval tells a count.

    Examples
    --------
    >>> from riskscreen import policy
    >>> rows = [{"group": "overall", "n_children": 1234, "n_at_risk": 123, "recall": 64 / 123}]
    >>> publish({"groups": rows}, policy=policy.load())["groups"]
    [{'group': 'overall', 'n_children': 1250, 'n_at_risk': 120, 'recall': 0.52, \
'suppressed': False}]
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    everywhere: frozenset[Key] = frozenset()
    lists = row_lists(tables)
    for place, own in enumerate(populations(tables)):
        gone = _hidden(own, everywhere, policy, every_level(tables))
        if place == 0:  # the groups themselves
            everywhere = gone
        for name in own.names:
            rows[name] = [_row(row, hide=key_of(row) in gone) for row in lists[name]]
    everyone: Row = next(
        (row for row in rows.get("groups", []) if key_of(row) == EVERYONE), dict.fromkeys(COUNTS)
    )
    found = {
        name: _figures(table, everyone) if isinstance(table, Mapping) else table
        for name, table in tables.items()
    }
    if isinstance(tables.get("allocation"), Mapping):
        found["allocation"] = _allocation(tables["allocation"], policy)
    if isinstance(tables.get("overrides_counted"), Mapping):
        found["overrides_counted"] = _counted(tables["overrides_counted"])
    return with_rows(found, rows)


def check(tables: Tables, *, policy: Policy) -> list[Finding]:
    """Return which hidden groups a reader of published tables could pin down.

    Parameters
    ----------
    tables : mapping
        Published tables by name. Counts that are not rounded are taken for exact.
    policy : Policy
        Gives the smallest cell.

    Returns
    -------
    list of Finding
        AUD-25: *fail* for every such group, naming table and group and never the number;
        *insufficient evidence* for tables whose counts contradict each other; else one *pass*.

    Notes
    -----
    The reader is given real numbers where children are whole, so an attack by integers could
    still narrow a range by a fraction of a child; and is not given other outcomes' tables.

    Examples
    --------
    >>> from riskscreen import policy
    >>> size = lambda level, n: {"attribute": "sex", "level": level, "n_children": n,
    ...                          "n_at_risk": n and n // 5}
    >>> rows = [{"group": "overall", "n_children": 1000, "n_at_risk": 200},
    ...         size("male", 990), size("female", None)]
    >>> check({"groups": rows}, policy=policy.load())
    [Finding(AUD-25 hidden groups that printed counts give away [sex=female]: fail)]
    """
    found: list[Finding] = []
    for own in populations(tables):
        table = counted(own.rows, policy=policy, levels=every_level(tables), to_be_rounded=False)
        found += failing(table, where=", ".join(own.names), policy=policy)
    return found or [
        Finding(
            code=_CODE, title=_TITLE, verdict=Verdict.PASS, measured=0.0, unit=_UNIT, judges=True
        )
    ]


def failing(table: Counted, *, where: str, policy: Policy) -> list[Finding]:
    """Return a failing finding for every group of a table that can be pinned down."""
    exposed = exposed_in(table, policy=policy)
    if exposed is None:
        return [_fault("overall", f"counts of {where} contradict each other", failed=False)]
    groups = sorted({name_of(table.tied.keys[one.node]) for one in exposed})
    return [
        _fault(group, f"from the counts of {where}; publish them by auditing.publish", failed=True)
        for group in groups
    ]


def _hidden(
    own: Population, everywhere: frozenset[Key], policy: Policy, levels: Mapping[str, set[str]]
) -> frozenset[Key]:
    small = {
        key_of(row)
        for row in own.rows
        if row.get("suppressed") or small_cell(row, policy) or _within(key_of(row), everywhere)
    }
    table = counted(own.rows, policy=policy, hidden=small | everywhere, levels=levels)
    return protected(table, policy=policy, required=required_of(own.rows))


def _within(key: Key, hidden: frozenset[Key]) -> bool:
    """Return whether a group, or the group whose bin it is, is hidden elsewhere."""
    return key in hidden or tuple(part for part in key if part[0] != "bin") in hidden - {EVERYONE}


def _row(row: Row, *, hide: bool) -> dict[str, Any]:
    if hide:
        return {**blank(row), "suppressed": True}
    return {**_figures(row, row), "suppressed": False}


def _figures(row: Row, sizes: Row) -> dict[str, Any]:
    """Return a row's counts and figures rounded; texts, verdicts and given numbers stay."""
    return {name: _rounded(name, value, sizes) for name, value in row.items()}


def _allocation(said: Row, policy: Policy) -> dict[str, Any]:
    """Return the list's figures: the last key is one child's own, those who share it are few."""
    found = dict(said)
    if found.get("n_selected") is not None:
        found["n_selected"] = rounded(found["n_selected"])
    if found.get("ties") is not None:
        few = 0 < found["ties"] < policy.smallest_cell[0]
        found["ties"] = None if few else rounded(found["ties"])
    if found.get("rho") is not None:
        found["rho"] = float(f"{found['rho']:.2g}")
    return found


def _counted(said: Row) -> dict[str, Any]:
    """Return counts rounded; that there are a few is told, and not how many."""
    found = dict(said)
    for name, count in said.items():
        if name.startswith("n_"):
            found[name] = None if count and not rounded(count) else rounded(count)
    return found


def _rounded(name: str, value: Any, sizes: Row) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_figures(one, sizes) if isinstance(one, Mapping) else one for one in value]
    if isinstance(value, Mapping):
        return _figures(value, sizes)
    if isinstance(value, bool) or not isinstance(value, int | float) or name in _GIVEN:
        return value
    if name.startswith("n_"):
        return rounded(value)
    base = name.removesuffix("_lo").removesuffix("_hi")
    whole = base in _OF_CHILDREN | _PER_THOUSAND or base.startswith("refused_")
    if base in _ROUNDED:
        return value
    size = sizes[COUNTS[0 if whole else 1]]
    if base == "precision" and size is not None and sizes.get("selection_rate") is not None:
        # a share of those who are listed, where these are fewer than those at risk
        size = min(size, sizes["selection_rate"] * sizes[COUNTS[0]])
    scale = 1000.0 if base in _PER_THOUSAND else 1.0
    return None if size is None else rounded_figure(value, step=figure_step(size, scale=scale))


def _fault(group: str, detail: str, *, failed: bool) -> Finding:
    return Finding(
        code=_CODE,
        title=_TITLE,
        verdict=Verdict.FAIL if failed else Verdict.INSUFFICIENT,
        group=group,
        unit=_UNIT,
        judges=True,
        detail=detail,
    )
