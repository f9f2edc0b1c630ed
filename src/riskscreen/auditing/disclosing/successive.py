"""What does a second report give away that the first did not?

Two reports on the same children, cut into other groups, or on a register that grew by a few: what
the first hides the second may print, and what both print may differ by one child. The earlier
report is out; only the later can still hide a row.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from riskscreen.auditing.disclosing.attack import close
from riskscreen.auditing.disclosing.counted import COUNTS, Counted, counted, key_of, name_of
from riskscreen.auditing.disclosing.disclosure import (
    Population,
    failing,
    populations,
    publish_findings,
)
from riskscreen.auditing.disclosing.lattice import Key
from riskscreen.auditing.disclosing.rounding import window
from riskscreen.auditing.disclosing.suppression import blank, protected, required_of
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["check_successive", "protect_successive"]

_SAME_WINDOW = ("population", "training_days", "test_day", "horizon_months")
_EARLIER = " in the earlier report"

Facts = Mapping[str, Any]


def check_successive(
    facts_before: Facts, facts_after: Facts, *, policy: Policy, policy_before: Policy | None = None
) -> list[Finding]:
    """Return the groups that two reports together give away.

    Parameters
    ----------
    facts_before, facts_after : mapping
        JSON twins of the earlier and the later report.
    policy : Policy
        Of the later report: its smallest cell and its levels.
    policy_before : Policy, optional
        Of the earlier report, where its levels are others; without it any two levels that are
        not of one report may be part of each other.

    Returns
    -------
    list of Finding
        AUD-25: *fail* for every group that can be pinned down. One *pass* where there is none;
        reports on other children (another population, window or definition) give none away.

    References
    ----------
    .. [1] Hundepool et al., Statistical Disclosure Control (Wiley 2012), 4.6: linked tables.
    """
    found: list[Finding] = []
    same = _same(facts_before, facts_after)
    for name, before, after in _outcomes(facts_before, facts_after):
        own = _Pair(before, after, policy, policy_before, same=same)
        found += [_named(one, name) for one in own.findings()]
    return found or [
        Finding(
            code="AUD-25",
            title="groups that two reports give away",
            verdict=Verdict.PASS,
            measured=0.0,
            unit="groups",
            judges=True,
        )
    ]


def protect_successive(
    facts_before: Facts, facts_after: Facts, *, policy: Policy, policy_before: Policy | None = None
) -> dict[str, Any]:
    """Return the later report's facts without the rows that the two give groups away by.

    Parameters
    ----------
    facts_before, facts_after, policy, policy_before
        As in `check_successive`.

    Returns
    -------
    dict
        A copy. Where the earlier report prints too much already, hiding more cannot help, and
        `check_successive` still says so.
    """
    facts = copy.deepcopy(dict(facts_after))
    same = _same(facts_before, facts_after)
    for name, before, after in _outcomes(facts_before, facts_after):
        gone = _Pair(before, after, policy, policy_before, same=same).hidden()
        facts["outcomes"] = [
            _without(one, gone, policy) if one["name"] == name else one for one in facts["outcomes"]
        ]
    return facts


class _Pair:
    """The groups of one outcome in two reports."""

    def __init__(
        self,
        before: Facts,
        after: Facts,
        policy: Policy,
        policy_before: Policy | None,
        *,
        same: bool,
    ) -> None:
        self._policy, self._before, self._same = policy, policy_before or policy, same
        self._guess = policy_before is None
        self._old = next(populations(before), Population((), ()))
        self._new = next(populations(after), Population((), ()))
        self._other = self._changed()

    def findings(self) -> list[Finding]:
        """Return what the two give away."""
        where = f"{', '.join(self._new.names)} of this report and of an earlier one"
        found = {}
        table = self._table(frozenset())
        if table is not None:
            found = {one.group: one for one in failing(table, where=where, policy=self._policy)
                     if one.verdict is Verdict.FAIL}  # fmt: skip
        for key in self._differences():
            group = name_of(key)
            found.setdefault(group, _difference(group, where))
        return list(found.values())

    def hidden(self) -> frozenset[Key]:
        """Return the groups that the later report must hide."""
        gone = frozenset(self._differences())
        table = self._table(gone)
        if table is None:
            return gone
        more = protected(table, policy=self._policy, required=required_of(self._new.rows))
        return gone | ((more - self._out()) & set(self._new.counts))

    def _out(self) -> set[Key]:
        """Return the groups whose counts the earlier report printed."""
        return {key_of(self._renamed(row)) for row in self._old.rows if row[COUNTS[0]] is not None}

    def _table(self, gone: frozenset[Key]) -> Counted | None:
        """Return what a reader of both knows; only rows of the later one can still be hidden."""
        if not self._old.rows or not self._new.rows:
            return None
        old, out = [self._renamed(row) for row in self._old.rows], self._out()
        # where both print, the later count holds: the earlier is of fewer children
        new = [row for row in self._new.rows if key_of(row) not in gone - out]
        new += [{**row, **dict.fromkeys(COUNTS)} for row in self._new.rows if key_of(row) in gone]
        table = counted([*new, *old], policy=self._policy, to_be_rounded=False)
        for key in out:
            table.printed[table.tied.place[key]] = False
        return table

    def _differences(self) -> Iterator[Key]:
        """Yield groups whose printed counts, less those of another report's, are a small cell."""
        for key, count in self._new.counts.items():
            for other, earlier in self._old.counts.items():
                if self._nested(key, other) and self._tells(count, earlier):
                    yield key
                    break

    def _nested(self, key: Key, other: Key) -> bool:
        names = [name for name, _ in key]
        if names != [name for name, _ in other]:
            return False
        pairs = [(name, new, old) for (name, new), (_, old) in zip(key, other, strict=True)]
        if all(self._equal(*pair) for pair in pairs):
            return not self._same
        return all(self._equal(*pair) or self._part(*pair) for pair in pairs)

    def _equal(self, name: str, new: str, old: str) -> bool:
        """Return whether two levels hold the same children."""
        if name not in self._other or self._guess:
            return new == old
        ours, theirs = self._values(name, new, old)
        return ours == theirs and "*" not in ours

    def _part(self, name: str, new: str, old: str) -> bool:
        """Return whether one level may be part of another report's."""
        ours, theirs = self._values(name, new, old)
        either = self._guess or "*" in ours | theirs
        return name in self._other and (either or ours <= theirs or theirs <= ours)

    def _values(self, name: str, new: str, old: str) -> tuple[set[str], set[str]]:
        return (
            set(_cut(self._policy, name).get(new, (new,))),
            set(_cut(self._before, name).get(old, (old,))),
        )

    def _tells(self, count: tuple[float, float], earlier: tuple[float, float]) -> bool:
        """Return whether the difference of two printed counts is known too closely."""
        if count == earlier and not self._same:
            return False  # nothing changed that is printed
        spans = []
        for large, small in zip(count, earlier, strict=True):
            (low, high), (least, most) = window(max(large, small)), window(min(large, small))
            spans.append((max(0.0, low - most), max(0.0, high - least)))
        lo, hi = np.transpose(spans)[:, :, None]
        return bool(close(lo, hi, self._policy).any())

    def _changed(self) -> set[str]:
        """Return the attributes whose levels are not the same in both reports."""
        ours, theirs = (_levels_of(one) for one in (self._new, self._old))
        return {
            name
            for name in ours.keys() & theirs.keys()
            if ours[name] != theirs[name] or _cut(self._policy, name) != _cut(self._before, name)
        }

    def _renamed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return an earlier row; an attribute that is cut otherwise goes by another name."""
        parts = str(row.get("attribute") or "").split(" & ")
        return {
            **row,
            "attribute": " & ".join(
                name + _EARLIER if name in self._other else name for name in parts
            ),
        }


def _outcomes(before: Facts, after: Facts) -> Iterator[tuple[str, Facts, Facts]]:
    """Yield the outcomes of which both reports tell about the same children, or nearly."""
    if any(before["meta"].get(name) != after["meta"].get(name) for name in _SAME_WINDOW):
        return
    earlier = {one["name"]: one for one in before["outcomes"]}
    for one in after["outcomes"]:
        other = earlier.get(one["name"])
        if other and all(other.get(name) == one.get(name) for name in ("definition", "window")):
            yield one["name"], other, one


def _same(before: Facts, after: Facts) -> bool:
    return bool(before["meta"].get("data_digest") == after["meta"].get("data_digest"))


def _levels_of(one: Population) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in one.rows:
        for name, level in key_of(row):
            found.setdefault(name, set()).add(level)
    return found


def _cut(policy: Policy, name: str) -> Mapping[str, tuple[str, ...]]:
    return policy.groups[name].levels if name in policy.groups else {}


def _without(outcome: Facts, gone: frozenset[Key], policy: Policy) -> dict[str, Any]:
    tables = {
        name: [
            {**blank(row), "suppressed": True}
            if tuple(part for part in key_of(row) if part[0] != "bin") in gone
            else row
            for row in rows
        ]
        for own in populations(outcome)
        for name in own.names
        for rows in [outcome[name]]
    }
    facts = {**outcome, **tables}
    if "findings" in facts:
        facts["findings"] = publish_findings(facts["findings"], tables=facts, policy=policy)
    return facts


def _difference(group: str, where: str) -> Finding:
    return Finding(
        code="AUD-25",
        title="groups that two reports give away",
        verdict=Verdict.FAIL,
        group=group,
        unit="groups",
        judges=True,
        detail=f"from the difference of {where}; hide it in the later one",
    )


def _named(one: Finding, outcome: str) -> Finding:
    return Finding.from_dict(one.to_dict() | {"outcome": outcome})
