"""May these tables be published together?

One table after another can be safe and all of them not: a group hidden in one is printed in the
next, or lacks one row in each. So the tables of a report are protected as one, rounded, and then
attacked as a reader would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskscreen.auditing.disclosing.attack import Attack
from riskscreen.auditing.disclosing.counted import COUNTS, Counted, counted, key_of, name_of
from riskscreen.auditing.disclosing.lattice import EVERYONE, Key
from riskscreen.auditing.disclosing.rounding import figure_step, rounded, rounded_figure
from riskscreen.auditing.disclosing.suppression import blank, protected, required_of, small_cell
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["Population", "check", "failing", "populations", "publish", "publish_findings"]

_CODE = "AUD-25"
_TITLE = "hidden groups that printed counts give away"
_UNIT = "groups"
_WITHHELD = "withheld: with it another group's number of children could be derived"

# Shares of children; every other figure is taken for one of the fewer children at risk.
_OF_CHILDREN = {
    "abstention", "burden", "false_positive_rate", "gain", "mean_risk", "missed_per_1000",
    "missing", "moved", "observed", "selection_rate", "table_share",
}  # fmt: skip
_PER_THOUSAND = {"at_risk", "burden", "found_per_1000", "gain", "missed", "missed_per_1000"}
_GIVEN = {"bin", "capacity", "share", "population_share"}  # numbers that no child moves
_COUNTED = re.compile(r"\b\d+(?= (?:of \d+ )?(?:children|cases|rows|households)\b)")

Row = Mapping[str, Any]
Tables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Population:
    """Tables that count the same children."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def counts(self) -> dict[Key, tuple[float, float]]:
        """The printed counts by group."""
        shown = [row for row in self.rows if None not in [row[name] for name in COUNTS]]
        return {key_of(row): (row[COUNTS[0]], row[COUNTS[1]]) for row in shown}


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
    hidden: dict[str, frozenset[Key]] = {}
    everywhere: frozenset[Key] = frozenset()
    for place, own in enumerate(populations(tables)):
        gone = _hidden(own, everywhere, policy, _levels(tables))
        if place == 0:  # the groups themselves
            everywhere = gone
        hidden |= dict.fromkeys(own.names, gone)
    found: dict[str, Any] = dict(tables)
    for name, gone in hidden.items():
        found[name] = [_row(row, hide=key_of(row) in gone) for row in tables[name]]
    overall = next((row for row in found.get("groups", []) if key_of(row) == EVERYONE), None)
    if overall and isinstance(found.get("headline"), Mapping):
        found["headline"] = _figures(found["headline"], overall)
    if isinstance(found.get("allocation"), Mapping):
        found["allocation"] = {
            name: rounded(value) if name == "n_selected" and value is not None else value
            for name, value in found["allocation"].items()
        }
    return found


def publish_findings(
    findings: Iterable[Row], *, tables: Tables, policy: Policy
) -> list[dict[str, Any]]:
    """Return findings as a report may print them.

    Parameters
    ----------
    findings : iterable of mapping
        As `Finding.to_dict` gives them.
    tables : mapping
        Published tables: a group hidden there keeps its verdict and loses its figures.
    policy : Policy
        Gives the smallest cell.
    """
    own = next(iter(populations(tables)), Population((), ()))
    rows = {name_of(key_of(row)): row for row in own.rows}
    return [_finding(dict(one), rows, policy) for one in findings]


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
        table = counted(own.rows, policy=policy, levels=_levels(tables), to_be_rounded=False)
        found += failing(table, where=", ".join(own.names), policy=policy)
    return found or [
        Finding(
            code=_CODE, title=_TITLE, verdict=Verdict.PASS, measured=0.0, unit=_UNIT, judges=True
        )
    ]


def failing(table: Counted, *, where: str, policy: Policy) -> list[Finding]:
    """Return a failing finding for every group of a table that can be pinned down."""
    exposed = Attack(table, policy=policy).exposed()
    if exposed is None:
        return [_fault("overall", f"counts of {where} contradict each other", failed=False)]
    groups = sorted({name_of(table.tied.keys[one.node]) for one in exposed})
    return [
        _fault(group, f"from the counts of {where}; publish them by auditing.publish", failed=True)
        for group in groups
    ]


def populations(tables: Tables) -> Iterator[Population]:
    """Yield the tables by whom they count, those of the groups first."""
    counts: list[dict[Key, tuple[float, float]]] = []
    listed: list[set[Key]] = []
    members: list[dict[str, Sequence[Row]]] = []
    for name in sorted(tables, key=lambda name: (name != "groups", name)):
        if not _has_counts(tables[name]):
            continue
        own = Population((name,), tuple(tables[name])).counts
        keys = {key_of(row) for row in tables[name]}
        place = next(
            (at for at, known in enumerate(counts) if keys & listed[at] and _agree(known, own)),
            len(counts),
        )
        if place == len(counts):
            counts.append({})
            listed.append(set())
            members.append({})
        listed[place] |= keys
        counts[place].update(own)
        members[place][name] = tables[name]
    for joined in members:
        yield Population(tuple(joined), tuple(row for rows in joined.values() for row in rows))


def _agree(known: Mapping[Key, Any], own: Mapping[Key, Any]) -> bool:
    """Return whether no group has two counts."""
    return all(known[key] == own[key] for key in known.keys() & own.keys())


def _has_counts(rows: Any) -> bool:  # noqa: ANN401 - any table
    return (
        isinstance(rows, Sequence)
        and len(rows) > 0
        and all(isinstance(row, Mapping) and set(COUNTS) <= set(row) for row in rows)
    )


def _levels(tables: Tables) -> dict[str, set[str]]:
    """Return every level of every attribute: the groups' table leaves out nobody."""
    found: dict[str, set[str]] = {}
    for row in tables.get("groups", []):
        key = key_of(row)
        if len(key) == 1 and "kind" in row:
            found.setdefault(key[0][0], set()).add(key[0][1])
    # each child with a risk is in one bin
    bins = {part[1] for row in tables.get("calibration", []) for part in key_of(row)[:1]
            if part[0] == "bin"}  # fmt: skip
    return found | ({"bin": bins} if bins else {})


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


def _rounded(name: str, value: Any, sizes: Row) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_figures(one, sizes) if isinstance(one, Mapping) else one for one in value]
    if isinstance(value, bool) or not isinstance(value, int | float) or name in _GIVEN:
        return value
    if name.startswith("n_"):
        return rounded(value)
    base = name.removesuffix("_lo").removesuffix("_hi")
    size = sizes[COUNTS[0 if base in _OF_CHILDREN | _PER_THOUSAND else 1]]
    scale = 1000.0 if base in _PER_THOUSAND else 1.0
    return value if size is None else rounded_figure(value, step=figure_step(size, scale=scale))


def _finding(one: dict[str, Any], rows: Mapping[str, Row], policy: Policy) -> dict[str, Any]:
    sizes = rows.get(one["group"], rows.get("overall", {"suppressed": True}))
    if sizes.get("suppressed") or sizes[COUNTS[0]] is None:
        known = one["measured"] is not None or one["interval"] is not None
        detail = _WITHHELD if known else one["detail"]
        return one | {"measured": None, "interval": None, "detail": _about(detail, policy)}
    interval = one["interval"]
    return one | {
        "measured": _measured(one, one["measured"], sizes),
        "interval": interval and [_measured(one, bound, sizes) for bound in interval],
        "detail": _about(one["detail"], policy),
    }


def _measured(one: Row, value: float | None, sizes: Row) -> float | None:
    if value is None:
        return None
    if one["unit"] in ("children", "rows", "cases", "households"):
        return rounded(value)
    return rounded_figure(value, step=figure_step(sizes[COUNTS[1]]))


def _about(detail: str, policy: Policy) -> str:
    """Return a sentence with the numbers of children in it rounded, those of the policy kept."""
    given = {f"{number:.0f}" for number in (*policy.smallest_cell, *policy.bootstrap_floor)}

    def said(match: re.Match[str]) -> str:
        number = match.group()
        return number if number in given else str(rounded(float(number)))

    return _COUNTED.sub(said, detail)


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
